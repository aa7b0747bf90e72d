"""Give every row its theme, and a second one where it is nearly as close."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.themes.exact import UNIT, Grid
from analysis.themes.model import OTHER

# A second theme is kept when its score is at least this share of the first.
NEARLY = 0.85
# A row this far from every theme has none, but never more than SHARE of all rows.
FLOOR = 0.05
SHARE = 0.05


@dataclass(frozen=True)
class Closeness:
    """How close each row is to each theme (cosine, rows x themes), best and second best."""

    scores: Grid
    best: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    second: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    other: "np.ndarray[tuple[int], np.dtype[np.bool_]]"


def closeness(rows: Grid, centers: Grid) -> Closeness:
    """Measure every row against every theme; ties go to the theme that comes first."""
    scores = np.round(rows @ centers.T / UNIT**2, 4)
    ranked = np.argsort(-scores, axis=1, kind="stable")
    best = ranked[:, 0]
    second = ranked[:, 1] if scores.shape[1] > 1 else best
    return Closeness(scores, best, second, far_from_all(rows, scores[np.arange(len(rows)), best]))


def far_from_all(rows: Grid, scores: Grid) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Return which rows fit no theme: empty ones, and the farthest few of the far ones."""
    empty = ~rows.any(axis=1)
    room = max(int(SHARE * len(rows)) - int(empty.sum()), 0)
    farthest = np.argsort(scores, kind="stable")
    farthest = farthest[~empty[farthest]][:room]
    other = empty.copy()
    other[farthest[scores[farthest] < FLOOR]] = True
    return other


def assignment_table(frame: pd.DataFrame, near: Closeness, ids: list[str]) -> pd.DataFrame:
    """Return the lines row, theme, score, start, end, primary in the order of the frame."""
    place = np.arange(len(frame))
    names = np.array([*ids, OTHER], dtype=object)
    best = near.scores[place, near.best]
    second = near.scores[place, near.second]
    primary = pd.DataFrame(
        {
            "place": place,
            "theme": names[np.where(near.other, -1, near.best)],
            "score": np.where(near.other, 0.0, best),
            "primary": True,
        }
    )
    close = (near.second != near.best) & ~near.other & (second >= NEARLY * best) & (second > FLOOR)
    also = pd.DataFrame(
        {
            "place": place[close],
            "theme": names[near.second[close]],
            "score": second[close],
            "primary": False,
        }
    )
    lines = pd.concat([primary, also]).sort_values(["place", "primary"], ascending=[True, False])
    for column in ("row", "start", "end"):
        lines[column] = frame[column].to_numpy()[lines["place"].to_numpy()]
    return lines[["row", "theme", "score", "start", "end", "primary"]].reset_index(drop=True)


def themes_of_texts(assignments: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one line a text: `text_id`, `theme`, `row` (its segment that fits best), `score`.

    A text's theme is the one that most of its characters are about; ties go to the better
    score, then to the theme that comes first. It is "other" only if all of it is.
    """
    lines = assignments[assignments["primary"]].merge(frame[["row", "text_id"]], on="row")
    lines["length"] = lines["end"] - lines["start"]
    lines["none"] = lines["theme"] == OTHER
    whole = lines.groupby(["text_id", "theme"], sort=False).agg(
        length=("length", "sum"), best=("score", "max"), none=("none", "first")
    )
    whole = whole.reset_index().sort_values(
        ["none", "length", "best", "theme"], ascending=[True, False, False, True], kind="stable"
    )
    lead = whole.drop_duplicates("text_id")[["text_id", "theme"]]
    best = lines.sort_values("score", ascending=False, kind="stable").merge(
        lead, on=["text_id", "theme"]
    )
    return best.drop_duplicates("text_id")[["text_id", "theme", "row", "score"]].reset_index(
        drop=True
    )
