"""Read and check workbooks with pyxform; write them with openpyxl.

This module loads pyxform and openpyxl, and with them numpy: others load it by entry point.
"""

import io
import re
import warnings
import zipfile
from typing import Any

from flask_babel import gettext as _
from openpyxl import DEFUSEDXML, Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_STRING, WriteOnlyCell
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

from community_voice.collect.xlsform.notices import shortened
from community_voice.collect.xlsform.reading import (
    MOST_COLUMNS,
    READ,
    Form,
    Sheet,
    UnreadableForm,
    damaged,
)
from community_voice.store.columns import storable

if not DEFUSEDXML:
    raise ImportError("openpyxl must read XML through defusedxml")
# Its warnings tell of styles and extensions that we do not read.
warnings.filterwarnings("ignore", module="openpyxl")

EXTRA = ("external_choices", "entities", "osm")
CELL_LIMIT = 32_767
GAP = 60
ROW = re.compile(rb'<row r="(\d+)"')
MOST_UNREAD = 2_000
UNSHOWABLE = "\ufffd"


def read_raw(content: bytes, kind: str) -> Form:
    """Return the raw rows of every sheet that XLSForm knows."""
    try:
        book = get_xlsform(io.BytesIO(content), file_type=kind)
    except PyXFormError as refusal:
        # Its own words say which header stands twice, or that the file is none of its own.
        raise UnreadableForm(
            _("This workbook cannot be read: %(reason)s", reason=shortened(str(refusal)))
        ) from refusal
    except Exception as damage:  # openpyxl and xlrd raise whatever a damaged part makes them raise
        raise damaged() from damage
    sheets = {name: _sheet(book, name) for name in (*READ, *EXTRA)}
    known = {*READ, *EXTRA}
    unread = _unread(content, sheets) if kind == ".xlsx" else []
    names = [str(name) for name in book.sheet_names or ()]
    return Form(
        **{name: sheets[name] for name in READ},
        extra={name: sheets[name] for name in EXTRA if any(sheets[name].rows)},
        others=[name for name in names if name.lower() not in known and len(names) > 1],
        unread=unread,
    )


def _unread(content: bytes, sheets: dict[str, Sheet]) -> list[tuple[str, int, str, str]]:
    """Find formulas without a value, and rows behind the gap at which pyxform stops."""
    longest = max(len(sheet.rows) for sheet in sheets.values()) + 1
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/s")]
    far = any(int(number) > longest + GAP for part in parts for number in ROW.findall(part))
    if not far and not any(b"<f" in part for part in parts):
        return []
    found: list[tuple[str, int, str, str]] = []
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    for page in book.worksheets:
        sheet = sheets.get(page.title.lower())
        if sheet is not None and page.title.lower() in READ:
            found += _unread_of(page, sheet)
    return found[:MOST_UNREAD]


def _unread_of(page: Any, sheet: Sheet) -> list[tuple[str, int, str, str]]:
    page.reset_dimensions()
    name = page.title.lower()
    found: list[tuple[str, int, str, str]] = []
    places: dict[int, str] = {}
    for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
        filled = {
            n: v for n, v in enumerate(cells[:MOST_COLUMNS]) if v is not None and str(v).strip()
        }
        if number == 1:
            places = {n: " ".join(str(value).split()) for n, value in filled.items()}
        elif number - 2 >= len(sheet.rows):
            found += [(name, number, "", "after_gap")] if filled.keys() & places.keys() else []
        else:
            read = sheet.rows[number - 2]
            found += [
                (name, number, places[n], "formula")
                for n, value in filled.items()
                if n in places and str(value).startswith("=") and not read.get(places[n])
            ]
        if len(found) > MOST_UNREAD:
            break
    return found


def _sheet(book: Any, name: str) -> Sheet:
    header = [_clean(str(key)) for found in getattr(book, f"{name}_header") or () for key in found]
    rows = getattr(book, name) or ()
    return Sheet(header, [_cells(row) for row in rows])


def _cells(row: Any) -> dict[str, str]:
    return {
        _clean(str(key)): text
        for key, value in row.items()
        if value is not None and (text := _clean(str(value)).strip())
    }


def _clean(text: str) -> str:
    """Put a mark where a character stands that no database keeps."""
    if storable(text):
        return text
    return "".join(mark if storable(mark) else UNSHOWABLE for mark in text)


def check(form: Form) -> list[str]:
    """Return what pyxform says of a form: its warnings, or why it refuses it."""
    told: list[str] = []
    try:
        convert(as_book(form), warnings=told, form_name="data")
    except Exception as refusal:  # it raises many kinds
        told.append(str(refusal) or type(refusal).__name__)
    return [" ".join(each.split()) for each in told]


def as_book(form: Form) -> dict[str, Any]:
    """Return a form as pyxform takes it."""
    sheets = {name: getattr(form, name) for name in READ} | form.extra
    book: dict[str, Any] = {"sheet_names": [name for name, sheet in sheets.items() if sheet.rows]}
    for name, sheet in sheets.items():
        if sheet.header:
            book[name] = [dict(row) for row in sheet.rows]
            book[f"{name}_header"] = [dict.fromkeys(sheet.header)]
    return book


def write_book(form: Form) -> bytes:
    """Return a form as an .xlsx file in which no cell is a formula."""
    book = Workbook(write_only=True)
    for name, sheet in ({name: getattr(form, name) for name in READ} | form.extra).items():
        if not sheet.header:
            continue
        page: Any = book.create_sheet(name)
        page.append([_text_cell(page, header) for header in sheet.header])
        for row in sheet.rows:
            page.append([_text_cell(page, row.get(header, "")) for header in sheet.header])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text_cell(page: Any, text: str) -> Any:
    if not text:
        return None
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)
    if len(plain) > CELL_LIMIT:
        raise UnreadableForm(_("A text is longer than a cell of a workbook can be."))
    cell: Any = WriteOnlyCell(page, plain)
    cell.data_type = TYPE_STRING
    return cell
