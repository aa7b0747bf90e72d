"""The record that a Release is counted from, as of its run and its last act of review.

Read once to freeze, and again, the same way, whenever somebody verifies.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import Figure, ReleasedTables, suppress
from analysis.summarize import mention_figures, session_figures, told_figures
from analysis.tables import PARTNER, QUESTION, Tables, cell_key, count_tables
from community_voice.release.candidates import named_themes
from community_voice.release.figures import figures_of, late_figures, marks_of, round_of
from community_voice.release.heard import cards_of, passages_of
from community_voice.store import Release, ReleaseVoice
from community_voice.store.frames.codings import codings_frame
from community_voice.store.frames.labels import GROUP
from community_voice.store.frames.people import people_frame
from community_voice.store.frames.segments import segments_frame
from community_voice.store.frames.testimony import testimony_frame
from community_voice.store.review_state import CodebookState, read_codebook


class PrintedQuote(Protocol):
    """What a reader learns from a printed quote: somebody said this about that."""

    @property
    def theme(self) -> str:
        """The theme that it is printed under."""

    @property
    def language(self) -> str:
        """The language that it is printed with."""

    @property
    def testimony_id(self) -> str:
        """Whose words it is."""

    @property
    def place(self) -> str | None:
        """The place that is printed with it."""


@dataclass(frozen=True)
class Record:
    """The frames of everybody whom a Release counts, and the codebook as it stood.

    `marks` says which themes are serious, sensitive or doubts; `figures` what else may be told,
    of agreement up to the round `up_to`.
    `passages` are what was said in listening sessions, `cards` what was read back there.
    """

    state: CodebookState
    people: pd.DataFrame
    codings: pd.DataFrame
    answered: pd.DataFrame
    testimony: pd.DataFrame
    marks: Mapping[str, list[str]]
    figures: tuple[Figure, ...]
    up_to: int
    passages: pd.DataFrame
    cards: pd.DataFrame

    def __repr__(self) -> str:
        return f"Record({len(self.people)} counted, {len(self.codings)} codings)"


def read_record(session: Session, release: Release, voices: Iterable[str] | None = None) -> Record:
    """Read the record as of the release's run and last act.

    voices: whom to count, as `frozen_voices` returns them; None while the Release is being
    made, which then counts everybody whose words the run read, or who gave none. Whom a frozen
    Release counted it counted, whatever was held or set aside since.
    """
    frozen = voices is not None
    engagement_id, run_id = release.engagement_id, release.run_id
    state = read_codebook(session, engagement_id, run_id, release.last_act_id)
    people = people_frame(session, engagement_id, run_id, frozen)
    testimony = testimony_frame(session, engagement_id, any_standing=frozen)
    segments = segments_frame(session, engagement_id, run_id, frozen)
    testimony, later = _as_read(testimony, set(segments["testimony"]))
    if voices is None:
        people = people[~people["person"].isin(later)]
    else:
        people = people[people["person"].isin(set(voices))]
    counted = set(people["person"])
    codings = codings_frame(session, engagement_id, run_id, release.last_act_id, frozen)
    told = {theme.code for theme in named_themes(state)}
    testimony = testimony[testimony["person"].isin(counted)].reset_index(drop=True)
    said = set(testimony["testimony"])
    codings = codings[codings["testimony"].isin(said) & codings["theme"].isin(told)]
    answered = testimony.loc[testimony["question"].notna(), ["person", "question"]]
    passages = passages_of(session, engagement_id, segments, testimony)
    up_to = round_of(session, release)
    return Record(
        state=state,
        people=people.reset_index(drop=True),
        codings=codings.reset_index(drop=True),
        answered=answered.drop_duplicates().reset_index(drop=True),
        testimony=testimony,
        marks=marks_of(release, state),
        figures=(*figures_of(session, release, state, up_to), *late_figures(session, people)),
        up_to=up_to,
        passages=passages,
        cards=cards_of(session, passages),
    )


def frozen_voices(session: Session, release: Release) -> list[str]:
    """Return whose responses a frozen Release counted, as far as they are still there."""
    return list(
        session.scalars(
            select(ReleaseVoice.response_id)
            .where(ReleaseVoice.release_id == release.id)
            .order_by(ReleaseVoice.response_id)
        )
    )


def count(record: Record, dimensions: list[str]) -> Tables:
    """Count everything that the Release could say, unsuppressed.

    Partners split those who spoke in a session, so they need the split by mode.
    """
    known = [name for name in dimensions if name in record.people.columns]
    within = {PARTNER: ("mode", "session")} if {PARTNER, "mode"} <= set(known) else {}
    known = [name for name in known if name != PARTNER or within]
    themes = [theme.code for theme in named_themes(record.state)]
    return count_tables(record.people, record.codings, known, record.answered, themes, within)


def tell(
    record: Record, release: Release, tables: Tables, quotes: Iterable[PrintedQuote]
) -> ReleasedTables:
    """Hide what must be hidden, given that these quotes are printed beside the tables."""
    known = told_by_quotes(record, tables, quotes)
    return with_figures(record, tables, suppress(tables, release.threshold, known))


def with_figures(record: Record, tables: Tables, released: ReleasedTables) -> ReleasedTables:
    """Return released tables with every figure of the record that may be told beside them."""
    figures = [
        *record.figures,
        *mention_figures(record.codings, released.threshold),
        *session_figures(record.passages, record.cards, tables, released),
    ]
    return told_figures(figures, released)


def told_by_quotes(
    record: Record, tables: Tables, quotes: Iterable[PrintedQuote]
) -> dict[str, int]:
    """Return the least that printed quotes say of each cell, by key.

    Three Spanish quotes of three people under a theme say that at least three people, and at
    least three of those who speak Spanish, raised it. Words tell which question they answer;
    a printed place tells a group.
    """
    speakers = record.testimony.set_index("testimony")["person"]
    about = record.people.set_index("person")
    known: dict[str, set[str]] = defaultdict(set)
    for quote in quotes:
        person = speakers[quote.testimony_id]
        row = about.loc[person]
        unit = str(row["unit"])
        told = {name: row[name] for name in about.columns if name.startswith(GROUP) and quote.place}
        if row["language"] == quote.language:
            told["language"] = quote.language
        keys = [cell_key(unit, quote.theme)]
        keys += [cell_key(unit, quote.theme, name, str(value)) for name, value in told.items()]
        keys += [cell_key(unit, quote.theme, QUESTION, name) for name in _asked(record, quote)]
        for key in keys:
            if key in tables.by_key:
                known[key].add(person)
    return {key: len(persons) for key, persons in sorted(known.items())}


def _asked(record: Record, quote: PrintedQuote) -> list[str]:
    """Return the question that a quote answers."""
    same = record.codings["testimony"] == quote.testimony_id
    rows = record.codings[same & (record.codings["theme"] == quote.theme)]
    return [str(name) for name in rows["question"].dropna().unique()]


def _as_read(testimony: pd.DataFrame, read: set[str]) -> tuple[pd.DataFrame, set[str]]:
    """Return testimony without what came after the run had read, and who came after it whole.

    More of a person's words may come later than others: a note of a session, a transcript.
    """
    unread = (testimony["text"].str.strip() != "") & ~testimony["testimony"].isin(read)
    heard = set(testimony.loc[testimony["testimony"].isin(read), "person"])
    return testimony[~unread], set(testimony.loc[unread, "person"].dropna()) - heard
