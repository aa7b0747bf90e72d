"""What a resident meets: an engagement's welcome, and its survey page by page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from community_voice.locale import Language, language
from community_voice.questions import Asked, ask
from community_voice.questions.asked import NOTHING
from community_voice.store import (
    Engagement,
    EngagementWording,
    Question,
    Section,
    Survey,
    Version,
    VersionWording,
)
from community_voice.store.wording import Phrase, Wordings

# A page that gives nothing away, for hosts that did not choose one.
LEAVE_URL = "https://www.weather.gov/"


@dataclass(frozen=True)
class Greeting:
    """An engagement in one language, with the help lines that every page shows."""

    slug: str = ""
    title: Phrase = NOTHING
    purpose: Phrase = NOTHING
    welcome: Phrase = NOTHING
    host: str = ""
    local_line: str = ""
    local_name: Phrase = NOTHING
    local_brings_police: bool | None = None
    leave_url: str = LEAVE_URL
    languages: tuple[Language, ...] = ()

    @property
    def local_digits(self) -> str:
        """Return the local line's number as a telephone dials it; empty where it is none."""
        digits = "".join(mark for mark in self.local_line if mark in "+0123456789")
        return digits if len(digits) >= 3 else ""


@dataclass(frozen=True)
class Page:
    """One section, as one page."""

    code: str
    title: Phrase
    intro: Phrase
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Instrument:
    """A version in one language, with the keys that its answers are stored under."""

    engagement_id: int
    version_id: int
    pages: tuple[Page, ...]
    question_ids: dict[str, int] = field(default_factory=dict)
    choice_ids: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def asked(self) -> list[Asked]:
        """Return every question in order."""
        return [asked for page in self.pages for asked in page.asked]

    def page(self, code: str) -> Page | None:
        """Return the page with this code."""
        return next((page for page in self.pages if page.code == code), None)


def standing(engagement: Engagement, day: dt.date) -> str:
    """Return whether people can answer: "open", "early" or "closed"."""
    if engagement.state == "closed" or (engagement.closes_on and engagement.closes_on < day):
        return "closed"
    if engagement.state == "draft" or (engagement.opens_on and engagement.opens_on > day):
        return "early"
    return "open"


def open_engagements(session: Session, day: dt.date) -> list[Engagement]:
    """Return the engagements that can be answered today and have a published survey."""
    found = session.scalars(
        select(Engagement).where(Engagement.state == "open").order_by(Engagement.slug)
    )
    return [
        engagement
        for engagement in found
        if standing(engagement, day) == "open" and newest_version(session, engagement.id)
    ]


def greet(session: Session, engagement: Engagement, tag: str) -> Greeting:
    """Return the engagement in a language."""
    rows = session.scalars(
        select(EngagementWording).where(EngagementWording.engagement_id == engagement.id)
    )
    words = Wordings(rows, tag, engagement.source_language)
    return Greeting(
        slug=engagement.slug,
        title=words("title") or Phrase(engagement.slug, engagement.source_language),
        purpose=words("purpose"),
        welcome=words("welcome"),
        host=engagement.host,
        local_line=engagement.local_line,
        local_name=words("local_line"),
        local_brings_police=engagement.local_line_brings_police,
        leave_url=safe_leave_url(engagement.leave_url),
        languages=tuple(language(each) for each in languages_of(engagement)),
    )


def languages_of(engagement: Engagement) -> Sequence[str]:
    """Return the languages an engagement speaks, its own first language at least."""
    return engagement.languages or [engagement.source_language]


def safe_leave_url(url: str) -> str:
    """Return a web address to leave to: nothing else may stand in a link of ours."""
    return url if url.lower().startswith(("https://", "http://")) else LEAVE_URL


def newest_version(session: Session, engagement_id: int) -> int | None:
    """Return the id of the version that new people answer."""
    return session.scalars(
        select(Version.id)
        .join(Survey)
        .where(
            Survey.engagement_id == engagement_id,
            Survey.kind == "survey",
            Version.published_on.is_not(None),
        )
        .order_by(Survey.id, Version.number.desc())
        .limit(1)
    ).one_or_none()


def load_instrument(
    session: Session, engagement_id: int, version_id: int | None, tag: str
) -> Instrument | None:
    """Return a published version of this engagement that asks something, or None."""
    version = session.scalars(
        select(Version)
        .join(Survey)
        .where(
            Version.id == version_id,
            Survey.engagement_id == engagement_id,
            Version.published_on.is_not(None),
        )
        .options(
            selectinload(Version.sections)
            .selectinload(Section.questions)
            .selectinload(Question.choices)
        )
    ).one_or_none()
    found = version and _put_in_words(session, engagement_id, version, tag)
    return found if found and found.pages else None


def _put_in_words(session: Session, engagement_id: int, version: Version, tag: str) -> Instrument:
    rows = session.scalars(
        select(VersionWording).where(
            VersionWording.version_id == version.id,
            VersionWording.language.in_({tag, version.source_language}),
        )
    )
    words = Wordings(rows, tag, version.source_language)
    pages = tuple(
        Page(
            section.code,
            words(f"section.{section.code}.title"),
            words(f"section.{section.code}.intro"),
            tuple(ask(question, words) for question in section.questions),
        )
        for section in version.sections
        if section.questions
    )
    questions = [question for section in version.sections for question in section.questions]
    return Instrument(
        engagement_id,
        version.id,
        pages,
        {question.code: question.id for question in questions},
        {
            (question.code, choice.code): choice.id
            for question in questions
            for choice in question.choices
        },
    )
