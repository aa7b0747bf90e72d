"""Who was heard, and who was not, as far as it may be told."""

from __future__ import annotations

from analysis.disclosure import NOT_SHOWN
from analysis.summarize.claims import Claims
from analysis.tables import QUESTION, UNTOLD, cell_key

GROUPS_PER_SPLIT = 12


def say_who_was_heard(claims: Claims, unit: str) -> None:
    """Say the shown groups of each split, the largest first, up to a dozen.

    Partners are left out: a brief is no place to compare who hosted more.
    """
    groups: dict[str, list[tuple[int, str]]] = {}
    for cell in claims.tables.cells:
        if cell.dimension in UNTOLD:
            continue
        if cell.unit == unit and cell.theme is None and cell.dimension and cell.value:
            rows = groups.setdefault(cell.dimension, [])
            if cell.n is not None:
                rows.append((-cell.n, cell.value))
    for dimension, rows in groups.items():
        for _, value in sorted(rows)[:GROUPS_PER_SPLIT]:
            cells = {"n": cell_key(unit, None, dimension, value), "of": unit}
            claims.say(
                "heard",
                claims.counting(f"heard_{unit}", unit),
                cells,
                (cells["n"],),
                dimension=claims.label(dimension),
                value=claims.label(dimension, value),
            )
        if len(rows) > GROUPS_PER_SPLIT:
            claims.say("heard", "heard_more", dimension=claims.label(dimension))


def say_who_was_not(claims: Claims, unit: str, hidden_themes: bool) -> None:
    """Say which groups and splits are not shown; all in the same words, whatever hid them."""
    groups = [
        cell
        for cell in claims.tables.cells
        if cell.unit == unit and cell.theme is None and cell.dimension not in {None, *UNTOLD}
    ]
    told = {cell.dimension for cell in groups if cell.n is not None}
    for dimension in dict.fromkeys(cell.dimension for cell in groups):
        if dimension and dimension not in told:
            _say_split(claims, dimension)
    for cell in groups:
        if cell.n is not None or not cell.dimension or not cell.value:
            continue
        if cell.dimension in told - {QUESTION}:
            claims.say(
                "not_heard",
                "group_hidden",
                sources=(cell.key,),
                dimension=claims.label(cell.dimension),
                value=claims.label(cell.dimension, cell.value),
                not_shown=NOT_SHOWN,
            )
    for its_unit, dimension in claims.tables.left_out:
        if its_unit == unit and dimension not in UNTOLD:
            _say_split(claims, dimension)
    if hidden_themes:
        claims.say("not_heard", "themes_hidden", not_shown=NOT_SHOWN)
    claims.say("not_heard", "no_benchmark")


def _say_split(claims: Claims, dimension: str) -> None:
    """Say that nothing of a split is shown."""
    name = claims.label(dimension)
    claims.say("not_heard", "split_hidden", dimension=name, not_shown=NOT_SHOWN)
