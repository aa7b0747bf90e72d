"""Give every row its theme, and a second one where it is nearly as close."""

from collections import Counter
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

    `scores` is rows x themes: the cosine between the row's own vector (`own`) and the middle of
    the theme's (`centers`), 0 where they point apart. `parts` holds each row's sub-theme in its
    theme, from 0; a theme without sub-themes has only the part 0.
    """

    scores: Grid
    best: Places
    second: Places
    other: Flags
    parts: Places
    own: Grid
    centers: Grid

    @property
    def themes(self) -> Places:
        """Return each row's theme, -1 for none."""
        return np.where(self.other, -1, self.best)

    @property
    def part_counts(self) -> Places:
        """Return how many parts each theme has."""
        count = self.scores.shape[1]
        counts = np.ones(count, dtype=np.intp)
        np.maximum.at(counts, self.best, self.parts + 1)
        return counts


def fit(
    own: Grid, best: Places, parts: Places, languages: list[str], empty: Flags
) -> tuple[Fit, Places]:
    """Score rows against the themes that they were put in; themes come out largest first.

    The second value says which of the given themes each of the new ones was.
    """
    count = int(best.max()) + 1 if len(best) else 1
    order = largest_first(best, count)
    best = np.argsort(order, kind="stable")[best]
    parts = parts.copy()
    for theme in range(count):
        its = best == theme
        if its.any():
            ranks = largest_first(parts[its], int(parts[its].max()) + 1)
            parts[its] = np.argsort(ranks, kind="stable")[parts[its]]
    centers = to_length(sums_by_group(own, best, count))
    scores = scored(own, centers)
    beside = scores.copy()
    beside[np.arange(len(best)), best] = -1.0
    second = beside.argmax(axis=1)
    closest = scores[np.arange(len(best)), best]
    other = far_off(closest, own, languages, empty)
    return Fit(scores, best, second, other, parts, own, centers), order


def scored(own: Grid, centers: Grid) -> Grid:
    """Return the cosine of each row with each centre, 0 where they point apart."""
    cosines = np.clip(dots(own, centers), 0, UNIT**2).astype(np.float64)
    return np.asarray(np.round(cosines / UNIT**2, 4), dtype=np.float64)


def largest_first(groups: Places, count: int) -> Places:
    """Return the groups by size, equal ones in their order."""
    return np.argsort(-np.bincount(groups, minlength=count), kind="stable")


def far_off(scores: Grid, own: Grid, languages: list[str], empty: Flags) -> Flags:
    """Return which rows have no theme: empty ones, and the farthest few of the far ones.

    Never more than SHARE of any language (of all rows, where a text without words is among
    them): a language that the encoder knows less well has lower scores in all it says, and
    would otherwise fall out of the themes.

    A row that is exactly at the middle of everything (the same words as all others, or the
    only row) has no direction left. It is not far off: it is what all have in common.
    """
    room = max(int(SHARE * len(scores)) - int(empty.sum()), 0)
    far = np.flatnonzero((scores < FLOOR) & ~empty & own.any(axis=1))
    farthest = far[np.argsort(scores[far], kind="stable")]
    left = {tag: int(SHARE * rows) for tag, rows in Counter(languages).items()}
    other = empty.copy()
    for place in farthest.tolist():
        tag = languages[place]
        if room and left[tag]:
            other[place] = True
            room, left[tag] = room - 1, left[tag] - 1
    return other


def part_id(theme: str, part: int) -> str:
    """Return the id of a sub-theme."""
    return f"{theme}.{part + 1}"


def assignment_table(frame: pd.DataFrame, found: Fit, ids: list[str]) -> pd.DataFrame:
    """Return the lines row, theme, subtheme, score, start, end, primary in the frame's order."""
    place = np.arange(len(frame))
    names = np.array([*ids, OTHER], dtype=object)
    split = found.part_counts[found.best] > 1 if len(place) else np.zeros(0, dtype=bool)
    parts = [
        part_id(ids[theme], part) if it and theme >= 0 else ""
        for theme, part, it in zip(found.themes.tolist(), found.parts.tolist(), split, strict=True)
    ]
    best, second = found.scores[place, found.best], found.scores[place, found.second]
    close = ~found.other & (found.second != found.best) & (second >= FAINT)
    close &= second >= NEARLY * best
    main = pd.DataFrame({"place": place, "theme": names[found.themes], "subtheme": parts})
    main = main.assign(score=np.where(found.other, 0.0, best), primary=True)
    more = pd.DataFrame({"place": place[close], "theme": names[found.second[close]]})
    more = more.assign(subtheme="", score=second[close], primary=False)
    lines = pd.concat([main, more])
    lines = lines.sort_values(["place", "primary"], ascending=[True, False], kind="stable")
    for column in ("row", "start", "end"):
        lines[column] = frame[column].to_numpy()[lines["place"].to_numpy()]
    columns = ["row", "theme", "score", "start", "end", "primary", "subtheme"]
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
