"""One unit's counts as sums that hang together, and the least a reader already knows of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.tables import QUESTION, Tables, cell_key

Counts = dict[str, int]


@dataclass
class Lattice:
    """N, themes, and what splits them. A split is a partition unless it is `answers`.

    `groups[d][v]` people of a value; `inside[t, d][v]` those of them who raised a theme.
    `answers[q]` people who answered a question, `spoken[t][q]` those who raised a theme there: a
    person may answer several, so these only bound the theme total from both sides.
    `one_theme` tells that nobody has two themes, `all_themed` that nobody has none.
    `known` holds lower bounds that a reader has from elsewhere, such as printed quotes.
    """

    unit: str
    n: int
    themes: Counts = field(default_factory=dict)
    groups: dict[str, Counts] = field(default_factory=dict)
    inside: dict[tuple[str, str], Counts] = field(default_factory=dict)
    answers: Counts = field(default_factory=dict)
    spoken: dict[str, Counts] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    one_theme: bool = False
    all_themed: bool = False

    def least(self, theme: str | None, dimension: str, value: str) -> int:
        """Return the least that a reader knows of a group, or of a theme in a group.

        A group that is named exists, so it has at least one person.
        """
        own = self.known.get(cell_key(self.unit, theme, dimension, value), 0)
        if theme is not None:
            return own
        return max([1, own, *(self.least(other, dimension, value) for other in self.themes)])

    def least_of_theme(self, theme: str) -> int:
        """Return the least that a reader knows of a theme's total, which is at least one."""
        bounds = [1, self.known.get(cell_key(self.unit, theme), 0)]
        for dimension, values in self.groups.items():
            bounds.append(sum(self.least(theme, dimension, value) for value in values))
        bounds += [self.least(theme, QUESTION, question) for question in self.answers]
        return max(bounds)


def read_lattice(tables: Tables, unit: str, known: Mapping[str, int]) -> Lattice:
    """Sort the cells of one unit into a lattice.

    Where everybody answered exactly one question (a file of comments), questions split people as
    a language does, and a reader may know it: they are then kept as one more partition.
    """
    lattice = Lattice(
        unit,
        tables.n(unit),
        known=known,
        one_theme=unit in tables.one_theme,
        all_themed=unit in tables.all_themed,
    )
    answers: Counts = {}
    spoken: dict[str, Counts] = {}
    for cell in tables.cells:
        if cell.unit != unit or cell.key == unit:
            continue
        if cell.dimension is None or cell.value is None:
            if cell.theme is not None:
                lattice.themes[cell.theme] = cell.n
        elif cell.dimension == QUESTION:
            into = answers if cell.theme is None else spoken.setdefault(cell.theme, {})
            into[cell.value] = cell.n
        elif cell.theme is None:
            lattice.groups.setdefault(cell.dimension, {})[cell.value] = cell.n
        else:
            lattice.inside.setdefault((cell.theme, cell.dimension), {})[cell.value] = cell.n
    if answers and _splits(lattice, answers, spoken):
        lattice.groups[QUESTION] = answers
        lattice.inside.update({(theme, QUESTION): row for theme, row in spoken.items()})
    else:
        lattice.answers, lattice.spoken = answers, spoken
    return lattice


def _splits(lattice: Lattice, answers: Counts, spoken: Mapping[str, Counts]) -> bool:
    """Tell whether the questions part the people, and every theme, without overlap or gap."""
    if sum(answers.values()) != lattice.n:
        return False
    return all(sum(row.values()) == lattice.themes[theme] for theme, row in spoken.items())
