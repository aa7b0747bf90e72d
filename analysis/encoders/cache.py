"""Embed each text once: look it up by encoder and key, encode what is missing, keep it."""

import hashlib
import os
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from pathlib import Path

import numpy as np

from analysis.encoders.encoder import Encoder, Vectors
from analysis.progress import Progress, silent

# A vector is kept as its float32 numbers, little-endian, so that a store outlives a machine.
STORED = np.dtype("<f4")


def encode_cached(
    encoder: Encoder,
    texts: Sequence[str],
    cache: MutableMapping[str, bytes],
    key: Callable[[str], str],
    progress: Progress = silent,
    batch: int = 256,
) -> Vectors:
    """Return one row a text, encoding only the texts that the cache does not hold.

    `key` names a text (the application uses an HMAC, so that a stolen cache cannot be
    searched for a sentence); the cache sees "<encoder>-<version>:<key>". Each batch goes to
    `cache.update` as soon as it is done, so a run that is killed takes up where it was.
    `progress` counts distinct texts, cached ones included. An encoder that is fitted on the
    whole corpus is never cached.
    """
    if encoder.whole_corpus:
        return encoder.encode(texts, progress)
    names = [f"{encoder.name}-{encoder.version}:{key(text)}" for text in texts]
    wanted = dict(zip(names, texts, strict=True))
    rows = {name: row for name in wanted if (row := stored_row(cache, name, encoder)) is not None}
    missing = [name for name in wanted if name not in rows]
    progress(len(rows), len(wanted))
    for start in range(0, len(missing), batch):
        chosen = missing[start : start + batch]
        vectors = encoder.encode([wanted[name] for name in chosen])
        rows.update(zip(chosen, vectors, strict=True))
        cache.update({name: rows[name].astype(STORED).tobytes() for name in chosen})
        progress(len(rows), len(wanted))
    empty = np.zeros((0, encoder.dimensions), dtype=np.float32)
    return np.stack([rows[name] for name in names]) if names else empty


def stored_row(cache: MutableMapping[str, bytes], name: str, encoder: Encoder) -> Vectors | None:
    """Return a cached vector, or None if it is absent or not whole (a disk that was full)."""
    kept = cache.get(name)
    if kept is None or len(kept) != encoder.dimensions * STORED.itemsize:
        return None
    return np.frombuffer(kept, dtype=STORED).astype(np.float32)


def text_hash(text: str) -> str:
    """Return the key that the command line uses; it hides nothing from who has the text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class DirectoryCache(MutableMapping[str, bytes]):
    """A folder with one small file a vector. It is derived from the words: delete it with them."""

    def __init__(self, folder: Path) -> None:
        """Use the folder, making it if it is not there."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Return the file of one entry, spread over 256 folders."""
        digest = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
        return self.folder / digest[:2] / f"{digest[2:]}.f32"

    def __getitem__(self, name: str) -> bytes:
        """Return the stored bytes."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def __setitem__(self, name: str, value: bytes) -> None:
        """Store the bytes; a crash leaves the old file or the new one, never half of one."""
        path = self.path(name)
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(value)
        unfinished.replace(path)

    def __delitem__(self, name: str) -> None:
        """Forget one entry."""
        try:
            self.path(name).unlink()
        except FileNotFoundError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        """Refuse: files are named by hashes, so the names cannot be listed."""
        raise TypeError("a DirectoryCache cannot list its names")

    def __len__(self) -> int:
        """Return how many entries there are."""
        return sum(1 for _ in self.folder.glob("??/*.f32"))

    def __repr__(self) -> str:
        """Show the folder."""
        return f"DirectoryCache({str(self.folder)!r})"
