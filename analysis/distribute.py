"""Encode and assign a million texts in bounded memory, on this machine or over a Dask cluster.

The only part of the analysis that may use a network, and only to the address it is given. Words
travel to that cluster: it must be the host's own, and where the way there is not, its address is
a tls:// one (Dask reads certificates from its own configuration).

The work is cut into numbered batches before anything runs, and results come back in that order.
What a batch gives depends on the batch alone: one process and any number of workers give the
same bytes, and a worker that dies in the middle only makes its batches run again.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.encoders import Encoder, Vectors, encoder_named
from analysis.progress import Progress, silent

try:
    import distributed
except ImportError:  # the optional extra "cluster" is not installed
    distributed = None

# Rows of one batch: seconds of encoding, so that a lost batch costs little.
BATCH = 1024
# Batches that wait on the cluster for each of its threads, beside the one that runs.
AHEAD = 2
SECONDS_TO_CONNECT = 10
# A batch that brought down this many workers is at fault itself.
RETRIES = 3
# Two machines encode alike where they encode these alike (rule 10: same engine, same processor).
PROBES = ("Nobody came.", "كان الانتظار طويلا", "他们没有听我说话", "Ils ont écouté", "Cảnh sát")

Work = Callable[[pd.DataFrame], pd.DataFrame]


class ClusterMissing(Exception):
    """There is no cluster at this address, or nothing installed that could speak to one."""


class ClusterDiffers(Exception):
    """A worker would not give the bytes that this machine gives: another version or processor."""


class ClusterFailed(Exception):
    """The cluster gave a batch up."""


@dataclass(frozen=True)
class Encode:
    """Encode the column `text`; gives `vector`, the float32 numbers of each row as bytes."""

    encoder: str
    fingerprint: str = ""

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        """Return the batch's other columns and `vector`; ClusterDiffers on an unlike machine."""
        encoder = engine(self.encoder)
        if self.fingerprint and fingerprint(self.encoder) != self.fingerprint:
            raise ClusterDiffers(f"a worker encodes with another engine than {encoder.version}")
        vectors = encoder.encode(batch["text"].tolist())
        rows = batch.drop(columns=["text"])
        return rows.assign(vector=[row.astype("<f4").tobytes() for row in vectors])


@dataclass(frozen=True)
class EncodeAndAssign:
    """Encode a batch and place it among themes that are there already.

    `place(frame, vectors)` returns the lines of the batch, as `analysis.themes.Grouping.place`
    does; `frame` has the batch's columns.
    """

    encode: Encode
    place: Callable[[pd.DataFrame, Vectors], pd.DataFrame] = field(repr=False)

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        """Return the lines of one batch; no vector leaves the worker."""
        return self.place(batch, vectors_of(self.encode(batch)))


@dataclass(frozen=True)
class Assign:
    """Place a batch whose vectors are known (`vector`, as Encode gives it) among themes."""

    place: Callable[[pd.DataFrame, Vectors], pd.DataFrame] = field(repr=False)

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        """Return the lines of one batch."""
        return self.place(batch.drop(columns=["vector"]), vectors_of(batch))


@dataclass(frozen=True)
class SpreadEncoder:
    """An encoder whose work is done by a cluster: for `encode_cached`, like any other encoder."""

    encoder: Encoder
    address: str
    batch: int = BATCH
    whole_corpus: bool = False

    def __post_init__(self) -> None:
        """Refuse an encoder that must see all texts at once."""
        if self.encoder.whole_corpus:
            raise ValueError(f"encoder {self.encoder.name!r} cannot be spread: it reads all texts")

    @property
    def name(self) -> str:
        """Return the name of the encoder that does the work."""
        return self.encoder.name

    @property
    def version(self) -> str:
        """Return the version of the encoder that does the work."""
        return self.encoder.version

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return self.encoder.dimensions

    def available(self) -> bool:
        """Return True when both the encoder and what speaks to a cluster are installed."""
        return distributed is not None and self.encoder.available()

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return len(texts) x dimensions float32, in order."""
        frame = pd.DataFrame({"text": list(texts)})
        work = Encode(self.name, fingerprint(self.name))
        parts = spread(work, batches_of(frame, self.batch), self.address)
        rows: list[Vectors] = []
        done = 0
        for part in parts:
            rows.append(vectors_of(part))
            done += len(part)
            progress(done, len(texts))
        return np.concatenate(rows) if rows else np.zeros((0, self.dimensions), np.float32)


def vectors_of(batch: pd.DataFrame) -> Vectors:
    """Return the column `vector` as rows of numbers."""
    if batch.empty:
        return np.zeros((0, 0), dtype=np.float32)
    joined = b"".join(batch["vector"])
    return np.frombuffer(joined, dtype="<f4").reshape(len(batch), -1).astype(np.float32)


def batches_of(frame: pd.DataFrame, size: int = BATCH) -> Iterator[pd.DataFrame]:
    """Yield a frame's rows, `size` at a time, each with its own index."""
    for start in range(0, len(frame), size):
        yield frame.iloc[start : start + size].reset_index(drop=True)


def spread(
    work: Work, batches: Iterable[pd.DataFrame], address: str = "", progress: Progress = silent
) -> Iterator[pd.DataFrame]:
    """Yield what the work gives for each batch, in the order of the batches.

    Without an address everything happens here, a batch at a time. With one, only a few batches a
    worker are on their way at any moment, so memory is bounded at both ends however many there
    are. `progress` counts finished batches of those sent. When the reader stops, or progress
    raises, what waits on the cluster is cancelled. Raises ClusterMissing, ClusterDiffers or
    ClusterFailed; a mistake in the work itself is raised as it is.
    """
    if not address:
        for done, batch in enumerate(batches, start=1):
            yield work(batch)
            progress(done, done)
        return
    with connected(address) as client:
        yield from in_order(client, work, iter(batches), progress)


def in_order(
    client: Any, work: Work, batches: Iterator[pd.DataFrame], progress: Progress
) -> Iterator[pd.DataFrame]:
    """Yield results in order, and send another batch for each that came back."""
    waiting: deque[Any] = deque()
    sent = done = 0
    try:
        while True:
            while len(waiting) < room(client) and (batch := next(batches, None)) is not None:
                waiting.append(client.submit(work, batch, pure=False, retries=RETRIES))
                sent += 1
            if not waiting:
                return
            yield result_of(waiting.popleft())
            done += 1
            progress(done, sent)
    finally:
        client.cancel(list(waiting), force=True)


def room(client: Any) -> int:
    """Return how many batches may be on their way: workers may come and go."""
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    threads = sum(int(worker["nthreads"]) for worker in workers)
    return max(1, threads) * (1 + AHEAD)


def result_of(future: Any) -> pd.DataFrame:
    """Return a batch's result, or say in plain words why there is none."""
    try:
        return pd.DataFrame(future.result())
    except distributed.scheduler.KilledWorker as error:
        raise ClusterFailed(
            "a batch was given up because worker after worker died with it; look at the workers' "
            "memory limits, or use smaller batches"
        ) from error


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Open a connection to a cluster that is there already, and close it."""
    if distributed is None:
        raise ClusterMissing('to use a cluster, install the extra "cluster" (dask, distributed)')
    try:
        client = distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterMissing(f"no Dask scheduler answers at {address}") from error
    with client:
        yield client


@cache
def engine(name: str) -> Encoder:
    """Return an encoder, loaded once a process."""
    return encoder_named(name)


@cache
def fingerprint(name: str) -> str:
    """Return a digest of what this machine's encoder makes of a few short texts."""
    encoder = engine(name)
    vectors = encoder.encode(list(PROBES))
    content = f"{encoder.name}-{encoder.version}".encode() + vectors.astype("<f4").tobytes()
    return hashlib.blake2b(content, digest_size=16).hexdigest()
