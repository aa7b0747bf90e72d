"""Pick quotes: verbatim, across languages, and never two of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.disclosure import ReleasedTables
from analysis.summarize.figures import AGAINST
from analysis.summarize.model import ChosenQuote
from analysis.tables import NO_ANSWER, QUESTION, Tables, cell_key

QUOTES_PER_THEME = 3
QUOTES_PER_HIDDEN_LANGUAGE = 2
LANGUAGE = "language"
# A quote of this many characters reads well on a page; others are taken when there is none.
READABLE = range(25, 361)
COLUMNS = ("quote", "theme", "text", "language", "person", "place", "question", "score")
STANCE, MODE, GROUP = "stance", "mode", "group:"
# A theme that speaks against, and is not among the findings, has this many quotes.
QUOTES_PER_DOUBT = 1


def checked_quotes(quotes: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates as text, or raise ValueError naming what is missing.

    Consent, and that a quote points at nobody, are the caller's to hold by constraint: a row that
    is not cleared must not be here.
    """
    absent = [column for column in COLUMNS if column not in quotes]
    if absent:
        raise ValueError(f"quotes lack the columns {absent}")
    if quotes["quote"].duplicated().any():
        raise ValueError("quotes must have an id each")
    if quotes[["quote", "theme", "text", "language", "person"]].isna().any(axis=None):
        raise ValueError("a quote needs an id, a theme, a text, a language and a person")
    quotes = quotes[[*COLUMNS, *([STANCE] if STANCE in quotes else []), *_splits(quotes)]].copy()
    for column in ("quote", "theme", "language", "person"):
        quotes[column] = quotes[column].astype(str)
    for column in _splits(quotes):
        told = quotes[column].astype(object)
        quotes[column] = told.where(told.notna() & (told != ""), NO_ANSWER).astype(str)
    return quotes


def _splits(quotes: pd.DataFrame) -> list[str]:
    """Return the columns, beside the language, in proportion to which quotes are picked."""
    return [name for name in map(str, quotes) if name == MODE or name.startswith(GROUP)]


def known_from_quotes(tables: Tables, quotes: pd.DataFrame, unit: str = "people") -> dict[str, int]:
    """Return what quotes may give away of counts, as `suppress(at_least=...)` takes it.

    A quote in a language shows that somebody who speaks it raised the theme. This notes the most
    that `choose_quotes` prints where a count is hidden, so that suppression does not depend on
    the choice. Who is counted under another language than the quote's shows nothing there.
    """
    quotes = checked_quotes(quotes)
    known: dict[str, int] = {}
    for language, rows in quotes.groupby("language"):
        people = rows["person"].nunique()
        key = cell_key(unit, None, LANGUAGE, str(language))
        known[key] = min(people, QUOTES_PER_HIDDEN_LANGUAGE)
        for theme in rows["theme"].unique():
            known[cell_key(unit, str(theme), LANGUAGE, str(language))] = 1
    held = {key: cell.n for key, cell in tables.by_key.items()}
    return {key: min(least, held[key]) for key, least in known.items() if held.get(key)}


def choose_quotes(
    quotes: pd.DataFrame,
    themes: Sequence[str],
    tables: ReleasedTables,
    unit: str,
    doubts: Sequence[str] = (),
) -> tuple[ChosenQuote, ...]:
    """Choose up to three quotes a theme, in proportion to who spoke, each person once in all.

    A theme's first quote is in the language that most raised it in. The next are in the language
    that is furthest behind its share of those counted (Sainte-Laguë), among those that the theme
    does not have yet while there are any. Within a language, the groups and the way of answering
    that are furthest behind theirs come first. The last seat of a theme is for somebody who
    speaks against it or in doubt (column `stance`), unless such a voice is there already.
    doubts: themes that speak against as a whole; one that is not in `themes` has a quote too.
    Neither groups nor stance are printed beside a quote, so they tell nothing of counts.
    """
    quotes = checked_quotes(quotes)
    alone = [theme for theme in doubts if theme not in themes]
    every = [*themes, *alone]
    quotes = quotes[quotes["theme"].isin(every)]
    chosen: list[ChosenQuote] = []
    told: list[Mapping[str, Any]] = []
    for place in range(QUOTES_PER_THEME):
        for theme in [*themes, *(alone if place < QUOTES_PER_DOUBT else [])]:
            rows = quotes[quotes["theme"] == theme]
            rows = rows[~rows["person"].isin([row["person"] for row in told])]
            rows = rows[~rows["text"].isin([quote.text for quote in chosen])]
            is_last = place == QUOTES_PER_THEME - 1
            row = _seated(rows, theme, is_last, told, tables, unit)
            if row is not None:
                told.append(row)
                name = f"quote-{every.index(theme) + 1}-{place + 1}"
                chosen.append(_chosen(row, name, tables, unit))
    return tuple(sorted(chosen, key=lambda quote: (every.index(quote.theme), quote.id)))


def _seated(
    rows: pd.DataFrame,
    theme: str,
    is_last: bool,
    told: Sequence[Mapping[str, Any]],
    tables: ReleasedTables,
    unit: str,
) -> Mapping[str, Any] | None:
    """Return who has the next seat of a theme; None where nobody may have it."""
    heard_against = any(row["theme"] == theme and row.get(STANCE) in AGAINST for row in told)
    offers = [rows]
    if is_last and not heard_against and STANCE in rows:
        offers.insert(0, rows[rows[STANCE].isin(AGAINST)])
    for offer in offers:
        language = _next_language(sorted(set(offer["language"])), theme, told, tables, unit)
        if language is not None:
            spoken = offer[offer["language"] == language]
            return _best(_furthest_behind(spoken, told, tables, unit))
    return None


def _furthest_behind(
    rows: pd.DataFrame, told: Sequence[Mapping[str, Any]], tables: ReleasedTables, unit: str
) -> pd.DataFrame:
    """Return the rows of those whose groups and way of answering are furthest behind."""
    behind = pd.Series(0.0, index=rows.index)
    for split in _splits(rows):
        heard = Counter(str(row[split]) for row in told)
        for value in sorted(set(rows[split].astype(str))):
            n = tables.shown(cell_key(unit, None, split, value))
            weight = (tables.threshold / 2 if n is None else n) / (2 * heard[value] + 1)
            behind = behind.where(rows[split].astype(str) != value, behind + weight)
    behind = behind.round(6)
    return rows[behind == behind.max()]


def _next_language(
    languages: Sequence[str],
    theme: str,
    chosen: Sequence[Mapping[str, Any]],
    tables: ReleasedTables,
    unit: str,
) -> str | None:
    """Return the language that is to be heard next; one that is not shown weighs the threshold.

    Where a count is hidden, quotes must not say how many there are at least: one in a theme, and
    two in all, are the most.
    """
    told = Counter(row[LANGUAGE] for row in chosen)
    have = {row[LANGUAGE] for row in chosen if row["theme"] == theme}

    def is_open(language: str) -> bool:
        if cell_key(unit, None, LANGUAGE, language) not in tables.by_key:
            return True
        if tables.shown(cell_key(unit, None, LANGUAGE, language)) is None:
            return language not in have and told[language] < QUOTES_PER_HIDDEN_LANGUAGE
        its = tables.shown(cell_key(unit, theme, LANGUAGE, language))
        return its is not None or language not in have

    def share(language: str) -> float:
        if not have:
            n = tables.shown(cell_key(unit, theme, LANGUAGE, language))
            return tables.threshold / 2 if n is None else n
        n = tables.shown(cell_key(unit, None, LANGUAGE, language))
        return (tables.threshold if n is None else n) / (2 * told[language] + 1)

    languages = [language for language in languages if is_open(language)]
    waiting = [language for language in languages if language not in have] or languages
    return max(waiting, key=lambda language: (share(language), language), default=None)


def _best(rows: pd.DataFrame) -> Mapping[str, Any]:
    """Return the row that is readable and most central; ties go to the smaller id."""
    ranked = rows.assign(
        readable=rows["text"].str.len().isin(READABLE), score=rows["score"].astype(float)
    ).sort_values(["readable", "score", "quote"], ascending=[False, False, True], kind="stable")
    return {str(name): value for name, value in ranked.iloc[0].items()}


def _chosen(
    row: Mapping[str, Any], quote_id: str, tables: ReleasedTables, unit: str
) -> ChosenQuote:
    """Return the quote; the question is told only where the theme's count in it is shown."""
    question = None if pd.isna(row["question"]) else str(row["question"])
    if question and tables.shown(cell_key(unit, str(row["theme"]), QUESTION, question)) is None:
        question = None
    return ChosenQuote(
        id=quote_id,
        quote=str(row["quote"]),
        theme=str(row["theme"]),
        text=str(row["text"]),
        language=str(row["language"]),
        question=question,
        place=None if pd.isna(row["place"]) else str(row["place"]),
    )
