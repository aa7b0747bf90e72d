"""Find out how a file's letters are stored, and say what was assumed."""

import codecs
import io
import re

from charset_normalizer import from_bytes
from flask_babel import gettext as _

from community_voice.collect.importing.table import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 20
SAMPLE = 1 << 16
BROKEN = re.compile("[\udc80-\udcff]+")
UNUSUAL = re.compile("[^\x00-\x7f\udc80-\udcff]")
PLAIN = re.compile(rb"[\x00-\x7f]*")


def find_encoding(content: bytes) -> tuple[str, bool]:
    """Return the encoding, and whether it had to be guessed."""
    for mark, name in MARKS:
        if content.startswith(mark):
            if not decodes(content, name):
                raise _undecodable(content)
            return name, False
    wide = _without_mark(content[:SAMPLE])
    if wide and decodes(content, wide):
        return wide, True
    if decodes(content, "utf-8"):
        return "utf-8", False
    if _is_nearly_utf8(content):
        # Guessing here would change every accented letter for the sake of one broken byte.
        raise _undecodable(content)
    guess = from_bytes(_telling_lines(content)).best()
    if guess is None or not decodes(content, guess.encoding):
        raise _undecodable(content)
    return guess.encoding, True


def decodes(content: bytes, encoding: str) -> bool:
    """Say whether every byte can be read in this encoding."""
    reader = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    try:
        while reader.read(CHUNK):
            pass
    except (UnicodeError, LookupError):
        return False
    return True


def _without_mark(sample: bytes) -> str:
    """Name the UTF-16 that a sample is in, by where its zeros stand; "" if it is not."""
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 8 or min(even, odd) * 4 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_nearly_utf8(content: bytes) -> bool:
    """Say whether far more of the unusual letters are sound UTF-8 than are not."""
    text = content.decode("utf-8", "surrogateescape")
    broken = len(BROKEN.findall(text))
    sound = len(UNUSUAL.findall(text))
    return sound > broken


def _telling_lines(content: bytes) -> bytes:
    """Collect lines that hold more than plain ASCII: only they tell one encoding from another."""
    found: list[bytes] = []
    size = 0
    for line in io.BytesIO(content):
        if PLAIN.fullmatch(line) is None:
            found.append(line)
            size += len(line)
            if size > SAMPLE:
                break
    return b"".join(found)[: 2 * SAMPLE]


def _undecodable(content: bytes) -> Unreadable:
    try:
        content.decode("utf-8")
        line = 1
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    return Unreadable(
        _(
            "Some letters in this file cannot be read (first in line %(line)s)."
            " Save it again as “CSV UTF-8” and try once more.",
            line=line,
        )
    )
