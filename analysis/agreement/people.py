"""Agreement of people who coded the same segments without seeing each other's codings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.agreement.coefficients import Counts, counts_of, divided, per_segment
from analysis.agreement.model import (
    ALL,
    EVERYBODY,
    FEWEST,
    NOBODY,
    RARE,
    RARELY,
    TOO_FEW,
    Numbers,
    Told,
    as_html,
    as_json,
    columns_told,
    frame_of,
    interval,
    plain_lines,
    rounded,
)
from analysis.agreement.readings import Readings, read
from analysis.agreement.resample import generator, resampled_sums


@dataclass(frozen=True)
class ThemeAgreement:
    """Agreement on one theme in one language ("" is all of them).

    `a_yes` and `b_yes` count the segments to which the first and the second of their readers
    gave the theme, in order of their names: with two coders, each of them. `both`: segments to
    which all who read them gave it. `agreed`: share of pairs of readings that say the same.
    `persons` spoke these segments, and at least `persons_least` those to which either of the
    readers gave the theme, and those from which either kept it; who is not known is one for
    each segment. None where the codings name no persons.
    """

    theme: str
    language: str
    segments: int
    a_yes: int
    b_yes: int
    both: int
    agreed: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    ac1: float | None
    ac1_low: float | None
    ac1_high: float | None
    f1: float | None
    f1_low: float | None
    f1_high: float | None
    note: str
    persons: int | None = None
    persons_least: int | None = None


@dataclass(frozen=True)
class OverallAgreement:
    """Agreement over all themes in one language ("" is all of them).

    `f1` (micro) is over all codings; `macro_` ones are means over the themes that have a value.
    """

    language: str
    segments: int
    people: int | None
    f1: float | None
    f1_low: float | None
    f1_high: float | None
    macro_f1: float | None
    macro_alpha: float | None
    macro_alpha_low: float | None
    macro_alpha_high: float | None
    macro_ac1: float | None
    note: str


@dataclass(frozen=True)
class Agreement:
    """How far people agree. `once` counts segments that only one person read (not used)."""

    lines: tuple[ThemeAgreement, ...]
    overall: tuple[OverallAgreement, ...]
    coders: tuple[str, ...]
    once: int
    samples: int
    seed: int

    def __repr__(self) -> str:
        """Show the counts."""
        segments = self.overall[0].segments
        return f"Agreement({len(self.coders)} coders, {segments} segments read by two or more)"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a theme and language."""
        return frame_of(ThemeAgreement, self.lines)

    def overall_frame(self) -> pd.DataFrame:
        """Return one row a language, all of them first."""
        return frame_of(OverallAgreement, self.overall)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "themes": plain_lines(self.lines),
            "overall": plain_lines(self.overall),
            "coders": list(self.coders),
            "read_once": self.once,
            "samples": self.samples,
            "seed": self.seed,
        }

    def to_json(self) -> str:
        """Return the same text for the same result."""
        return as_json(self.to_dict())

    def _repr_html_(self) -> str:
        """Return both tables for a notebook."""
        return as_html(("Overall", self.overall_frame()), ("By theme", self.to_frame()))


def agree(
    codings: pd.DataFrame,
    themes: Sequence[str] | None = None,
    language: str | None = None,
    seed: int = 0,
    samples: int = 1000,
    fewest: int = FEWEST,
) -> Agreement:
    """Return how far people agree on themes, in all languages together and in each.

    codings: `segment`, `coder`, `theme`: one line a theme given; who read a segment and gave
    none has one line without theme. Optional `language` and `person` of the segment. Segments
    that one person read are left out. themes: those to look at, also where nobody gave them
    (None: all that were given). language: look at this one only.
    Per theme and binary: Krippendorff's alpha and Gwet's AC1 (see coefficients.py), percent
    agreement and F1, with 95 % bootstrap intervals that draw persons where they are known, else
    segments. With fewer than `fewest` segments nothing is said.
    Raises ValueError for missing columns or a segment with two languages or persons.
    """
    readings = read(codings, themes)
    if language is not None:
        readings = readings.only(readings.languages == language)
    double = readings.only(readings.readers >= 2)
    known = "person" in codings
    lines: list[ThemeAgreement] = []
    overall: list[OverallAgreement] = []
    tags = [ALL, *sorted(set(double.languages) - {ALL})] if language is None else [language]
    for tag in tags:
        part = double if tag == ALL else double.only(double.languages == tag)
        by_theme, together = _agreement_in(part, tag, known, seed, samples, fewest)
        lines += by_theme
        overall.append(together)
    once = int((readings.readers == 1).sum())
    return Agreement(tuple(lines), tuple(overall), readings.coders, once, samples, seed)


def _agreement_in(
    part: Readings, tag: str, known: bool, seed: int, samples: int, fewest: int
) -> tuple[list[ThemeAgreement], OverallAgreement]:
    """Return the lines of one language and what they come to."""
    values, scale = per_segment(part.readers, part.given)
    counts = counts_of(values.sum(axis=0).astype(np.float64), scale)
    drawn = resampled_sums(values, part.cluster, samples, generator(seed, tag))
    resampled = counts_of(drawn, scale)
    enough = len(part.segments) >= fewest
    told = [
        columns_told(value, draws, enough)
        for value, draws in (
            (counts.alpha(), resampled.alpha()),
            (counts.ac1(), resampled.ac1()),
            (counts.f1(), resampled.f1()),
        )
    ]
    people = len(np.unique(part.cluster)) if known else None
    lines = [
        replace(
            _theme_line(part, place, tag, counts, enough, *(each[place] for each in told)),
            persons=people,
            persons_least=_persons_least(part, place) if known else None,
        )
        for place in range(len(part.themes))
    ]
    return lines, _overall(tag, len(part.segments), people, counts, resampled, enough)


def _persons_least(part: Readings, place: int) -> int:
    """Return the fewest persons whose segments a reader gave a theme, or kept it from."""
    sides = [given[:, place] == said for given in (part.first, part.second) for said in (0, 1)]
    return min(len(np.unique(part.cluster[side])) for side in sides)


def _theme_line(
    part: Readings, place: int, tag: str, counts: Counts, enough: bool, *told: Told
) -> ThemeAgreement:
    """Return the line of one theme, with alpha, AC1 and F1 as they are told."""
    alpha, ac1, f1 = told
    return ThemeAgreement(
        part.themes[place],
        tag,
        len(part.segments),
        int(part.first[:, place].sum()),
        int(part.second[:, place].sum()),
        int((part.given[:, place] == part.readers).sum()),
        rounded(counts.agreed()[place]) if enough else None,
        *alpha,
        *ac1,
        *f1,
        _note(counts.yes[place], counts.readings[0], enough),
    )


def _note(yes: float, readings: float, enough: bool) -> str:
    """Say why a coefficient is missing or to be read with care."""
    if not enough:
        return TOO_FEW
    if yes == 0:
        return NOBODY
    if yes == readings:
        return EVERYBODY
    return RARELY if yes < RARE else ""


def _overall(
    tag: str, segments: int, people: int | None, counts: Counts, draws: Counts, enough: bool
) -> OverallAgreement:
    """Return what the themes of one language come to."""
    micro = rounded(_micro(counts)) if enough else None
    alpha = rounded(mean_of_defined(counts.alpha())) if enough else None
    return OverallAgreement(
        tag,
        segments,
        people,
        micro,
        *interval(_micro(draws), micro),
        rounded(mean_of_defined(counts.f1())) if enough else None,
        alpha,
        *interval(mean_of_defined(draws.alpha()), alpha),
        rounded(mean_of_defined(counts.ac1())) if enough else None,
        "" if enough else TOO_FEW,
    )


def _micro(counts: Counts) -> Numbers:
    """Return F1 over the codings of all themes."""
    return divided(counts.together.sum(axis=-1), counts.yes.sum(axis=-1))


def mean_of_defined(values: Numbers) -> Numbers:
    """Return the mean over themes (last axis) of the values that are defined."""
    defined = np.isfinite(values)
    return divided(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1) * 1.0)
