"""Pick quotes: verbatim, across languages, and never two of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.disclosure import ReleasedTables
from analysis.summarize.model import ChosenQuote
from analysis.tables import QUESTION, Tables, cell_key

QUOTES_PER_THEME = 3
QUOTES_PER_HIDDEN_LANGUAGE = 2
LANGUAGE = "language"
# A quote of this many characters reads well on a page; others are taken when there is none.
READABLE = range(25, 361)
COLUMNS = ("quote", "theme", "text", "language", "person", "place", "question", "score")


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
    quotes = quotes[list(COLUMNS)].copy()
    for column in ("quote", "theme", "language", "person"):
        quotes[column] = quotes[column].astype(str)
    return quotes


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
    quotes: pd.DataFrame, themes: Sequence[str], tables: ReleasedTables, unit: str
) -> tuple[ChosenQuote, ...]:
    """Choose up to three quotes a theme, languages in proportion, each person once in all.

    A theme's first quote is in the language that most raised it in. The next are in the language
    that is furthest behind its share of those counted (Sainte-Laguë), among those that the theme
    does not have yet while there are any.
    """
    quotes = checked_quotes(quotes)
    quotes = quotes[quotes["theme"].isin(themes)]
    chosen: list[ChosenQuote] = []
    used: set[str] = set()
    for place in range(QUOTES_PER_THEME):
        for theme in themes:
            rows = quotes[(quotes["theme"] == theme) & ~quotes["person"].isin(used)]
            rows = rows[~rows["text"].isin([quote.text for quote in chosen])]
            language = _next_language(sorted(set(rows["language"])), theme, chosen, tables, unit)
            if language is not None:
                row = _best(rows[rows["language"] == language])
                used.add(str(row["person"]))
                name = f"quote-{themes.index(theme) + 1}-{place + 1}"
                chosen.append(_chosen(row, name, tables, unit))
    return tuple(sorted(chosen, key=lambda quote: (themes.index(quote.theme), quote.id)))


def _next_language(
    languages: Sequence[str],
    theme: str,
    chosen: Sequence[ChosenQuote],
    tables: ReleasedTables,
    unit: str,
) -> str | None:
    """Return the language that is to be heard next; one that is not shown weighs the threshold.

    Where a count is hidden, quotes must not say how many there are at least: one in a theme, and
    two in all, are the most.
    """
    told = Counter(quote.language for quote in chosen)
    have = {quote.language for quote in chosen if quote.theme == theme}

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
