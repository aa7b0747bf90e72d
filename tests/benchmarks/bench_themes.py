"""Measure themes against topics and codes that people gave to the same texts.

    python -m tests.benchmarks.bench_themes --data DIR

DIR/topics holds SIB-200 in 13 languages, DIR/coded short survey answers with people's codes. The
number of themes is the method's own choice; nothing here tells it how many there are. Exit
status 1 if a promise is broken.
"""

import argparse
import contextlib
import io
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, v_measure_score

from analysis import Discover, Themes, default_encoder
from analysis.__main__ import main as command_line
from tests.benchmarks.sets import (
    CACHE,
    Vectors,
    agreement,
    one_language_each,
    problem_causes,
    repeated_with_noise,
    sentences,
    vectors_of,
)

LEAST_TOPIC, MOST_LANGUAGE, LEAST_OF_A_LANGUAGE, MOST_OTHER = 0.45, 0.02, 0.38, 0.05
MOST_BESIDE_ENGLISH = 0.03
# BERTopic with defaults reached 0.15 here; bench_bertopic.py runs it beside this.
LEAST_CODES = 0.165
LEAST_ALIKE = 0.5
MANY, MOST_SECONDS, MOST_GIB = 100_000, 60, 2.0
SMALL, AMONG = 12, 5000
# Twelve people who tell of one thing that no sentence of SIB-200 is about.
MANGOES = (
    "My neighbour's mango tree drops fruit on my roof every night.",
    "Mangoes from the tree next door keep falling onto my roof.",
    "The neighbour will not cut the mango tree that hits our roof.",
    "Every night mangoes fall from my neighbour's tree and wake us.",
    "Our roof is dented by mangoes from next door's tree.",
    "I asked my neighbour to trim the mango tree over our roof.",
    "Falling mangoes from the tree next door broke our roof tiles.",
    "The mango tree of the people next door damages our roof.",
    "We cannot sleep because mangoes drop on the roof from next door.",
    "Nobody cuts the neighbour's mango tree, and its fruit hits my roof.",
    "The fruit of my neighbour's mango tree lands on our roof all night.",
    "Mangoes dropping from the neighbour's tree have cracked my roof.",
)


class Promises:
    """Prints each measurement with its mark and remembers whether all were kept."""

    def __init__(self) -> None:
        self.kept = True

    def hold(self, what: str, value: float, mark: float, least: bool, digits: int = 3) -> None:
        """Print a value beside its mark."""
        good = value >= mark if least else value <= mark
        self.kept &= good
        sign = "at least" if least else "at most"
        broken = "" if good else "   BROKEN"
        print(f"  {what}: {value:.{digits}f} ({sign} {mark:.{digits}f}){broken}", flush=True)


def by_command_line(table: pd.DataFrame, cache: Path, folder: Path) -> pd.DataFrame:
    """Theme the sentences as a stranger would, and return the primary theme of each."""
    source = folder / "sentences.csv"
    table[["text_id", "language", "text"]].to_csv(source, index=False)
    named = ["--text", "text", "--id", "text_id", "--language", "language", "--whole"]
    with contextlib.redirect_stdout(io.StringIO()):
        status = command_line(
            ["themes", str(source), *named, "--out", str(folder), "--cache", str(cache)]
        )
    if status:
        sys.exit(status)
    lines = pd.read_csv(folder / "assignments.csv")
    primary = lines[lines["primary"]].rename(columns={"row": "text_id"})
    assert sorted(primary["text_id"]) == sorted(table["text_id"]), "not one primary theme a row"
    return table.merge(primary[["text_id", "theme"]], on="text_id")


def themed(
    table: pd.DataFrame, vectors: Vectors, seed: int = 0
) -> tuple["pd.Series[str]", Themes, float]:
    """Return the theme of each row, the themes, and the seconds they took."""
    start = time.monotonic()
    frame = table.assign(row=range(len(table)))
    themes = Discover(seed=seed)(frame, vectors)
    lines = themes.assignments[themes.assignments["primary"]]
    return lines["theme"].reset_index(drop=True), themes, time.monotonic() - start


def report(name: str, table: pd.DataFrame, theme: "pd.Series[str]") -> tuple[float, float]:
    """Print one line about a theming; return its agreement with topics and with languages."""
    topic = float(v_measure_score(table["topic"], theme))
    language = float(v_measure_score(table["language"], theme))
    count = theme[theme != "other"].nunique()
    print(
        f"{name:26} {len(table):6} rows  {count:3} themes  other {(theme == 'other').mean():6.2%}"
        f"  V-measure: topics {topic:.3f}  languages {language:.3f}",
        flush=True,
    )
    return topic, language


def languages(table: pd.DataFrame, cache: Path, promises: Promises) -> None:
    """Measure the full set, by the command line."""
    with tempfile.TemporaryDirectory() as folder:
        table = by_command_line(table, cache, Path(folder))
    topic, language = report("13 languages", table, table["theme"])
    promises.hold("topics", topic, LEAST_TOPIC, least=True)
    promises.hold("languages", language, MOST_LANGUAGE, least=False)
    promises.hold("left as other", (table["theme"] == "other").mean(), MOST_OTHER, least=False)
    each = {
        str(tag): float(v_measure_score(its["topic"], its["theme"]))
        for tag, its in table.groupby("language")
    }
    print("  " + "  ".join(f"{tag} {value:.2f}" for tag, value in each.items()))
    worst = min(each, key=lambda tag: each[tag])
    promises.hold(f"worst language ({worst})", each[worst], LEAST_OF_A_LANGUAGE, least=True)


def few_of_each(table: pd.DataFrame, vectors: Vectors, promises: Promises) -> None:
    """Measure 90 % English: no language of a few rows may fall out of the themes."""
    chosen = one_language_each(table, 0.9)
    theme, _, _ = themed(chosen, vectors[table.index[table["text_id"].isin(chosen["text_id"])]])
    report("90 % English", chosen, theme)
    other = (theme == "other").astype(float).groupby(chosen["language"]).mean()
    worst = str((other - other["en"]).abs().idxmax())
    gap = abs(float(other[worst] - other["en"]))
    promises.hold(
        f"other beside English ({worst})", gap, MOST_BESIDE_ENGLISH, least=False, digits=4
    )


def codes(table: pd.DataFrame, vectors: Vectors, promises: Promises) -> None:
    """Measure against people's codes."""
    theme, themes, _ = themed(table, vectors)
    other = float((theme == "other").mean())
    print(f"problem_causes             {len(table):6} rows  {len(themes.themes):3} themes")
    print(f"  {themes.choice}")
    steady = "  ".join(f"{it.id} {it.stability}" for it in themes.themes)
    print(f"  stability of each: {steady}; of all: {themes.stability}")
    promises.hold("with codes (AMI)", agreement(table["code"], theme), LEAST_CODES, least=True)
    promises.hold("left as other", other, MOST_OTHER, least=False)


def samples(name: str, table: pd.DataFrame, vectors: Vectors) -> float:
    """Return how alike the themes of two samples of 90 % are, over the rows that both have."""
    runs = []
    for seed in (1, 2):
        kept = np.sort(np.random.default_rng(seed).permutation(len(table))[: len(table) * 9 // 10])
        theme, _, seconds = themed(table.iloc[kept].reset_index(drop=True), vectors[kept], seed)
        runs.append(pd.Series(theme.to_numpy(), index=kept))
        print(f"  {name}, sample {seed}: {theme.nunique()} themes in {seconds:.0f} s", flush=True)
    both = runs[0].index.intersection(runs[1].index)
    return float(adjusted_rand_score(runs[0][both], runs[1][both]))


def twelve(table: pd.DataFrame, vectors: Vectors, cache: Path, promises: Promises) -> None:
    """Plant a theme of 12 among 5,000 rows that are about something else."""
    few = table["language"].isin(["en", "es", "fr", "pt", "ru", "vi", "ar"])
    places = table.index[few][:AMONG]
    added = pd.DataFrame({"text": MANGOES, "language": "en", "text_id": "", "topic": "mangoes"})
    frame = pd.concat([table.loc[places], added], ignore_index=True)
    frame["text_id"] = [f"x{number}" for number in range(len(frame))]
    theme, _, _ = themed(frame, np.vstack([vectors[places], vectors_of(list(MANGOES), cache)]))
    its = theme[AMONG:].value_counts()
    inside = int((theme == its.index[0]).sum())
    print(f"a theme of {SMALL} in {AMONG:,}: {its.iloc[0]} of them in a theme of {inside}")
    found = 2 * float(its.iloc[0]) / (SMALL + inside)
    promises.hold("F1 of the planted theme", found, 0.75, least=True)


def many(table: pd.DataFrame, vectors: Vectors, promises: Promises) -> None:
    """Measure 100,000 embeddings, in a process of its own so that its memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.npy"
        np.save(path, repeated_with_noise(vectors, MANY))
        table[["text", "language"]].to_csv(Path(folder) / "texts.csv", index=False)
        command = [sys.executable, "-m", "tests.benchmarks.bench_themes", "--many", folder]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds, cpu, gib = map(float, out)
    print(f"{MANY:,} embeddings: {cpu:.0f} s of processor")
    promises.hold("seconds", seconds, MOST_SECONDS, least=False, digits=0)
    promises.hold("GiB at most in use", gib, MOST_GIB, least=False, digits=2)


def run_many(folder: Path) -> None:
    """Theme the embeddings of a folder; print seconds, seconds of processor, and GiB."""
    table = pd.read_csv(folder / "texts.csv", keep_default_na=False)
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    again = np.arange(len(vectors)) % len(table)
    texts = [f"{table['text'][i]} {n}" for n, i in enumerate(again)]
    frame = pd.DataFrame({"text": texts, "language": table["language"].to_numpy()[again]})
    start, cpu = time.monotonic(), time.process_time()
    themed(frame, vectors)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(time.monotonic() - start, time.process_time() - cpu, used)


def main() -> int:
    """Run the measurements and say whether the promises hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="DIR")
    parser.add_argument("--many", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.many:
        run_many(arguments.many)
        return 0
    if not arguments.data or not (arguments.data / "topics").is_dir():
        print("skipped: --data DIR with DIR/topics is needed (SIB-200 is not shipped)")
        return 0
    promises, start = Promises(), time.monotonic()
    table, answers = sentences(arguments.data), problem_causes(arguments.data)
    vectors = vectors_of(table["text"].tolist(), arguments.cache)
    said = vectors_of(answers["text"].tolist(), arguments.cache)
    print(f"encoder {default_encoder().name}, vectors after {time.monotonic() - start:.0f} s")
    codes(answers, said, promises)
    few_of_each(table, vectors, promises)
    twelve(table, vectors, arguments.cache, promises)
    languages(table, arguments.cache, promises)
    print("two samples of 90 %, over the rows that both have:")
    promises.hold(
        "adjusted Rand, 13 languages", samples("13 languages", table, vectors), LEAST_ALIKE, True
    )
    promises.hold("adjusted Rand, answers", samples("answers", answers, said), LEAST_ALIKE, True)
    many(table, vectors, promises)
    print("as promised" if promises.kept else "NOT as promised")
    return 0 if promises.kept else 1


if __name__ == "__main__":
    sys.exit(main())
