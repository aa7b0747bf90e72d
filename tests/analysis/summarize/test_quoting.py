"""Quotes are verbatim, across languages, of different people, and give no count away."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from analysis.summarize import known_from_quotes, summarize
from analysis.verify import verify
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


def test_somebody_who_speaks_against_has_a_seat_in_every_theme() -> None:
    record = made()
    quotes = record.quotes.assign(stance="support")
    against = quotes.groupby("theme")["score"].idxmin()
    quotes.loc[against, "stance"] = ["oppose", "mixed", "oppose", "mixed", "oppose"]
    assert not set(quotes.loc[against, "quote"]) & {q.quote for q in record.summary.quotes}
    chosen = summarize(record.released, record.themes, quotes, QUESTION).quotes
    told = {quote.quote for quote in chosen}
    for index, theme in zip(against, quotes.loc[against, "theme"], strict=True):
        if theme != "t5":
            assert quotes.loc[index, "quote"] in told
    assert max(Counter(quote.theme for quote in chosen).values()) == 3


def test_a_voice_against_in_a_hidden_language_has_no_more_seats_than_that_language() -> None:
    record = made()
    tag = next(t for t in ("so", "ar") if record.released.shown(f"people|language={t}") is None)
    quotes = record.quotes.assign(stance="")
    quotes.loc[quotes["language"] == tag, "stance"] = "oppose"
    chosen = summarize(record.released, record.themes, quotes, QUESTION).quotes
    hidden = [quote for quote in chosen if quote.language == tag]
    assert 0 < len(hidden) <= 2
    assert max(Counter(quote.theme for quote in hidden).values()) == 1


def test_quotes_follow_the_way_of_answering_in_proportion() -> None:
    record = made()
    modes = record.people.set_index("person")["mode"]
    quotes = record.quotes.assign(mode=record.quotes["person"].map(modes))
    # Whoever answered on paper is the least central of all: only the rule brings them in.
    quotes["score"] = quotes["mode"].map({"web": 0.9, "paper": 0.1})
    chosen = summarize(record.released, record.themes, quotes, QUESTION).quotes
    told = Counter(quotes.set_index("quote").loc[[quote.quote for quote in chosen], "mode"])
    share = record.tables.n("people|mode=paper") / 300
    assert abs(told["paper"] - share * len(chosen)) <= 1
    assert told["paper"] >= 2
    plain = summarize(record.released, record.themes, quotes.drop(columns="mode"), QUESTION)
    assert "paper" not in set(
        quotes.set_index("quote").loc[[quote.quote for quote in plain.quotes], "mode"]
    )


def test_a_theme_that_speaks_against_has_a_quote_though_it_is_no_finding() -> None:
    record = made()
    themes = record.themes.assign(stance=["", "", "", "doubt", ""])
    summary = summarize(record.released, themes, record.quotes, QUESTION, findings=3)
    assert "theme:t4" not in {s for c in summary.section("finding") for s in c.sources}
    assert len(summary.quotes_of("t4")) == 1
    assert verify(summary, record.released, texts=record.texts, quotes=record.quotes) == ()


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


def test_who_told_no_group_can_be_quoted_beside_those_who_did() -> None:
    record = made()
    groups = ["old", None, "young", float("nan"), ""]
    told = [groups[n % len(groups)] for n in range(len(record.quotes))]
    quotes = record.quotes.assign(**{"group:age": pd.Series(told, dtype=object).to_numpy()})
    summary = summarize(record.released, record.themes, quotes, QUESTION, method={"Seed": 0})
    assert len(summary.quotes) >= 9
    age = dict(zip(quotes["quote"], told, strict=True))
    assert any(not isinstance(age[quote.quote], str) for quote in summary.quotes)
