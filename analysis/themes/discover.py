"""Discover themes: the one step from coded rows and their vectors to Themes."""

import math
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.progress import Progress, silent
from analysis.themes.assign import Fit, Places, assignment_table, fit
from analysis.themes.center import SHRINK, center_by_language
from analysis.themes.choose import choose_centers
from analysis.themes.exact import Grid, dots, leading_directions, to_length
from analysis.themes.form import without_form
from analysis.themes.label import keywords_by_theme, label_of
from analysis.themes.model import LanguageService, Theme, Themes, plain
from analysis.themes.neighbours import drawn_together, neighbourhood
from analysis.themes.quotes import central_rows

PASSES = 3


@dataclass(frozen=True)
class Discover:
    """Find what rows of text have in common, across languages.

    `min_size` is the fewest rows of a theme (None: half the square root of the number of
    rows, at least 5); `most` bounds the number of themes.
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
        own, best, weights = self.in_passes(frame["text"].tolist(), languages, vectors, progress)
        found = fit(own, best, ~np.any(vectors, axis=1))
        themes = self.describe(frame, own, found)
        return Themes(
            themes=themes,
            assignments=assignment_table(frame, found, [theme.id for theme in themes]),
            other_share=share(int(found.other.sum()), len(frame)),
            languages=served(languages, found, weights),
            settings={**asdict(self), "min_size": self.fewest(len(frame))},
            encoder=self.encoder,
            seed=self.seed,
        )

    def in_passes(
        self,
        texts: list[str],
        languages: list[str],
        vectors: npt.NDArray[np.floating],
        progress: Progress,
    ) -> tuple[Grid, Places, dict[str, float]]:
        """Return the rows' vectors, their themes, and how far each language's mean was used.

        The first pass takes out the mean of each language, the later ones what language and
        form add to the themes of the pass before.
        """
        themes: Places | None = None
        for number in range(PASSES):
            centered = center_by_language(vectors, languages, self.shrink, themes)
            about = centered.vectors
            if themes is not None:
                about = without_form(about, texts, languages, themes)
            own = to_length(leading_directions(about, self.directions))
            themes = self.grouped(own, part_of(progress, number, PASSES))
        assert themes is not None
        return own, themes, centered.own_mean_weight

    def grouped(self, own: Grid, progress: Progress) -> Places:
        """Return the number of each row's theme."""
        near = neighbourhood(own, self.seed, part_of(progress, 0, 2))
        drawn = drawn_together(own, near)
        fewest = self.fewest(len(own))
        centers = choose_centers(drawn, near, fewest, self.most, self.seed, part_of(progress, 1, 2))
        return np.asarray(dots(drawn, centers).argmax(axis=1), dtype=np.intp)

    def fewest(self, rows: int) -> int:
        """Return the fewest rows of a theme."""
        return self.min_size or max(5, math.isqrt(rows) // 2)

    def describe(self, frame: pd.DataFrame, own: Grid, found: Fit) -> tuple[Theme, ...]:
        """Return the themes with their words and quotes, largest first."""
        groups, count = found.themes, found.scores.shape[1] if len(frame) else 0
        texts, languages = frame["text"].tolist(), frame["language"].tolist()
        people = known_people(frame)
        texts_of = frame["text_id"].tolist()
        voices = [
            ("text", text) if who is None else who
            for who, text in zip(people, texts_of, strict=True)
        ]
        words = keywords_by_theme(texts, languages, groups.tolist(), count, self.keywords)
        any_known = any(who is not None for who in people)
        themes = []
        for number in range(count):
            members = np.flatnonzero(groups == number)
            speakers = [voices[i] for i in members]
            central = central_rows(
                own[members],
                found.scores[members, number],
                [texts[i] for i in members],
                speakers,
                self.quotes,
            )
            sizes = Counter(languages[i] for i in members)
            themes.append(
                Theme(
                    id=f"t{number + 1:02d}",
                    label=label_of(words[number], sizes) or f"t{number + 1:02d}",
                    rows=len(members),
                    persons=len({people[i] for i in members} - {None}) if any_known else None,
                    keywords=words[number],
                    quotes=tuple(plain(frame["row"].iloc[members[i]]) for i in central),
                    languages=dict(sorted(sizes.items())),
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


def served(
    languages: list[str], found: Fit, weights: dict[str, float]
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


def part_of(progress: Progress, part: int, parts: int) -> Progress:
    """Report the steps of one part of the work as hundredths of all of it."""
    return lambda done, total: progress(part * 100 + 100 * done // max(total, 1), parts * 100)


def known_people(frame: pd.DataFrame) -> list[Any]:
    """Return who said each row, None where the source does not say."""
    if "person" not in frame:
        return [None] * len(frame)
    return [None if pd.isna(who) or who == "" else who for who in frame["person"].tolist()]


def share(part: int, whole: int) -> float:
    """Return part of whole, 0 where there is nothing."""
    return round(part / whole, 4) if whole else 0.0
