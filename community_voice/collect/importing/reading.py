"""Open a file that somebody brings, by its name and its first bytes."""

from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import PurePath

from flask_babel import gettext as _

from community_voice.collect.importing.delimited import open_delimited
from community_voice.collect.importing.table import Table, Unreadable
from community_voice.store.packages import OLE, ZIP, Damaged, is_bomb, parts_of

TEXT_FILES = (".csv", ".tsv", ".tab", ".txt")
WORKBOOKS = (".xlsx",)
# Loaded when the first workbook comes: openpyxl brings numpy, and a web process starts light.
WORKBOOK_READER = EntryPoint(
    "xlsx", "community_voice.collect.importing.workbook:open_workbook", "readers"
)

# What a page can wait for, and have memory for; the command takes larger workbooks.
PAGE_UNPACKED_LIMIT = 64 * 1024 * 1024


def refuse_heavy(content: bytes) -> None:
    """Refuse a workbook that would unpack to more than a web process should hold."""
    if not content.startswith(ZIP):
        return
    try:
        _archive, parts = parts_of(content)
    except Damaged:
        return  # opening it says that it is damaged
    if is_bomb(parts) or sum(part.file_size for part in parts) > PAGE_UNPACKED_LIMIT:
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
