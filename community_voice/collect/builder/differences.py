"""Texts told apart word by word, and lists told apart by what moved in them."""

import difflib
import re
from bisect import bisect_left
from collections.abc import Sequence

Piece = tuple[str, str]  # "same", "gone" or "new", and the words
# Where two texts are too long to be compared word by word: one goes, the other comes.
MOST_PAIRS = 4_000_000


def words_told_apart(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one, word by word: what is in both, what went, what came."""
    first, second = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    if len(first) * len(second) > MOST_PAIRS:
        return tuple(p for p in (("gone", before), ("new", after)) if p[1])
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(first[a:b])))
            continue
        if b > a:
            pieces.append(("gone", "".join(first[a:b])))
        if d > c:
            pieces.append(("new", "".join(second[c:d])))
    return tuple(pieces)


def moved_codes(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return which of the codes in both stand elsewhere: the fewest that explain the new order."""
    places = {code: place for place, code in enumerate(before)}
    common = [code for code in after if code in places]
    kept = _longest_rising([places[code] for code in common])
    return {code for at, code in enumerate(common) if at not in kept}


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the indices of a longest rising run of numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for at, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else None)
        if place == len(tails):
            tails.append(number)
            ends.append(at)
        else:
            tails[place], ends[place] = number, at
    kept: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        kept.add(step)
        step = before[step]
    return kept
