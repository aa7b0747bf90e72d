"""What staff see of an entry that was kept aside: its words, and what storing it would lose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from community_voice.answering.course import Course
from community_voice.answering.instrument import Instrument, load_instrument
from community_voice.answering.offered import day_of
from community_voice.answering.read_back import Line, ReadBack, lines_stored, lines_to_send
from community_voice.answering.state import Answers
from community_voice.answering.whole_form import Fields, not_kept, read_whole_form
from community_voice.collect.offline.entries import read_fields
from community_voice.collect.offline.lost import told_field
from community_voice.locale import current_language
from community_voice.questions import QUESTION_TYPES
from community_voice.store import AsideEntry, Engagement, Response, Version
from community_voice.store.columns import storable

ENTRIES_A_PAGE = 50
# Filters of the list: a column, and what it may hold.
FILTERS = {
    "state": ("waiting", "stored", "set_aside"),
    "why": ("conflict", "unfit", "unreadable"),
    "way": ("offline", "paper", "notes"),
}


@dataclass(frozen=True)
class Asked:
    """A filter of the list; an empty part asks for nothing."""

    state: str = ""
    why: str = ""
    way: str = ""
    q: str = ""


def read_asked(given: Mapping[str, str]) -> Asked:
    """Read a filter from an address; what is none of ours asks for nothing."""
    found = {name: given.get(name, "") for name in FILTERS}
    words = " ".join(given.get("q", "").split())
    known = {name: said if said in FILTERS[name] else "" for name, said in found.items()}
    return Asked(**known, q=words if storable(words) else "")


@dataclass(frozen=True)
class Listed:
    """One page of the list, with how many there are by each part of the filter."""

    entries: list[AsideEntry]
    found: int
    pages: int
    number: int
    counts: dict[str, dict[str, int]]


def list_entries(session: Session, engagement: Engagement, asked: Asked, number: int) -> Listed:
    """Return a page of the entries that a filter asks for, the newest day first."""
    query = select(AsideEntry).where(AsideEntry.engagement_id == engagement.id)
    for name in FILTERS:
        if said := getattr(asked, name):
            query = query.where(getattr(AsideEntry, name) == said)
    if asked.q:
        query = query.where(_is_called(asked.q))
    found = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-found // ENTRIES_A_PAGE))
    number = min(max(1, number), pages)
    shown = query.order_by(AsideEntry.came_on.desc(), AsideEntry.id)
    page = shown.offset((number - 1) * ENTRIES_A_PAGE).limit(ENTRIES_A_PAGE)
    counts = {name: _counts(session, engagement, name) for name in FILTERS}
    return Listed(list(session.scalars(page)), found, pages, number, counts)


def count_aside(session: Session, engagement_id: int) -> tuple[int, int]:
    """Count the entries that nobody has decided on, and all."""
    rows = session.execute(
        select(AsideEntry.state, func.count())
        .where(AsideEntry.engagement_id == engagement_id)
        .group_by(AsideEntry.state)
    )
    found = {str(row[0]): int(row[1]) for row in rows}
    return found.get("waiting", 0), sum(found.values())


@dataclass(frozen=True)
class Compared:
    """One question: what is stored, and what this entry says."""

    line: Line
    stored: Line | None = None
    came: Line | None = None

    @property
    def differs(self) -> bool:
        """Say whether the two say something else."""
        theirs = [self.stored.shown if self.stored else (), self.came.shown if self.came else ()]
        return theirs[0] != theirs[1]


@dataclass(frozen=True)
class Opened:
    """An entry with all that is known of it; without a course it could not be read."""

    entry: AsideEntry
    version: Version | None = None
    course: Course | None = None
    fields: Fields = ()
    stored: Response | None = None
    rows: tuple[Compared, ...] = ()
    # (question or field, what was typed): storing the answers would lose it.
    lost: tuple[tuple[str, str], ...] = ()

    @property
    def can_be_stored(self) -> bool:
        """Say whether there are answers to store: those of a leftover are stored already."""
        return self.course is not None and not self.is_leftover

    @property
    def is_leftover(self) -> bool:
        """Say whether the answers are stored, and this holds what could not be one of them."""
        return self.entry.why == "unfit" and self.entry.response_id is not None


def open_aside(session: Session, entry: AsideEntry) -> Opened:
    """Read what was kept: beside the response that it is in conflict with, if any."""
    content = entry.content
    if entry.way == "notes":
        return Opened(entry, lost=read_fields(content.get("fields")) or ())
    version = _version(session, entry.engagement_id, content.get("version"))
    instrument = _instrument(session, version) if version else None
    if version is None or instrument is None:
        return Opened(entry)
    fields = read_fields(content.get("fields")) or ()
    answers = read_whole_form(instrument, fields) if fields else _answers(content.get("answers"))
    course = Course(instrument, answers, day_of(version))
    stored = session.get(Response, entry.response_id) if entry.response_id else None
    is_leftover = entry.why == "unfit" and stored is not None
    left = fields if is_leftover else not_kept(course, fields)
    lost = [told_field(instrument, name, value) for name, value in left]
    return Opened(
        entry,
        version,
        course,
        fields,
        stored,
        tuple(_compare(session, instrument, course, stored)),
        tuple(lost),
    )


def fit_answers(course: Course) -> Answers:
    """Return the answers without those that are no answer to their question."""
    wrong = {
        asked.key
        for asked in course.asked
        if QUESTION_TYPES[asked.type].asks
        and QUESTION_TYPES[asked.type].find_problems(asked, course.typed(asked.key))
    }
    return {key: typed for key, typed in course.answers.items() if key not in wrong}


def _compare(
    session: Session, instrument: Instrument, course: Course, stored: Response | None
) -> list[Compared]:
    fit = Course(instrument, fit_answers(course), course.day)
    came = _by_key(lines_to_send(fit))
    theirs = (
        load_instrument(
            session, instrument.engagement_id, stored.version_id, current_language().tag
        )
        if stored
        else None
    )
    there = _by_key(lines_stored(session, theirs, stored)) if theirs and stored else {}
    keys = dict.fromkeys([*came, *there])
    rows = [Compared(came.get(key) or there[key], there.get(key), came.get(key)) for key in keys]
    return [row for row in rows if (row.came and row.came.shown) or row.stored]


def _by_key(told: ReadBack) -> dict[str, Line]:
    return {line.asked.key: line for _page, lines in told for line in lines}


def _version(session: Session, engagement_id: int, number: Any) -> Version | None:
    found = session.get(Version, number) if isinstance(number, int) else None
    return found if found and found.survey.engagement_id == engagement_id else None


def _instrument(session: Session, version: Version) -> Instrument | None:
    """Return the survey in the reader's language: codes are the same in each."""
    tag = current_language().tag
    return load_instrument(session, version.survey.engagement_id, version.id, tag)


def _answers(found: Any) -> Answers:
    """Return answers as a room kept them, as far as they have the shape."""
    if not isinstance(found, dict):
        return {}
    return {
        key: {part: values for part, values in typed.items() if isinstance(values, list)}
        for key, typed in found.items()
        if isinstance(typed, dict)
    }


def _is_called(asked: str) -> ColumnElement[bool]:
    """Look for words in the session and speaker of a note, or in the number of any other."""
    # A number is shown in groups, and kept in one.
    number = AsideEntry.submission_id.contains(asked.replace(" ", ""), autoescape=True)
    name = AsideEntry.content[("fields", 0, 0)].as_string().icontains(asked, autoescape=True)
    return or_(number, and_(AsideEntry.way == "notes", name))


def _counts(session: Session, engagement: Engagement, name: str) -> dict[str, int]:
    column = getattr(AsideEntry, name)
    rows = session.execute(
        select(column, func.count())
        .where(AsideEntry.engagement_id == engagement.id)
        .group_by(column)
    )
    return {str(row[0]): int(row[1]) for row in rows}
