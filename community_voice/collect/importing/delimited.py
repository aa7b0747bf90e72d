"""Read comma, semicolon and tab separated files to the letter."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from community_voice.collect.importing.encoding import find_encoding
from community_voice.collect.importing.table import (
    BrokenRow,
    NumberedRow,
    Table,
    make_table,
)
from community_voice.store.spreadsheets import csv_rows

DELIMITERS = (",", ";", "\t", "|")
# A file of one column has no delimiter: a mark that no text holds keeps its rows whole.
NO_DELIMITER = "\x1f"
SAMPLE_LETTERS = 1 << 18
SAMPLE_ROWS = 100


@dataclass(frozen=True)
class Dialect:
    """How cells are kept apart; `skip` is the number of rows before the header."""

    delimiter: str
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
    skip: int = 0


def open_delimited(name: str, content: bytes) -> Table:
    """Open a CSV or TSV file; what had to be assumed stands in its notes."""
    encoding, guessed = find_encoding(content)
    sample = _sample(content, encoding)
    dialect = find_dialect(sample, is_tab=name.lower().endswith((".tsv", ".tab")))
    notes = [("encoding", encoding)] if guessed else []
    if dialect.delimiter == "\t" and not _closes_its_quotes(content, encoding, dialect):
        # Tab files made by databases write quote marks as they are.
        dialect = Dialect("\t", csv.QUOTE_NONE, dialect.skip)
        notes.append(("quotes_kept", ""))
    return make_table(partial(read_records, content, encoding, dialect), notes=tuple(notes))


def read_records(content: bytes, encoding: str, dialect: Dialect) -> Iterator[NumberedRow]:
    """Yield each record with its number; a quote mark out of place ends the reading."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    # Strict: the lenient reader drops quote marks that stand in an unusual place.
    reader = csv_rows(lines, delimiter=dialect.delimiter, quoting=dialect.quoting, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BrokenRow(number, "broken_quotes") from error
        if number > dialect.skip:
            yield number, cells


def find_dialect(sample: str, *, is_tab: bool = False) -> Dialect:
    """Choose the delimiter under which most rows are as wide as the header."""
    first = sample.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return Dialect(sample.strip()[4], skip=1)
    if is_tab:
        return Dialect("\t")
    scores = {delimiter: _score(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return Dialect(best if scores[best] > (0, 0) else NO_DELIMITER)


def _score(sample: str, delimiter: str) -> tuple[float, int]:
    """Return the share of rows as wide as the header, and that width."""
    reader = csv_rows(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows = [cells for _place, cells in zip(range(SAMPLE_ROWS), reader, strict=False) if cells]
    if not rows or len(rows[0]) == 1:
        return (0, 0)
    # The last row of a cut sample may be cut too.
    whole = rows[:-1] or rows
    return sum(len(cells) == len(rows[0]) for cells in whole) / len(whole), len(rows[0])


def _sample(content: bytes, encoding: str) -> str:
    reader = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    return reader.read(SAMPLE_LETTERS)


def _closes_its_quotes(content: bytes, encoding: str, dialect: Dialect) -> bool:
    try:
        for _record in read_records(content, encoding, dialect):
            pass
    except BrokenRow:
        return False
    return True
