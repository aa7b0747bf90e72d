"""Opened contacts as a CSV file that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable

from community_voice.store.contact import Contact
from community_voice.store.spreadsheets import harmless

COLUMNS = ("way", "contact", "note", "language", "question")


def as_csv(contacts: Iterable[Contact]) -> bytes:
    """Return the rows in the order given; the mark at the front tells that this is UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in contacts:
        cells = (each.way, each.detail, each.note, each.language, each.question)
        writer.writerow([harmless(cell) for cell in cells])
    return ("\ufeff" + file.getvalue()).encode()
