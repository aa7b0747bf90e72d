"""Opened contacts as the rows of a sheet."""

from collections.abc import Iterable

from community_voice.store.contact import Contact
from community_voice.store.spreadsheets import as_csv

COLUMNS = ("way", "contact", "note", "language", "question")


def sheet_of(contacts: Iterable[Contact]) -> bytes:
    """Return the contacts as a CSV file, in the order given."""
    rows = ((each.way, each.detail, each.note, each.language, each.question) for each in contacts)
    return as_csv(COLUMNS, rows)
