"""Forms and definitions made on the spot."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from community_voice.collect.xlsform.importing import Imported, import_form
from community_voice.collect.xlsform.reading import read_form

Table = Sequence[Sequence[Any]]


def workbook(**sheets: Table) -> bytes:
    """Write a workbook; the first row of each sheet is its header."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        page: Any = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for cells in page.iter_rows():
            for cell in cells:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def taken(source: str = "en", **sheets: Table) -> Imported:
    """Write a workbook, read it and import it."""
    return import_form(read_form("form.xlsx", workbook(**sheets)), source)


def survey(*rows: Sequence[Any], header: Sequence[str] = ("type", "name", "label")) -> Imported:
    """Import a form of one sheet, with a list "yn" to choose from."""
    choices = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]
    return taken(survey=[header, *rows], choices=choices)


def questions(imported: Imported) -> dict[str, dict[str, Any]]:
    """Return every question by its code."""
    sections = imported.definition["sections"]
    return {q["code"]: q for section in sections for q in section["questions"]}


def reasons(imported: Imported) -> list[tuple[str, int, str, str]]:
    """Return what was noticed, but for lists that a test has no use for."""
    return [
        (n.sheet, n.row, n.column, n.reason) for n in imported.notices if n.reason != "unused_list"
    ]
