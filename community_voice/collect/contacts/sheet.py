"""Opened contacts as a CSV file that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable

from community_voice.store.contact import Contact

COLUMNS = ("way", "contact", "note", "language", "question")
# What a spreadsheet takes for the beginning of a formula, wide forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_csv(contacts: Iterable[Contact]) -> bytes:
    """Return the rows in the order given; the mark at the front tells that this is UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in contacts:
        cells = (each.way, each.detail, each.note, each.language, each.question)
        writer.writerow([harmless(cell) for cell in cells])
    return ("\ufeff" + file.getvalue()).encode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe makes it text."""
    is_formula = cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)
    return f"'{cell}" if is_formula else cell
