"""Which texts people should code next, so that the coder learns the most from each."""

import numpy as np
import pandas as pd

from analysis.coding.examples import readable, same_words
from analysis.coding.learned import LearnedCoder
from analysis.coding.suggestions import Suggestions
from analysis.coding.views import Numbers
from analysis.encoders.encoder import Vectors

# Only so many of the most uncertain texts are weighed against each other.
SHORTLIST = 40
# What a text is worth beside its uncertainty when it lies far from what was asked before.
FAR = 1.0


def ask_next(
    learned: LearnedCoder,
    frame: pd.DataFrame,
    vectors: Vectors,
    count: int,
    suggestions: Suggestions | None = None,
) -> list[str | int]:
    """Return the ids of up to `count` uncoded rows, the most instructive first.

    A text is worth asking where the coder is near its threshold, more so for a theme with few
    examples (uncertainty sampling, Lewis and Gale 1994), and where it is unlike the texts asked
    before it (as in Brinker 2003, ICML). Languages take turns, so that each is asked. The same
    words are asked once, and what people coded is not asked again.
    """
    if count < 1:
        return []
    texts = readable(frame, vectors)
    told = learned.suggest(frame, vectors) if suggestions is None else suggestions
    if list(told.rows) != texts["row"].tolist():
        raise ValueError("the suggestions are not of this frame")
    texts["words"] = same_words(texts)
    texts["worth"] = worth_of(told.scores, learned)
    texts["place"] = range(len(texts))
    spoken = texts["text"].str.strip() != ""
    open_ = texts[spoken & ~texts["words"].isin(learned.known.keys())]
    open_ = open_.drop_duplicates("words")
    lists = {
        str(tag): own.sort_values(["worth", "place"], ascending=[False, True], kind="stable")
        for tag, own in open_.groupby("language", sort=True)
    }
    turns = turns_of({tag: len(own) for tag, own in lists.items()}, count)
    short = pd.concat(
        [own.head(max(SHORTLIST, 2 * turns.count(tag))) for tag, own in lists.items()] or [open_]
    )
    meaning = learned.views.centre.apply(
        vectors[short["place"].to_numpy(dtype=np.intp)], short["language"].tolist()
    )
    return [short["row"].iloc[place] for place in in_turn(short, turns, meaning)]


def worth_of(scores: Numbers, learned: LearnedCoder) -> Numbers:
    """Return how much each text would teach: nearness to thresholds, most for rare themes."""
    counts = np.array([state.examples for state in learned.state], dtype=np.float64)
    rare = 1 / np.sqrt(1 + counts)
    threshold = learned.thresholds
    # 1 at the threshold, falling to 0 where the probability is 0 or 1.
    below = scores / threshold
    above = (1 - scores) / (1 - threshold)
    near = np.clip(np.minimum(below, above), 0, 1)
    worth: Numbers = np.round((near * rare).max(axis=1), 6)
    return worth


def turns_of(sizes: dict[str, int], count: int) -> list[str]:
    """Return the language of each question: each at least once, then as its texts call for.

    Turns go by the square root of a language's texts, so that a small language is asked more
    than its share (highest averages, as seats are given in a parliament).
    """
    given = dict.fromkeys(sizes, 0)
    turns: list[str] = []
    while len(turns) < count:
        left = [tag for tag in sizes if given[tag] < sizes[tag]]
        if not left:
            break
        due = {tag: (given[tag] > 0, (given[tag] + 1) / sizes[tag] ** 0.5) for tag in left}
        tag = min(left, key=lambda tag: (*due[tag], tag))
        given[tag] += 1
        turns.append(tag)
    return turns


def in_turn(short: pd.DataFrame, turns: list[str], meaning: Numbers) -> list[int]:
    """Return the places in the short list that are asked: each worth much and unlike the others."""
    worth = short["worth"].to_numpy(dtype=np.float64)
    tags = short["language"].to_numpy()
    open_ = np.ones(len(short), dtype=bool)
    closest = np.zeros(len(short))
    chosen: list[int] = []
    for tag in turns:
        free = np.flatnonzero(open_ & (tags == tag))
        value = np.round(worth[free] * (1 + FAR * (1 - closest[free])), 6)
        best = int(free[int(value.argmax())])
        chosen.append(best)
        open_[best] = False
        closest = np.maximum(closest, np.clip(np.round(meaning @ meaning[best], 6), 0, 1))
    return chosen
