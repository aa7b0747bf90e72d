"""Findings: the themes that most raised, and which groups stand apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import ReleasedTables
from analysis.summarize.claims import Claims
from analysis.summarize.templates import PERCENT_BASE, POINTS, STANDARD_ERRORS
from analysis.tables import NO_ANSWER, QUESTION, UNITS, cell_key

GROUPS_PER_FINDING = 2


@dataclass(frozen=True)
class Difference:
    """A group whose share of a theme lies clearly apart from everyone's."""

    dimension: str
    value: str
    points: float


def main_unit(tables: ReleasedTables) -> str | None:
    """Return the unit that findings are told of: people if they can be shown, else comments."""
    return next((unit for unit in UNITS if tables.shown(unit) is not None), None)


def ranked_themes(tables: ReleasedTables, unit: str, named: Sequence[str]) -> list[str]:
    """Return the named themes whose total is shown, the most raised first, ties by id."""
    shown = {theme: tables.shown(cell_key(unit, theme)) for theme in named}
    totals = {theme: n for theme, n in shown.items() if n is not None}
    return sorted(totals, key=lambda theme: (-totals[theme], theme))


def say_finding(claims: Claims, unit: str, theme: str, name: str, description: str) -> None:
    """Say how many raised a theme, what it means, and who differs."""
    source = f"theme:{theme}"
    for told in [unit, *(other for other in UNITS if other != unit)]:
        cells = {"n": cell_key(told, theme), "of": told}
        if claims.tables.shown(cells["n"]) is not None:
            template = claims.counting(f"finding_{told}", told)
            claims.say("finding", template, cells, (source,), theme=name)
    if description:
        claims.say("finding", "about", sources=(source,), description=description)
    differences = clear_differences(claims.tables, unit, theme)[:GROUPS_PER_FINDING]
    for each in differences:
        way = "more" if each.points > 0 else "less"
        cells = {
            "n": cell_key(unit, theme, each.dimension, each.value),
            "of": cell_key(unit, None, each.dimension, each.value),
            "n_all": cell_key(unit, theme),
            "of_all": unit,
        }
        claims.say(
            "finding",
            f"{way}_{unit}",
            cells,
            (source,),
            dimension=claims.label(each.dimension),
            value=claims.label(each.dimension, each.value),
        )
    is_split = any(c.unit == unit and c.theme == theme and c.dimension for c in claims.tables.cells)
    if is_split and not differences:
        claims.say("finding", "no_difference", sources=(source,))


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
    for cell in tables.cells:
        if cell.unit != unit or cell.theme != theme or cell.n is None or cell.value is None:
            continue
        if cell.dimension is None or cell.dimension == QUESTION or cell.value == NO_ANSWER:
            continue
        group = tables.shown(cell_key(unit, None, cell.dimension, cell.value))
        if group is None or group < PERCENT_BASE:
            continue
        points = 100 * (cell.n / group - share)
        error = 100 * math.sqrt(share * (1 - share) / group)
        if abs(points) >= POINTS and abs(points) > STANDARD_ERRORS * error:
            found.append(Difference(cell.dimension, cell.value, points))
    return sorted(found, key=lambda each: (-abs(each.points), each.dimension, each.value))
