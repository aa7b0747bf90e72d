"""Read XLSX workbooks to the letter, after making sure that they are no trap.

This module loads openpyxl, and with it numpy: `reading` imports it when a workbook comes.
"""

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

from defusedxml import ElementTree
from flask_babel import gettext as _
from openpyxl import DEFUSEDXML
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from community_voice.collect.importing.table import (
    COLUMN_LIMIT,
    NumberedRow,
    Table,
    Unreadable,
    make_table,
    too_many_rows,
)
from community_voice.store.packages import (
    Damaged,
    has_doctype,
    has_macros,
    is_heavy,
    parts_of,
)

if not DEFUSEDXML:
    raise ImportError("openpyxl must read XML through defusedxml")
# Its warnings tell of styles and extensions that we do not read.
warnings.filterwarnings("ignore", module="openpyxl")

UNPACKED_LIMIT = 256 * 1024 * 1024
PART_LIMIT = 16 * 1024 * 1024
LARGE_PARTS = ("xl/worksheets/", "xl/sharedStrings")
LAST_ROW = 1_048_576
WIDE_ROWS = 10_000
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def open_workbook(content: bytes, sheet: str = "") -> Table:
    """Open one sheet of a workbook, the first where none is named."""
    refuse_traps(content)
    workbook = _read_workbook(content)
    sheets = [worksheet.title for worksheet in workbook.worksheets]
    if not sheets:
        raise Unreadable(_("This workbook has no sheet with cells."))
    if sheet and sheet not in sheets:
        raise Unreadable(
            _(
                "This workbook has no sheet named “%(sheet)s”. It has: %(sheets)s.",
                sheet=sheet,
                sheets=", ".join(sheets),
            )
        )
    chosen = sheet or sheets[0]
    return make_table(
        partial(_read_sheet, workbook, chosen),
        sheets=tuple(sheets),
        sheet=chosen,
        short_rows_are_errors=False,
    )


def refuse_traps(content: bytes) -> None:
    """Refuse workbooks that would unpack to too much, carry macros or declare a DTD."""
    try:
        archive, parts = parts_of(content)
        small = (part for part in parts if not part.filename.startswith(LARGE_PARTS))
        if any(part.file_size > PART_LIMIT for part in small) or is_heavy(parts, UNPACKED_LIMIT):
            raise Unreadable(
                _("This workbook unpacks to more than we can take. Save the sheet as CSV instead.")
            )
        if has_macros(parts):
            raise Unreadable(_("This workbook carries macros. Save it as .xlsx or as CSV."))
        if any(has_doctype(archive, part) for part in parts):
            raise Unreadable(
                _("This workbook holds a document type definition, which we do not open.")
            )
    except Damaged as damage:
        raise _damaged() from damage


class _Reader(ExcelReader):
    """Openpyxl's reader, but for one thing: it changes words that hold `x005F_`."""

    def read_strings(self) -> None:
        part: Any = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as stream:
            for _event, node in ElementTree.iterparse(stream):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    text: Any = Text.from_tree(node)
                    self.shared_strings.append(text.content)
                    node.clear()


def _read_workbook(content: bytes) -> Any:
    try:
        reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read()
    except Exception as damage:  # openpyxl raises whatever a damaged part makes it raise
        raise _damaged() from damage
    return reader.wb


def _read_sheet(workbook: Any, name: str) -> Iterator[NumberedRow]:
    sheet = workbook[name]
    # A sheet can claim to be a million rows of 16,384 columns: what it claims is not used.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    number, wide = 0, 0
    while True:
        try:
            values = next(rows)
        except StopIteration:
            return
        except Exception as damage:  # as above
            raise _damaged() from damage
        number += 1
        if number > LAST_ROW:
            raise too_many_rows()
        wide += len(values) > COLUMN_LIMIT
        cells = [cell_text(value) for value in _without_tail(values)]
        if len(cells) > COLUMN_LIMIT or wide > WIDE_ROWS:
            raise Unreadable(
                _(
                    "This file has more than %(limit)s columns. Keep only those you need.",
                    limit=COLUMN_LIMIT,
                )
            )
        yield number, cells


def _without_tail(values: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return values[:end]


def cell_text(value: Any) -> str:
    """Return a cell as text: words to the letter, numbers and dates in one plain form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _unescape(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _unescape(text: str) -> str:
    """Undo a workbook's spelling of what XML cannot hold: `_x000D_` is a carriage return."""
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    try:
        return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return plain


def _damaged() -> Unreadable:
    return Unreadable(_("This workbook is damaged or locked. Save it again, or save it as CSV."))
