"""Repeats: what is said many times in one form shapes the themes once, and is counted each time.

A campaign of five hundred copies of one letter would otherwise bend every mean and every theme
towards that letter.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from analysis.themes.exact import UNIT, Grid

Places = npt.NDArray[np.intp]

# Rows this close (a cosine, without language and form) are one text with a name changed ...
COPIED = 0.97
# ... if they have at least this many characters: short answers are alike by themselves.
COPY_LENGTH = 60
NOT_A_WORD = re.compile(r"[\W_]+")
# Pairs that are compared at a time.
BLOCK = 200_000


@dataclass(frozen=True)
class Once:
    """`first` holds the places of rows that stand for themselves, `of` each row's place in it."""

    first: Places
    of: Places

    @property
    def times(self) -> Places:
        """Return how many rows each of the first ones stands for."""
        return np.bincount(self.of, minlength=len(self.first)).astype(np.intp)

    def then(self, later: "Once") -> "Once":
        """Return these repeats and those that were found among the first rows."""
        return Once(self.first[later.first], later.of[self.of])


def without_repeats(texts: Sequence[str], languages: Sequence[str]) -> Once:
    """Find texts that are the same but for case, punctuation and spaces."""
    return firsts([(tag, bare(text)) for tag, text in zip(languages, texts, strict=True)])


def without_copies(
    own: Grid, nearest: Places, texts: Sequence[str], languages: Sequence[str]
) -> Once:
    """Find long texts that are nearly the same, over chains of nearest rows."""
    long = np.array([len(text) >= COPY_LENGTH for text in texts], dtype=bool)
    tags = np.unique(np.array(languages, dtype=str), return_inverse=True)[1]
    one = np.repeat(np.arange(len(own)), nearest.shape[1])
    two = nearest.ravel()
    kept = long[one] & long[two] & (tags[one] == tags[two])
    one, two = one[kept], two[kept]
    close = closeness(own, one, two) >= COPIED * UNIT**2
    pairs = csr_array((np.ones(close.sum()), (one[close], two[close])), shape=(len(own),) * 2)
    return firsts(connected_components(pairs, directed=False)[1].tolist())


def closeness(own: Grid, one: Places, two: Places) -> Grid:
    """Return the exact products of pairs of rows."""
    found = np.zeros(len(one))
    for start in range(0, len(one), BLOCK):
        part = slice(start, start + BLOCK)
        found[part] = np.einsum("ij,ij->i", own[one[part]], own[two[part]])
    return found


def firsts(names: Iterable[object]) -> Once:
    """Return the first place of each name."""
    known: dict[object, int] = {}
    first: list[int] = []
    for place, name in enumerate(names):
        if name not in known:
            known[name] = len(first)
            first.append(place)
    of = [known[name] for name in names]
    return Once(np.array(first, dtype=np.intp), np.array(of, dtype=np.intp))


def bare(text: str) -> str:
    """Return the letters and digits of a text in small letters; the text if it has none."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(NOT_A_WORD.sub(" ", plain).split()) or text.strip()
