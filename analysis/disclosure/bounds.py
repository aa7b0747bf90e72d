"""What a reader could work out: the least and the most that each hidden number can be.

A reader knows the shown cells, that no count is below nought or above what holds it, and every sum
of the lattice. With whole margins hidden together (see suppress.py), themes and splits hang
together only through numbers that are shown, so each row can be bounded on its own, exactly; an
independent attack by linear and integer programs over all cells at once is in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """The least and the most that a number can be."""

    least: int
    most: int

    @property
    def is_pinned(self) -> bool:
        """Tell whether only one value is left."""
        return self.least >= self.most


@dataclass(frozen=True)
class Margin:
    """The groups of one split: counts, which are hidden, and the least known of each."""

    counts: Mapping[str, int]
    hidden: Set[str]
    least: Mapping[str, int]

    @property
    def hidden_sum(self) -> int:
        """Return what the hidden groups hold together, which N and the shown groups tell."""
        return sum(self.counts[value] for value in self.hidden)

    def span(self, value: str) -> Span:
        """Return what a reader can work out of one group."""
        if value not in self.hidden:
            return Span(self.counts[value], self.counts[value])
        others = sum(self.least[other] for other in self.hidden if other != value)
        return Span(self.least[value], self.hidden_sum - others)

    def leaks(self, threshold: int) -> list[str]:
        """Return the hidden groups that are pinned, or proved to be too few."""
        return [
            value
            for value in sorted(self.hidden)
            if _gives_away(self.span(value), self.counts[value], threshold)
        ]


@dataclass(frozen=True)
class Row:
    """One theme in every group of one split, where the theme's total is shown."""

    margin: Margin
    counts: Mapping[str, int]
    least: Mapping[str, int]

    def always_hidden(self, threshold: int) -> set[str]:
        """Return groups where those inside, or those outside, the theme are too few."""
        return set(self.margin.hidden) | {
            value
            for value, n in self.counts.items()
            if n < threshold or self.margin.counts[value] - n < threshold
        }

    def leaks(self, hidden: Set[str], threshold: int) -> list[str]:
        """Return the groups whose cell, or whose complement, a reader could work out."""
        if not hidden:
            return []
        inside = sum(self.counts[value] for value in hidden)
        outside = sum(self.margin.counts[value] for value in hidden) - inside
        known = sum(self.least[value] for value in hidden)
        found = []
        for value in sorted(hidden):
            group, least = self.margin.span(value), self.least[value]
            span = Span(max(least, group.least - outside), min(group.most, inside - known + least))
            most_others = min(group.most - least, outside)
            n, others = self.counts[value], self.margin.counts[value] - self.counts[value]
            too_few_others = others < threshold and most_others < threshold
            if _gives_away(span, n, threshold) or too_few_others:
                found.append(value)
        return found


@dataclass(frozen=True)
class Asked:
    """The questions: how many answered each, and which of these counts are hidden."""

    counts: Mapping[str, int]
    hidden: Set[str]
    n: int
    most_of_a_theme: int
    most_repeats: int

    def cap(self, question: str) -> int:
        """Return the most that may have answered a question."""
        return self.n if question in self.hidden else self.counts[question]

    @property
    def repeats(self) -> int:
        """Return the most answers beyond one each that a reader can allow for.

        Whether everybody answered something is not told, but may be known: it is assumed where the
        numbers permit, because that leaves a reader the narrowest choice.
        """
        answers = sum(self.cap(question) for question in self.counts)
        everybody = answers - self.n
        return everybody if everybody >= self.most_repeats else answers - self.most_of_a_theme


@dataclass(frozen=True)
class Answers:
    """One theme in every question, where the theme's total is shown: answers may overlap."""

    asked: Asked
    total: int
    counts: Mapping[str, int]
    least: Mapping[str, int]

    @property
    def repeated(self) -> int:
        """Return how often the theme was raised again in another question."""
        return sum(self.counts.values()) - self.total

    def always_hidden(self, threshold: int) -> set[str]:
        """Return questions where those who raised the theme, or did not, are too few."""
        return set(self.asked.hidden) | {
            question
            for question, n in self.counts.items()
            if min(n, self.asked.counts[question] - n, self.total - n) < threshold
        }

    def span(self, question: str, hidden: Set[str]) -> Span:
        """Return what a reader can work out of a theme in a question."""
        if question not in hidden:
            return Span(self.counts[question], self.counts[question])
        others = [other for other in self.counts if other != question]
        at_most = sum(self._most(other, hidden) for other in others)
        at_least = sum(
            self.least[other] if other in hidden else self.counts[other] for other in others
        )
        return Span(
            max(self.least[question], self.total - at_most),
            min(self._most(question, hidden), self.total + self.asked.repeats - at_least),
        )

    def leaks(self, hidden: Set[str], threshold: int) -> list[str]:
        """Return the questions whose cell, or whose complements, a reader could work out."""
        found = []
        for question in sorted(hidden):
            span, n = self.span(question, hidden), self.counts[question]
            unsaid = self.asked.counts[question] - n
            elsewhere = self.total - n
            if (
                _gives_away(span, n, threshold)
                or (unsaid < threshold and self.asked.cap(question) - span.least < threshold)
                or (elsewhere < threshold and self.total - span.least < threshold)
            ):
                found.append(question)
        return found

    def tells_repeats(self, hidden: Set[str], threshold: int) -> bool:
        """Tell whether the few who raised the theme in two questions could be worked out."""
        most = sum(self._most(question, hidden) for question in self.counts) - self.total
        return self.repeated < threshold and min(most, self.asked.repeats) < threshold

    def _most(self, question: str, hidden: Set[str]) -> int:
        if question not in hidden:
            return self.counts[question]
        return min(self.total, self.asked.cap(question))


def _gives_away(span: Span, n: int, threshold: int) -> bool:
    """Tell whether a hidden number is pinned, or is small and proved to be."""
    return span.is_pinned or (n < threshold and span.most < threshold)
