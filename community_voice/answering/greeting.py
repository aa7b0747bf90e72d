"""An engagement as a visitor meets it: its words, its lines of help, and whether it is open."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.locale import Language, language
from community_voice.questions.asked import NOTHING
from community_voice.store import Engagement, EngagementWording
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


def standing(engagement: Engagement, day: dt.date) -> str:
    """Return whether people can answer: "open", "early" or "closed"."""
    if engagement.state == "closed" or (engagement.closes_on and engagement.closes_on < day):
        return "closed"
    if engagement.state == "draft" or (engagement.opens_on and engagement.opens_on > day):
        return "early"
    return "open"


def greet(
    session: Session, engagement: Engagement, tag: str, languages: Sequence[str] | None = None
) -> Greeting:
    """Return the engagement in a language; `languages` are those it is offered in."""
    rows = session.scalars(
        select(EngagementWording).where(EngagementWording.engagement_id == engagement.id)
    )
    words = Wordings(rows, tag, engagement.source_language)
    offered = languages_of(engagement) if languages is None else languages
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
        languages=tuple(language(each) for each in offered),
    )


def languages_of(engagement: Engagement) -> Sequence[str]:
    """Return the languages an engagement speaks, its own first language at least."""
    return engagement.languages or [engagement.source_language]


def safe_leave_url(url: str) -> str:
    """Return a web address to leave to: nothing else may stand in a link of ours."""
    return url if url.lower().startswith(("https://", "http://")) else LEAVE_URL
