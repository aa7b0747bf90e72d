"""A file opened as a table: named columns, and rows of text cells read as they are needed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from community_voice.errors import DomainError
from community_voice.store.columns import storable

ROW_LIMIT = 1_000_000
COLUMN_LIMIT = 500
NAME_LIMIT = 200

# The number that a spreadsheet shows beside the row (the header counts), and its cells.
NumberedRow = tuple[int, list[str]]


class Unreadable(DomainError):
    """This file cannot be read as a table, and why."""


class BrokenRow(Exception):
    """Reading cannot go on after this row; `code` names what is wrong with it."""

    def __init__(self, row: int, code: str) -> None:
        super().__init__(f"row {row}: {code}")
        self.row = row
        self.code = code


@dataclass(frozen=True)
class Table:
    """Named columns and rows.

    `rows` starts a new reading each time. `notes` are (code, value) pairs about what was
    assumed. In a delimited file a short row is an error, because nobody can tell which of its
    cells is missing; in a workbook every cell has its place.
    """

    header: tuple[str, ...]
    rows: Callable[[], Iterator[NumberedRow]]
    notes: tuple[tuple[str, str], ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    short_rows_are_errors: bool = True
    # The columns without a header, which are named by their letter.
    unnamed: frozenset[str] = frozenset()


def make_table(records: Callable[[], Iterator[NumberedRow]], **about: object) -> Table:
    """Take the first row with anything in it as the header, and what follows as the rows."""
    head = next(filled(records()), None)
    if head is None:
        raise Unreadable(_("This file is empty. Choose another one."))
    number, cells = head
    if len(cells) > COLUMN_LIMIT:
        raise Unreadable(
            _(
                "This file has more than %(limit)s columns. Keep only those you need.",
                limit=COLUMN_LIMIT,
            )
        )

    def rows() -> Iterator[NumberedRow]:
        for count, row in enumerate(filled(records())):
            if count > ROW_LIMIT:
                raise too_many_rows()
            if row[0] > number:
                yield row

    header = name_columns(cells)
    blank = zip(header, cells, strict=True)
    unnamed = frozenset(name for name, cell in blank if not cell.strip())
    return Table(header, rows, unnamed=unnamed, **about)  # type: ignore[arg-type]


def filled(records: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    """Leave out the rows in which every cell is empty."""
    return (row for row in records if any(cell and not cell.isspace() for cell in row[1]))


def too_many_rows() -> Unreadable:
    """Return the refusal of a file that is too long."""
    return Unreadable(
        _(
            "This file has more than %(limit)s rows. Split it and import the parts one by one.",
            limit=f"{ROW_LIMIT:,}",
        )
    )


def name_columns(cells: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name of its own: its header, its letter where that is blank."""
    names: list[str] = []
    for position, cell in enumerate(cells):
        plain = " ".join(cell.split())[:NAME_LIMIT]
        # A header is a label, not testimony: what no database keeps is shown as a gap.
        name = "".join(mark if storable(mark) else "\ufffd" for mark in plain)
        name = name or column_letter(position)
        copies = 1
        unique = name
        while unique in names:
            copies += 1
            unique = f"{name} ({copies})"
        names.append(unique)
    return tuple(names)


def column_letter(position: int) -> str:
    """Return the letters that a spreadsheet shows over a column, counted from 0."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
