"""Measure themes against topics that people gave to the same sentences in 13 languages.

    python tests/benchmarks/bench_themes.py --data DIR

DIR/topics holds SIB-200 (Adelani et al. 2024, EACL): train and dev, one folder a language. The
number of themes is chosen by the method; nothing here tells it that there are seven topics.
Exit status 1 if the themes follow topics too little or languages too much.
"""

import argparse
import contextlib
import io
import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, v_measure_score

from analysis import DirectoryCache, Discover, default_encoder, encode_cached, text, text_hash
from analysis.__main__ import main as command_line
from analysis.themes.assign import themes_of_texts

TAGS = {
    "arb_Arab": "ar",
    "eng_Latn": "en",
    "fra_Latn": "fr",
    "hat_Latn": "ht",
    "kor_Hang": "ko",
    "por_Latn": "pt",
    "rus_Cyrl": "ru",
    "som_Latn": "so",
    "spa_Latn": "es",
    "tgl_Latn": "tl",
    "vie_Latn": "vi",
    "zho_Hans": "zh-Hans",
    "zho_Hant": "zh-Hant",
}
LEAST_TOPIC, MOST_LANGUAGE, MOST_OTHER = 0.40, 0.03, 0.05
SEEDS = (0, 1, 2)


def sentences(data: Path) -> pd.DataFrame:
    """Return every labelled sentence: `text_id`, `sentence`, `language`, `topic`, `text`."""
    parts = []
    for folder, tag in TAGS.items():
        for part in ("train", "dev"):
            table = pd.read_csv(data / "topics" / folder / f"{part}.tsv", sep="\t", quoting=3)
            parts.append(table.assign(language=tag))
    table = pd.concat(parts, ignore_index=True)
    table["text_id"] = table["language"] + "-" + table["index_id"].astype(str)
    return table.rename(columns={"index_id": "sentence", "category": "topic"})


def by_command_line(table: pd.DataFrame, cache: Path, folder: Path) -> pd.DataFrame:
    """Theme the sentences as a stranger would, and return the primary theme of each."""
    source = folder / "sentences.csv"
    table[["text_id", "language", "text"]].to_csv(source, index=False)
    named = ["--text", "text", "--id", "text_id", "--language", "language"]
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


def by_library(table: pd.DataFrame, cache: Path, seed: int) -> pd.DataFrame:
    """Theme the sentences with one seed, from embeddings that the cache already holds."""
    segments = text.segment(table)
    segments["row"] = range(len(segments))
    vectors = encode_cached(
        default_encoder(), segments["text"].tolist(), DirectoryCache(cache), text_hash
    )
    themes = Discover(seed=seed)(segments, vectors)
    return table.merge(themes_of_texts(themes.assignments, segments), on="text_id")


def measured(name: str, themed: pd.DataFrame) -> tuple[float, float, float]:
    """Print one line about a theming; return its agreement with topics, languages, and other."""
    topic = float(v_measure_score(themed["topic"], themed["theme"]))
    language = float(v_measure_score(themed["language"], themed["theme"]))
    other = float((themed["theme"] == "other").mean())
    count = themed.loc[themed["theme"] != "other", "theme"].nunique()
    print(
        f"{name:26} {len(themed):6} rows  {count:3} themes  other {other:6.2%}"
        f"  V-measure: topics {topic:.3f}  languages {language:.3f}"
    )
    return topic, language, other


def one_language_each(table: pd.DataFrame, english: float) -> pd.DataFrame:
    """Return each sentence in one language only: English for a share, the rest spread evenly."""
    random = np.random.default_rng(7)
    tags = sorted(set(TAGS.values()) - {"en"})
    chosen = {
        sentence: "en" if random.random() < english else str(random.choice(tags))
        for sentence in sorted(table["sentence"].unique())
    }
    return table[table["sentence"].map(chosen) == table["language"]].reset_index(drop=True)


def main() -> int:
    """Run the measurements and say whether the promise holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR")
    default = Path(tempfile.gettempdir()) / "community-voice-bench-embeddings"
    parser.add_argument("--cache", type=Path, default=default, metavar="DIR")
    arguments = parser.parse_args()
    if not (arguments.data / "topics").is_dir():
        print(f"skipped: {arguments.data / 'topics'} is not there (SIB-200 is not shipped)")
        return 0
    table = sentences(arguments.data)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        themed = by_command_line(table, arguments.cache, Path(folder))
    print(f"encoder {default_encoder().name}, {time.monotonic() - start:.0f} s in all")
    topic, language, other = measured("13 languages, seed 0", themed)
    for tag, its in themed.groupby("language"):
        print(f"    {tag:8} topics {v_measure_score(its['topic'], its['theme']):.3f}", end="")
        print(f"  other {(its['theme'] == 'other').mean():.2%}")
    compare_seeds(table, arguments.cache, themed)
    measured("each in one of 13", by_library(one_language_each(table, 1 / 13), arguments.cache, 0))
    measured("90 % English", by_library(one_language_each(table, 0.9), arguments.cache, 0))
    good = topic >= LEAST_TOPIC and language <= MOST_LANGUAGE and other <= MOST_OTHER
    print(
        f"{'as promised' if good else 'NOT as promised'}: topics at least {LEAST_TOPIC},"
        f" languages at most {MOST_LANGUAGE}, other at most {MOST_OTHER:.0%}"
    )
    return 0 if good else 1


def compare_seeds(table: pd.DataFrame, cache: Path, first: pd.DataFrame) -> None:
    """Print how alike the themes of several seeds are."""
    runs = [first["theme"]]
    for seed in SEEDS[1:]:
        start = time.monotonic()
        themed = by_library(table, cache, seed)
        measured(f"seed {seed} ({time.monotonic() - start:.0f} s)", themed)
        runs.append(themed["theme"])
    alike = [adjusted_rand_score(a, b) for a, b in itertools.combinations(runs, 2)]
    print(f"seeds {SEEDS}: adjusted Rand {min(alike):.2f} to {max(alike):.2f}")


if __name__ == "__main__":
    sys.exit(main())
