"""What every encoder is: texts in, one row of numbers a text out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from analysis.progress import Progress, silent

Vectors = npt.NDArray[np.float32]


class EncoderMissing(Exception):
    """The encoder asked for is not known, or is not installed on this machine."""


class Encoder(Protocol):
    """Turns texts into vectors whose directions are close when the meanings are."""

    @property
    def name(self) -> str:
        """Return the name in ENCODERS."""

    @property
    def version(self) -> str:
        """Return the version of the model and engine; vectors of two versions never mix."""

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""

    @property
    def whole_corpus(self) -> bool:
        """Return True when a vector depends on the other texts too, so cannot be cached."""

    def available(self) -> bool:
        """Return True when this machine can run the encoder."""

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return len(texts) x dimensions float32; each row has length 1, or 0 if empty."""


def unit_rows(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Return the rows scaled to length 1; a row of zeros stays zeros."""
    exact = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    scaled = np.divide(exact, lengths, out=np.zeros_like(exact), where=lengths > 0)
    return np.asarray(scaled, dtype=np.float32)
