"""Precision, recall and F1 of a machine's codings against people's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.coefficients import divided
from analysis.agreement.model import (
    ALL,
    FEWEST,
    NOBODY,
    RARE,
    RARELY,
    TOO_FEW,
    Numbers,
    as_html,
    as_json,
    columns_told,
    frame_of,
    interval,
    plain_lines,
    rounded,
)
from analysis.agreement.people import mean_of_defined
from analysis.agreement.readings import Readings, checked, read
from analysis.agreement.resample import generator, resampled_sums

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MachineLine:
    """The machine on one theme in one language ("" is all of them).

    A segment that several people read counts once: `people_yes` and `both` are means over its
    readers, so they may be fractions.
    """

    theme: str
    language: str
    segments: int
    people_yes: float
    machine_yes: int
    both: float
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    recall: float | None
    recall_low: float | None
    recall_high: float | None
    f1: float | None
    f1_low: float | None
    f1_high: float | None
    note: str


@dataclass(frozen=True)
class MachineOverall:
    """The machine over all themes in one language; unmarked figures are micro.

    `macro_f1` is the mean over themes that people or the machine gave.
    """

    language: str
    segments: int
    people: int | None
    precision: float | None
    recall: float | None
    f1: float | None
    f1_low: float | None
    f1_high: float | None
    macro_f1: float | None
    macro_f1_low: float | None
    macro_f1_high: float | None
    note: str


@dataclass(frozen=True)
class MachineAgreement:
    """How far the machine gives the themes that people give."""

    lines: tuple[MachineLine, ...]
    overall: tuple[MachineOverall, ...]
    samples: int
    seed: int

    def __repr__(self) -> str:
        """Show the counts."""
        segments, themes = self.overall[0].segments, len({line.theme for line in self.lines})
        return f"MachineAgreement({segments} segments, {themes} themes)"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a theme and language."""
        return frame_of(MachineLine, self.lines)

    def overall_frame(self) -> pd.DataFrame:
        """Return one row a language, all of them first."""
        return frame_of(MachineOverall, self.overall)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "themes": plain_lines(self.lines),
            "overall": plain_lines(self.overall),
            "samples": self.samples,
            "seed": self.seed,
        }

    def to_json(self) -> str:
        """Return the same text for the same result."""
        return as_json(self.to_dict())

    def _repr_html_(self) -> str:
        """Return both tables for a notebook."""
        return as_html(("Overall", self.overall_frame()), ("By theme", self.to_frame()))


@dataclass(frozen=True)
class Hits:
    """Sums over segments of what people gave, what the machine gave, and both; by theme."""

    people: Numbers
    machine: Numbers
    both: Numbers

    def precision(self) -> Numbers:
        """Return the share of the machine's codings that people gave."""
        return divided(self.both, self.machine)

    def recall(self) -> Numbers:
        """Return the share of people's codings that the machine gave."""
        return divided(self.both, self.people)

    def f1(self) -> Numbers:
        """Return the harmonic mean of precision and recall."""
        return divided(2.0 * self.both, self.people + self.machine)

    def micro(self) -> Hits:
        """Return the sums over all themes."""
        return Hits(*(each.sum(axis=-1) for each in (self.people, self.machine, self.both)))


def agree_with_machine(
    people: pd.DataFrame,
    machine: pd.DataFrame,
    themes: Sequence[str] | None = None,
    seed: int = 0,
    samples: int = 1000,
    fewest: int = FEWEST,
) -> MachineAgreement:
    """Return precision, recall and F1 of the machine against people, by theme and language.

    people: codings as `agree` takes them. machine: `segment`, `theme`, and optionally
    `suggested` (False: looked at, not given); a segment for which it suggests nothing has a
    line without theme. Segments that no person read are left out. Where several people read a
    segment, the machine is held against each of them and the mean is taken, which is how
    people are held against each other, so that `Agreement.overall` is the mark to reach.
    Intervals are 95 % bootstrap ones over persons where they are known, else segments.
    Raises ValueError for missing columns, or where a segment that people read is not in
    `machine` at all: not looked at is not the same as nothing found.
    """
    machine = _machine_codings(machine)
    if themes is None:
        themes = sorted({*checked(people)["theme"], *machine["theme"]} - {""})
    readings = read(people, themes)
    given = _given_by_machine(machine, readings)
    known = "person" in people
    lines: list[MachineLine] = []
    overall: list[MachineOverall] = []
    for tag in [ALL, *sorted(set(readings.languages) - {ALL})]:
        its = np.ones(len(given), dtype=bool) if tag == ALL else readings.languages == tag
        part, marks = readings.only(its), given[its]
        scale = math.lcm(1, *(int(m) for m in np.unique(part.readers)))
        values = _per_segment(part, marks, scale)
        hits = _hits(values.sum(axis=0).astype(np.float64), scale)
        drawn = resampled_sums(values, part.cluster, samples, generator(seed, tag))
        draws = _hits(drawn, scale)
        enough = int(its.sum()) >= fewest
        lines += _lines(part, tag, hits, draws, enough)
        persons = len(np.unique(part.cluster)) if known else None
        overall.append(_overall(tag, int(its.sum()), persons, hits, draws, enough))
    return MachineAgreement(tuple(lines), tuple(overall), samples, seed)


def _machine_codings(machine: pd.DataFrame) -> pd.DataFrame:
    """Return `segment` and `theme` ("" where looked at and not given)."""
    if "segment" not in machine or "theme" not in machine:
        raise ValueError("the machine's codings need the columns segment and theme")
    theme = machine["theme"].astype(object)
    theme = theme.where(theme.notna(), "").astype(str)
    if "suggested" in machine:
        theme = theme.where(machine["suggested"].astype(bool), "")
    return pd.DataFrame({"segment": machine["segment"], "theme": theme})


def _given_by_machine(machine: pd.DataFrame, readings: Readings) -> Whole:
    """Return segments x themes of what the machine gave, or say that it did not look."""
    row = readings.segments.get_indexer(pd.Index(machine["segment"]))
    unseen = len(readings.segments) - len(np.unique(row[row >= 0]))
    if unseen:
        raise ValueError(
            f"the machine has no line for {unseen} segments that people read; where it suggests "
            "nothing, give a line without theme"
        )
    column = pd.Index(readings.themes).get_indexer(pd.Index(machine["theme"]))
    its = (row >= 0) & (column >= 0)
    given = np.zeros((len(readings.segments), len(readings.themes)), dtype=np.int64)
    given[row[its], column[its]] = 1
    return given


def _per_segment(part: Readings, marks: Whole, scale: int) -> Whole:
    """Return segments x 3 themes: given by people (mean of readers), machine, and both."""
    people = part.given * (scale // part.readers)[:, None]
    return np.concatenate([people, marks * scale, people * marks], axis=1)


def _hits(sums: Numbers, scale: int) -> Hits:
    """Read sums of what `_per_segment` returned; leading axes stay."""
    return Hits(*np.split(sums / scale, 3, axis=-1))


def _lines(part: Readings, tag: str, hits: Hits, draws: Hits, enough: bool) -> list[MachineLine]:
    """Return the lines of the themes in one language."""
    precision = columns_told(hits.precision(), draws.precision(), enough)
    recall = columns_told(hits.recall(), draws.recall(), enough)
    f1 = columns_told(hits.f1(), draws.f1(), enough)
    lines = []
    for place, theme in enumerate(part.themes):
        used = float(hits.people[place])
        note = TOO_FEW if not enough else NOBODY if used == 0 else RARELY if used < RARE else ""
        lines.append(
            MachineLine(
                theme,
                tag,
                len(part.segments),
                round(used, 2),
                int(hits.machine[place]),
                round(float(hits.both[place]), 2),
                *precision[place],
                *recall[place],
                *f1[place],
                note,
            )
        )
    return lines


def _overall(
    tag: str, segments: int, people: int | None, hits: Hits, draws: Hits, enough: bool
) -> MachineOverall:
    """Return what the themes of one language come to."""
    micro, macro = hits.micro(), mean_of_defined(hits.f1())
    f1, whole = rounded(micro.f1()), rounded(macro)
    if not enough:
        nothing = (None, None, None)
        return MachineOverall(tag, segments, people, None, None, *nothing, *nothing, TOO_FEW)
    return MachineOverall(
        tag,
        segments,
        people,
        rounded(micro.precision()),
        rounded(micro.recall()),
        f1,
        *interval(draws.micro().f1(), f1),
        whole,
        *interval(mean_of_defined(draws.f1()), whole),
        "",
    )
