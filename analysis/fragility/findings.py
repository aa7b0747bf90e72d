"""The findings of a table: themes among those told first, and groups that differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.disclosure import THRESHOLD, ReleasedCell, ReleasedTables
from analysis.summarize.ranking import main_unit, ranked_themes
from analysis.tables import Tables, count_tables

RAISED, DIFFERS = "raised", "differs"


@dataclass(frozen=True, order=True)
class Finding:
    """A theme among those told first, or a group that differs on one of them.

    `way` is "more" or "less"; for a theme by itself dimension, value and way are "".
    """

    theme: str
    dimension: str = ""
    value: str = ""
    way: str = ""

    @property
    def kind(self) -> str:
        """Return what is found."""
        return DIFFERS if self.dimension else RAISED


@dataclass(frozen=True)
class MostRaised:
    """Find what a summary would tell of these people: its themes and its differences.

    The rules are those of analysis.summarize; `most`, `serious` and `before` are as
    `summarize` takes them. Counts under `threshold` are not told, so nothing is found of them.
    """

    dimensions: Sequence[str] = ()
    most: int = 5
    serious: Collection[str] = ()
    before: Collection[str] | None = None
    threshold: int = THRESHOLD

    def __call__(self, people: pd.DataFrame, codings: pd.DataFrame) -> tuple[Finding, ...]:
        """Return findings, the first told first. In: as `count_tables` takes them."""
        tables = self.told(count_tables(people, codings, self.dimensions))
        unit = main_unit(tables)
        if unit is None:
            return ()
        named = sorted({cell.theme for cell in tables.cells if cell.theme is not None})
        found = []
        for ranked in ranked_themes(tables, unit, named, self.serious, self.before)[: self.most]:
            found.append(Finding(ranked.theme))
            for each in ranked.differences:
                way = "more" if each.points > 0 else "less"
                found.append(Finding(ranked.theme, each.dimension, each.value, way))
        return tuple(found)

    def told(self, tables: Tables) -> ReleasedTables:
        """Return tables without small counts; what else a release hides is left in."""
        cells = (
            ReleasedCell(
                cell.key,
                cell.unit,
                cell.theme,
                cell.dimension,
                cell.value,
                cell.n if cell.n >= self.threshold else None,
            )
            for cell in tables.cells
        )
        return ReleasedTables(tuple(cells), self.threshold)
