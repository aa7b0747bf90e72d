"""Quotes are verbatim, across languages, of different people, and give no count away."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from analysis.summarize import known_from_quotes, summarize
from tests.analysis.summarize.record import QUESTION, made


def test_a_theme_has_three_quotes_at_most_and_a_person_one_in_all() -> None:
    record = made()
    chosen = record.summary.quotes
    person = dict(zip(record.quotes["quote"], record.quotes["person"], strict=True))
    assert max(Counter(quote.theme for quote in chosen).values()) == 3
    assert len({person[quote.quote] for quote in chosen}) == len(chosen) >= 9
    words = dict(zip(record.quotes["quote"], record.quotes["text"], strict=True))
    assert all(words[quote.quote] == quote.text for quote in chosen)


def test_quotes_are_in_several_languages_and_the_largest_speaks_most() -> None:
    chosen = made().summary.quotes
    told = Counter(quote.language for quote in chosen)
    assert told["en"] == max(told.values())
    for theme in {quote.theme for quote in chosen}:
        assert len({quote.language for quote in chosen if quote.theme == theme}) == 3


def test_a_theme_speaks_first_in_the_language_that_most_raised_it_in() -> None:
    record = made()
    for theme in ("t1", "t2"):
        counts = {
            tag: record.released.shown(f"people|theme={theme}|language={tag}") or 0
            for tag in ("en", "es", "ar", "so")
        }
        most = max(counts, key=lambda tag: counts[tag])
        assert record.summary.quotes_of(theme)[0].language == most


def test_only_themes_whose_total_is_shown_are_quoted() -> None:
    record = made()
    assert record.released.shown("people|theme=t5") is None
    assert "t5" in set(record.quotes["theme"])
    assert not record.summary.quotes_of("t5")


def test_a_language_that_is_not_shown_is_quoted_twice_at_most() -> None:
    record = made()
    hidden = [
        quote
        for quote in record.summary.quotes
        if record.released.shown(f"people|language={quote.language}") is None
    ]
    assert all(n <= 2 for n in Counter(quote.language for quote in hidden).values())
    assert max(Counter((quote.theme, quote.language) for quote in hidden).values(), default=0) <= 1


def test_what_quotes_give_away_is_never_more_than_the_count() -> None:
    record = made()
    said = record.quotes.assign(language="so")
    known = known_from_quotes(record.tables, said)
    assert known
    assert all(0 < least <= record.tables.n(key) for key, least in known.items())


def test_a_theme_may_be_kept_from_being_quoted() -> None:
    record = made()
    themes = record.themes.assign(quotable=[False, True, True, True, True])
    summary = summarize(record.released, themes, record.quotes, QUESTION)
    assert not summary.quotes_of("t1")
    assert summary.quotes_of("t2")


def test_the_same_words_are_not_printed_twice() -> None:
    record = made()
    quotes = record.quotes.assign(text="The same words were sent by many people here.")
    summary = summarize(record.released, record.themes, quotes, QUESTION)
    assert len(summary.quotes) == 1


def test_the_order_of_candidates_does_not_change_the_choice() -> None:
    record = made()
    again = summarize(
        record.released, record.themes, record.quotes.sample(frac=1, random_state=2), QUESTION
    )
    assert again.quotes == record.summary.quotes


def test_a_question_is_told_only_where_its_count_is_shown() -> None:
    record = made()
    summary = summarize(
        record.released, record.themes, record.quotes.assign(question="q1"), QUESTION
    )
    assert {quote.question for quote in summary.quotes} == {None}


@pytest.mark.parametrize("column", ["quote", "person", "place", "score"])
def test_candidates_without_a_column_are_refused(column: str) -> None:
    record = made(n=60)
    with pytest.raises(ValueError, match=column):
        summarize(record.released, record.themes, record.quotes.drop(columns=column), QUESTION)


def test_a_candidate_without_a_person_is_refused() -> None:
    record = made(n=60)
    quotes = record.quotes.copy()
    quotes["person"] = pd.Series([None] * len(quotes), index=quotes.index, dtype=object)
    with pytest.raises(ValueError, match="person"):
        summarize(record.released, record.themes, quotes, QUESTION)
