"""A short sketch of a text, by which texts that are almost the same find each other.

One-permutation MinHash over pieces of four letters (Li, Owen and Zhang 2012), with empty places
filled from their neighbours (Shrivastava and Li 2014). No language is known or needed. Pieces are
hashed with a random salt of this process: nobody can reckon out ahead which text looks like which,
and a sketch tells nothing elsewhere. Sketches are derived words: they are in memory alone.
"""

import secrets
import unicodedata
from array import array
from collections.abc import Iterator
from operator import eq
from typing import TypeAlias

PIECE = 4
PLACES = 96
ROWS = 3
# As much of a text as is looked at.
LONGEST = 4000
SALT = secrets.randbits(62)
# Each gives the pieces of a brief text an order of its own.
FACTORS = [secrets.randbits(61) | 1 for _ in range(PLACES)]
EMPTY = 0xFFFFFFFF
MASK = 0xFFFFFFFE

Sketch: TypeAlias = "array[int]"
Band = tuple[int, bytes]


def plain(text: str) -> str:
    """Return a text's letters and digits alone, in one case, without marks."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text[:LONGEST]).casefold()))[
        :LONGEST
    ]


def without_numbers(letters: str) -> str:
    """Return a plain text without its digits, unless hardly anything else is there."""
    left = "".join(letter for letter in letters if not letter.isdecimal())
    return left if len(left) >= PIECE else letters


def weigh(letters: str) -> int:
    """Return how much a plain text says: its different pieces; a wide letter says as much as 3."""
    if not letters:
        return 0
    pieces = {letters[start : start + PIECE] for start in range(max(1, len(letters) - PIECE + 1))}
    looked_at = "" if letters.isascii() else letters[:100]
    wide = sum(unicodedata.east_asian_width(letter) == "W" for letter in looked_at)
    return int(len(pieces) * (1 + 2 * wide / max(1, len(looked_at))))


def sketch(letters: str) -> Sketch:
    """Return the sketch of a plain text."""
    places = [EMPTY] * PLACES
    for start in range(max(1, len(letters) - PIECE + 1)):
        mixed = hash((SALT, letters[start : start + PIECE]))
        place, value = mixed % PLACES, (mixed >> 24) & MASK
        if value < places[place]:
            places[place] = value
    return array("I", _filled(places))


def sketch_brief(letters: str) -> Sketch:
    """Return the sketch of texts of few pieces, one a line, by an order of all for each place.

    Almost all places of the other sketch would be filled from neighbours, and say little.
    """
    mixed = {
        hash((SALT, line[start : start + PIECE]))
        for line in letters.split("\n")
        for start in range(max(1, len(line) - PIECE + 1))
    }
    return array("I", [min(each * factor >> 24 & MASK for each in mixed) for factor in FACTORS])


def _filled(places: list[int]) -> list[int]:
    """Fill what no piece fell into from the next place that has one, told apart by how far."""
    found, last, away = list(places), EMPTY, 0
    for turn in range(2 * PLACES - 1, -1, -1):
        place = turn % PLACES
        if places[place] != EMPTY:
            last, away = places[place], 0
        elif last != EMPTY:
            away += 1
            found[place] = (last + away * 0x9E3779B1) & MASK
    return found


def likeness(one: Sketch, other: Sketch) -> float:
    """Return about how much of their pieces two texts share: 0 to 1 (Jaccard)."""
    return int(sum(map(eq, one, other))) / PLACES


def bands(found: Sketch) -> Iterator[Band]:
    """Cut a sketch into bands: texts that share about half of their pieces share one, nearly all.

    Three places a band, 32 bands: 1 - (1 - 0.5**3)**32 = 0.986; at a likeness of 0.1, 0.03.
    """
    raw, width = found.tobytes(), ROWS * found.itemsize
    for start in range(0, len(raw), width):
        yield start, raw[start : start + width]
