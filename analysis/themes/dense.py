"""Find the words of scripts that put no space between them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

# Han, kana, Thai, Lao, Myanmar, Khmer: letters that follow each other without spaces.
DENSE_RUN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# A mark that sits on the letter before it cannot begin a word.
MARK = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u102b-\u103e\u17b4-\u17d3\u3099-\u309c]")
SHORTEST, LONGEST = 2, 5
FEWEST = 3
# A piece of a word always has the same letter on one side: at most this share may.
BOUND = 0.7
# How many times more often the letters of a word meet than chance would have them meet.
COHESION = 8.0


def dense_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the letter sequences that behave like words in these texts.

    Unsupervised word discovery by cohesion and by freedom on both sides (Feng et al. 2004,
    "Accessor Variety Criteria for Chinese Word Extraction", Computational Linguistics 30):
    "計程車" is kept, "程車" is not because the same letter always comes before it.
    """
    counts: Counter[str] = Counter()
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    after: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, run in enumerate(run for text in texts for run in DENSE_RUN.findall(text)):
        counts.update(run)
        for start, end in pieces(run):
            piece = run[start:end]
            counts[piece] += 1
            # The end of a run is a border of its own, different each time.
            before[piece][run[start - 1] if start else f"^{number}"] += 1
            after[piece][run[end] if end < len(run) else f"${number}"] += 1
    letters = sum(times for piece, times in counts.items() if len(piece) == 1)
    return frozenset(
        piece
        for piece in before
        if counts[piece] >= FEWEST
        and free(before[piece], counts[piece])
        and free(after[piece], counts[piece])
        and cohesion(piece, counts, letters) >= COHESION
    )


def pieces(run: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the sequences in a run that could be words."""
    for start in range(len(run)):
        if MARK.match(run, start):
            continue
        for end in range(start + SHORTEST, min(start + LONGEST, len(run)) + 1):
            yield start, end


def free(neighbours: Counter[str], total: int) -> bool:
    """Return True when no single letter stands on this side most of the time."""
    return max(neighbours.values()) <= BOUND * total


def cohesion(piece: str, counts: Counter[str], letters: int) -> float:
    """Return how many times more often the weakest split of a piece occurs than by chance."""
    return min(
        counts[piece] * letters / (counts[piece[:cut]] * counts[piece[cut:]])
        for cut in range(1, len(piece))
        if counts[piece[:cut]] and counts[piece[cut:]]
    )


def dense_parts(run: str, words: frozenset[str]) -> Iterator[str]:
    """Yield the known words of a run, the longest first at each place."""
    place = 0
    while place < len(run):
        for length in range(LONGEST, SHORTEST - 1, -1):
            if run[place : place + length] in words:
                yield run[place : place + length]
                place += length
                break
        else:
            place += 1
