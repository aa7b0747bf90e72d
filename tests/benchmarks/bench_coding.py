"""Measure coding with people against plain logistic regression, across languages, and in seconds.

    python tests/benchmarks/bench_coding.py --data DIR

DIR/coded/problem_causes.csv holds real survey answers with the codes that people gave them;
DIR/topics holds SIB-200, the same sentences in 13 languages. Exit status 1 if a promise is
broken: after 10 examples a code at least 1.15 times the F1 of the best plain logistic
regression on the same embeddings, micro and macro; what is learned in English at least 0.9
times as good in each other language; retraining on 100,000 cached vectors in seconds.
"""

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from analysis.coding import Codebook, CodebookTheme, Coder, LearnedCoder

Marks = npt.NDArray[np.bool_]
Vectors = npt.NDArray[np.float32]
Pair = tuple[float, float]
Result = TypeVar("Result")

LEAST_ANSWERS = 20
EXAMPLES = (0, 3, 10, 30)
PROMISED_AT = 10
DRAWS = 5
LEAST_RATIO, LEAST_OF_ENGLISH, MOST_SECONDS = 1.15, 0.9, 20.0
MANY, CODED_OF_MANY = 100_000, 2_000


def neighbour(name: str) -> ModuleType:
    """Return the file of this name beside this one; the folder is not a package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sets = neighbour("sets")


def book_of(names: list[str]) -> Codebook:
    """Return a codebook of bare names: nobody wrote definitions of these codes."""
    return Codebook(tuple(CodebookTheme(name, name, names={"en": name}) for name in names))


@dataclass(frozen=True)
class Answers:
    """All answers with the codes that enough of them have; `rows` are those that have one."""

    frame: pd.DataFrame
    vectors: Vectors
    codes: list[str]
    truth: Marks

    @property
    def rows(self) -> npt.NDArray[np.intp]:
        """Return the places of answers with at least one of the codes."""
        return np.flatnonzero(self.truth.any(axis=1))

    def drawn(self, seed: int, each: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return the places of up to `each` examples a code, at most half of them, and the rest."""
        random = np.random.default_rng(seed)
        chosen: set[int] = set()
        for code in range(len(self.codes)):
            have = self.rows[self.truth[self.rows, code]]
            chosen |= set(random.permutation(have)[: min(each, len(have) // 2)].tolist())
        learn = np.array(sorted(chosen), dtype=np.intp)
        return learn, np.setdiff1d(self.rows, learn)


def answers_of(data: Path, with_no_code: bool) -> Answers:
    """Read problem_causes: every answer, and codes with LEAST_ANSWERS or more, several a row."""
    table = pd.read_csv(data / "coded" / "problem_causes.csv", keep_default_na=False)
    given = table["codes"].str.split("|")
    sizes = given.explode().value_counts()
    codes = sorted(sizes.index[sizes >= LEAST_ANSWERS])
    if not with_no_code:
        codes = [code for code in codes if code != sets.NO_CODE]
    truth = np.array([[code in own for code in codes] for own in given])
    frame = pd.DataFrame({"row": table["id"], "text": table["text"], "language": "en"})
    return Answers(frame, sets.vectors_of(frame["text"].tolist()), codes, truth)


def f1(truth: Marks, told: Marks) -> Pair:
    """Return micro- and macro-F1."""
    micro = float(f1_score(truth, told, average="micro", zero_division=0))
    return micro, float(f1_score(truth, told, average="macro", zero_division=0))


def best_of(scores: npt.NDArray[np.float64]) -> Marks:
    """Return the one best code of each row."""
    return np.asarray(scores == scores.max(axis=1, keepdims=True))


def coded(answers: Answers, seed: int, each: int) -> Pair:
    """Return F1 of the coder: names of codes, words, and the answers nobody coded."""
    learn, rest = answers.drawn(seed, each)
    places, themes = np.nonzero(answers.truth[learn])
    rows = answers.frame["row"].to_numpy()
    codings = pd.DataFrame(
        {"row": rows[learn][places], "theme": np.array(answers.codes)[themes], "value": True}
    )
    learned = Coder(book_of(answers.codes), encode=sets.vectors_of).learn(
        answers.frame, answers.vectors, codings, set(rows[learn])
    )
    told = learned.suggest(answers.frame.iloc[rest], answers.vectors[rest])
    return f1(answers.truth[rest], told.suggested)


def plain(answers: Answers, seed: int, each: int) -> dict[str, Pair]:
    """Return F1 of one-vs-rest logistic regressions from the same examples, on the rest."""
    learn, rest = answers.drawn(seed, each)
    found = {}
    for name, weights in (("", None), (" balanced", "balanced")):
        scores = np.zeros((len(rest), len(answers.codes)))
        for code in range(len(answers.codes)):
            one = LogisticRegression(max_iter=1000, class_weight=weights)
            one.fit(answers.vectors[learn], answers.truth[learn, code])
            scores[:, code] = one.predict_proba(answers.vectors[rest])[:, 1]
        found[f"at 0.5{name}"] = f1(answers.truth[rest], scores >= 0.5)
        found[f"best one{name}"] = f1(answers.truth[rest], best_of(scores))
    return found


def measured_codes(data: Path, with_no_code: bool) -> bool:
    """Print the curve of examples; return whether the promise holds at PROMISED_AT."""
    answers = answers_of(data, with_no_code)
    print(
        f"problem_causes: {len(answers.rows)} answers, {len(answers.codes)} codes"
        f" ({'with' if with_no_code else 'without'} {sets.NO_CODE!r}), {DRAWS} draws, micro / macro"
    )
    good = False
    for each in EXAMPLES if not with_no_code else (PROMISED_AT,):
        draws = range(DRAWS if each else 1)
        ours = np.mean([coded(answers, seed, each) for seed in draws], axis=0)
        print(f"  {each:2} examples  coder {ours[0]:.3f} / {ours[1]:.3f}", end="")
        if not each:
            print()
            continue
        runs = [plain(answers, seed, each) for seed in draws]
        theirs = {name: np.mean([run[name] for run in runs], axis=0) for name in runs[0]}
        best = np.max(list(theirs.values()), axis=0)
        ratio = ours / best
        for name, pair in theirs.items():
            print(f"  {name} {pair[0]:.3f} / {pair[1]:.3f}", end="")
        print(f"  times the best {ratio[0]:.2f} / {ratio[1]:.2f}")
        if each == PROMISED_AT:
            good = bool(ratio.min() >= LEAST_RATIO)
    print(f"  {said(good)}: at least {LEAST_RATIO} times the best after {PROMISED_AT} examples")
    return good


@dataclass(frozen=True)
class Topics:
    """SIB-200: sentences that are learned from (train) and measured on (dev)."""

    frame: pd.DataFrame
    vectors: Vectors
    train: Marks
    names: list[str]

    def learned(self, tag: str) -> LearnedCoder:
        """Return a coder that has learned from the training sentences of one language."""
        own = self.frame[self.train & (self.frame["language"] == tag)]
        codings = pd.DataFrame({"row": own["row"], "theme": own["topic"], "value": True})
        coder = Coder(book_of(self.names), encode=sets.vectors_of)
        return coder.learn(self.frame, self.vectors, codings, set(own["row"]))

    def reached(self, learned: LearnedCoder, tag: str) -> float:
        """Return macro-F1 on the other sentences of a language."""
        own = np.flatnonzero(~self.train & (self.frame["language"] == tag).to_numpy())
        told = learned.suggest(self.frame.iloc[own], self.vectors[own])
        topics = self.frame["topic"].iloc[own].to_numpy()
        truth = np.array([[topic == name for name in self.names] for topic in topics])
        return f1(truth, told.suggested)[1]


def topics_of(data: Path) -> Topics:
    """Read SIB-200; dev is what a language's dev.tsv has."""
    frame = sets.sentences(data).rename(columns={"text_id": "row"})
    english = pd.read_csv(data / "topics" / "eng_Latn" / "dev.tsv", sep="\t", quoting=3)
    train = (~frame["sentence"].isin(english["index_id"])).to_numpy()
    return Topics(
        frame, sets.vectors_of(frame["text"].tolist()), train, sorted(frame["topic"].unique())
    )


def measured_languages(topics: Topics) -> bool:
    """Print macro-F1 in every language of what was learned in English, and what limits it."""
    learned = topics.learned("en")
    english = topics.reached(learned, "en")
    print(f"SIB-200: learned in English, macro-F1 in English {english:.3f}; in the others")
    good = True
    for tag in sorted(set(topics.frame["language"]) - {"en"}):
        reached = topics.reached(learned, tag)
        print(f"  {tag:8} {reached:.3f}  {reached / english:.2f} of English", end="")
        if reached < LEAST_OF_ENGLISH * english:
            good = False
            own = topics.reached(topics.learned(tag), tag)
            print(
                f"  ({own:.3f} when learned in {tag} itself: what the encoder holds of it)", end=""
            )
        print()
    print(f"  {said(good)}: every language at least {LEAST_OF_ENGLISH} of English")
    return good


def measured_seconds(topics: Topics) -> bool:
    """Print how long learning and suggesting take on many cached vectors."""
    places = np.arange(MANY) % len(topics.frame)
    frame = topics.frame.iloc[places].reset_index(drop=True)
    frame["text"] = frame["text"] + " " + (np.arange(MANY) // len(topics.frame)).astype(str)
    frame["row"] = np.arange(MANY)
    vectors = sets.repeated_with_noise(topics.vectors, MANY)
    some = frame.iloc[:: MANY // CODED_OF_MANY]
    codings = pd.DataFrame({"row": some["row"], "theme": some["topic"], "value": True})
    coder = Coder(book_of(topics.names), encode=sets.vectors_of)
    learned, took = timed(lambda: coder.learn(frame, vectors, codings, set(some["row"])))
    print(f"{MANY} cached vectors, {len(some)} of them coded: learning {took}", end="")
    _, told = timed(lambda: learned.suggest(frame, vectors))
    print(f", suggesting for all {told}")
    good = took.cpu <= MOST_SECONDS
    print(f"  {said(good)}: learning takes at most {MOST_SECONDS:.0f} s of processor time")
    return good


@dataclass(frozen=True)
class Seconds:
    """How long something took."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        """Return both times."""
        return f"{self.wall:.1f} s ({self.cpu:.1f} s of processor time)"


def timed(work: Callable[[], Result]) -> tuple[Result, Seconds]:
    """Return a result and how long it took."""
    start, busy = time.monotonic(), time.process_time()
    result = work()
    return result, Seconds(time.monotonic() - start, time.process_time() - busy)


def said(good: bool) -> str:
    """Return how a promise stands."""
    return "as promised" if good else "NOT as promised"


def main() -> int:
    """Run the measurements and say whether the promises hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR")
    data = parser.parse_args().data
    good = []
    if (data / "coded" / "problem_causes.csv").is_file():
        good += [measured_codes(data, False), measured_codes(data, True)]
    else:
        print(f"skipped: {data / 'coded' / 'problem_causes.csv'} is not there (it is not shipped)")
    if (data / "topics").is_dir():
        topics = topics_of(data)
        good += [measured_languages(topics), measured_seconds(topics)]
    else:
        print(f"skipped: {data / 'topics'} is not there (SIB-200 is not shipped)")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
