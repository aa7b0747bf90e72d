"""The quotes that a Release could print, for a person to read first.

Only words whose person allowed quoting, and only verbatim ones: never a note-taker's, nor what
a room said of which nobody knows who could agree. The most central first, and from each
language, so that no language is heard less because fewer people speak it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import AnalysisRun, QuoteReview, Segment, Testimony
from community_voice.store.columns import QUOTABLE
from community_voice.store.judgement import Judgement
from community_voice.store.response import said_by_residents, said_by_somebody
from community_voice.store.review_state import CodebookState, ThemeState, effective_codings
from community_voice.store.voice_note import written_down

MOST_PER_LANGUAGE = 3
MOST_PER_THEME = 12
# Shorter than this says too little; longer tells more of a life than a brief should print.
SHORTEST, LONGEST = 12, 600


@dataclass(frozen=True)
class Candidate:
    """One span that could be quoted, and what its reader said of it (None: not read yet).

    `stance` is what somebody who coded it said: "oppose" and the like, "" where nobody did.
    """

    segment_id: int
    testimony_id: str
    person: str | None
    theme: str
    start: int
    end: int
    language: str
    consent: str
    text: str = field(default="", repr=False)
    points_at_nobody: bool | None = None
    stance: str = ""
    written_down: bool = False


@dataclass(frozen=True)
class _Span:
    """One coded segment of quotable words, before its text is read."""

    rank: tuple[int, float, int]
    segment_id: int
    testimony_id: str
    person: str | None
    start: int
    end: int
    language: str
    consent: str
    written_down: bool


def candidates(session: Session, state: CodebookState) -> dict[int, list[Candidate]]:
    """Return, for each named theme of the codebook, the quotes that may be read and ticked.

    Of a theme that people marked as sensitive there are none: a brief tells its numbers alone.
    """
    spans = _spans(session, state)
    chosen = {
        theme.id: _pick(spans.get(theme.id, []))
        for theme in named_themes(state)
        if theme.shown and not theme.sensitive
    }
    every = [span for picked in chosen.values() for span in picked]
    texts = _texts(session, {span.testimony_id for span in every})
    reviews = reviews_of(session, {span.testimony_id for span in every})
    stances = _stances(session, {span.segment_id for span in every})
    return {
        theme_id: [
            Candidate(
                segment_id=span.segment_id,
                testimony_id=span.testimony_id,
                person=span.person,
                theme=state.themes[theme_id].code,
                start=span.start,
                end=span.end,
                language=span.language,
                consent=span.consent,
                text=texts[span.testimony_id][span.start : span.end],
                points_at_nobody=reviews.get((span.testimony_id, span.start, span.end)),
                stance=stances.get(span.segment_id, ""),
                written_down=span.written_down,
            )
            for span in picked
        ]
        for theme_id, picked in chosen.items()
    }


def named_themes(state: CodebookState) -> list[ThemeState]:
    """Return the themes that a person named; a proposed label is made of residents' words."""
    return [theme for theme in state.shown.values() if theme.name.strip()]


def reviews_of(session: Session, testimony_ids: Iterable[str]) -> dict[tuple[str, int, int], bool]:
    """Return what readers said of spans of these testimonies."""
    rows = session.scalars(
        select(QuoteReview).where(QuoteReview.testimony_id.in_(list(testimony_ids)))
    )
    return {(row.testimony_id, row.start, row.end): row.points_at_nobody for row in rows}


def _stances(session: Session, segment_ids: Iterable[int]) -> dict[int, str]:
    """Return what people who coded these segments said of their stance, the last word first."""
    rows = session.execute(
        select(Judgement.segment_id, Judgement.stance)
        .where(Judgement.segment_id.in_(list(segment_ids)), Judgement.stance != "")
        .order_by(Judgement.id)
    )
    return dict(rows.tuples().all())


def _spans(session: Session, state: CodebookState) -> dict[int, list[_Span]]:
    """Return the quotable segments of each theme, best first."""
    codings = effective_codings(state)
    rows = session.execute(
        select(
            codings.c.theme_id,
            codings.c.score,
            Segment.id,
            Segment.testimony_id,
            Testimony.response_id,
            Segment.start,
            Segment.end,
            Segment.language,
            Testimony.consent,
            written_down(),
        )
        .join(Segment, Segment.id == codings.c.segment_id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(
            Testimony.engagement_id == state.engagement_id,
            Testimony.consent.in_(QUOTABLE),
            Testimony.verbatim,
            said_by_residents(),
            said_by_somebody(),
            codings.c.primary,
            Segment.end - Segment.start >= SHORTEST,
            Segment.end - Segment.start <= LONGEST,
        )
    )
    central = _centrality(state)
    spoken = _spoken_otherwise(session, state.run_id)
    spans: dict[int, dict[int, _Span]] = defaultdict(dict)
    for theme_id, score, segment_id, testimony_id, person, start, end, language, *said in rows:
        rank = (central.get((theme_id, segment_id), len(central)), -score, segment_id)
        language = spoken.get(segment_id, language)
        spans[theme_id][segment_id] = _Span(
            rank, segment_id, testimony_id, person, start, end, language, *said
        )
    return {
        theme_id: sorted(found.values(), key=lambda span: span.rank)
        for theme_id, found in spans.items()
    }


def _centrality(state: CodebookState) -> dict[tuple[int, int], int]:
    """Return how central a run found segments, under the theme that holds them now."""
    places: dict[tuple[int, int], int] = {}
    for theme in state.themes.values():
        root = state.root(theme.id)
        for place, segment_id in enumerate(theme.central):
            places[root, segment_id] = min(place, places.get((root, segment_id), place))
    return places


def _spoken_otherwise(session: Session, run_id: int | None) -> Mapping[int, str]:
    run = session.get(AnalysisRun, run_id) if run_id is not None else None
    told = run.results.get("spoken_otherwise", {}) if run else {}
    return {int(key): tag for key, tag in told.items()}


def _pick(spans: list[_Span]) -> list[_Span]:
    """Return the best of each language in turn, one person once."""
    by_language: dict[str, list[_Span]] = defaultdict(list)
    met: set[str | None] = set()
    for span in spans:
        if span.person not in met and len(by_language[span.language]) < MOST_PER_LANGUAGE:
            by_language[span.language].append(span)
            met.add(span.person)
    rounds = [
        span
        for turn in range(MOST_PER_LANGUAGE)
        for _language, found in sorted(by_language.items())
        for span in found[turn : turn + 1]
    ]
    return sorted(rounds[:MOST_PER_THEME], key=lambda span: span.rank)


def _texts(session: Session, testimony_ids: Iterable[str]) -> dict[str, str]:
    rows = session.execute(
        select(Testimony.id, Testimony.text).where(Testimony.id.in_(list(testimony_ids)))
    )
    return dict(rows.tuples().all())
