"""Say what each theme and sub-theme is: words, a label, quotes, counts."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.themes.assign import Fit, Places, part_id
from analysis.themes.label import Keywords, keywords_by_theme, label_of
from analysis.themes.model import Theme, plain
from analysis.themes.quotes import central_rows, in_turn

# Words are looked for in at most this many rows of a theme in a language.
ENOUGH = 150


@dataclass(frozen=True)
class Described:
    """Rows with their fit, and how many keywords and quotes are wanted of each theme."""

    frame: pd.DataFrame = field(repr=False)
    found: Fit = field(repr=False)
    keywords: int
    quotes: int

    @cached_property
    def texts(self) -> list[str]:
        """Return the text of each row."""
        return self.frame["text"].tolist()

    @cached_property
    def languages(self) -> list[str]:
        """Return the language of each row."""
        return self.frame["language"].tolist()

    @cached_property
    def people(self) -> list[Any]:
        """Return who said each row, None where the source does not say."""
        return known_people(self.frame)

    @cached_property
    def voices(self) -> list[object]:
        """Return who said each row; a text whose person is not known speaks for itself."""
        texts = self.frame["text_id"].tolist()
        pairs = zip(self.people, texts, strict=True)
        return [("text", text) if who is None else who for who, text in pairs]

    def themes(self, ids: list[str], stability: list[float | None]) -> tuple[Theme, ...]:
        """Return the themes with their words and quotes, largest first."""
        groups = self.found.themes
        words = self.words_of(np.arange(len(self.frame)), groups, len(ids))
        return tuple(
            self.theme(name, np.flatnonzero(groups == number), number, words[number], steady)
            for number, (name, steady) in enumerate(zip(ids, stability, strict=True))
        )

    def theme(
        self, name: str, members: Places, number: int, words: Keywords, stability: float | None
    ) -> Theme:
        """Return one theme, with its sub-themes if it has any."""
        parts = self.found.parts[members]
        if len(set(parts.tolist())) < 2:
            return self.one(name, members, words, self.central(members, number), stability)
        count = int(parts.max()) + 1
        inside = self.words_of(members, parts, count)
        quotes = [self.central(members[parts == part], number) for part in range(count)]
        subthemes = tuple(
            self.one(part_id(name, part), members[parts == part], inside[part], quotes[part], None)
            for part in range(count)
        )
        covering = in_turn(quotes, self.quotes)
        return self.one(name, members, words, covering, stability, subthemes)

    def one(
        self,
        name: str,
        members: Places,
        words: Keywords,
        quotes: list[int],
        stability: float | None,
        subthemes: tuple[Theme, ...] = (),
    ) -> Theme:
        """Return a theme or sub-theme of these rows."""
        sizes = Counter(self.languages[i] for i in members)
        spoke = {self.people[i] for i in members} - {None}
        rows = self.frame["row"]
        return Theme(
            id=name,
            label=label_of(words, sizes) or name,
            rows=len(members),
            persons=len(spoke) if any(who is not None for who in self.people) else None,
            keywords=words,
            quotes=tuple(plain(rows.iloc[place]) for place in quotes),
            languages=dict(sorted(sizes.items())),
            subthemes=subthemes,
            stability=stability,
        )

    def words_of(self, rows: Places, groups: Places, count: int) -> list[Keywords]:
        """Return the keywords of groups of these rows, from enough rows of each."""
        seen: Counter[tuple[int, str]] = Counter()
        chosen = []
        for place, group in zip(rows.tolist(), groups.tolist(), strict=True):
            seen[group, self.languages[place]] += 1
            if group >= 0 and seen[group, self.languages[place]] <= ENOUGH:
                chosen.append((place, group))
        return keywords_by_theme(
            [self.texts[place] for place, _ in chosen],
            [self.languages[place] for place, _ in chosen],
            [group for _, group in chosen],
            count,
            self.keywords,
        )

    def central(self, members: Places, number: int) -> list[int]:
        """Return the places of the rows to quote, best first."""
        chosen = central_rows(
            self.found.own[members],
            self.found.scores[members, number],
            [self.texts[i] for i in members],
            [self.voices[i] for i in members],
            self.quotes,
        )
        return [int(members[i]) for i in chosen]


def known_people(frame: pd.DataFrame) -> list[Any]:
    """Return who said each row, None where the source does not say."""
    if "person" not in frame:
        return [None] * len(frame)
    return [None if pd.isna(who) or who == "" else who for who in frame["person"].tolist()]
