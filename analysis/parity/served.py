"""Compare how groups were served: what was left out, how it fits, which themes it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from analysis.agreement import Agreement, MachineAgreement, agree_with_machine
from analysis.compare.intervals import newcombe, wilson
from analysis.compare.measure import Chance
from analysis.parity.model import (
    FALLS_OUT,
    FITS_LESS,
    TOO_FEW,
    FellOut,
    Parity,
    Served,
    ThemeParity,
)
from analysis.parity.themes import measured_in, themes_in, warnings_in
from analysis.progress import Progress, silent
from analysis.themes.model import OTHER

# Fewer segments than this say too little of how a group was served.
FEWEST = 30
# A share left as other within three points of the rest is even.
POINTS = 0.03
# Mean scores (cosines) this far below the rest are less of a fit than chance makes of 30.
LESS_FIT = 0.1
Bounds = tuple[float | None, float | None, float | None]
NOT_KNOWN: Bounds = (None, None, None)


def parity(
    segments: pd.DataFrame,
    assignments: pd.DataFrame,
    by: Sequence[str] = ("language", "mode"),
    agreement: Agreement | MachineAgreement | None = None,
    *,
    people: pd.DataFrame | None = None,
    chance: Chance | None = None,
    fewest: int = FEWEST,
    progress: Progress = silent,
) -> Parity:
    """Return how each group was served, by language, by mode, or by whatever is named.

    segments: `row` (unique) and the columns of `by` (those not there are left out; a segment
    without a value is in no group); `person` where known. assignments: `row`, `theme` ("other"
    for none), optional `score`; a row may have several themes. agreement: what `agree` or
    `agree_with_machine` found, for the agreement of each language. people: people's codings
    (`segment` is the `row`, `coder`, `theme`), for agreement in every dimension instead.

    Share left as other: Wilson interval, and Newcombe's for the difference from all other
    groups. Over- and under-representation: each person counts once a theme and group (segments
    where nobody is known), the ratio of shares with its interval and the chance of Westfall and
    Young's max-T, both for all themes and groups of the dimension together (see `compare`).
    Warnings: a theme of which nine tenths are in one group, which is more than chance, while
    other groups fell out (more is left as other, by three points and clearly, or they fit less).
    Raises ValueError for missing columns or a row that is there twice.
    """
    frame = _checked(segments, assignments)
    chance = chance or Chance()
    dimensions = [name for name in by if name in segments]
    served: list[Served] = []
    themes: list[ThemeParity] = []
    warnings: list[FellOut] = []
    unit = "people" if "person" in segments and _known(segments["person"]).any() else "segments"
    for place, name in enumerate(dimensions):

        def part(done: int, total: int, place: int = place) -> None:
            progress(place * total + done, len(dimensions) * total)

        groups = _grouped(frame, name)
        lines = _served(
            groups, name, fewest, _agreement_by(name, groups, assignments, agreement, people)
        )
        measured = measured_in(groups, assignments, unit, chance, part)
        compared = themes_in(measured, name, chance.level)
        served += lines
        themes += compared
        warnings += warnings_in(groups, assignments, lines, compared, name)
    settings = {**asdict(chance), "segments": fewest}
    return Parity(tuple(served), tuple(themes), tuple(warnings), unit, settings)


def _checked(segments: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Return segments with `is_other` and `score`, or say what is wrong."""
    for frame, name, needed in (
        (segments, "segments", ["row"]),
        (assignments, "assignments", ["row", "theme"]),
    ):
        absent = [column for column in needed if column not in frame]
        if absent:
            raise ValueError(f"{name} lack the columns {absent}")
    if segments["row"].duplicated().any():
        raise ValueError("the ids in the column 'row' are not all different")
    themed = assignments[assignments["theme"].notna() & (assignments["theme"] != OTHER)]
    frame = segments.assign(is_other=~segments["row"].isin(themed["row"]))
    best = themed.groupby("row")["score"].max() if "score" in themed else pd.Series(dtype=float)
    return frame.assign(fit=frame["row"].map(best.to_dict()).astype(float))


def _known(column: pd.Series) -> pd.Series:
    """Return where a column says something."""
    return column.notna() & (column.astype(str).str.strip() != "")


def _grouped(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the segments that are in a group, with `group` and `who` raised them."""
    frame = frame[_known(frame[name])]
    groups = frame.assign(group=frame[name].astype(str).str.strip())
    own = "row " + groups["row"].astype(str)
    if "person" in groups:
        known = _known(groups["person"])
        own = ("person " + groups["person"].astype(str)).where(known, own)
    # Who speaks in two languages is one voice in each.
    return groups.assign(who=own + " in " + groups["group"])


def _served(
    groups: pd.DataFrame, name: str, fewest: int, agreed: dict[str, Bounds]
) -> list[Served]:
    """Return the line of each group, in order of their names."""
    lines = []
    is_person = groups["who"].str.startswith("person ")
    for value in sorted(groups["group"].unique()):
        its = groups["group"] == value
        here, rest = groups[its], groups[~its]
        counts = [np.array([float(each)]) for each in _other_of(here) + _other_of(rest)]
        low, high = wilson(counts[0], counts[1])
        between = [bound[0] for bound in newcombe(counts[0], counts[1], counts[2], counts[3])]
        share = here["is_other"].mean()
        enough = min(len(here), len(rest)) >= fewest
        beside = share - rest["is_other"].mean() if enough else None
        fit, fit_rest = here["fit"].mean(), rest["fit"].mean()
        note = "" if len(here) >= fewest else TOO_FEW
        if enough and fit_rest - fit >= LESS_FIT:
            note = FITS_LESS
        if beside is not None and beside > POINTS and between[0] > 0:
            note = FALLS_OUT
        apart: Bounds = (None, None, None)
        if beside is not None:
            apart = _rounded(beside), _rounded(between[0]), _rounded(between[1])
        people = int(here.loc[is_person, "who"].nunique()) if is_person.any() else None
        lines.append(
            Served(
                name,
                value,
                len(here),
                people,
                int(here["is_other"].sum()),
                round(float(share), 4),
                round(float(low[0]), 4),
                round(float(high[0]), 4),
                *apart,
                round(float(fit), 3) if np.isfinite(fit) else None,
                *agreed.get(value, NOT_KNOWN),
                note,
            )
        )
    return lines


def _rounded(value: float) -> float:
    """Return a share to four decimals, and no -0.0."""
    return round(float(value), 4) + 0.0


def _other_of(part: pd.DataFrame) -> list[int]:
    """Return how many segments were left as other, of how many."""
    return [int(part["is_other"].sum()), len(part)]


def _agreement_by(
    name: str,
    groups: pd.DataFrame,
    assignments: pd.DataFrame,
    agreement: Agreement | MachineAgreement | None,
    people: pd.DataFrame | None,
) -> dict[str, Bounds]:
    """Return F1 with its interval for each group for which it is known."""
    if people is not None:
        group = groups.set_index("row")["group"].to_dict()
        coded = people[people["segment"].isin(group)]
        if not len(coded):
            return {}
        coded = coded.assign(language=coded["segment"].map(group))
        theme = assignments["theme"].where(assignments["theme"] != OTHER)
        machine = pd.DataFrame({"segment": assignments["row"], "theme": theme})
        agreement = agree_with_machine(coded, machine)
    elif name != "language":
        return {}
    if agreement is None:
        return {}
    return {
        each.language: (each.f1, each.f1_low, each.f1_high)
        for each in agreement.overall
        if each.language
    }
