"""Open a file that somebody brings, by its name and its first bytes."""

import io
import zipfile
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import PurePath

from flask_babel import gettext as _

from community_voice.collect.importing.delimited import open_delimited
from community_voice.collect.importing.table import Table, Unreadable

TEXT_FILES = (".csv", ".tsv", ".tab", ".txt")
WORKBOOKS = (".xlsx",)
# Old and locked workbooks, and the packages that new ones are.
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
# Loaded when the first workbook comes: openpyxl brings numpy, and a web process starts light.
WORKBOOK_READER = EntryPoint(
    "xlsx", "community_voice.collect.importing.workbook:open_workbook", "readers"
)

# What a page can wait for, and have memory for; the command takes larger workbooks.
PAGE_UNPACKED_LIMIT = 64 * 1024 * 1024
# Words do not pack a hundred to one: a large part that does is there to do harm.
MOST_PACKED, PACKED_FROM = 100, 10 * 1024 * 1024


def refuse_heavy(content: bytes) -> None:
    """Refuse a workbook that would unpack to more than a web process should hold."""
    if not content.startswith(ZIP):
        return
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return  # opening it says that it is damaged
    extreme = any(
        part.file_size > PACKED_FROM and part.file_size > MOST_PACKED * part.compress_size
        for part in parts
    )
    if extreme or sum(part.file_size for part in parts) > PAGE_UNPACKED_LIMIT:
        raise Unreadable(
            _("This workbook unpacks to more than we can take. Save the sheet as CSV instead.")
        )


def open_table(name: str, content: bytes, sheet: str = "") -> Table:
    """Open a file's content as a table; what cannot be read says why."""
    ending = PurePath(name.lower()).suffix
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(_("This file is empty. Choose another one."))
    if ending == ".xlsm":
        raise Unreadable(_("This workbook carries macros. Save it as .xlsx or as CSV."))
    if content.startswith(OLE):
        raise Unreadable(
            _("This is an old or locked workbook. Save it as .xlsx without a password, or as CSV.")
        )
    if ending not in TEXT_FILES + WORKBOOKS:
        raise Unreadable(_("We can read CSV, TSV and XLSX files. This is another kind of file."))
    if content.startswith(ZIP):
        open_workbook: Callable[[bytes, str], Table] = WORKBOOK_READER.load()
        return open_workbook(content, sheet)
    if ending in WORKBOOKS:
        raise Unreadable(_("This is not an .xlsx workbook, although its name says so."))
    if sheet:
        raise Unreadable(_("Only a workbook has sheets. This is a text file."))
    return open_delimited(name, content)
