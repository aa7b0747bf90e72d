"""Open a workbook that somebody brings as the raw rows of an XLSForm, or say why not."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from pathlib import PurePath

from flask_babel import gettext as _

from community_voice.errors import DomainError
from community_voice.store.packages import (
    OLE,
    ZIP,
    Damaged,
    has_doctype,
    has_macros,
    is_bomb,
    is_heavy,
    parts_of,
)

# Loaded when the first workbook comes: they bring pyxform and openpyxl, and with that numpy.
RAW_READER = EntryPoint("raw", "community_voice.collect.xlsform.raw:read_raw", "readers")
CHECKER = EntryPoint("check", "community_voice.collect.xlsform.raw:check", "readers")

FILE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 64 * 1024 * 1024
MOST_ROWS = {"survey": 5_000, "choices": 20_000, "settings": 100}
MOST_COLUMNS = 500
# More than any form has; counting them first spares reading a hundred thousand rows.
MOST_CELLS = 250_000
READ = ("survey", "choices", "settings")

Cells = dict[str, str]


class UnreadableForm(DomainError):
    """This file cannot be read as an XLSForm, and why."""


@dataclass
class Sheet:
    """One sheet: `rows[n]` is row n + 2 of the spreadsheet, and {} where it is empty."""

    header: list[str] = field(default_factory=list)
    rows: list[Cells] = field(default_factory=list)


@dataclass
class Form:
    """The sheets of an XLSForm; `others` are sheets' names that XLSForm does not know."""

    survey: Sheet
    choices: Sheet
    settings: Sheet
    extra: dict[str, Sheet] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    # Cells that hold something which was not read: (sheet, row, column, a reason).
    unread: list[tuple[str, int, str, str]] = field(default_factory=list)


def read_form(name: str, content: bytes) -> Form:
    """Open a workbook's content as raw rows."""
    ending = PurePath(name.lower()).suffix
    if not content.strip(b" \t\r\n\x00"):
        raise UnreadableForm(_("This file is empty. Choose another one."))
    if len(content) > FILE_LIMIT:
        raise UnreadableForm(_("This workbook is too large. A form is at most 5 megabytes."))
    if ending == ".xlsm":
        raise UnreadableForm(_("This workbook carries macros. Save it as .xlsx."))
    if content.startswith(ZIP):
        refuse_traps(content)
        kind = ".xlsx"
    elif content.startswith(OLE):
        kind = ".xls"
    else:
        raise UnreadableForm(_("An XLSForm is an .xlsx or .xls workbook. This is another file."))
    read_raw: Callable[[bytes, str], Form] = RAW_READER.load()
    form = read_raw(content, kind)
    refuse_size(form)
    return form


def check_form(form: Form) -> list[str]:
    """Return what pyxform's own converter says of a form: warnings, or why it refuses it."""
    check: Callable[[Form], list[str]] = CHECKER.load()
    return check(form)


def refuse_size(form: Form) -> None:
    """Refuse what no person could answer, and no page could show."""
    for name, limit in MOST_ROWS.items():
        sheet: Sheet = getattr(form, name)
        if sum(1 for row in sheet.rows if row) > limit:
            raise UnreadableForm(
                _(
                    "Sheet “%(sheet)s” has more than %(limit)s rows. Split the form.",
                    sheet=name,
                    limit=f"{limit:,}",
                )
            )
        if len(sheet.header) > MOST_COLUMNS:
            raise UnreadableForm(
                _(
                    "Sheet “%(sheet)s” has more than %(limit)s columns. Keep those you need.",
                    sheet=name,
                    limit=MOST_COLUMNS,
                )
            )
    if not any(form.survey.rows):
        raise UnreadableForm(_("The sheet “survey” is empty, or there is none."))


def refuse_traps(content: bytes) -> None:
    """Refuse workbooks that would unpack to too much, carry macros or declare a DTD."""
    try:
        archive, parts = parts_of(content)
        if is_bomb(parts) or is_heavy(parts, UNPACKED_LIMIT):
            raise UnreadableForm(_("This workbook unpacks to more than we can take."))
        if has_macros(parts):
            raise UnreadableForm(_("This workbook carries macros. Save it as .xlsx."))
        if any(has_doctype(archive, part) for part in parts):
            raise UnreadableForm(
                _("This workbook holds a document type definition, which we do not open.")
            )
    except Damaged as damage:
        raise damaged() from damage
    _refuse_crowds(archive, parts)


def _refuse_crowds(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Count the cells that hold anything, and refuse what is no form but a table of data."""
    cells = 0
    for part in parts:
        if part.filename.startswith("xl/worksheets/"):
            content = _content(archive, part)
            cells += content.count(b"<v>") + content.count(b"<is>")
    if cells > MOST_CELLS:
        raise UnreadableForm(
            _(
                "This workbook has more than %(limit)s cells. Split the form.",
                limit=f"{MOST_CELLS:,}",
            )
        )


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(part)
    except Exception as damage:  # whatever a damaged archive makes zipfile raise
        raise damaged() from damage


def damaged() -> UnreadableForm:
    """Return the refusal of a file that cannot be opened."""
    return UnreadableForm(
        _("This workbook is damaged or locked. Save it again without a password.")
    )
