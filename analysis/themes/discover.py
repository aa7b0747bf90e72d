"""Discover themes: the one step from coded rows and their vectors to Themes."""

import math
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.progress import Progress, silent
from analysis.themes.assign import Closeness, assignment_table, closeness
from analysis.themes.center import SHRINK, center_by_language
from analysis.themes.choose import choose_centers
from analysis.themes.exact import Grid, leading_directions, to_length
from analysis.themes.form import without_form
from analysis.themes.label import keywords_by_theme, label_of
from analysis.themes.model import LanguageService, Theme, Themes
from analysis.themes.neighbours import drawn_together, neighbourhood
from analysis.themes.quotes import central_rows

STEPS = 4


@dataclass(frozen=True)
class Discover:
    """Find what rows of text have in common, across languages.

    `min_size` is the fewest rows of a theme (None: half the square root of the number of
    rows, at least 3); `most` bounds the number of themes.
    """

    min_size: int | None = None
    seed: int = 0
    most: int = 30
    directions: int = 100
    shrink: float = SHRINK
    keywords: int = 8
    quotes: int = 6
    encoder: str = ""

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
        languages = frame["language"].tolist()
        centered = center_by_language(vectors, languages, self.shrink)
        progress(1, STEPS)
        about = without_form(centered.vectors, frame["text"].tolist(), languages)
        rows = to_length(leading_directions(about, self.directions))
        linked = neighbourhood(rows, self.seed)
        rows = drawn_together(rows, linked)
        centers = choose_centers(rows, linked, self.fewest(len(frame)), self.most, self.seed)
        progress(2, STEPS)
        near = closeness(rows, centers)
        order = by_size(near, len(centers))
        near = closeness(rows, centers[order])
        themes = self.describe(frame, rows, near, len(centers))
        progress(3, STEPS)
        lines = assignment_table(frame, near, [theme.id for theme in themes])
        services = served(languages, near, centered.own_mean_weight)
        progress(4, STEPS)
        return Themes(
            themes=themes,
            assignments=lines,
            other_share=share(int(near.other.sum()), len(frame)),
            languages=services,
            settings={**asdict(self), "min_size": self.fewest(len(frame))},
            encoder=self.encoder,
            seed=self.seed,
        )

    def fewest(self, rows: int) -> int:
        """Return the fewest rows of a theme."""
        return self.min_size or max(3, math.isqrt(rows) // 2)

    def describe(
        self, frame: pd.DataFrame, rows: Grid, near: Closeness, count: int
    ) -> tuple[Theme, ...]:
        """Return the themes with their words and quotes, largest first."""
        groups = np.where(near.other, -1, near.best)
        languages = frame["language"].tolist()
        words = keywords_by_theme(
            frame["text"].tolist(), languages, groups.tolist(), count, self.keywords
        )
        people = frame["person"].tolist() if "person" in frame else None
        themes = []
        for number in range(count):
            members = np.flatnonzero(groups == number)
            spoken = [people[i] for i in members] if people else None
            central = central_rows(rows[members], near.scores[members, number], self.quotes, spoken)
            sizes = frame["language"].iloc[members].value_counts().sort_index().to_dict()
            themes.append(
                Theme(
                    id=f"t{number + 1:02d}",
                    label=label_of(words[number], sizes),
                    rows=len(members),
                    persons=len(set(spoken)) if spoken is not None else None,
                    keywords=words[number],
                    quotes=tuple(frame["row"].iloc[members[i]] for i in central),
                    languages=sizes,
                )
            )
        return tuple(themes)


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


def by_size(near: Closeness, count: int) -> npt.NDArray[np.intp]:
    """Return the order of the themes, largest first, equal ones as they came."""
    sizes = np.bincount(near.best[~near.other], minlength=count)
    return np.argsort(-sizes, kind="stable")


def served(
    languages: list[str], near: Closeness, weights: dict[str, float]
) -> dict[str, LanguageService]:
    """Report for each language how many rows stayed without a theme and how well they fit."""
    tags = np.array(languages, dtype=object)
    best = near.scores[np.arange(len(tags)), near.best] if len(tags) else np.zeros(0)
    report = {}
    for tag in sorted(set(languages)):
        its = tags == tag
        other = int(near.other[its].sum())
        report[tag] = LanguageService(
            rows=int(its.sum()),
            other=other,
            other_share=share(other, int(its.sum())),
            fit=round(float(np.round(best[its], 4).mean()), 3),
            own_mean_weight=weights[tag],
        )
    return report


def share(part: int, whole: int) -> float:
    """Return part of whole, 0 where there is nothing."""
    return round(part / whole, 4) if whole else 0.0
