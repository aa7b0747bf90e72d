"""In which order findings stand, and how strong each is: by rules that a reader can follow.

Everything is computed from what a release shows, so an order tells nothing that it hides.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from analysis.disclosure import ReleasedTables
from analysis.summarize.templates import (
    DIFFERS_POINTS,
    FELL,
    LEAST_ALPHA,
    NEW_POINTS,
    PERCENT_BASE,
    POINTS,
    SERIOUS_POINTS,
    STANDARD_ERRORS,
    STRONG,
    percent,
)
from analysis.tables import NO_ANSWER, QUESTION, UNITS, UNTOLD, cell_key


@dataclass(frozen=True)
class Difference:
    """A group whose share of a theme lies clearly apart from everyone's."""

    dimension: str
    value: str
    points: float


@dataclass(frozen=True)
class Ranked:
    """A theme whose total is shown, and what its place rests on."""

    theme: str
    n: int
    score: int
    is_serious: bool
    is_new: bool
    differences: tuple[Difference, ...]


def main_unit(tables: ReleasedTables) -> str | None:
    """Return the unit that findings are told of: people if they can be shown, else comments."""
    return next((unit for unit in UNITS if tables.shown(unit) is not None), None)


def ranked_themes(
    tables: ReleasedTables,
    unit: str,
    named: Sequence[str],
    serious: Collection[str] = (),
    before: Collection[str] | None = None,
) -> list[Ranked]:
    """Return the named themes whose total is shown, by points; ties by size, then by id.

    One point for each percent of those counted; more for a theme that is serious, for one in
    which a group clearly differs, and for one that the last release did not tell.
    before: the themes that the last release told; None where there was none.
    """
    of = tables.shown(unit)
    ranked = []
    for theme in named:
        n = tables.shown(cell_key(unit, theme))
        if n is None or not of:
            continue
        differences = tuple(clear_differences(tables, unit, theme))
        is_serious = theme in serious
        is_new = before is not None and theme not in before
        score = percent(n, of)
        score += SERIOUS_POINTS * is_serious + DIFFERS_POINTS * bool(differences)
        score += NEW_POINTS * is_new
        ranked.append(Ranked(theme, n, score, is_serious, is_new, differences))
    return sorted(ranked, key=lambda each: (-each.score, -each.n, each.theme))


def strength(tables: ReleasedTables, theme: str, n: int) -> str:
    """Return "strong", "moderate" or "early", by the rule that the method prints."""

    def figure(name: str) -> float | None:
        held = tables.figure_of.get(name)
        return None if held is None else float(held.text)

    alpha = figure(f"agreement|{theme}|alpha")
    stands, runs = figure(f"fragility|{theme}|stands"), figure(f"fragility|{theme}|runs")
    agreed = alpha is not None and alpha >= float(LEAST_ALPHA)
    fell = bool(runs) and 100 * ((runs or 0) - (stands or 0)) > FELL * (runs or 0)
    if n < PERCENT_BASE or fell or (alpha is not None and not agreed):
        return "early"
    return "strong" if n >= STRONG and agreed else "moderate"


def clear_differences(tables: ReleasedTables, unit: str, theme: str) -> list[Difference]:
    """Return groups that differ clearly, the furthest apart first, ties by name.

    Clearly: both counts shown, a group of 30 or more, 15 points or more from everyone's share,
    and more than three standard errors of a share in a group of that size (so that chance alone,
    tried over many groups and themes, seldom makes one).
    """
    n_all, of_all = tables.shown(cell_key(unit, theme)), tables.shown(unit)
    if n_all is None or of_all is None:
        return []
    share = n_all / of_all
    found = []
    for cell in tables.of_theme.get((unit, theme), ()):
        if cell.n is None or cell.value is None:
            continue
        if cell.dimension in {None, QUESTION, *UNTOLD} or cell.value == NO_ANSWER:
            continue
        group = tables.shown(cell_key(unit, None, cell.dimension, cell.value))
        if cell.dimension is None or group is None or group < PERCENT_BASE:
            continue
        points = 100 * (cell.n / group - share)
        error = 100 * math.sqrt(share * (1 - share) / group)
        if abs(points) >= POINTS and abs(points) > STANDARD_ERRORS * error:
            found.append(Difference(cell.dimension, cell.value, points))
    return sorted(found, key=lambda each: (-abs(each.points), each.dimension, each.value))
