"""Which rows say something in like words: pieces of words beside embeddings.

Embeddings of short answers lose words that matter. Drawing each row also towards four rows in
like words of its own language raised the agreement with codes that people gave to 1,418 short
survey answers from 0.17 to 0.20 (adjusted mutual information). The rows that are drawn are
still embeddings: nothing here keeps languages apart.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from analysis.themes.exact import UNIT

Places = npt.NDArray[np.intp]

ALIKE = 4
# Letters in a piece; scripts from here on (Hangul, Han, kana) say as much in two.
PIECE, DENSE_PIECE, DENSE_FROM = 4, 2, 0x2E80
# A piece that more rows than this share, or that only one has, tells no two rows apart.
MOST_SHARING = 150
# Only this many of a row's rarest pieces are compared.
TELLING = 40
# Rows less alike than this (a cosine) are not in like words.
LEAST = 0.1
COLUMNS = 2**20
BLOCK = 1024


def rows_alike(texts: Sequence[str], languages: Sequence[str]) -> Places:
    """Return for each row the places of up to ALIKE other rows in like words, -1 for none.

    Cosine of tf-idf over overlapping pieces of words (character n-grams), within a language.
    """
    found = np.full((len(texts), ALIKE), -1, dtype=np.intp)
    weights = weighed(pieces_of(texts, languages))
    for start in range(0, len(texts), BLOCK):
        products = (weights[start : start + BLOCK] @ weights.T).tocoo()
        lines, places, values = products.row + start, products.col, products.data
        kept = (values >= LEAST * UNIT**2) & (lines != places)
        lines, places, values = lines[kept], places[kept], values[kept]
        order = np.lexsort((places, -values, lines))
        lines, places = lines[order], places[order]
        rank = np.arange(len(lines)) - np.searchsorted(lines, lines)
        first = rank < ALIKE
        found[lines[first], rank[first]] = places[first]
    return found


def pieces_of(texts: Sequence[str], languages: Sequence[str]) -> csr_array:
    """Return which pieces each text has, texts x COLUMNS, ones and zeros.

    Pieces are found by a hash of their letters and of the language: two pieces that fall
    together are rare and do no harm.
    """
    tags = {tag: number + 1 for number, tag in enumerate(sorted(set(languages)))}
    plain = [f" {' '.join(text.lower().split())} " for text in texts]
    letters = np.frombuffer("".join(plain).encode("utf-32-le", "replace"), dtype="<u4")
    lengths = np.array([len(text) for text in plain], dtype=np.intp)
    row = np.repeat(np.arange(len(texts)), lengths)
    ends = np.repeat(np.cumsum(lengths), lengths)
    tag = np.repeat(np.array([tags[it] for it in languages], dtype=np.uint64), lengths)
    found = []
    for size, dense in ((PIECE, False), (DENSE_PIECE, True)):
        begin = np.flatnonzero(
            ((letters >= DENSE_FROM) == dense) & (np.arange(len(letters)) + size <= ends)
        )
        key = tag[begin] * np.uint64(0x9E3779B97F4A7C15)
        for step in range(size):
            key = (key ^ letters[begin + step]) * np.uint64(0x100000001B3)
            key ^= key >> np.uint64(29)
        found.append(row[begin] * COLUMNS + (key % np.uint64(COLUMNS)).astype(np.int64))
    cells = np.unique(np.concatenate(found))
    ones = np.ones(len(cells))
    return csr_array((ones, (cells // COLUMNS, cells % COLUMNS)), shape=(len(texts), COLUMNS))


def weighed(pieces: csr_array) -> csr_array:
    """Return each row's rarest pieces by their rareness, in whole numbers, of length UNIT."""
    sharing = np.bincount(pieces.indices, minlength=COLUMNS)
    rare = np.log(max(pieces.shape[0], 2) / np.maximum(sharing, 1))
    rare = np.rint(1000 * np.maximum(rare, 0.1)) * ((sharing > 1) & (sharing <= MOST_SHARING))
    row = np.repeat(np.arange(pieces.shape[0]), np.diff(pieces.indptr))
    column, weight = pieces.indices.astype(np.intp), rare[pieces.indices]
    order = np.lexsort((column, -weight, row))
    row, column, weight = row[order], column[order], weight[order]
    kept = (np.arange(len(row)) - np.searchsorted(row, row) < TELLING) & (weight > 0)
    row, column, weight = row[kept], column[kept], weight[kept]
    squares = np.bincount(row, weights=weight**2, minlength=pieces.shape[0])
    weight = np.rint(weight * UNIT / np.sqrt(np.maximum(squares, 1))[row])
    return csr_array((weight, (row, column)), shape=pieces.shape)
