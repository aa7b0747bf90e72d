"""One row of a sheet, with what its cells hold put under one name each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from community_voice.collect.xlsform.columns import OWN, TRANSLATED, Column
from community_voice.collect.xlsform.notices import Notices
from community_voice.collect.xlsform.own import read_own
from community_voice.collect.xlsform.reading import Cells, Sheet
from community_voice.collect.xlsform.tongues import Tongues

Texts = dict[str, str]

# Translated columns that we show; the others are kept under their headers.
SHOWN = {"label", "hint", "required_message", "constraint_message"}
LOST = {"guidance_hint": "guidance", "image": "media_shown", "audio": "media_shown",
        "video": "media_shown"}  # fmt: skip


@dataclass
class Row:
    """A row: `known` cells by key, `texts` by key and language, `rest` by header."""

    sheet: str
    number: int
    cells: Cells
    known: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Texts] = field(default_factory=dict)
    rest: Cells = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)

    def text(self, key: str) -> Texts:
        """Return the texts under a key, by language."""
        return self.texts.get(key, {})


def read_rows(
    name: str, sheet: Sheet, columns: Sequence[Column], tongues: Tongues, notices: Notices
) -> list[Row]:
    """Return the rows of a sheet that hold anything."""
    by_header = {column.header: column for column in columns}
    return [
        _read_row(Row(name, place, cells), by_header, tongues, notices)
        for place, cells in enumerate(sheet.rows, start=2)
        if cells
    ]


def _read_row(row: Row, columns: dict[str, Column], tongues: Tongues, notices: Notices) -> Row:
    own: list[tuple[str, str]] = []
    found = [
        (columns.get(header) or Column(header, ""), text) for header, text in row.cells.items()
    ]
    # Bare words come last: whose they are hangs on what the row says under a language's name.
    for column, text in sorted(found, key=lambda each: _is_bare(each[0])):
        header = column.header
        if column.key == OWN:
            own.append((column.header, text))
        elif column.key in SHOWN:
            _take_text(row, column, text, tongues)
        elif column.key in TRANSLATED:
            row.rest[header] = text
            notices.note(row.sheet, row.number, header, LOST[column.key])
        elif column.key:
            row.known[column.key] = text
        else:
            row.rest[header] = text
            notices.note_once(row.sheet, row.number, header, "unknown_column", header)
    said = read_own("".join(text for _header, text in sorted(own, key=_chunk)))
    if said is None:
        notices.note(row.sheet, row.number, OWN, "own_column")
    row.own = said or {}
    return row


def _take_text(row: Row, column: Column, text: str, tongues: Tongues) -> None:
    texts = row.texts.setdefault(column.key, {})
    tag = tongues.tags[column.language]
    if tongues.spare and not column.language and texts.get(tag, text) != text:
        tag = tongues.spare
    if texts.setdefault(tag, text) != text:
        row.rest[column.header] = text


def _is_bare(column: Column) -> bool:
    return column.key in SHOWN and not column.language


def _chunk(named: tuple[str, str]) -> int:
    number = named[0].removeprefix(OWN).removeprefix("_")
    return int(number) if number else 1
