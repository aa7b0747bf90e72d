"""Check a summary against the record: numbers, sentences, hidden cells and quotes.

What passes shows that numbers and quotes match the record. Whether a theme is the right theme is
a judgement that nothing here can make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from analysis.disclosure import NOT_SHOWN, Figure, ReleasedCell, ReleasedTables, suppress
from analysis.summarize import TEMPLATES, Claim, Summary, languages, messages_in, render
from analysis.summarize.claims import resolve
from analysis.summarize.model import ChosenQuote
from analysis.summarize.serious import PARAPHRASABLE
from analysis.summarize.templates import digit_runs
from analysis.tables import Tables

QUOTED = "quoted"
QUOTED_WITH_PLACE = "quoted_with_place"
PARAPHRASES = ("said_once", "said_once_noted")
Renderer = Callable[[str, Mapping[str, int | str]], str]
# Values with these names are words; any other one of a sentence must come from somewhere.
WORDS = frozenset(
    {
        "question",
        "theme",
        "description",
        "dimension",
        "value",
        "not_shown",
        "name",
        "setting",
        "paraphrase",
        "author",
        "noted",
    }
)


@dataclass(frozen=True)
class Failure:
    """One thing that does not match: what was checked, of which claim, cell or quote.

    `expected` and `found` never hold testimony.
    """

    what: str
    id: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what} {self.id}: expected {self.expected}, found {self.found}"


def verify(
    summary: Summary | Mapping[str, Any],
    tables: ReleasedTables | Mapping[str, Any],
    recomputed: Tables | None = None,
    texts: pd.DataFrame | None = None,
    quotes: pd.DataFrame | None = None,
    at_least: Mapping[str, int] | None = None,
    renderer: Renderer | None = None,
    figures: Iterable[Figure] | None = None,
    paraphrases: pd.DataFrame | None = None,
) -> tuple[Failure, ...]:
    """Return everything that fails; nothing where summary, tables and record agree.

    summary, tables: as made, or as plain values read back from JSON.
    recomputed: the counts made again from the record, if it is at hand; `at_least` as it was
    given to `suppress` when the tables were made.
    texts: `testimony`, `text`, `consent` of every testimony that may be quoted; with it, each
    quote is looked for in its testimony. quotes: `quote`, `testimony`, `start`, `end`, `text`.
    renderer: makes the sentence of a template and its values; without one, the sentences of the
    summary's own language are taken.
    figures: those that the record gives now, to be those of the tables. paraphrases: the approved
    ones, `text`, `author`, `consent`; each that is printed must be among them.
    """
    summary = summary if isinstance(summary, Summary) else Summary.from_dict(summary)
    tables = tables if isinstance(tables, ReleasedTables) else ReleasedTables.from_dict(tables)
    failures: list[Failure] = []
    if renderer is None:
        if summary.language not in languages():
            return (Failure("language", summary.language, "one of " + " ".join(languages()), "it"),)
        renderer = partial(render, messages=messages_in(summary.language))
    for claim in summary.claims:
        failures += _claim_failures(claim, summary, tables, renderer)
    failures += _twice(summary)
    if recomputed is not None:
        failures += _table_failures(tables, recomputed, at_least)
    if figures is not None:
        failures += _figure_failures(tables, figures)
    if paraphrases is not None:
        failures += _paraphrase_failures(summary, paraphrases)
    for quote in summary.quotes:
        failures += _support_failures(quote, summary, tables)
        if texts is not None:
            failures += _quote_failures(quote, texts, quotes)
    return tuple(failures)


def _twice(summary: Summary) -> Iterator[Failure]:
    """Yield ids that name two claims or two quotes, so that a failure names one thing."""
    seen: set[str] = set()
    ids = [claim.id for claim in summary.claims] + [quote.id for quote in summary.quotes]
    for each in ids:
        if each in seen:
            yield Failure("id", each, "one claim or quote", "two")
        seen.add(each)


def _claim_failures(
    claim: Claim,
    summary: Summary,
    tables: ReleasedTables,
    renderer: Renderer,
) -> Iterator[Failure]:
    """Yield what is wrong with one sentence."""
    if claim.template not in TEMPLATES:
        yield Failure("template", claim.id, "a known template", claim.template)
        return
    try:
        sentence = renderer(claim.template, claim.values)
    except KeyError as missing:
        yield Failure("values", claim.id, f"a value for {missing}", "none")
        return
    if sentence != claim.text:
        # A report of what does not match is no place for words about one person.
        told = claim.template in PARAPHRASES
        expected, found = ("the approved words", "other words") if told else (sentence, claim.text)
        yield Failure("sentence", claim.id, expected, found)
    yield from _number_failures(claim, summary, tables)
    yield from _stray_numbers(claim)
    if claim.values.get("not_shown", NOT_SHOWN) != NOT_SHOWN:
        yield Failure("hidden cell", claim.id, NOT_SHOWN, str(claim.values["not_shown"]))


def _number_failures(claim: Claim, summary: Summary, tables: ReleasedTables) -> Iterator[Failure]:
    """Yield numbers that do not equal what stands where the claim says they come from."""
    for name, value in claim.values.items():
        is_number = isinstance(value, int) or name not in WORDS
        if is_number and name not in claim.numbers:
            yield Failure("number", f"{claim.id}.{name}", "a cell that it comes from", str(value))
    for name, where in claim.numbers.items():
        found = claim.values.get(name)
        try:
            expected = _number(where, claim, summary, tables)
        except (ValueError, KeyError, TypeError, ZeroDivisionError):
            yield Failure("number", f"{claim.id}.{name}", f"a shown number at {where}", str(found))
            continue
        # True == 1 in Python, and a number that came as text is no number; a figure is text.
        if type(found) is not type(expected) or found != expected:
            yield Failure("number", f"{claim.id}.{name}", f"{expected} ({where})", repr(found))


def _number(where: str, claim: Claim, summary: Summary, tables: ReleasedTables) -> int | str:
    """Return the number at a place; the method's settings stand in the summary."""
    if where.startswith("method:"):
        return int(summary.method[where.removeprefix("method:")])
    return resolve(where, tables, claim.values)


def _stray_numbers(claim: Claim) -> Iterator[Failure]:
    """Yield digits in the sentence, of any script, that none of its values holds."""
    held = {run for value in claim.values.values() for run in digit_runs(str(value))}
    held |= {str(int(run)) for run in held if run.isdecimal()}
    for run in digit_runs(claim.text):
        plain = str(int(run)) if run.isdecimal() else run
        if plain not in held and run not in held:
            yield Failure("stray number", claim.id, "only numbers among its values", run)


def _table_failures(
    tables: ReleasedTables, recomputed: Tables, at_least: Mapping[str, int] | None
) -> Iterator[Failure]:
    """Yield cells that differ from what counting and hiding again would give."""
    try:
        again = suppress(recomputed, tables.threshold, at_least)
    except ValueError as error:
        yield Failure("tables", "at_least", "bounds that hold", str(error))
        return
    for key in sorted(tables.by_key.keys() | again.by_key.keys()):
        expected, found = again.by_key.get(key), tables.by_key.get(key)
        if expected != found:
            yield Failure("cell", key, _told(expected), _told(found))
    if len(tables.cells) != len(tables.by_key):
        yield Failure("tables", "cells", "each key once", "a key twice")
    if tables.left_out != again.left_out:
        yield Failure("tables", "left_out", str(again.left_out), str(tables.left_out))


def _figure_failures(tables: ReleasedTables, again: Iterable[Figure]) -> Iterator[Failure]:
    """Yield figures that differ from those that the record gives, and any about few."""
    expected = {figure.key: figure for figure in again}
    found = {figure.key: figure for figure in tables.figures}
    for key in sorted(expected.keys() | found.keys()):
        ours, theirs = expected.get(key), found.get(key)
        if ours != theirs:
            told = [each.text if each else "no such figure" for each in (ours, theirs)]
            yield Failure("figure", key, *told)
    for key in sorted(found.keys() - tables.figure_of.keys()):
        yield Failure("figure", key, f"one that rests on {tables.threshold} or more", "on fewer")
    if len(found) != len(tables.figures):
        yield Failure("tables", "figures", "each key once", "a key twice")


def _paraphrase_failures(summary: Summary, approved: pd.DataFrame) -> Iterator[Failure]:
    """Yield paraphrases that nobody approved, or to which nobody agreed; never their words."""
    allowed = approved[approved["consent"].isin(PARAPHRASABLE)]
    noted = allowed["noted"] if "noted" in allowed else pd.Series(False, allowed.index)
    words = allowed["text"].astype(str), allowed["author"].astype(str)
    known = set(zip(*words, noted.astype(bool), strict=True))
    for claim in summary.claims:
        is_noted = claim.template != PARAPHRASES[0]
        said = claim.values.get("paraphrase"), claim.values.get("author"), is_noted
        if claim.template in PARAPHRASES and said not in known:
            yield Failure("paraphrase", claim.id, "an approved one", "another, or no consent")


def _told(cell: ReleasedCell | None) -> str:
    if cell is None:
        return "no such cell"
    return NOT_SHOWN if cell.n is None else str(cell.n)


def _support_failures(
    quote: ChosenQuote, summary: Summary, tables: ReleasedTables
) -> Iterator[Failure]:
    """Yield a quote whose theme no finding speaks of: its total would not be shown."""
    told = [*summary.section("finding"), *summary.section("against")]
    if not any(f"theme:{quote.theme}" in claim.sources for claim in told):
        yield Failure("quote", quote.id, "a theme among the findings", quote.theme)


def _quote_failures(
    quote: ChosenQuote, texts: pd.DataFrame, quotes: pd.DataFrame | None
) -> Iterator[Failure]:
    """Yield what is wrong with one quote, naming places and lengths but no words."""
    row = None if quotes is None else _only(quotes, "quote", quote.quote)
    if row is None:
        yield Failure("quote", quote.id, "one candidate with its id", "none, or several")
        return
    testimony = _only(texts, "testimony", str(row["testimony"]))
    where = f"{row['testimony']}[{row['start']}:{row['end']}]"
    if testimony is None:
        yield Failure("quote", quote.id, f"testimony {row['testimony']}", "withdrawn or unknown")
        return
    words = str(testimony["text"])[int(row["start"]) : int(row["end"])]
    for text, whose in ((quote.text, "the quote"), (str(row["text"]), "the candidate")):
        if text != words:
            differs = next(
                (i for i, (a, b) in enumerate(zip(text, words, strict=False)) if a != b),
                min(len(text), len(words)),
            )
            yield Failure(
                "quote",
                quote.id,
                f"the words at {where}",
                f"{whose} differs from sign {differs + 1} on",
            )
    consent = str(testimony["consent"])
    allowed = (QUOTED_WITH_PLACE,) if quote.place else (QUOTED, QUOTED_WITH_PLACE)
    if consent not in allowed:
        yield Failure("consent", quote.id, " or ".join(allowed), consent)


def _only(frame: pd.DataFrame, column: str, value: str) -> Mapping[str, Any] | None:
    """Return the one row with this id, or None."""
    rows = frame[frame[column].astype(str) == value]
    if len(rows) != 1:
        return None
    return {str(name): cell for name, cell in rows.iloc[0].items()}
