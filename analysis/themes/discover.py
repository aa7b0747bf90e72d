"""Discover themes: the one step from coded rows and their vectors to Themes."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.progress import Progress, silent
from analysis.themes.assign import Fit, Places, assignment_table, fit
from analysis.themes.center import SHRINK
from analysis.themes.describe import Described
from analysis.themes.exact import Grid, dots, sums_by_group, to_length
from analysis.themes.grouping import Asked, Grouped, group, part_of, stabilities
from analysis.themes.model import LanguageService, Themes
from analysis.themes.neighbours import NEAREST, PULL, nearest_among
from analysis.themes.once import without_repeats
from analysis.themes.placing import Placing, low_marks
from analysis.themes.sample import sampled

# Grouping, re-runs, placing the rows that were not compared.
STAGES = 3


@dataclass(frozen=True)
class Discover:
    """Find what rows of text have in common, across languages.

    `min_size` is the fewest rows of a theme (None: half the square root of the number of rows,
    at least 5; then a smaller theme is found too if it is tight and far from all else); `most`
    bounds the number of themes. Ids of themes begin with `prefix`.
    """

    min_size: int | None = None
    seed: int = 0
    most: int = 30
    directions: int = 100
    shrink: float = SHRINK
    keywords: int = 8
    quotes: int = 6
    encoder: str = ""
    prefix: str = "t"

    def __call__(
        self,
        frame: pd.DataFrame,
        vectors: npt.NDArray[np.floating],
        progress: Progress = silent,
    ) -> Themes:
        """Return the themes of the rows.

        In: columns `row` (unique id), `text`, `language` (BCP 47 tag or "und"), and where
        known `text_id`, `person`, `start`, `end`; `vectors` has one row each, in the same
        order. Raises ValueError when they do not match.
        """
        frame = checked(frame, vectors)
        grouped, steady, together, found = self.grouped(frame, vectors, progress)
        count = found.scores.shape[1] if len(frame) else 0
        ids = [f"{self.prefix}{number + 1:02d}" for number in range(count)]
        themes = Described(frame, found, self.keywords, self.quotes).themes(ids, steady[:count])
        progress(1, 1)
        low = low_marks(found.scores, found.themes)
        return Themes(
            themes=themes,
            assignments=assignment_table(frame, found, ids),
            other_share=share(int(found.other.sum()), len(frame)),
            languages=served(frame["language"].tolist(), found, grouped.space.language.weights),
            settings={**asdict(self), "min_size": self.fewest(len(frame))},
            encoder=self.encoder,
            seed=self.seed,
            choice=grouped.choice,
            stability=together,
            placing=Placing(grouped.space, tuple(ids), found.centers, low, self.encoder),
        )

    def grouped(
        self, frame: pd.DataFrame, vectors: npt.NDArray[np.floating], progress: Progress
    ) -> tuple[Grouped, list[float | None], float, Fit]:
        """Return the groups of the rows that were compared, their stability, and all rows' fit."""
        texts, languages = frame["text"].tolist(), frame["language"].tolist()
        once = without_repeats(texts, languages)
        chosen = sampled([languages[i] for i in once.first], self.seed)
        asked = self.asked(len(frame)).for_share(len(chosen), len(once.first))
        rows = once.first[chosen]
        grouped = group(
            [texts[i] for i in rows],
            [languages[i] for i in rows],
            vectors[rows],
            once.times[chosen],
            asked,
            part_of(progress, 0, STAGES),
        )
        steady, together = stabilities(grouped, asked, part_of(progress, 1, STAGES))
        own, best, parts = spread(
            grouped, once.first, chosen, texts, languages, vectors, part_of(progress, 2, STAGES)
        )
        empty = ~np.any(vectors, axis=1)
        found, order = fit(own[once.of], best[once.of], parts[once.of], languages, empty)
        return (
            grouped,
            [steady[number] for number in order.tolist()[: len(steady)]],
            together,
            found,
        )

    def asked(self, rows: int) -> Asked:
        """Return what the grouping of so many rows is asked for."""
        return Asked(
            fewest=self.fewest(rows),
            most=self.most,
            directions=self.directions,
            shrink=self.shrink,
            seed=self.seed,
            small=self.min_size is None,
        )

    def fewest(self, rows: int) -> int:
        """Return the fewest rows of a theme."""
        return self.min_size or max(5, math.isqrt(rows) // 2)


def spread(
    grouped: Grouped,
    first: Places,
    chosen: Places,
    texts: list[str],
    languages: list[str],
    vectors: npt.NDArray[np.floating],
    progress: Progress,
) -> tuple[Grid, Places, Places]:
    """Return the place, theme and part of every distinct row, from those of the chosen ones.

    A row that was not chosen is drawn towards its neighbours among those that were, as these
    were among each other, and goes to the closest theme.
    """
    of = grouped.once.of
    if len(chosen) == len(first):
        progress(1, 1)
        return grouped.own[of], grouped.labels[of], grouped.parts[of]
    own = grouped.space.place(
        vectors[first], [texts[i] for i in first], [languages[i] for i in first]
    )
    count = int(grouped.labels.max()) + 1
    nearest = nearest_among(own, grouped.own, min(NEAREST, len(grouped.own)), progress=progress)
    drawn = NEAREST * own
    for place in range(nearest.shape[1]):
        drawn += PULL * grouped.drawn[nearest[:, place]]
    centers = to_length(sums_by_group(grouped.drawn, grouped.labels, count))
    best = dots(to_length(drawn), centers).argmax(axis=1).astype(np.intp)
    best[chosen] = grouped.labels[of]
    parts = closest_parts(grouped, own, best)
    parts[chosen] = grouped.parts[of]
    return own, best, parts


def closest_parts(grouped: Grouped, own: Grid, best: Places) -> Places:
    """Return the part of its theme that each row is closest to."""
    parts = np.zeros(len(own), dtype=np.intp)
    for theme in range(int(grouped.labels.max()) + 1):
        its = grouped.labels == theme
        count = int(grouped.parts[its].max()) + 1
        if count > 1:
            middles = to_length(sums_by_group(grouped.own[its], grouped.parts[its], count))
            rows = np.flatnonzero(best == theme)
            parts[rows] = dots(own[rows], middles).argmax(axis=1)
    return parts


def checked(frame: pd.DataFrame, vectors: npt.NDArray[np.floating]) -> pd.DataFrame:
    """Return the frame with the columns that may be left out; ValueError if it cannot be."""
    missing = {"row", "text", "language"} - set(frame.columns)
    if missing:
        raise ValueError(f"the frame lacks the columns {', '.join(sorted(missing))}")
    if len(frame) != len(vectors):
        raise ValueError(f"{len(frame)} rows but {len(vectors)} vectors")
    if frame["row"].duplicated().any():
        raise ValueError("the ids in the column 'row' are not all different")
    frame = frame.reset_index(drop=True)
    if "start" not in frame or "end" not in frame:
        frame = frame.assign(start=0, end=frame["text"].str.len().astype(int))
    return frame if "text_id" in frame else frame.assign(text_id=frame["row"])


def served(
    languages: list[str], found: Fit, weights: Mapping[str, float]
) -> dict[str, LanguageService]:
    """Report for each language how many rows stayed without a theme and how well they fit."""
    tags = np.array(languages, dtype=object)
    best = found.scores[np.arange(len(tags)), found.best]
    report = {}
    for tag in sorted(set(languages)):
        its = tags == tag
        rows, other = int(its.sum()), int(found.other[its].sum())
        # Scores have four decimals: as whole numbers their sum is the same in any order.
        total = int(np.rint(best[its] * 10_000).sum())
        report[tag] = LanguageService(
            rows=rows,
            other=other,
            other_share=share(other, rows),
            fit=round(total / rows / 10_000, 3),
            own_mean_weight=weights[tag],
        )
    return report


def share(part: int, whole: int) -> float:
    """Return part of whole, 0 where there is nothing."""
    return round(part / whole, 4) if whole else 0.0
