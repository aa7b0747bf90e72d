"""What the theme pages show: sizes by what was counted, and words with what may be done to them."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from community_voice.locale import Language, language
from community_voice.store import AnalysisRun, Answer, Response, Segment, Testimony
from community_voice.store.columns import UNDETERMINED
from community_voice.store.frames.labels import asked_questions, question_labels, question_names
from community_voice.store.listening import Contribution
from community_voice.store.response import said_by_residents
from community_voice.store.review_state import CodebookState, effective_codings
from community_voice.store.voice_note import written_down
from community_voice.study.words import tone_words

PAGE = 25
QUOTES = 4


@dataclass(frozen=True)
class Sizes:
    """How many spoke of a theme, by what was counted, and in how many segments."""

    units: dict[str, int] = field(default_factory=dict)
    segments: int = 0

    @property
    def rank(self) -> int:
        """Return what themes are ordered by; never shown, as people and comments do not add."""
        return sum(self.units.values())


@dataclass(frozen=True)
class Quote:
    """One segment as it is shown to staff."""

    segment_id: int
    theme_id: int
    before: str
    text: str
    after: str
    language: Language
    consent: str
    verbatim: bool
    written_down: bool
    tone: str
    question: str
    by: str
    primary: bool

    @property
    def has_more(self) -> bool:
        """Say whether the person said more than this."""
        return bool(self.before.strip() or self.after.strip())

    def __repr__(self) -> str:
        return f"Quote({self.segment_id})"


@dataclass(frozen=True)
class SegmentsPage:
    """One page of a theme's segments, and what it was chosen by."""

    quotes: list[Quote]
    total: int
    number: int
    pages: int


class Reading:
    """Reads one codebook state for display; `within` reads one theme alone, which is quicker."""

    def __init__(self, session: Session, state: CodebookState, within: int | None = None) -> None:
        self.session = session
        self.state = state
        self._effective = _counted(state, within)
        run = session.get(AnalysisRun, state.run_id) if state.run_id else None
        found = run.results.get("spoken_otherwise", {}) if run else {}
        self._spoken: dict[int, str] = {int(key): tag for key, tag in found.items()}
        # A tone that an earlier run left is not this run's to show.
        self._with_tone = bool(run and run.settings.get("tone"))
        names = question_names(asked_questions(session, state.engagement_id))
        labels = question_labels(session, state.engagement_id)
        self._questions = {key: labels[name].text for key, name in names.items()}

    def sizes(self) -> dict[int, Sizes]:
        """Count people, comments and segments of every theme: a person once, however often."""
        effective = self._effective
        rows = self.session.execute(
            select(
                effective.c.theme_id,
                Response.unit,
                func.count(func.distinct(Testimony.response_id)),
                func.count(),
            )
            .join(Segment, Segment.id == effective.c.segment_id)
            .join(Testimony, Testimony.id == Segment.testimony_id)
            .join(Response, Response.id == Testimony.response_id)
            .group_by(effective.c.theme_id, Response.unit)
            .order_by(effective.c.theme_id, Response.unit.desc())
        )
        units: dict[int, dict[str, int]] = defaultdict(dict)
        segments: dict[int, int] = defaultdict(int)
        for theme_id, unit, people, spans in rows:
            units[theme_id][unit] = people
            segments[theme_id] += spans
        return {key: Sizes(units[key], segments[key]) for key in units}

    def languages(self, theme_id: int) -> dict[str, int]:
        """Count a theme's segments by language, the largest first."""
        rows = self.session.execute(
            select(Segment.id, Segment.language)
            .join(self._effective, self._effective.c.segment_id == Segment.id)
            .where(self._effective.c.theme_id == theme_id)
        )
        counts: dict[str, int] = defaultdict(int)
        for segment_id, tag in rows:
            counts[self._spoken.get(segment_id, tag)] += 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def quotes_by_theme(self) -> dict[int, list[Quote]]:
        """Return a few quotes of each theme: central ones, in as many languages as there are."""
        found: dict[int, list[Quote]] = defaultdict(list)
        wanted = {key for theme in self.state.shown.values() for key in theme.central}
        for members in self._merged().values():
            wanted.update(members)
        central = {(q.theme_id, q.segment_id): q for q in self._by_ids(wanted | self._best())}
        for theme_id, quotes in self._grouped(central.values()).items():
            order = {key: place for place, key in enumerate(self._central_of(theme_id))}
            quotes.sort(key=lambda q: (order.get(q.segment_id, len(order)), q.segment_id))
            found[theme_id] = one_of_each_language(quotes, QUOTES)
        return found

    def page(self, theme_id: int, tag: str = "", words: str = "", number: int = 1) -> SegmentsPage:
        """Return one page of a theme's segments, those that fit best first."""
        query = self._query().where(self._effective.c.theme_id == theme_id)
        if tag:
            query = query.where(self._speaks(tag))
        order = (
            self._effective.c.primary.desc(),
            self._effective.c.score.desc(),
            self._effective.c.segment_id,
        )
        if words:
            sought = letters(words)
            every = [self._quote(row) for row in self.session.execute(query.order_by(*order))]
            fitting = [quote for quote in every if sought in letters(quote.text)]
            total = len(fitting)
        else:
            total = self.session.scalar(select(func.count()).select_from(query.subquery())) or 0
        pages = max(1, -(-total // PAGE))
        number = min(max(1, number), pages)
        start = (number - 1) * PAGE
        if words:
            return SegmentsPage(fitting[start : start + PAGE], total, number, pages)
        rows = self.session.execute(query.order_by(*order).offset(start).limit(PAGE))
        return SegmentsPage([self._quote(row) for row in rows], total, number, pages)

    def _query(self) -> Select[Any]:
        effective = self._effective
        return (
            select(
                effective.c.segment_id,
                effective.c.theme_id,
                effective.c.by,
                effective.c.primary,
                Segment.start,
                Segment.end,
                Segment.language,
                Segment.tone,
                Testimony.text,
                Testimony.consent,
                Testimony.verbatim,
                written_down().label("written_down"),
                func.coalesce(Answer.question_id, Contribution.question_id).label("question_id"),
            )
            .join(Segment, Segment.id == effective.c.segment_id)
            .join(Testimony, Testimony.id == Segment.testimony_id)
            .outerjoin(Answer, Answer.id == Testimony.answer_id)
            .outerjoin(Contribution, Contribution.id == Testimony.contribution_id)
        )

    def _quote(self, row: Any) -> Quote:
        tag = self._spoken.get(row.segment_id, row.language)
        return Quote(
            segment_id=row.segment_id,
            theme_id=row.theme_id,
            before=row.text[: row.start],
            text=row.text[row.start : row.end],
            after=row.text[row.end :],
            language=language(tag),
            consent=row.consent,
            verbatim=row.verbatim,
            written_down=row.written_down,
            tone=tone_words(row.tone) if self._with_tone and tag.split("-")[0] == "en" else "",
            question=self._questions.get(row.question_id, ""),
            by=row.by,
            primary=row.primary,
        )

    def _by_ids(self, ids: Iterable[int]) -> list[Quote]:
        query = self._query().where(self._effective.c.segment_id.in_(sorted(ids)))
        return [self._quote(row) for row in self.session.execute(query)]

    def _best(self) -> set[int]:
        """Return the best-fitting segments of each theme in each language."""
        effective = self._effective
        place = func.row_number().over(
            partition_by=(effective.c.theme_id, Segment.language),
            order_by=(effective.c.primary.desc(), effective.c.score.desc(), Segment.id),
        )
        ranked = (
            select(effective.c.segment_id, place.label("place"))
            .join(Segment, Segment.id == effective.c.segment_id)
            .subquery()
        )
        return set(self.session.scalars(select(ranked.c.segment_id).where(ranked.c.place <= 2)))

    def _grouped(self, quotes: Iterable[Quote]) -> dict[int, list[Quote]]:
        grouped: dict[int, list[Quote]] = defaultdict(list)
        for quote in quotes:
            grouped[quote.theme_id].append(quote)
        return grouped

    def _merged(self) -> dict[int, list[int]]:
        """Return what was central to the themes that were merged into each."""
        merged: dict[int, list[int]] = defaultdict(list)
        for theme in self.state.themes.values():
            if theme.merged_into is not None and theme.proposed:
                merged[theme.merged_into].extend(theme.central)
        return merged

    def _central_of(self, theme_id: int) -> list[int]:
        return [*self.state.themes[theme_id].central, *self._merged().get(theme_id, [])]

    def _speaks(self, tag: str) -> Any:
        there = [key for key, other in self._spoken.items() if other == tag]
        own = (Segment.language == tag) & Segment.id.not_in(list(self._spoken))
        return own | Segment.id.in_(there)


def _counted(state: CodebookState, within: int | None) -> Subquery:
    """Return what counts now, without words that are held or were set aside since."""
    effective = effective_codings(state, within)
    heard = (
        select(Segment.id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(Testimony.engagement_id == state.engagement_id, said_by_residents())
    )
    return select(effective).where(effective.c.segment_id.in_(heard)).subquery("counted")


def one_of_each_language(quotes: list[Quote], most: int) -> list[Quote]:
    """Return the first quote of each language, then others, in their order.

    Words in no known language ("x", an address) come last: they say least about a theme.
    """
    first: dict[str, Quote] = {}
    for quote in sorted(quotes, key=lambda quote: quote.language.tag == UNDETERMINED):
        first.setdefault(quote.language.tag, quote)
    chosen = list(first.values())[:most]
    rest = [quote for quote in quotes if quote not in chosen]
    return (chosen + rest)[:most]


def letters(text: str) -> str:
    """Return text as it is searched: without case, accents or Arabic vowel signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))
