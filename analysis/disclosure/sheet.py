"""Hiding where themes add up: nobody has more than one, or everybody has one at least.

A theme by group is then a table whose rows and whose columns both say something, and a reader who
is told "one theme a comment" can use both. What a hidden cell can rise to is a maximum flow: people
who leave other hidden cells of its group and its theme, and trade places in hidden cells elsewhere.
Where nobody has two themes, people without a theme are one more row, which is never printed and
can always be worked out of what is. Where everybody has a theme, second themes are what a column
holds beyond its group, and can only be spread differently. Flows over such tables: Castro, "Recent
advances in optimization techniques for statistical tabular data protection", EJOR 216 (2012).
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
_NEVER = np.iinfo(np.int64).max
Counts = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


def theme_totals(lattice: Lattice) -> dict[str, int]:
    """Return theme totals, with those who have no theme where nobody has two."""
    without = lattice.n - sum(lattice.themes.values()) if lattice.one_theme else 0
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
    """One split as a table: themes in rows, groups in columns, and what is hidden in it.

    `again` holds how often a group's people raised a second theme; None where nobody did.
    """

    themes: list[str]
    values: list[str]
    counts: Counts
    least: Counts
    hidden: Mask
    hidden_themes: Mask
    hidden_groups: Mask
    groups: Counts
    least_of_group: Counts
    most_of_group: Counts
    again: Counts | None

    @classmethod
    def of(cls, lattice: Lattice, dimension: str, themes: Set[str], margin: Margin) -> Sheet:
        """Lay out one split; whole rows and columns are hidden where their totals are."""
        rows, values = sorted(theme_totals(lattice)), sorted(margin.counts)
        table = {theme: lattice.inside.get((theme, dimension), {}) for theme in rows}
        counts = np.array([[table[r].get(v, 0) for v in values] for r in rows], np.int32)
        groups = np.array([margin.counts[value] for value in values], np.int32)
        if NO_THEME in rows:
            counts[rows.index(NO_THEME)] = groups - counts.sum(axis=0)
        least = [[lattice.least(r, dimension, v) if r else 0 for v in values] for r in rows]
        hidden_themes = np.array([r in themes or (not r and bool(themes)) for r in rows])
        hidden_groups = np.array([value in margin.hidden for value in values])
        hidden = hidden_themes[:, None] | hidden_groups[None, :]
        hidden[[not r for r in rows]] = True
        return cls(
            themes=rows,
            values=values,
            counts=counts,
            least=np.array(least, np.int32),
            hidden=hidden,
            hidden_themes=hidden_themes,
            hidden_groups=hidden_groups,
            groups=groups,
            least_of_group=np.array([margin.least[value] for value in values], np.int32),
            most_of_group=np.array([margin.span(value).most for value in values], np.int32),
            again=None if lattice.one_theme else counts.sum(axis=0) - groups,
        )

    def hide(self, threshold: int) -> bool:
        """Hide small cells, and others until none can be worked out; False if all are hidden."""
        self.hidden |= self.counts < threshold
        while True:
            leaks = list(self.leaks(threshold))
            for row, column in leaks:
                # What was hidden for an earlier leak may have mended this one.
                short = self._shortfall(row, column, threshold)
                if short and not self._hide_beside(row, column, short):
                    return False
            if not leaks:
                return True

    def leaks(self, threshold: int) -> Iterator[tuple[int, int]]:
        """Yield row and column of hidden cells that a reader could work out."""
        for row, column in np.argwhere(self.hidden):
            if self._shortfall(int(row), int(column), threshold):
                yield int(row), int(column)

    def add_hidden(self, theme: str, values: Set[str]) -> None:
        """Hide a theme in these groups too."""
        row = self.themes.index(theme)
        self.hidden[row] |= np.array([value in values for value in self.values])

    def hidden_of(self, theme: str) -> set[str]:
        """Return the groups that are hidden for a theme."""
        row = self.hidden[self.themes.index(theme)]
        return {value for value, hides in zip(self.values, row, strict=True) if hides}

    def _shortfall(self, row: int, column: int, threshold: int) -> int:
        """Return how many people must be able to trade places and cannot; nought if none."""
        n = int(self.counts[row, column])
        if n < threshold and not self._can_rise(row, column, threshold - n):
            return threshold - n
        if self.again is not None and not self.hidden_groups[column]:
            others = int(self.groups[column]) - n
            if others < threshold and self._fall(row, column) < threshold - others:
                return threshold - others
        if n < threshold or not self.themes[row]:
            return 0
        return int(not self._can_rise(row, column, 1) and not self._fall(row, column))

    def _can_rise(self, row: int, column: int, people: int) -> bool:
        """Tell whether a hidden cell could hold so many more; most can by one plain trade."""
        if self.again is None:
            spare = np.where(self.hidden, self.counts - self.least, 0)
            trade = np.minimum(spare[row][None, :], spare[:, column][:, None])
            trade[row, :] = trade[:, column] = 0
            if np.where(self.hidden, trade, 0).max() >= people:
                return True
        return self._rise(row, column) >= people

    def _rise(self, row: int, column: int) -> int:
        """Return how many people more a hidden cell could hold, as far as a reader can tell."""
        rows = len(self.themes)
        roads = self._roads(row)
        roads[rows + column, row] = 0
        if self.again is not None and self.hidden_groups[column]:
            # More than the group holds cannot be in it: the group must grow as much.
            roads[rows + column, :-1] = 0
        flow = int(maximum_flow(csr_matrix(roads), rows + column, row).flow_value)
        if self.again is None:
            return flow
        return min(flow, int(self.most_of_group[column] - self.counts[row, column]))

    def _fall(self, row: int, column: int) -> int:
        """Return how many people fewer a hidden cell could hold, as far as a reader can tell."""
        rows = len(self.themes)
        roads = self._roads(row)
        roads[row, rows + column] = 0
        spare = int(self.counts[row, column] - self.least[row, column])
        return min(spare, int(maximum_flow(csr_matrix(roads), row, rows + column).flow_value))

    def _roads(self, row: int) -> Counts:
        """Return how many people may move: group to theme is leaving a cell, back is joining one.

        Two more places stand for totals that may change: of themes and second themes, and of
        groups. `row` is the theme that is asked about.
        """
        rows, columns = self.counts.shape
        theme, group = slice(0, rows), slice(rows, rows + columns)
        totals, groups = rows + columns, rows + columns + 1
        roads = np.zeros((rows + columns + 2, rows + columns + 2), np.int32)
        roads[group, theme] = np.where(self.hidden, self.counts - self.least, 0).T
        room = _WITHOUT_LIMIT if self.again is None else self.most_of_group - self.counts
        roads[theme, group] = np.where(self.hidden, room, 0)
        named = np.array([int(bool(theme)) for theme in self.themes], np.int32)
        spare = np.maximum(self.counts.sum(axis=1) - named, 0)
        roads[theme, totals] = np.where(self.hidden_themes, spare, 0)
        roads[totals, theme] = np.where(self.hidden_themes, _WITHOUT_LIMIT, 0)
        kept = self.least_of_group
        if self.again is not None:
            roads[group, totals] = _WITHOUT_LIMIT
            roads[totals, group] = self.again
            others = np.delete(self.counts, row, axis=0)
            kept = np.maximum(kept, others.max(axis=0, initial=0))
        roads[group, groups] = np.where(self.hidden_groups, _WITHOUT_LIMIT, 0)
        roads[groups, group] = np.where(self.hidden_groups, self.groups - kept, 0)
        return roads

    def _hide_beside(self, row: int, column: int, short: int) -> bool:
        """Hide the cheapest other theme and other group with which a cell can trade people.

        One trade that is large enough is preferred, then the one that helps the most, then any
        cell of the same theme or group. False where nothing is left to hide.
        """
        price = np.where(self.hidden, 0, self.counts + 1).astype(np.int64)
        unsaid = [value in (NO_ANSWER, NO_QUESTION) for value in self.values]
        price[:, unsaid] = np.minimum(price[:, unsaid], 1)
        spare = self.counts - self.least
        room = np.minimum(spare[row][None, :], spare[:, column][:, None]).astype(np.int64)
        cost = price[row][None, :] + price[:, column][:, None] + price
        cost[row, :] = cost[:, column] = 0
        allowed = cost > 0
        if not allowed.any():
            return self._hide_in_line(row, column, price)
        enough = allowed & (room >= short)
        best = np.where(enough, cost, _NEVER) if enough.any() else np.where(allowed, -room, _NEVER)
        other_row, other_column = np.unravel_index(int(best.argmin()), best.shape)
        self.hidden[row, other_column] = True
        self.hidden[other_row, column] = True
        self.hidden[other_row, other_column] = True
        return True

    def _hide_in_line(self, row: int, column: int, price: npt.NDArray[np.int64]) -> bool:
        """Hide the cheapest cell of the same theme or group; False where all are hidden."""
        line = np.zeros(price.shape, bool)
        line[row, :] = line[:, column] = True
        best = np.where(line & (price > 0), price, _NEVER)
        if best.min() == _NEVER:
            return False
        self.hidden[np.unravel_index(int(best.argmin()), best.shape)] = True
        return True
