"""Keywords of each theme in each language, and a label in plain words."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from analysis.language import UNDETERMINED
from analysis.themes.words import words_of

Keywords = dict[str, tuple[str, ...]]
LABEL_WORDS = 3
# A word that fewer rows of the theme say than this is somebody's own, not the theme's.
FEWEST_ROWS = 2


def keywords_by_theme(
    texts: Sequence[str], languages: Sequence[str], themes: Sequence[int], count: int, most: int
) -> list[Keywords]:
    """Return for each theme and language the words that set it apart there.

    Class-based tf-idf (Grootendorst 2022, arXiv 2203.05794) against the other themes within
    the same language: a word's share of the theme's rows x log(1 + average rows a theme /
    rows with the word). Rows are counted, not mentions, so one long answer weighs once.
    """
    tables: dict[str, list[Counter[str]]] = defaultdict(lambda: [Counter() for _ in range(count)])
    for text, language, theme in zip(texts, languages, themes, strict=True):
        if theme >= 0 and language != UNDETERMINED:
            tables[language][theme].update(set(words_of(text, language)))
    found: list[Keywords] = [{} for _ in range(count)]
    for language in sorted(tables):
        for theme, words in enumerate(set_apart(tables[language], most)):
            if words:
                found[theme][language] = words
    return found


def set_apart(table: Sequence[Counter[str]], most: int) -> list[tuple[str, ...]]:
    """Return the top words of each theme of one language."""
    overall: Counter[str] = Counter()
    for counts in table:
        overall.update(counts)
    average = sum(overall.values()) / max(sum(1 for counts in table if counts), 1)
    chosen = []
    for counts in table:
        total = sum(counts.values())
        scores = {
            word: round(times / total * math.log1p(average / overall[word]), 9)
            for word, times in counts.items()
            if times >= FEWEST_ROWS or total < 40
        }
        chosen.append(tuple(sorted(scores, key=lambda word: (-scores[word], word))[:most]))
    return chosen


def label_of(keywords: Mapping[str, tuple[str, ...]], sizes: Mapping[str, int]) -> str:
    """Return the first keywords in English, or else in the largest language that has any."""
    for language in sorted(
        keywords, key=lambda tag: (not tag.startswith("en"), -sizes.get(tag, 0), tag)
    ):
        if keywords[language]:
            return ", ".join(keywords[language][:LABEL_WORDS])
    return ""
