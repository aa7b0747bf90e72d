"""What few people said that is serious, for a reviewer to put in other words.

A threshold keeps small numbers from pointing at people; it must not bury what one person told
of a harm. The rule is that of `analysis.summarize.serious_rows`, read from the record here
because a page computes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from community_voice.store import Paraphrase, Segment, Testimony
from community_voice.store.judgement import CodingRound, Judgement
from community_voice.store.paraphrase import PARAPHRASABLE
from community_voice.store.response import said_by_residents, said_by_somebody
from community_voice.store.review_state import CodebookState, effective_codings
from community_voice.store.voice_note import written_down

# The same as the Release's: themes that fewer people raised are told nowhere else.
FEW = 11
MOST_PASSAGES = 60
Span = tuple[str, int, int]


@dataclass(frozen=True)
class Passage:
    """One passage that could be put in other words, and why it is offered.

    `flags` is what people said of its safety when they coded it; `people` is how many raised
    its theme (0 where it has none), which staff alone may see.
    """

    segment_id: int
    testimony_id: str
    start: int
    end: int
    theme_id: int | None
    people: int
    flags: tuple[str, ...]
    language: str
    consent: str
    verbatim: bool
    text: str = field(default="", repr=False)
    written_down: bool = False

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.testimony_id, self.start, self.end


@dataclass(frozen=True)
class Found:
    """The passages that are offered, and how many are not: no consent, or no room."""

    passages: list[Passage]
    not_allowed: int
    left_out: int


def find_passages(session: Session, state: CodebookState) -> Found:
    """Return passages of rare serious themes and those flagged for safety, the rarest first."""
    codings = effective_codings(state)
    themes = _themes_of(session, state)
    rare = [
        theme_id
        for theme_id, people in themes.items()
        if people < FEW and (theme := state.shown.get(theme_id)) and theme.serious
    ]
    flags = _flags(session, state.engagement_id)
    rows = session.execute(
        select(
            Segment.id,
            Segment.testimony_id,
            Segment.start,
            Segment.end,
            Segment.language,
            codings.c.theme_id,
            Testimony.consent,
            Testimony.verbatim,
            Testimony.text,
            written_down(),
        )
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .outerjoin(codings, and_(codings.c.segment_id == Segment.id))
        .where(
            Testimony.engagement_id == state.engagement_id,
            Testimony.themed,
            said_by_residents(),
            # What a room said belongs to nobody who could agree.
            said_by_somebody(),
            or_(codings.c.theme_id.in_(rare), Segment.id.in_(list(flags))),
        )
    )
    passages: dict[Span, Passage] = {}
    for segment_id, testimony_id, start, end, language, theme_id, consent, verbatim, *said in rows:
        text, spoken = said
        passage = Passage(
            segment_id=segment_id,
            testimony_id=testimony_id,
            start=start,
            end=end,
            theme_id=theme_id,
            people=themes.get(theme_id, 0),
            flags=flags.get(segment_id, ()),
            language=language,
            consent=consent,
            verbatim=verbatim,
            text=text[start:end],
            written_down=spoken,
        )
        # A passage stands under the rarest of its themes, once.
        known = passages.get(passage.span)
        if known is None or _rank(passage) < _rank(known):
            passages[passage.span] = passage
    ranked = sorted(passages.values(), key=_rank)
    allowed = [each for each in ranked if each.consent in PARAPHRASABLE]
    return Found(
        passages=allowed[:MOST_PASSAGES],
        not_allowed=len(ranked) - len(allowed),
        left_out=max(0, len(allowed) - MOST_PASSAGES),
    )


def paraphrases_of(session: Session, engagement_id: int) -> list[Paraphrase]:
    """Return every paraphrase of an engagement, in the order of their words."""
    return list(
        session.scalars(
            select(Paraphrase)
            .join(Testimony, Testimony.id == Paraphrase.testimony_id)
            .where(Testimony.engagement_id == engagement_id, said_by_residents())
            .order_by(Paraphrase.text, Paraphrase.id)
        )
    )


def original_words(session: Session, written: Iterable[Paraphrase]) -> dict[int, Passage]:
    """Return paraphrase id -> the passage that it is laid over."""
    texts = {
        row.id: row
        for row in session.scalars(
            select(Testimony).where(Testimony.id.in_([each.testimony_id for each in written]))
        )
    }
    return {
        each.id: Passage(
            segment_id=0,
            testimony_id=each.testimony_id,
            start=each.start,
            end=each.end,
            theme_id=each.theme_id,
            people=0,
            flags=(),
            language=texts[each.testimony_id].language,
            consent=each.consent,
            verbatim=each.verbatim,
            text=texts[each.testimony_id].text[each.start : each.end],
        )
        for each in written
    }


def _rank(passage: Passage) -> tuple[bool, int, int, int]:
    """Put the rarest theme first, and words of no theme last; ties by theme and passage."""
    theme_id = passage.theme_id
    return theme_id is None, passage.people, theme_id or 0, passage.segment_id


def _themes_of(session: Session, state: CodebookState) -> dict[int, int]:
    """Return theme -> how many people raised it."""
    codings = effective_codings(state)
    rows = session.execute(
        select(codings.c.theme_id, func.count(func.distinct(Testimony.response_id)))
        .join(Segment, Segment.id == codings.c.segment_id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(
            Testimony.engagement_id == state.engagement_id,
            said_by_residents(),
            said_by_somebody(),
        )
        .group_by(codings.c.theme_id)
    )
    return dict(rows.tuples().all())


def _flags(session: Session, engagement_id: int) -> dict[int, tuple[str, ...]]:
    """Return segment -> the safety flags that people gave it; open blind rounds stay blind."""
    rows = session.execute(
        select(Judgement.segment_id, Judgement.safety)
        .join(Segment, Segment.id == Judgement.segment_id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .outerjoin(CodingRound, CodingRound.id == Judgement.round_id)
        .where(
            Testimony.engagement_id == engagement_id,
            or_(Judgement.round_id.is_(None), CodingRound.state != "open"),
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for segment_id, safety in rows:
        found[segment_id] |= set(safety)
    return {key: tuple(sorted(flags)) for key, flags in found.items() if flags}
