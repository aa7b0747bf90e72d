"""A split within one value of another: partners within those who spoke in a session.

Hidden each for itself, the two would give each other away: who spoke with no partner is everybody
less those who spoke with one. So they are hidden as ONE split, whose values are those of the outer
one with the inner ones in the place of the value that they split. The outer value is their sum. It
is told where a reader can work it out of what is told anyway, and nowhere else, so it adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from analysis.disclosure.released import ReleasedCell
from analysis.tables import Cell, Tables, cell_key

_WITHIN = "\x1f"


def fold(tables: Tables) -> Tables:
    """Return the tables with each inner split in the place of the value that it splits."""
    for inner, outer, value in tables.within:
        units = {cell.unit for cell in tables.cells if cell.dimension == inner}
        cells = [
            _folded(cell, outer, value) if cell.dimension == inner else cell
            for cell in tables.cells
            if not (cell.unit in units and (cell.dimension, cell.value) == (outer, value))
        ]
        tables = replace(tables, cells=tuple(cells))
    return tables


def fold_known(tables: Tables, known: Mapping[str, int]) -> dict[str, int]:
    """Return what a reader knows, by the keys of the folded tables.

    Raises ValueError for a value that is split further: nobody can tell of which part it holds.
    """
    folded = dict(known)
    for inner, outer, value in tables.within:
        for cell in tables.cells:
            if cell.dimension == inner and cell.key in folded:
                folded[_folded(cell, outer, value).key] = folded.pop(cell.key)
            if (cell.dimension, cell.value) == (outer, value) and cell.key in folded:
                raise ValueError(f"at_least has to say of which {inner} {cell.key} holds")
    return folded


def unfold(
    tables: Tables, folded: Tables, hides: Callable[[Cell], bool], threshold: int
) -> Iterator[ReleasedCell]:
    """Yield each cell of the tables as it may be told, in their order."""
    shown = {cell.key: cell.n for cell in folded.cells if not hides(cell)}
    rows: dict[tuple[str, str | None, str | None], list[Cell]] = {}
    for cell in folded.cells:
        rows.setdefault((cell.unit, cell.theme, cell.dimension), []).append(cell)
    for cell in tables.cells:
        n = shown.get(cell.key)
        for inner, outer, value in tables.within:
            if cell.dimension == inner:
                n = shown.get(_folded(cell, outer, value).key)
            elif (cell.dimension, cell.value) == (outer, value) and cell.key not in folded.by_key:
                row = rows.get((cell.unit, cell.theme, outer), [])
                n = cell.n if _is_known(cell, row, shown) and cell.n >= threshold else None
        yield ReleasedCell(cell.key, cell.unit, cell.theme, cell.dimension, cell.value, n)


def inner_of(tables: Tables, dimension: str) -> list[str]:
    """Return the dimensions that split a value of this one."""
    return [inner for inner, outer, _value in tables.within if outer == dimension]


def _is_known(cell: Cell, row: list[Cell], shown: Mapping[str, int]) -> bool:
    """Tell whether a sum follows from what is shown: from its parts, or from all that is beside."""
    parts = [each for each in row if (each.value or "").startswith(f"{cell.value}{_WITHIN}")]
    beside = [each.key for each in row if each not in parts]
    if all(each.key in shown for each in parts):
        return True
    return all(key in shown for key in [cell_key(cell.unit, cell.theme), *beside])


def _folded(cell: Cell, outer: str, value: str) -> Cell:
    within = f"{value}{_WITHIN}{cell.value}"
    key = cell_key(cell.unit, cell.theme, outer, within)
    return replace(cell, key=key, dimension=outer, value=within)
