"""Tables as they may be told: each cell holds its count, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

NOT_SHOWN = "not shown: too few to show without pointing at someone"
"""The one phrase for every hidden cell, whatever hid it."""


@dataclass(frozen=True)
class ReleasedCell:
    """One count as it may be told; `n` is None where it is hidden."""

    key: str
    unit: str
    theme: str | None
    dimension: str | None
    value: str | None
    n: int | None


@dataclass(frozen=True)
class Figure:
    """One figure of a release that is no count of a table: how far people agree, a re-run.

    `text` is the figure as it is printed ("0.71", "47"), `n` how many passages, people or
    re-runs it rests on: a figure about few is not one of these (see `figures_from`).
    """

    key: str
    text: str
    n: int


@dataclass(frozen=True)
class ReleasedTables:
    """Every cell of a release, hidden ones included, with nothing that says why one is hidden.

    `left_out` names unit and dimension of splits that cannot be told at all, because naming their
    values would already show how small they are: no cell of them is here.
    `figures` are what else may be told, each under its key.
    """

    cells: tuple[ReleasedCell, ...]
    threshold: int
    left_out: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, ReleasedCell]:
        """Return the cells under their keys."""
        return {cell.key: cell for cell in self.cells}

    def shown(self, key: str) -> int | None:
        """Return the count of a cell, or None where it is hidden or absent."""
        cell = self.by_key.get(key)
        return None if cell is None else cell.n

    @cached_property
    def of_theme(self) -> dict[tuple[str, str], list[ReleasedCell]]:
        """Return the cells of each unit and theme, in order."""
        cells: dict[tuple[str, str], list[ReleasedCell]] = {}
        for cell in self.cells:
            if cell.theme is not None:
                cells.setdefault((cell.unit, cell.theme), []).append(cell)
        return cells

    @cached_property
    def figure_of(self) -> dict[str, Figure]:
        """Return the figures under their keys; one that rests on few is never found."""
        return {each.key: each for each in self.figures if each.n >= self.threshold}

    def with_figures(self, figures: Iterable[Figure]) -> ReleasedTables:
        """Return the same tables with these figures, in order of their keys."""
        told = sorted(figures, key=lambda each: each.key)
        return replace(self, figures=tuple(told))

    def to_frame(self) -> pd.DataFrame:
        """Return columns key, unit, theme, dimension, value, n (nullable), shown (text)."""
        columns = ["key", "unit", "theme", "dimension", "value", "n"]
        rows = [tuple(getattr(cell, column) for column in columns) for cell in self.cells]
        frame = pd.DataFrame(rows, columns=columns).astype({"n": "Int64"})
        frame["shown"] = [NOT_SHOWN if cell.n is None else str(cell.n) for cell in self.cells]
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as `from_dict` reads them."""
        return {
            "threshold": self.threshold,
            "left_out": [list(pair) for pair in self.left_out],
            "cells": [asdict(cell) for cell in self.cells],
            "figures": [asdict(figure) for figure in self.figures],
        }

    def to_json(self) -> str:
        """Return the same bytes for the same tables."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> ReleasedTables:
        """Read what `to_dict` wrote."""
        return cls(
            cells=tuple(ReleasedCell(**cell) for cell in plain["cells"]),
            threshold=int(plain["threshold"]),
            left_out=tuple((str(unit), str(name)) for unit, name in plain["left_out"]),
            figures=tuple(Figure(**figure) for figure in plain.get("figures", ())),
        )

    def __repr__(self) -> str:
        hidden = sum(cell.n is None for cell in self.cells)
        return f"ReleasedTables({len(self.cells)} cells, {hidden} not shown)"
