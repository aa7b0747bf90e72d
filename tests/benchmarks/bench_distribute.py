"""Hold that a cluster gives the bytes of one process, with a worker killed too; measure a million.

    python -m tests.benchmarks.bench_distribute --data DIR [--million]

The same embeddings are placed among the same themes by one process, by a cluster of two worker
processes on this machine, and by that cluster while one worker is killed (SIGKILL) in the middle.
Exit status 1 if a byte differs. With --million, a Parquet file of a million texts goes the whole
way with an encoder that costs nothing (a real one takes hours on two cores): what is measured is
the peak of memory and the seconds of everything else.
"""

import argparse
import hashlib
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from distributed import LocalCluster

from analysis import Discover
from analysis.distribute import Assign, batches_of, spread
from analysis.encoders import ENCODERS, Vectors
from analysis.large import Columns, lines_of, themes_of_parquet
from analysis.progress import Progress, silent
from tests.benchmarks.sets import repeated_with_noise, sentences, vectors_of

ROWS = 40_000
BATCH = 1024
KILLED_AFTER = 8
MILLION = 1_000_000


def digest(parts: list[pd.DataFrame]) -> str:
    """Return a digest of every line, in order."""
    text = pd.concat(parts, ignore_index=True).to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def killing(cluster: LocalCluster) -> Progress:
    """Return a progress that kills one worker process in the middle."""
    killed: list[int] = []

    def kill(done: int, _total: int) -> None:
        if done == KILLED_AFTER and not killed:
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)
            print(f"  killed worker process {worker.pid} after {done} batches")

    return kill


def compare(data: Path) -> bool:
    """Print digests and seconds of one process and of clusters."""
    table = sentences(data)
    some = table.groupby("language").head(150).reset_index(drop=True)
    vectors = vectors_of(some["text"].tolist())
    frame = some[["text_id", "text", "language"]].assign(row=range(len(some)))
    themes = Discover()(frame, vectors)
    assert themes.placing is not None
    many = repeated_with_noise(vectors, ROWS)
    rows = frame.iloc[np.arange(ROWS) % len(frame)].reset_index(drop=True)
    rows["text_id"] = [str(n) for n in range(ROWS)]
    rows = rows.assign(start=0, end=rows["text"].str.len(), vector=[v.tobytes() for v in many])
    work = Assign(partial(lines_of, themes.placing))

    def run(name: str, address: str = "", progress: Progress = silent) -> str:
        start = time.monotonic()
        parts = list(spread(work, batches_of(rows, BATCH), address, progress))
        found = digest(parts)
        print(f"  {name:34} {time.monotonic() - start:6.1f} s  {found}", flush=True)
        return found

    print(f"{ROWS} embeddings placed among {len(themes.themes)} themes")
    digests = {run("one process")}
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        digests.add(run("two workers", address))
        digests.add(run("two workers, one killed", address, killing(cluster)))
    return len(digests) == 1


class Cheap:
    """An encoder that costs nothing: what is measured is everything around it."""

    name, version, dimensions, whole_corpus = "cheap", "1", 384, False

    def available(self) -> bool:
        """Return True."""
        return True

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return a vector that depends on the first words of a text."""
        seeds = [int.from_bytes(t.encode()[:6].ljust(6), "big") % 5000 for t in texts]
        known = {s: np.random.default_rng(s).normal(size=384).astype(np.float32) for s in seeds}
        rows = np.stack([known[s] for s in seeds]) if seeds else np.zeros((0, 384), np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def million(data: Path) -> None:
    """Print seconds and peak memory of a million texts from a Parquet file."""
    ENCODERS["cheap"] = Cheap
    table = sentences(data)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "million.parquet"
        texts = table["text"].to_numpy()[np.arange(MILLION) % len(table)]
        tags = table["language"].to_numpy()[np.arange(MILLION) % len(table)]
        pd.DataFrame({"text": texts, "language": tags}).to_parquet(source)
        del texts, tags
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.monotonic()
        columns = Columns(text="text", language="language", whole=True)
        found = themes_of_parquet(source, Path(folder) / "out", columns, Cheap(), sample=20_000)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{found.texts} texts from Parquet (an encoder that costs nothing): "
            f"{time.monotonic() - start:.0f} s, peak {peak:.0f} MiB ({before:.0f} before)"
        )


def main() -> int:
    """Run the comparison and, if asked, the million."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR")
    parser.add_argument("--million", action="store_true")
    arguments = parser.parse_args()
    if not (arguments.data / "topics").is_dir():
        print(f"skipped: {arguments.data / 'topics'} is not there (SIB-200 is not shipped)")
        return 0
    same = compare(arguments.data)
    print("the same bytes" if same else "NOT the same bytes")
    if arguments.million:
        million(arguments.data)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
