"""Compute what a Release will say: tables, claims and quotes, from the record alone.

Reads and computes; nothing is written here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from analysis.disclosure import ReleasedTables
from analysis.summarize import ChosenQuote, Summary, summarize
from analysis.tables import Tables
from analysis.verify import verify
from community_voice.release.candidates import Candidate, candidates, named_themes
from community_voice.release.method import labels_for, settings_for
from community_voice.release.record import (
    Record,
    count,
    read_record,
    tell,
    told_by_quotes,
)
from community_voice.release.retold import approved_paraphrases
from community_voice.store import Release
from community_voice.store.frames.labels import GROUP
from community_voice.store.lease import Tick

QUOTE_COLUMNS = [
    "quote",
    "theme",
    "text",
    "language",
    "person",
    "place",
    "question",
    "score",
    "stance",
    "mode",
]
THEME_COLUMNS = ["theme", "name", "description", "keywords", "stance", "serious", "quotable"]
# The rules by which sentences are written: another number where the same record gives others.
WRITTEN = 3


class DoesNotMatch(Exception):
    """What was computed does not match the record: nothing of it may be frozen."""


@dataclass(frozen=True)
class ReadyQuote:
    """One chosen quote, with the span that it is copied from."""

    candidate: Candidate = field(repr=False)
    chosen: ChosenQuote = field(repr=False)

    @property
    def theme(self) -> str:
        """Return the theme that it is printed under."""
        return self.chosen.theme

    @property
    def language(self) -> str:
        """Return the language that it is printed with."""
        return self.chosen.language

    @property
    def testimony_id(self) -> str:
        """Return whose words these are."""
        return self.candidate.testimony_id

    @property
    def place(self) -> str | None:
        """Return the place that is printed with it."""
        return self.chosen.place


@dataclass(frozen=True)
class ReleaseContent:
    """Everything that a Release will hold."""

    record: Record
    tables: ReleasedTables
    summary: Summary
    quotes: tuple[ReadyQuote, ...]
    labels: Mapping[str, str]
    unverified: frozenset[str]
    paraphrases: pd.DataFrame


def compose(session: Session, release: Release, tick: Tick) -> ReleaseContent:
    """Count, hide, summarize and verify, so that the same record gives the same content."""
    tick("reading", 0, 4)
    record = read_record(session, release)
    cleared = cleared_quotes(session, record)
    paraphrases = approved_paraphrases(session, record)
    tick("counting", 1, 4)
    tables = count(record, release.dimensions)
    tick("hiding and writing", 2, 4)
    quotes: Sequence[ReadyQuote] = ()
    told = tell(record, release, tables, quotes)
    # Printed quotes tell something of the counts, so hiding and choosing take turns: each turn
    # chooses among the quotes of the turn before, until the same ones stay.
    while True:
        labels = labels_for(session, release, told)
        settings = settings_for(session, release, record, told)
        summary = summarize_record(record, release, told, cleared, paraphrases, labels, settings)
        chosen = ready_quotes(cleared, summary.quotes)
        if {_span(each.candidate) for each in chosen} == {_span(each.candidate) for each in quotes}:
            break
        quotes, cleared = chosen, [each.candidate for each in chosen]
        told = tell(record, release, tables, quotes)
    tick("checking", 3, 4)
    unverified = check(record, tables, told, summary, chosen, paraphrases)
    tick("checking", 4, 4)
    return ReleaseContent(record, told, summary, tuple(chosen), labels, unverified, paraphrases)


def cleared_quotes(session: Session, record: Record) -> list[Candidate]:
    """Return the quotes that a person read and found to point at nobody."""
    counted = set(record.testimony["testimony"])
    return [
        candidate
        for found in candidates(session, record.state).values()
        for candidate in found
        if candidate.points_at_nobody is True and candidate.testimony_id in counted
    ]


def ready_quotes(cleared: Iterable[Candidate], chosen: Iterable[ChosenQuote]) -> list[ReadyQuote]:
    """Return the chosen quotes with their spans, in order."""
    by_id = {quote_id(candidate): candidate for candidate in cleared}
    return [ReadyQuote(by_id[quote.quote], quote) for quote in chosen]


def quote_id(candidate: Candidate) -> str:
    """Name a candidate while a summary is made; the name is printed nowhere."""
    return f"{candidate.theme}:{candidate.testimony_id}:{candidate.start}:{candidate.end}"


def check(
    record: Record,
    tables: Tables,
    told: ReleasedTables,
    summary: Summary,
    quotes: Sequence[ReadyQuote],
    paraphrases: pd.DataFrame,
) -> frozenset[str]:
    """Return the claims that do not verify; anything else that does not match stops the freeze."""
    spans = [
        {
            "quote": each.chosen.quote,
            "testimony": each.testimony_id,
            "start": each.candidate.start,
            "end": each.candidate.end,
            "text": each.candidate.text,
        }
        for each in quotes
    ]
    failures = verify(
        summary,
        told,
        recomputed=tables,
        texts=record.testimony[["testimony", "text", "consent"]],
        quotes=pd.DataFrame(spans, columns=["quote", "testimony", "start", "end", "text"]),
        at_least=told_by_quotes(record, tables, quotes),
        figures=told.figures,
        paraphrases=paraphrases,
    )
    claims = {claim.id for claim in summary.claims}
    failed = {failure.id.split(".")[0] for failure in failures}
    if failed - claims:
        raise DoesNotMatch(sorted(failed - claims))
    return frozenset(failed)


def summarize_record(
    record: Record,
    release: Release,
    told: ReleasedTables,
    cleared: Sequence[Candidate],
    paraphrases: pd.DataFrame,
    labels: Mapping[str, str],
    settings: Mapping[str, int | str],
) -> Summary:
    """Write what these tables say of a record."""
    return summarize(
        told,
        _themes(record),
        _quotes(record, cleared),
        release.question,
        method=settings,
        labels=labels,
        paraphrases=paraphrases,
    )


def _themes(record: Record) -> pd.DataFrame:
    """Return the named themes; keywords are residents' words and are not released."""
    rows = []
    for theme in named_themes(record.state):
        marks = record.marks.get(theme.code, [])
        rows.append(
            {
                "theme": theme.code,
                "name": theme.name,
                "description": theme.description,
                "keywords": "",
                "stance": "doubt" if "doubt" in marks else "",
                "serious": "serious" in marks,
                "quotable": "sensitive" not in marks,
            }
        )
    return pd.DataFrame(rows, columns=THEME_COLUMNS)


def _quotes(record: Record, cleared: Sequence[Candidate]) -> pd.DataFrame:
    """Return cleared candidates as `summarize` reads them, the most central first."""
    about = record.testimony.set_index("testimony")
    people = record.people.set_index("person")
    groups = [name for name in people.columns if name.startswith(GROUP)]
    rows: list[dict[str, Any]] = []
    for order, candidate in enumerate(cleared):
        testimony = about.loc[candidate.testimony_id]
        rows.append(
            {
                "quote": quote_id(candidate),
                "theme": candidate.theme,
                "text": candidate.text,
                "language": candidate.language,
                "person": candidate.person,
                "place": testimony["place"],
                "question": testimony["question"],
                "score": -order,
                "stance": candidate.stance,
                **{name: people.at[str(candidate.person), name] for name in ("mode", *groups)},
            }
        )
    return pd.DataFrame(rows, columns=[*QUOTE_COLUMNS, *groups])


def _span(candidate: Candidate) -> tuple[str, str, int, int]:
    return candidate.theme, candidate.testimony_id, candidate.start, candidate.end
