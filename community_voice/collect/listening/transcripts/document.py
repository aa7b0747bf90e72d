"""Read a Word document's lines; imported when the first one comes (see files.py)."""

import io

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table

from community_voice.store.packages import Damaged, has_doctype, is_bomb, is_heavy, parts_of

MOST_UNPACKED = 40 * 1024 * 1024


class NoDocument(Exception):
    """This is no document, or a damaged one."""


class Trap(Exception):
    """This unpacks to more than notes do, or holds what no notes hold."""


def read_lines(content: bytes) -> list[str]:
    """Return paragraphs, and rows of tables as "first cell: other cells", in their order."""
    try:
        archive, parts = parts_of(content)
        if is_heavy(parts, MOST_UNPACKED) or is_bomb(parts):
            raise Trap
        if any(has_doctype(archive, part) for part in parts if part.filename.endswith(".xml")):
            raise Trap
        return _lines(docx.Document(io.BytesIO(content)))
    except (Damaged, OpcError, KeyError, ValueError, SyntaxError, AttributeError) as damage:
        raise NoDocument from damage


def _lines(document: Document) -> list[str]:
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += [_row([cell.text.strip() for cell in row.cells]) for row in block.rows]
        else:
            lines.append(block.text)
    return lines


def _row(cells: list[str]) -> str:
    """Return a row as one line; a merged cell comes once for each column that it spans."""
    told = list(dict.fromkeys(cells))
    return f"{told[0]}: {' '.join(told[1:])}" if len(told) > 1 else told[0]
