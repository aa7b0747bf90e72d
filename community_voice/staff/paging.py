"""The pages that a long list is shown on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Paging:
    """Which page of a list is shown, and how many there are."""

    number: int
    count: int
    size: int

    @property
    def before(self) -> int:
        """Return how many rows stand on the pages before."""
        return (self.number - 1) * self.size

    def rows_of(self, found: Sequence[Row]) -> Sequence[Row]:
        """Return the rows of this page."""
        return found[self.before : self.before + self.size]


def paging_of(total: int, size: int, asked: int) -> Paging:
    """Return the page that was asked for, or the nearest that there is."""
    count = max(1, -(-total // size))
    return Paging(min(max(1, asked), count), count, size)
