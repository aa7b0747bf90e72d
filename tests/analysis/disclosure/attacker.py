"""A reader who tries to work out what a release hides, by any population that fits it.

Nothing here shares code with the suppression. A population is a count for each kind of person
(their groups, and the themes they raised in each question); integer programs over all kinds at
once find the least and the most that any number can be in a population that fits every shown cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure import ReleasedTables
from analysis.tables import QUESTION, Tables

# More people of one kind than any town has: stands for "no limit known".
ANY_NUMBER = 100_000
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """One kind of person: a value in each dimension, and themes in each answered question."""

    groups: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, frozenset[str]], ...]

    @property
    def themes(self) -> frozenset[str]:
        return frozenset().union(*(themes for _, themes in self.answers))

    def counts_in(self, theme: str | None, dimension: str | None, value: str | None) -> bool:
        """Tell whether a person of this kind counts in a cell."""
        if dimension == QUESTION:
            said = dict(self.answers).get(value or "")
            return said is not None and (theme is None or theme in said)
        inside = dimension is None or (dimension, value) in self.groups
        return inside and (theme is None or theme in self.themes)


@dataclass(frozen=True)
class Population:
    """What may be asked about one unit: every kind of person there could be."""

    unit: str
    dimensions: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...]
    questions: tuple[str, ...]
    most_themes: int | None = None
    everybody_answers: bool = False
    one_answer: bool = False
    least_themes: int = 0
    within: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> list[Kind]:
        """Return every kind of person that the reader holds possible."""
        said = [
            frozenset(some)
            for size in range(len(self.themes) + 1)
            for some in combinations(self.themes, size)
        ]
        kinds = []
        names = self.questions or ("",)
        for groups in self._groups():
            for told in product([None, *said] if self.questions else said, repeat=len(names)):
                pairs = zip(names, told, strict=True)
                answers = tuple((name, themes) for name, themes in pairs if themes is not None)
                kind = Kind(groups, answers)
                if self._is_possible(kind):
                    kinds.append(kind)
        return kinds

    def _groups(self) -> Iterator[tuple[tuple[str, str], ...]]:
        """Yield the groups that somebody can be in; an inner one only within its outer one."""
        seen = set()
        for values in product(*self.dimensions.values()):
            pairs = dict(zip(self.dimensions, values, strict=True))
            for name, (outer, value) in self.within.items():
                if pairs[outer] != value:
                    del pairs[name]
            groups = tuple(pairs.items())
            if groups not in seen:
                seen.add(groups)
                yield groups

    def _is_possible(self, kind: Kind) -> bool:
        if self.most_themes is not None and len(kind.themes) > self.most_themes:
            return False
        if len(kind.themes) < self.least_themes:
            return False
        if self.everybody_answers and not kind.answers:
            return False
        return not (self.one_answer and len(kind.answers) > 1)

    def counter(self, theme: str | None, dimension: str | None, value: str | None) -> Vector:
        """Return, for each kind, whether it counts in a cell."""
        return np.array([kind.counts_in(theme, dimension, value) for kind in self.kinds], float)

    def mentioned(self, theme: str | None = None) -> Vector:
        """Return the fewest mentions that somebody of each kind makes, of a theme or in all."""
        return np.array(
            [
                # Whoever is counted said something.
                max(len(kind.answers), 1)
                if theme is None
                else sum(theme in said for _name, said in kind.answers)
                for kind in self.kinds
            ],
            float,
        )

    def targets(self) -> Iterator[tuple[str, Vector]]:
        """Yield every number that must not be small and known: cells and what they leave over."""
        everybody = np.ones(len(self.kinds))
        for theme in self.themes:
            yield f"not {theme}", everybody - self.counter(theme, None, None)
            again = [sum(theme in said for _, said in kind.answers) > 1 for kind in self.kinds]
            if self.questions and not self.one_answer:
                yield f"{theme} in two questions", np.array(again, float)
        splits = {**self.dimensions, **({QUESTION: self.questions} if self.questions else {})}
        for dimension, values in splits.items():
            for value in values:
                group = self.counter(None, dimension, value)
                if len(values) > 1:
                    yield f"outside {dimension}={value}", everybody - group
                for theme in self.themes:
                    both = self.counter(theme, dimension, value)
                    yield f"{dimension}={value} without {theme}", group - both
                    if len(values) > 1:
                        outside = self.counter(theme, None, None) - both
                        yield f"{theme} outside {dimension}={value}", outside
        for name, (outer, value) in self.within.items():
            for said in (None, *self.themes):
                whole = self.counter(said, outer, value)
                for part in self.dimensions[name]:
                    rest = whole - self.counter(said, name, part)
                    if len(self.dimensions[name]) > 1:
                        yield f"{said} in {outer}={value} outside {name}={part}", rest
        if len(self.questions) > 1 and not self.one_answer:
            yield "two answers", np.array([len(kind.answers) > 1 for kind in self.kinds], float)


@dataclass(frozen=True)
class Leak:
    """A number that a reader could work out."""

    what: str
    true: int
    least: int
    most: int


def attack(
    population: Population,
    released: ReleasedTables,
    truth: Vector,
    at_least: Mapping[str, int] | None = None,
) -> list[Leak]:
    """Return every hidden or derived number that the release gives away.

    truth: how many there are of each kind, used only to know which numbers are small.
    """
    shown, known = _constraints(population, released, at_least or {})
    threshold = released.threshold
    leaks = []
    for cell in released.cells:
        if cell.unit == population.unit and cell.n is None and cell.key != cell.unit:
            weights = population.counter(cell.theme, cell.dimension, cell.value)
            least, most = bounds(weights, shown, known)
            true = round(float(weights @ truth))
            if least == most or (true < threshold and most < threshold):
                leaks.append(Leak(cell.key, true, least, most))
    dropped = {name for unit, name in released.left_out if unit == population.unit}
    for name, weights in population.targets():
        true = round(float(weights @ truth))
        if true < threshold and not any(f"{each}=" in name for each in dropped):
            most = bounds(weights, shown, known, only_most=True)[1]
            if most < threshold:
                leaks.append(Leak(name, true, -1, most))
    return leaks


def bounds(
    weights: Vector,
    shown: LinearConstraint,
    known: LinearConstraint | None,
    only_most: bool = False,
) -> tuple[int, int]:
    """Return the least and the most of a number over all whole populations that fit."""
    constraints = [shown, known] if known is not None else [shown]
    ends = []
    for sign in (1, -1) if not only_most else (-1,):
        found = milp(
            sign * weights,
            constraints=constraints,
            integrality=np.ones(len(weights)),
            bounds=Bounds(0, ANY_NUMBER),
        )
        assert found.status == 0, found.message
        ends.append(round(sign * found.fun))
    return (ends[0], ends[-1]) if not only_most else (-1, ends[0])


def _constraints(
    population: Population, released: ReleasedTables, at_least: Mapping[str, int]
) -> tuple[LinearConstraint, LinearConstraint | None]:
    """Return what the release shows, and the least that is known of what it hides."""
    rows, values, lower_rows, lower = [], [], [], []
    for cell in released.cells:
        if cell.unit != population.unit:
            continue
        weights = population.counter(cell.theme, cell.dimension, cell.value)
        if cell.n is not None:
            rows.append(weights)
            values.append(cell.n)
            continue
        is_named = cell.theme is None or cell.dimension is None
        least = max(at_least.get(cell.key, 0), int(is_named))
        if least:
            lower_rows.append(weights)
            lower.append(least)
    if not rows:
        rows, values = [np.zeros(len(population.kinds))], [0]
    tops = [float(value) for value in values]
    for figure in released.figures:
        # Everybody who raised a theme in a question mentioned it there, once at least.
        about, _, what = figure.key.rpartition("|")
        if what == "mentions":
            rows.append(population.mentioned(about.partition("theme=")[2] or None))
            values.append(0)
            tops.append(float(figure.text))
    shown = LinearConstraint(np.array(rows), values, tops)
    if not lower_rows:
        return shown, None
    return shown, LinearConstraint(np.array(lower_rows), lower, np.full(len(lower), np.inf))


def population_of(
    tables: Tables,
    unit: str = "people",
    *,
    most_themes: int | None = None,
    everybody_answers: bool = False,
    one_answer: bool = False,
    least_themes: int = 0,
    within: Mapping[str, tuple[str, str]] | None = None,
) -> Population:
    """Return the kinds of people that the names in the tables allow."""
    dimensions: dict[str, list[str]] = {}
    for cell in tables.cells:
        if cell.unit == unit and cell.theme is None and cell.dimension and cell.value:
            dimensions.setdefault(cell.dimension, []).append(cell.value)
    questions = tuple(dimensions.pop(QUESTION, ()))
    themes = tuple(c.theme for c in tables.cells if c.unit == unit and c.theme and not c.dimension)
    return Population(
        unit,
        {name: tuple(values) for name, values in dimensions.items()},
        themes,
        questions,
        most_themes,
        everybody_answers,
        one_answer,
        least_themes,
        within or {},
    )


def every_fitting_population(
    population: Population, released: ReleasedTables, n: int
) -> Iterator[tuple[int, ...]]:
    """Yield every population of n people that fits, by counting them all: for tiny ones only."""
    shown, known = _constraints(population, released, {})
    for counts in _shares(n, len(population.kinds)):
        vector = np.array(counts, float)
        held = shown.A @ vector
        if not bool(np.all((held >= shown.lb) & (held <= shown.ub))):
            continue
        if known is None or bool(np.all(known.A @ vector >= known.lb)):
            yield counts


def _shares(n: int, kinds: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to spread n people over kinds."""
    for bars in combinations(range(n + kinds - 1), kinds - 1):
        edges: Sequence[int] = (-1, *bars, n + kinds - 1)
        yield tuple(edges[i + 1] - edges[i] - 1 for i in range(kinds))


def truth_of(population: Population, people: Sequence[Kind]) -> Vector:
    """Return how many people there are of each kind."""
    place = {kind: index for index, kind in enumerate(population.kinds)}
    counts = np.zeros(len(population.kinds))
    for kind in people:
        counts[place[kind]] += 1
    return counts
