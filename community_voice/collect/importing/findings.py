"""What reading a file finds: what its rows say, how many there are, and what to mend."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from community_voice.collect.importing.mapping import ColumnMap
from community_voice.collect.importing.values import Day

# Nobody mends more by hand; the count goes on.
LISTED_ERRORS = 10_000


class RowError(NamedTuple):
    """What is wrong with a row (0: with the whole file); never holds a person's words."""

    row: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(slots=True)
class Said:
    """What one row says: words by question, and what is told about them."""

    row: int
    words: list[tuple[str, str]]
    person: str
    language: str
    consent: str
    day: Day | None
    groups: tuple[str, ...]


@dataclass(slots=True)
class Person:
    """What the rows of one person say together."""

    number: int
    language: str
    consent: str
    groups: list[str]
    day: Day | None


@dataclass
class Findings:
    """What a file holds, counted; storing needs `persons`, `questions` and `groups`."""

    rows: int = 0
    empty: int = 0
    texts: int = 0
    errors: list[RowError] = field(default_factory=list)
    error_count: int = 0
    questions: dict[str, int] = field(default_factory=dict)
    groups: dict[str, dict[str, int]] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    consents: Counter[str] = field(default_factory=Counter)
    month_comes_first: bool = False
    # Columns that hold something and that nobody chose: they are said before the file is stored.
    left_out: list[str] = field(default_factory=list)

    def complain(self, error: RowError) -> None:
        """Count an error, and list it while the list is one that a person can read."""
        self.error_count += 1
        if len(self.errors) < LISTED_ERRORS:
            self.errors.append(error)

    def as_json(self) -> dict[str, Any]:
        """Return the counts that a preview and a result show."""
        return {
            "rows": self.rows,
            "empty": self.empty,
            "texts": self.texts,
            "people": len(self.persons),
            "errors": self.error_count,
            "questions": len(self.questions),
            "groups": {name: len(values) for name, values in self.groups.items()},
            "languages": dict(self.languages.most_common()),
            "consents": dict(self.consents.most_common()),
            "left_out": self.left_out,
        }


@dataclass(frozen=True)
class Asked:
    """How a file is to be read: its map, the engagement's languages, its rows' consent."""

    columns: ColumnMap
    ours: tuple[str, ...] = ()
    consent: str = "counted"


def day_of(day: Day | None, findings: Findings) -> dt.date | None:
    """Return the date, in the order that the file uses."""
    if day is None:
        return None
    return day.month_first if findings.month_comes_first else day.day_first
