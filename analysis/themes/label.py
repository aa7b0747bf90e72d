"""Keywords of each theme in each language, and a label in plain words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.language import UNDETERMINED
from analysis.themes.words import Vocabulary

Keywords = dict[str, tuple[str, ...]]
LABEL_WORDS = 3
# A word that fewer rows of a theme say is somebody's own, not the theme's.
FEWEST_ROWS = 2
# Fewer rows than this in a language do not show how a theme is spoken of there.
FEWEST_SPEAKING = 3
# English names a theme only where at least this share of its rows is English.
ENGLISH_SHARE = 0.2
# A word of at least this many letters, and the same with an ending of at most as many, are
# one word for a reader.
WORD_STEM = 5
LONGEST_ENDING = 3


def keywords_by_theme(
    texts: Sequence[str], languages: Sequence[str], themes: Sequence[int], count: int, most: int
) -> list[Keywords]:
    """Return for each theme and language the words that set it apart there.

    Rows without a theme (-1) and undetermined rows say nothing. Rows are counted, not
    mentions: one long answer weighs once.
    """
    found: list[Keywords] = [{} for _ in range(count)]
    tags = sorted(set(languages) - {UNDETERMINED})
    spoken = Counter(zip(themes, languages, strict=True))
    largest = [max((spoken[theme, tag] for tag in tags), default=0) for theme in range(count)]
    for language in tags:
        places = [i for i, tag in enumerate(languages) if tag == language and themes[i] >= 0]
        vocabulary = Vocabulary(language, [texts[i] for i in places])
        table: list[Counter[str]] = [Counter() for _ in range(count)]
        sizes = Counter(themes[i] for i in places)
        for i in places:
            table[themes[i]].update(set(vocabulary.words(texts[i])))
        for theme in range(count):
            words = set_apart(table, theme, sizes)
            if words and sizes[theme] >= min(FEWEST_SPEAKING, largest[theme]):
                found[theme][language] = tuple(map(vocabulary.face, unlike(words, most)))
    return found


def set_apart(table: Sequence[Counter[str]], theme: int, sizes: Counter[int]) -> list[str]:
    """Return the words of one theme against the other themes, best first.

    Class-based tf-idf (Grootendorst 2022, arXiv 2203.05794): how many rows of the theme say
    the word, times the log of how many times more common it is here than in all themes.
    """
    inside, here, rows = table[theme], sizes[theme], sum(sizes.values())
    scores: dict[str, float] = {}
    for word, times in inside.items():
        everywhere = sum(counts[word] for counts in table)
        ratio = (times + 0.5) * (rows + 1) / ((here + 1) * (everywhere + 0.5))
        # With one theme nothing is set apart: what is said most speaks for it.
        scores[word] = round(times * (math.log(ratio) if len(sizes) > 1 else 1.0), 6)
    ranked = sorted(
        (word for word in scores if scores[word] > 0),
        key=lambda word: (inside[word] < FEWEST_ROWS, -scores[word], word),
    )
    shared = [word for word in ranked if inside[word] >= FEWEST_ROWS]
    return shared if len(shared) >= LABEL_WORDS else ranked[: LABEL_WORDS + len(shared)]


def unlike(words: Sequence[str], most: int) -> list[str]:
    """Return the first words that are not one before them with an ending."""
    chosen: list[str] = []
    for word in words:
        if not any(alike(word, before) for before in chosen):
            chosen.append(word)
        if len(chosen) == most:
            break
    return chosen


def alike(one: str, two: str) -> bool:
    """Return True when one word is the other with a short ending: "product, products"."""
    shorter, longer = sorted((one, two), key=len)
    if not longer.startswith(shorter):
        return False
    ending = longer[len(shorter) :]
    return len(ending) <= LONGEST_ENDING if len(shorter) >= WORD_STEM else ending in {"s", "es"}


def label_of(keywords: Mapping[str, tuple[str, ...]], sizes: Mapping[str, int]) -> str:
    """Return the first keywords in English, or else in the language with most rows.

    English only where enough of the theme is English: three words of one English speaker
    would not say what forty German speakers said.
    """
    enough = ENGLISH_SHARE * sum(sizes.values())

    def preference(tag: str) -> tuple[bool, int, str]:
        english = tag.split("-")[0] == "en" and sizes.get(tag, 0) >= enough
        return (not english, -sizes.get(tag, 0), tag)

    ranked = sorted(keywords, key=preference)
    return ", ".join(keywords[ranked[0]][:LABEL_WORDS]) if ranked else ""
