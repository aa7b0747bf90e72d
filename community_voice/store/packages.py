"""Which packages of a workbook are traps: bombs, macros and document types.

Nothing is unpacked but the beginning of each part; what a trap is called in words is for the
room that opens the workbook to say.
"""

import io
import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

# Old and locked workbooks, and the packages that new ones are.
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
PARTS_LIMIT = 2000
# Words do not pack a hundred to one: a large part that does is there to do harm.
MOST_PACKED, PACKED_FROM = 100, 10 * 1024 * 1024
MACROS = ("vbaProject.bin", "macrosheets/", "xl/activeX/")

Part = zipfile.ZipInfo


class Damaged(Exception):
    """This is no package, or one that cannot be opened."""


def parts_of(content: bytes) -> tuple[zipfile.ZipFile, list[Part]]:
    """Return a package and what it says it holds; raises Damaged."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        return archive, archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as damage:
        raise Damaged from damage


def is_heavy(parts: list[Part], limit: int) -> bool:
    """Say whether parts unpack to more than a limit, or are more than a workbook has."""
    return len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > limit


def is_bomb(parts: list[Part]) -> bool:
    """Say whether a large part is packed as words are not."""
    return any(
        part.file_size > PACKED_FROM and part.file_size > MOST_PACKED * part.compress_size
        for part in parts
    )


def has_macros(parts: list[Part]) -> bool:
    """Say whether a part holds what a spreadsheet would run."""
    return any(macro in part.filename for part in parts for macro in MACROS)


def has_doctype(archive: zipfile.ZipFile, part: Part) -> bool:
    """Read a part up to its first element, where a DTD would have come before; raises Damaged."""
    try:
        with archive.open(part) as stream:
            next(iter(ElementTree.iterparse(stream, events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException:
        return True
    except (ParseError, UnicodeError, LookupError, ValueError):
        return False  # pictures are not XML; a damaged sheet is found when it is read
    except Exception as damage:  # whatever a damaged archive makes zipfile raise
        raise Damaged from damage
    return False
