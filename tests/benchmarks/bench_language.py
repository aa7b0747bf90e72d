"""Measure how often the language of whole sentences, scraps and mixed texts is heard.

    python -m tests.benchmarks.bench_language --data DIR [--rows 200] [--beside lingua,pycld2]

DIR/topics holds SIB-200 (Adelani et al. 2024, EACL), dev: one folder a language. Sentences come
whole and as their first 8, 5 and 3 words (16, 10 and 6 characters of Chinese); "vi*" and its like
are the same without marks, as phones type them. "wrong" is what was called another language, the
rest is undetermined. --beside asks detectors that somebody installed for comparison, restricted
to the same languages where they can be. Exit status 1 where a figure falls below what is held.
"""

import argparse
import importlib
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import language
from analysis.language.scripts import chinese
from analysis.language.words import unmarked
from tests.benchmarks.sets import TAGS

ALLOWED = list(TAGS.values())
UNMARKED = ("es", "fr", "ht", "pt", "vi")
WORDS = (None, 8, 5, 3)
# What the detector is held to: the least share right over all languages, marked and not.
LEAST = {None: 0.99, 8: 0.97, 5: 0.94, 3: 0.86}
LEAST_MIXED = 0.95
Hear = Callable[[list[str]], list[str]]


def spans(data: Path, rows: int) -> pd.DataFrame:
    """Return `tag` (with * where marks were taken off), `words` (0: whole), `text`."""
    found = []
    for folder, tag in TAGS.items():
        table = pd.read_csv(data / "topics" / folder / "dev.tsv", sep="\t", quoting=3)
        for text in table["text"].head(rows):
            for words in WORDS:
                span = first_words(text, words, tag)
                found.append((tag, words or 0, span))
                if tag in UNMARKED:
                    plain = " ".join(unmarked(word) for word in span.split())
                    found.append((f"{tag}*", words or 0, plain))
    return pd.DataFrame(found, columns=["tag", "words", "text"])


def first_words(text: str, words: int | None, tag: str) -> str:
    """Return the first words of a text; two characters are about a Chinese word."""
    if words is None:
        return text
    return text[: 2 * words] if tag.startswith("zh") else " ".join(text.split()[:words])


def judged(frame: pd.DataFrame, heard: Sequence[str]) -> pd.DataFrame:
    """Return the share right and the share wrong, by tag and words."""
    right = frame["tag"].str.rstrip("*") == pd.Series(heard, index=frame.index)
    wrong = ~right & (pd.Series(heard, index=frame.index) != language.UNDETERMINED)
    return (
        frame.assign(right=right, wrong=wrong).groupby(["tag", "words"])[["right", "wrong"]].mean()
    )


def printed(name: str, hear: Hear, frame: pd.DataFrame) -> pd.DataFrame:
    """Ask a detector and print a line a language: right (wrong), in percent."""
    hear(frame["text"].head(50).tolist())
    begun = time.perf_counter()
    table = judged(frame, hear(frame["text"].tolist()))
    speed = len(frame) / (time.perf_counter() - begun)
    print(f"\n{name}: {speed:,.0f} texts a second\n{'':9}{'whole':>12}{'8':>12}{'5':>12}{'3':>12}")
    for tag in dict.fromkeys(frame["tag"]):
        cells = (table.loc[(tag, words or 0)] for words in WORDS)
        line = "".join(f"{100 * one.right:6.1f} ({100 * one.wrong:3.1f})" for one in cells)
        print(f"{tag:9}{line}")
    return table


def mixed(data: Path, rows: int) -> float:
    """Return the share of letters in the right language, in texts of two sentences."""
    whole = {
        tag: pd.read_csv(data / "topics" / folder / "dev.tsv", sep="\t", quoting=3)["text"].tolist()
        for folder, tag in TAGS.items()
    }
    draw = random.Random(3)
    right = total = 0
    for _ in range(rows):
        first, second = draw.sample([tag for tag in ALLOWED if tag != "zh-Hant"], 2)
        one, two = draw.choice(whole[first]), draw.choice(whole[second])
        for span in language.spans_in(f"{one} {two}", ALLOWED):
            before = max(0, min(span.end, len(one)) - span.start)
            after = span.end - span.start - before
            right += before * (span.language == first) + after * (span.language == second)
            total += before + after
    return right / total


def lingua() -> Hear:
    """Return lingua, restricted; it does not know Haitian Creole."""
    library: Any = importlib.import_module("lingua")
    codes = {tag.split("-")[0].upper() for tag in ALLOWED}
    known = [one for one in library.Language.all() if one.iso_code_639_1.name in codes]
    detector = library.LanguageDetectorBuilder.from_languages(*known).build()

    def hear(texts: list[str]) -> list[str]:
        found = [detector.detect_language_of(text) for text in texts]
        return [
            tagged(one.iso_code_639_1.name.lower() if one else "und", text)
            for one, text in zip(found, texts, strict=True)
        ]

    return hear


def cld2() -> Hear:
    """Return CLD2, whose first guess among these languages counts."""
    library: Any = importlib.import_module("pycld2")
    codes = {tag.split("-")[0] for tag in ALLOWED}

    def hear(texts: list[str]) -> list[str]:
        found = []
        for text in texts:
            guesses = [
                code.split("-")[0] for _, code, _, _ in library.detect(text, bestEffort=True)[2]
            ]
            found.append(tagged(next((code for code in guesses if code in codes), "und"), text))
        return found

    return hear


def tagged(code: str, text: str) -> str:
    """Return the code, with the kind of characters for Chinese."""
    return chinese(text, ("zh-Hans", "zh-Hant")) if code == "zh" else code


OTHERS: dict[str, Callable[[], Hear]] = {"lingua": lingua, "pycld2": cld2}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; say what falls short."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rows", type=int, default=99, help="sentences a language")
    parser.add_argument("--beside", default="", help="other detectors: lingua, pycld2")
    chosen = parser.parse_args(arguments)
    if not (chosen.data / "topics").is_dir():
        print(f"skipped: {chosen.data / 'topics'} is not there (SIB-200, see --help)")
        return 0
    frame = spans(chosen.data, chosen.rows)
    table = printed("ours", lambda texts: language.detect(texts, ALLOWED), frame)
    for name in filter(None, chosen.beside.split(",")):
        printed(name, OTHERS[name](), frame)
    means = table["right"].groupby("words").mean()
    failed = [words for words in WORDS if means[words or 0] < LEAST[words]]
    told = [f"{words or 'whole'} {100 * means[words or 0]:.1f} %" for words in WORDS]
    print(f"\nmean right: {', '.join(told)}")
    share = mixed(chosen.data, chosen.rows)
    print(f"two languages in one text: {100 * share:.1f} % of the letters in the right one")
    if failed or share < LEAST_MIXED:
        print(f"short of what is held: {LEAST} and {LEAST_MIXED} mixed")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
