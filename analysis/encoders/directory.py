"""Any model of sentence-transformers that the user has in a directory; an optional extra.

Nothing is downloaded and no code from the directory is run. The package (and torch under it)
is imported only when such an encoder is asked for.
"""

import hashlib
import importlib
import importlib.metadata
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.encoders.encoder import EncoderMissing, Vectors, unit_rows
from analysis.progress import Progress, silent

PACKAGE = "sentence_transformers"
PREFIX = "sentence-transformers:"
BATCH = 64
# What a directory of a model has; a mere folder of weights has no pooling to go by.
PARTS = "modules.json"


@dataclass(frozen=True)
class ModelDirectory:
    """Encode with the model in a directory (Reimers and Gurevych 2019, EMNLP).

    The prompt that the model names as its default is used, none otherwise.
    """

    directory: str
    whole_corpus: bool = False

    @property
    def name(self) -> str:
        """Return the name that `encoder_named` takes."""
        return f"{PREFIX}{self.directory}"

    @property
    def version(self) -> str:
        """Return the version of the package and a checksum of every file in the directory."""
        if self.problem:
            return "absent"
        package = importlib.metadata.version("sentence-transformers")
        return f"{package}-{checksum(Path(self.directory))}"

    @property
    def dimensions(self) -> int:
        """Return the length of a vector, as the model says."""
        return int(self.model().get_sentence_embedding_dimension())

    @property
    def problem(self) -> str:
        """Return in a sentence why it cannot run; empty when it can."""
        if importlib.util.find_spec(PACKAGE) is None:
            return "the package sentence-transformers is not installed on this machine"
        if not (Path(self.directory) / PARTS).is_file():
            return f"there is no model of sentence-transformers in {self.directory!r}"
        return ""

    def available(self) -> bool:
        """Return True when the package is installed and the directory holds a model."""
        return not self.problem

    def model(self) -> Any:
        """Return the model, loaded once in a process; EncoderMissing when it cannot be."""
        if self.problem:
            raise EncoderMissing(f"encoder {self.name!r} cannot run: {self.problem}")
        return loaded(self.directory)

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return one row a text; a text without content becomes zeros."""
        model = self.model()
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        full = [row for row, text in enumerate(texts) if read_as(text)]
        full.sort(key=lambda row: len(texts[row]))
        for start in range(0, len(full), BATCH):
            rows = full[start : start + BATCH]
            vectors[rows] = model.encode(
                [read_as(texts[row]) for row in rows],
                batch_size=BATCH,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            progress(start + len(rows), len(full))
        return unit_rows(vectors)


def read_as(text: str) -> str:
    """Return the text without NUL and with valid letters only."""
    clean = text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    return clean.strip()


@lru_cache(maxsize=1)
def loaded(directory: str) -> Any:
    """Load a model from its directory, on the processor, without the network."""
    package = importlib.import_module(PACKAGE)
    return package.SentenceTransformer(
        directory, device="cpu", local_files_only=True, trust_remote_code=False
    )


@lru_cache(maxsize=4)
def checksum(directory: Path) -> str:
    """Return 16 hex digits that name the content of all files of a model."""
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(directory)).encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
