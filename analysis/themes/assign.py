"""Give every row its theme, and a second one where it is nearly as close."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.themes.exact import UNIT, Grid, dots, sums_by_group, to_length
from analysis.themes.model import OTHER

Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

# A second theme is kept when its score is at least this share of the first, and above FAINT.
NEARLY = 0.85
FAINT = 0.25
# A row this far from its theme has none, but never more than SHARE of all rows.
FLOOR = 0.1
SHARE = 0.05


@dataclass(frozen=True)
class Fit:
    """How close each row is to each theme, its theme, the next closest, and who has none.

    `scores` is rows x themes: the cosine between the row's own vector and the middle of the
    theme's, 0 where they point apart.
    """

    scores: Grid
    best: Places
    second: Places
    other: Flags

    @property
    def themes(self) -> Places:
        """Return each row's theme, -1 for none."""
        return np.where(self.other, -1, self.best)


def fit(own: Grid, best: Places, empty: Flags) -> Fit:
    """Score rows against the themes that they were put in; themes come out largest first."""
    count = int(best.max()) + 1 if len(best) else 1
    sizes = np.bincount(best, minlength=count)
    order = np.argsort(-sizes, kind="stable")
    best = np.argsort(order, kind="stable")[best]
    centers = to_length(sums_by_group(own, best, count))
    cosines = dots(own, centers).astype(np.float64) / UNIT**2
    scores: Grid = np.asarray(np.round(np.clip(cosines, 0.0, 1.0), 4), dtype=np.float64)
    beside = scores.copy()
    beside[np.arange(len(best)), best] = -1.0
    second = beside.argmax(axis=1)
    return Fit(scores, best, second, far_off(scores[np.arange(len(best)), best], own, empty))


def far_off(scores: Grid, own: Grid, empty: Flags) -> Flags:
    """Return which rows have no theme: empty ones, and the farthest few of the far ones.

    A row that is exactly at the middle of everything (the same words as all others, or the
    only row) has no direction left. It is not far off: it is what all have in common.
    """
    room = max(int(SHARE * len(scores)) - int(empty.sum()), 0)
    far = (scores < FLOOR) & ~empty & own.any(axis=1)
    farthest = np.argsort(np.where(far, scores, np.inf), kind="stable")[:room]
    other = empty.copy()
    other[farthest] |= far[farthest]
    return other


def assignment_table(frame: pd.DataFrame, found: Fit, ids: list[str]) -> pd.DataFrame:
    """Return the lines row, theme, score, start, end, primary in the order of the frame."""
    place = np.arange(len(frame))
    names = np.array([*ids, OTHER], dtype=object)
    best, second = found.scores[place, found.best], found.scores[place, found.second]
    close = ~found.other & (found.second != found.best) & (second >= FAINT)
    close &= second >= NEARLY * best
    lines = pd.concat(
        [
            pd.DataFrame(
                {
                    "place": place,
                    "theme": names[found.themes],
                    "score": np.where(found.other, 0.0, best),
                    "primary": True,
                }
            ),
            pd.DataFrame(
                {
                    "place": place[close],
                    "theme": names[found.second[close]],
                    "score": second[close],
                    "primary": False,
                }
            ),
        ]
    )
    lines = lines.sort_values(["place", "primary"], ascending=[True, False], kind="stable")
    for column in ("row", "start", "end"):
        lines[column] = frame[column].to_numpy()[lines["place"].to_numpy()]
    columns = ["row", "theme", "score", "start", "end", "primary"]
    return lines[columns].reset_index(drop=True)


def themes_of_texts(assignments: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one line a text: `text_id`, `theme`, `row` (its segment that fits best), `score`.

    In: the assignments of a discovery and the frame that it was made from, with `row` and
    `text_id`. A text's theme is the one that most of its characters are about; ties go to the
    better score, then to the theme that comes first. It is "other" only if all of it is.
    """
    lines = assignments[assignments["primary"]].merge(frame[["row", "text_id"]], on="row")
    lines["length"] = lines["end"] - lines["start"]
    lines["none"] = lines["theme"] == OTHER
    parts = lines.groupby(["text_id", "theme"], sort=False)
    whole = parts.agg(length=("length", "sum"), best=("score", "max"), none=("none", "first"))
    whole = whole.reset_index().sort_values(
        ["none", "length", "best", "theme"], ascending=[True, False, False, True], kind="stable"
    )
    lead = whole.drop_duplicates("text_id")[["text_id", "theme"]]
    lines = lines.reset_index(names="order").merge(lead, on=["text_id", "theme"])
    lines = lines.sort_values(["score", "order"], ascending=[False, True], kind="stable")
    lines = lines.drop_duplicates("text_id").sort_values("order")
    return lines[["text_id", "theme", "row", "score"]].reset_index(drop=True)
