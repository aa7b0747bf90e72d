"""A pattern of something that points at someone, and how sure it makes us."""

import re
import unicodedata
from dataclasses import dataclass, replace

HIGH, MEDIUM, LOW = "high", "medium", "low"

# They stand beside numbers in Arabic text.
DIRECTION_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# A letter with the marks after it, or a Korean syllable in parts.
CLUSTER = re.compile(r".[\u0300-\u036f\u1160-\u11ff]*", re.DOTALL)
# Capital letters of the alphabets that have them; `re` has no class for them.
UPPER = "".join(
    chr(code)
    for block in (range(0x41, 0x250), range(0x400, 0x530), range(0x1E00, 0x1F00))
    for code in block
    if chr(code).isupper()
)
# A word with a capital, and up to four of them with what joins names. For exact patterns.
CAP = rf"[{UPPER}][^\W\d_]{{0,30}}(?:['’-][^\W\d_]{{1,20}}){{0,2}}"
JOIN = r"(?:(?:de|del|de la|de los|da|das|do|dos|van|von|bin|al|el|la|ng|le|du|des|of)\s+)?"
CAPS = rf"{CAP}(?:\s+{JOIN}{CAP}){{0,3}}"


@dataclass(frozen=True)
class Pattern:
    """A regular expression; the span is its group `it`, or all of it.

    One that is `numeric` cannot match where there is no digit, so it need not be tried there.
    """

    expression: re.Pattern[str]
    confidence: str
    numeric: bool = False


def pattern(expression: str, confidence: str, exact: bool = False) -> Pattern:
    """Return a pattern that minds no capitals, unless it is `exact`."""
    return Pattern(re.compile(expression, 0 if exact else re.IGNORECASE), confidence)


def numeric(expression: str, confidence: str, exact: bool = False) -> Pattern:
    """Return a pattern that only text with a digit in it can match."""
    return replace(pattern(expression, confidence, exact), numeric=True)


def composed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text with marks joined to their letters, and where each character stands in it.

    Some keyboards write "é" as two characters, and no rule should mind.
    """
    if unicodedata.is_normalized("NFC", text):
        return text, [(place, place + 1) for place in range(len(text))]
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    for found in CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", found.group())
        parts.append(part)
        places += [found.span()] * len(part)
    return "".join(parts), places


def mirrored(text: str) -> str:
    """Return the text with every digit, dash and space as ASCII writes it, place for place.

    Full-width letters too; so that one rule reads Arabic, Persian and Chinese keyboards, and
    offsets stay those of the original.
    """
    changes = {ord(c): plain for c in set(text) if (plain := ascii_twin(c)) != c}
    return text.translate(changes) if changes else text


def ascii_twin(character: str) -> str:
    """Return the one ASCII character that means the same here, or the character itself."""
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    if category == "Zs" or character in DIRECTION_MARKS:
        return " "
    return character
