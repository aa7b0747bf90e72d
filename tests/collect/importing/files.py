"""Makes files as other programs would write them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook


def workbook(rows: Sequence[Sequence[Any]], sheet: str = "Answers") -> bytes:
    """Write a workbook of one sheet."""
    book = Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """Replace or add parts of a workbook; `__` stands for `/`, a last `_` for `.`."""
    file = io.BytesIO()
    named = {name.replace("__", "/").replace("_DOT_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for entry in old.infolist():
            if entry.filename not in named:
                new.writestr(entry, old.read(entry))
        for name, part in named.items():
            new.writestr(name, part)
    return file.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


TYPES = "[Content_Types].xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def column_as_excel(*texts: str, known: int | None = None) -> bytes:
    """Write one column as Excel does: its texts stand in a part that the cells refer to."""
    items = "".join(
        f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts[:known]
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, len(texts) + 1)
    )
    strings = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    declared = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{strings}"/></Types>'
    types = part(workbook([["x"]]), TYPES).replace(b"</Types>", declared.encode())
    return with_parts(
        with_parts(workbook([["x"]]), **{TYPES: types}),
        xl__sharedStrings_DOT_xml=f'<sst xmlns="{SPACE}">{items}</sst>'.encode(),
        xl__worksheets__sheet1_DOT_xml=(
            f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'
        ).encode(),
    )
