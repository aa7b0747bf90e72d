"""Hiding where nobody has more than one theme: themes then part the people too.

A theme by group is then a table whose rows and whose columns both add up, and a reader who is told
"one theme a comment" can use both. What a hidden cell can rise to is a maximum flow: people who
leave other hidden cells of its group and its theme, and trade places in hidden cells elsewhere.
People without a theme are one more row, which is never printed and can always be worked out of
what is. Flows over such tables: Castro, "Recent advances in optimization techniques for
statistical tabular data protection", EJOR 216 (2012).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from analysis.disclosure.bounds import Margin
from analysis.disclosure.lattice import Lattice
from analysis.tables import NO_ANSWER, NO_QUESTION

NO_THEME = ""
_WITHOUT_LIMIT = 2**30
Counts = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


def theme_totals(lattice: Lattice) -> dict[str, int]:
    """Return theme totals that add up to N, with those who have no theme."""
    without = lattice.n - sum(lattice.themes.values())
    return {**lattice.themes, **({NO_THEME: without} if without else {})}


def hide_themes(lattice: Lattice, hidden: Set[str], threshold: int) -> set[str] | None:
    """Return the themes to hide so that no total can be worked out; None if there are too few."""
    totals = theme_totals(lattice)
    least = {theme: lattice.least_of_theme(theme) for theme in lattice.themes} | {NO_THEME: 0}
    hidden = set(hidden)
    while True:
        unknown = set(hidden)
        if NO_THEME in totals and (hidden or totals[NO_THEME] < threshold):
            unknown.add(NO_THEME)
        if not Margin(totals, unknown, least).leaks(threshold):
            return hidden
        shown = set(lattice.themes) - hidden
        if not shown:
            return None
        hidden.add(min(shown, key=lambda theme: (totals[theme], theme)))


@dataclass
class Sheet:
    """One split as a table: themes in rows, groups in columns, and what is hidden in it."""

    themes: list[str]
    values: list[str]
    counts: Counts
    least: Counts
    hidden: Mask
    hidden_themes: Mask
    hidden_groups: Mask
    least_of_group: Counts

    @classmethod
    def of(cls, lattice: Lattice, dimension: str, themes: Set[str], margin: Margin) -> Sheet:
        """Lay out one split; whole rows and columns are hidden where their totals are."""
        totals = theme_totals(lattice)
        rows, values = sorted(totals), sorted(margin.counts)
        table = {theme: lattice.inside.get((theme, dimension), {}) for theme in rows}
        counts = np.array([[table[r].get(v, 0) for v in values] for r in rows], np.int32)
        if NO_THEME in totals:
            groups = np.array([margin.counts[value] for value in values], np.int32)
            counts[rows.index(NO_THEME)] = groups - counts.sum(axis=0)
        least = [[lattice.least(r, dimension, v) if r else 0 for v in values] for r in rows]
        hidden_themes = np.array([r in themes or (not r and bool(themes)) for r in rows])
        hidden_groups = np.array([value in margin.hidden for value in values])
        hidden = np.zeros(counts.shape, bool) | hidden_themes[:, None] | hidden_groups[None, :]
        hidden[[not r for r in rows]] = True
        return cls(
            rows,
            values,
            counts,
            np.array(least, np.int32),
            hidden,
            hidden_themes,
            hidden_groups,
            np.array([margin.least[value] for value in values], np.int32),
        )

    def hide(self, threshold: int) -> bool:
        """Hide small cells, and others until none can be worked out; False if all are hidden."""
        self.hidden |= self.counts < threshold
        while True:
            leaks = list(self.leaks(threshold))
            for row, column, short in leaks:
                # What was hidden for an earlier leak may have mended this one.
                if short > self._rise(row, column) and not self._hide_beside(row, column, short):
                    return False
            if not leaks:
                return True

    def leaks(self, threshold: int) -> Iterator[tuple[int, int, int]]:
        """Yield row, column and how many people a hidden cell must be able to gain."""
        for row, column in np.argwhere(self.hidden):
            n = int(self.counts[row, column])
            is_printed = bool(self.themes[row])
            if n < threshold or is_printed:
                short = max(threshold - n, 1)
                if self._rise(row, column) < short and not (
                    n >= threshold and self._can_fall(row, column)
                ):
                    yield int(row), int(column), short

    def hidden_of(self, theme: str) -> set[str]:
        """Return the groups that are hidden for a theme."""
        row = self.hidden[self.themes.index(theme)]
        return {value for value, hides in zip(self.values, row, strict=True) if hides}

    def _rise(self, row: int, column: int) -> int:
        """Return how many people more a hidden cell could hold, as far as a reader can tell."""
        rows, columns = self.counts.shape
        roads = self._roads()
        roads[rows + column, row] = 0
        return int(maximum_flow(csr_matrix(roads), rows + column, row).flow_value)

    def _can_fall(self, row: int, column: int) -> bool:
        """Tell whether a hidden cell could hold fewer people, as far as a reader can tell."""
        if self.counts[row, column] <= self.least[row, column]:
            return False
        rows, columns = self.counts.shape
        roads = self._roads()
        roads[row, rows + column] = 0
        return bool(maximum_flow(csr_matrix(roads), row, rows + column).flow_value)

    def _roads(self) -> Counts:
        """Return how many people may move: group to theme is leaving a cell, back is joining one.

        Two more places stand for the hidden totals of themes and of groups.
        """
        rows, columns = self.counts.shape
        roads = np.zeros((rows + columns + 2, rows + columns + 2), np.int32)
        leave = np.where(self.hidden, self.counts - self.least, 0)
        roads[rows : rows + columns, :rows] = leave.T
        roads[:rows, rows : rows + columns] = np.where(self.hidden, _WITHOUT_LIMIT, 0)
        themes, groups = rows + columns, rows + columns + 1
        named = np.array([int(bool(theme)) for theme in self.themes], np.int32)
        spare = np.maximum(self.counts.sum(axis=1) - named, 0)
        roads[:rows, themes] = np.where(self.hidden_themes, spare, 0)
        roads[themes, :rows] = np.where(self.hidden_themes, _WITHOUT_LIMIT, 0)
        roads[rows : rows + columns, groups] = np.where(self.hidden_groups, _WITHOUT_LIMIT, 0)
        spare = self.counts.sum(axis=0) - self.least_of_group
        roads[groups, rows : rows + columns] = np.where(self.hidden_groups, spare, 0)
        return roads

    def _hide_beside(self, row: int, column: int, short: int) -> bool:
        """Hide the cheapest other theme and other group with which a cell can trade people."""
        price = np.where(self.hidden, 0, self.counts + 1).astype(np.int64)
        unsaid = [value in (NO_ANSWER, NO_QUESTION) for value in self.values]
        price[:, unsaid] = np.minimum(price[:, unsaid], 1)
        spare = self.counts - self.least
        room = np.minimum(spare[row][None, :], spare[:, column][:, None])
        cost = price[row][None, :] + price[:, column][:, None] + price
        cost[row, :] = cost[:, column] = np.iinfo(np.int64).max
        useless = (price[row][None, :] == 0) & (price[:, column][:, None] == 0) & (price == 0)
        cost[useless] = np.iinfo(np.int64).max
        if cost.min() == np.iinfo(np.int64).max:
            return False
        # Prefer one trade that is large enough; otherwise the one that helps the most.
        allowed = cost < np.iinfo(np.int64).max
        enough = allowed & (room >= short)
        best = np.where(enough, cost, np.iinfo(np.int64).max)
        if not enough.any():
            best = np.where(allowed, -room.astype(np.int64), np.iinfo(np.int64).max)
        other_row, other_column = np.unravel_index(int(best.argmin()), best.shape)
        self.hidden[row, other_column] = True
        self.hidden[other_row, column] = True
        self.hidden[other_row, other_column] = True
        return True
