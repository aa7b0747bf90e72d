"""Measure themes beside BERTopic with its defaults: agreement with people's codes, and cost.

    python -m tests.benchmarks.bench_bertopic --data DIR --python .venv-bench/bin/python

Both get the same texts and nobody tells either how many themes there are. Agreement: adjusted
mutual information with the codes that people gave to short survey answers; what is left out is a
group too. Cost: wall and processor seconds and peak memory of a whole process, texts to themes,
on 10,000 texts, each method in a process of its own. Exit status 1 if a promise is broken.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.sets import agreement, problem_causes, sentences

RUNS = 5
LEAST_RATIO, MARK = 1.10, 1.25
MOST_OTHER = 0.05
TEXTS = 10_000


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    wall: float
    cpu: float
    peak_mib: float


def cost_of(command: list[str]) -> Cost:
    """Run a command to its end and return what it took; SystemExit if it fails."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    start = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=errors, env=environment
        )
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{command[0]} failed:\n{errors.read().decode()[-2000:]}")
    return Cost(time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def bertopic(python: Path, texts: list[str], folder: Path, runs: int) -> tuple[Cost, list[int]]:
    """Return what BERTopic took and its topics, of every run one after another."""
    source, out = folder / "texts.json", folder / "topics.json"
    source.write_text(json.dumps(texts), encoding="utf-8")
    script = Path(__file__).with_name("run_bertopic.py")
    cost = cost_of([str(python), str(script), str(source), str(out), str(runs)])
    return cost, sum(json.loads(out.read_text(encoding="utf-8")), [])


def ours(table: pd.DataFrame, folder: Path, whole: bool) -> tuple[Cost, pd.Series]:
    """Return what the command line took, without a cache, and the theme of each text."""
    source, out = folder / "texts.csv", folder / "themes"
    table[["text_id", "text", "language"]].to_csv(source, index=False)
    command = [sys.executable, "-m", "analysis", "themes", str(source), "--text", "text"]
    command += ["--id", "text_id", "--language", "language", "--out", str(out)]
    cost = cost_of([*command, *(["--whole"] if whole else [])])
    lines = pd.read_csv(out / "assignments.csv", dtype={"row": str})
    lead = lines[lines["primary"]].set_index("row")["theme"]
    return cost, table["text_id"].astype(str).map(lead)


def compare_agreement(data: Path, python: Path, folder: Path) -> bool:
    """Print how far both agree with people; say whether the promise holds."""
    table = problem_causes(data)
    _cost, topics = bertopic(python, table["text"].tolist(), folder, RUNS)
    runs = np.array(topics).reshape(RUNS, len(table))
    theirs = [agreement(table["code"], pd.Series(run).astype(str)) for run in runs]
    left_out = [float((run == -1).mean()) for run in runs]
    _cost, themes = ours(table, folder, whole=False)
    mine, other = agreement(table["code"], themes), float((themes == "other").mean())
    ratio = mine / float(np.mean(theirs))
    print(f"problem_causes: {len(table)} answers, {table['code'].nunique()} codes of people")
    print(
        f"  BERTopic ({RUNS} runs)  AMI {np.mean(theirs):.3f} ({min(theirs):.3f} to "
        f"{max(theirs):.3f})  left out {np.mean(left_out):.1%}  topics "
        f"{np.mean([len(set(run) - {-1}) for run in runs]):.0f}"
    )
    print(
        f"  themes             AMI {mine:.3f}  left out {other:.1%}  themes "
        f"{themes[themes != 'other'].nunique()}"
    )
    print(f"  ratio {ratio:.2f} (promised {LEAST_RATIO}, the mark to beat is {MARK})")
    return ratio >= LEAST_RATIO and other <= MOST_OTHER


def ten_thousand(data: Path) -> pd.DataFrame:
    """Return sentences of 13 languages and survey answers, repeated with a word left out."""
    random = np.random.default_rng(11)
    both = pd.concat(
        [sentences(data)[["text", "language"]], problem_causes(data)[["text", "language"]]]
    ).sample(frac=1, random_state=11)
    answers = problem_causes(data)[["text", "language"]]
    rows = [both.iloc[: TEXTS // 2], answers]
    while sum(map(len, rows)) < TEXTS:
        noisy = [without_a_word(text, random) for text in answers["text"]]
        rows.append(answers.assign(text=noisy))
    table: pd.DataFrame = pd.concat(rows, ignore_index=True).head(TEXTS)
    return table.assign(text_id=[str(n) for n in range(len(table))])


def without_a_word(text: str, random: np.random.Generator) -> str:
    """Return the text with one word left out, if it has more than two."""
    words = text.split()
    if len(words) > 2:
        del words[int(random.integers(len(words)))]
    return " ".join(words)


def compare_cost(data: Path, python: Path, folder: Path) -> None:
    """Print what both take on the same 10,000 texts, and the ratios."""
    table = ten_thousand(data)
    mine, _themes = ours(table, folder, whole=True)
    theirs, _topics = bertopic(python, table["text"].tolist(), folder, 1)
    print(f"{len(table)} texts, from words to themes, a fresh process each, nothing cached")
    for name, cost in (("BERTopic", theirs), ("themes", mine)):
        print(
            f"  {name:9} wall {cost.wall:7.1f} s  processor {cost.cpu:7.1f} s"
            f"  peak {cost.peak_mib:6.0f} MiB"
        )
    print(
        f"  themes / BERTopic: wall {mine.wall / theirs.wall:.2f}"
        f"  processor {mine.cpu / theirs.cpu:.2f}  peak {mine.peak_mib / theirs.peak_mib:.2f}"
    )


def main() -> int:
    """Run both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR")
    parser.add_argument("--python", required=True, type=Path, metavar="PYTHON")
    parser.add_argument("--no-cost", action="store_true", help="agreement only")
    arguments = parser.parse_args()
    if not (arguments.data / "coded").is_dir():
        print(
            f"skipped: {arguments.data / 'coded'} is not there (the coded answers are not shipped)"
        )
        return 0
    if not arguments.python.exists():
        print(f"skipped: {arguments.python} is not there (make bench-themes makes it)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        good = compare_agreement(arguments.data, arguments.python, Path(folder))
        if not arguments.no_cost:
            compare_cost(arguments.data, arguments.python, Path(folder))
    print("as promised" if good else "NOT as promised")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
