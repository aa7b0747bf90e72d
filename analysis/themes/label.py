"""Keywords of each theme in each language, and a label in plain words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.language import UNDETERMINED
from analysis.themes.unsaid import is_swearing
from analysis.themes.words import Vocabulary

Keywords = dict[str, tuple[str, ...]]
LABEL_WORDS = 3
# A word that fewer rows of a theme say is somebody's own, not the theme's.
FEWEST_ROWS = 2
# A phrase that fewer rows say is chance; one of its words is said with the other at least in
# this share of the rows that say it.
FEWEST_OF_PHRASE = 3
TOGETHER = 0.6
# Fewer rows than this in a language do not show how a theme is spoken of there.
FEWEST_SPEAKING = 3
# English names a theme only where at least this share of its rows is English.
ENGLISH_SHARE = 0.2
# ... or half as many as of the language with most: among thirteen none has a fifth.
BESIDE_LARGEST = 0.5
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
            table[themes[i]].update(set(vocabulary.terms(texts[i])))
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
    scores = with_phrases(scores, inside)
    ranked = sorted(
        (word for word in scores if scores[word] > 0),
        key=lambda word: (inside[word] < FEWEST_ROWS, -scores[word], word),
    )
    shared = [word for word in ranked if inside[word] >= FEWEST_ROWS]
    return shared if len(shared) >= LABEL_WORDS else ranked[: LABEL_WORDS + len(shared)]


def with_phrases(scores: Mapping[str, float], inside: Counter[str]) -> dict[str, float]:
    """Return the scores with each phrase that says more in place of its words.

    A phrase says more where one of its words is hardly ever said without the other: "mental
    health". Then it ranks as the better of its words; other phrases go.
    """
    kept = {word: score for word, score in scores.items() if " " not in word}
    found = dict(kept)
    phrases = sorted(set(scores) - set(kept), key=lambda it: (-inside[it], it))
    for phrase in phrases:
        one, two = phrase.split(" ")
        rarer = min(inside[one], inside[two])
        enough = inside[phrase] >= FEWEST_OF_PHRASE and inside[phrase] >= TOGETHER * rarer
        if enough and one in found and two in found:
            found[phrase] = max(kept[one], kept[two])
            for word in (one, two):
                if inside[phrase] >= TOGETHER * inside[word]:
                    del found[word]
    return found


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
    """Return True for a word with a short ending or in a phrase: "rent, rents, high rent"."""
    shorter, longer = sorted((one, two), key=len)
    if set(shorter.split()) <= set(longer.split()):
        return True
    if not longer.startswith(shorter):
        return False
    ending = longer[len(shorter) :]
    return len(ending) <= LONGEST_ENDING if len(shorter) >= WORD_STEM else ending in {"s", "es"}


def label_of(keywords: Mapping[str, tuple[str, ...]], sizes: Mapping[str, int]) -> str:
    """Return the first keywords in English, or else in the language with most rows.

    English only where enough of the theme is English: three words of one English speaker
    would not say what forty German speakers said. A label never swears (`unsaid`).
    """
    largest = max(sizes.values(), default=0)
    enough = min(ENGLISH_SHARE * sum(sizes.values()), BESIDE_LARGEST * largest)

    def preference(tag: str) -> tuple[bool, int, str]:
        english = tag.split("-")[0] == "en" and sizes.get(tag, 0) >= enough
        return (not english, -sizes.get(tag, 0), tag)

    for tag in sorted(keywords, key=preference):
        plain = [word for word in keywords[tag] if not is_swearing(word, tag)]
        if plain:
            return ", ".join(plain[:LABEL_WORDS])
    return ""
