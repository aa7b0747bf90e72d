"""Which surveys of an engagement can be answered, and until when."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.greeting import standing
from community_voice.answering.instrument import CONTACT
from community_voice.locale import current_language
from community_voice.questions.asked import NOTHING
from community_voice.store import Engagement, Question, Survey, Version, VersionWording
from community_voice.store.columns import now, storable, today
from community_voice.store.contact import can_keep_contacts
from community_voice.store.survey import RESIDENTS, VOTERS
from community_voice.store.wording import Phrase, Wordings


@dataclass(frozen=True)
class Named:
    """What a survey says of itself, in one language; empty where it says nothing."""

    slug: str = ""
    title: Phrase = NOTHING
    intro: Phrase = NOTHING
    thanks: Phrase = NOTHING


@dataclass(frozen=True)
class Deadline:
    """The moment a survey closes, and the zone in which it was set."""

    moment: dt.datetime
    zone: ZoneInfo

    @property
    def has_passed(self) -> bool:
        """Say whether it is too late."""
        return now() >= self.moment

    def told(self) -> tuple[str, str, str]:
        """Return day, time and the zone's name in the reader's language."""
        locale = current_language().locale
        local = self.moment.astimezone(self.zone)
        return (
            format_date(local.date(), "full", locale=locale),
            format_time(local.time(), "short", locale=locale),
            get_timezone_name(local, width="long", locale=locale),
        )


def deadline_of(version: Version) -> Deadline | None:
    """Return a version's deadline; None where it has none that can be read."""
    text = version.settings.get("deadline")
    if not isinstance(text, str) or not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    zone = zone_of(version)
    return Deadline(moment if moment.tzinfo else moment.replace(tzinfo=zone), zone)


def zone_of(version: Version) -> ZoneInfo:
    """Return the zone in which a version's days and hours are meant."""
    try:
        return ZoneInfo(version.settings.get("time_zone") or "UTC")
    except (KeyError, ValueError, TypeError, OSError):
        return ZoneInfo("UTC")


def day_of(version: Version) -> dt.date:
    """Return the day it is where the survey is."""
    return now().astimezone(zone_of(version)).date()


def standing_of(engagement: Engagement, version: Version | None) -> str:
    """Return whether this survey can be answered now: "open", "early" or "closed".

    "elsewhere": there is none for residents, so that coming back another day would not help.
    """
    state = standing(engagement, today())
    if version is None:
        return "elsewhere" if state == "open" else state
    deadline = deadline_of(version)
    return "closed" if state == "open" and deadline and deadline.has_passed else state


def newest_versions(session: Session, engagement_id: int) -> dict[str, Version]:
    """Return the version that new people answer of each survey, by address, oldest survey first."""
    found: dict[str, Version] = {}
    query = (
        select(Survey.slug, Version)
        .join(Version.survey)
        .where(
            Survey.engagement_id == engagement_id,
            Survey.kind == "survey",
            Version.published_on.is_not(None),
        )
        .order_by(Survey.id, Version.number.desc())
    )
    for slug, version in session.execute(query):
        found.setdefault(slug, version)
    return found


def resident_versions(session: Session, engagement_id: int) -> dict[str, Version]:
    """Return those of residents' surveys alone."""
    found = newest_versions(session, engagement_id)
    return {
        slug: version for slug, version in found.items() if version.survey.audience == RESIDENTS
    }


def version_at(session: Session, engagement: Engagement, survey: str | None) -> Version | None:
    """Return the version that new people answer at an address; without one, the first survey's."""
    if survey is None:
        return next(iter(resident_versions(session, engagement.id).values()), None)
    if not storable(survey):
        return None
    return newest_versions(session, engagement.id).get(survey)


def version_of(session: Session, engagement: Engagement, version_id: int) -> Version | None:
    """Return a published version of this engagement."""
    return session.scalars(
        select(Version)
        .join(Survey)
        .where(
            Version.id == version_id,
            Survey.engagement_id == engagement.id,
            Version.published_on.is_not(None),
        )
    ).one_or_none()


def open_engagements(session: Session) -> list[tuple[Engagement, Version]]:
    """Return the engagements that residents can answer now, each with its first open survey."""
    query = select(Engagement).where(Engagement.state == "open").order_by(Engagement.slug)
    found = []
    for engagement in session.scalars(query):
        for version in resident_versions(session, engagement.id).values():
            if standing_of(engagement, version) == "open":
                found.append((engagement, version))
                break
    return found


def other_surveys(
    session: Session, engagement: Engagement, but: Version | None, tag: str
) -> list[Named]:
    """Return the other surveys of an engagement for residents, to answer or to vote in, now."""
    return [
        name_survey(session, version, tag)
        for version in newest_versions(session, engagement.id).values()
        if version.survey.audience in (RESIDENTS, VOTERS)
        and (but is None or version.survey_id != but.survey_id)
        and standing_of(engagement, version) == "open"
    ]


def asks_contact(session: Session, version: Version) -> bool:
    """Say whether a version offers to keep a phone number or an e-mail."""
    query = select(Question.id).where(Question.version_id == version.id, Question.type == CONTACT)
    found = session.scalars(query.limit(1)).one_or_none()
    return found is not None and can_keep_contacts(current_app.config)


def name_survey(session: Session, version: Version, tag: str) -> Named:
    """Return what a version says of itself in a language."""
    rows = session.scalars(
        select(VersionWording).where(
            VersionWording.version_id == version.id, VersionWording.path.startswith("survey.")
        )
    )
    words = Wordings(rows, tag, version.source_language)
    named = [words(f"survey.{name}") for name in ("title", "intro", "thanks")]
    return Named(version.survey.slug, *named)
