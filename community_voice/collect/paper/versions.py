"""Which surveys can be printed, and in which languages."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.offered import name_survey
from community_voice.errors import NotFound
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import Language, current_language, language
from community_voice.store import Engagement, Survey, Version
from community_voice.store.wording import Phrase


@dataclass(frozen=True)
class Printable:
    """A published version, its name in the reader's language, and its languages."""

    version: Version
    title: Phrase
    languages: tuple[Language, ...]


def printable(session: Session, engagement: Engagement) -> list[Printable]:
    """Return the published versions of an engagement's surveys, the newest of each first."""
    query = (
        select(Version)
        .join(Survey)
        .where(
            Survey.engagement_id == engagement.id,
            Survey.kind == "survey",
            Version.published_on.is_not(None),
        )
        .order_by(Survey.id, Version.number.desc())
    )
    return [_printable(session, engagement, version) for version in session.scalars(query)]


def read_choice(session: Session, engagement: Engagement, text: str) -> tuple[Version, str]:
    """Return the version and the language that a form chose, written `12:es`."""
    key, _colon, tag = text.partition(":")
    for each in printable(session, engagement):
        if str(each.version.id) == key and tag in {spoken.tag for spoken in each.languages}:
            return each.version, tag
    raise NotFound(_("There is no such survey in that language."))


def title_of(session: Session, version: Version) -> Phrase:
    """Return a version's title in the reader's language, or its address."""
    named = name_survey(session, version, current_language().tag)
    return named.title or Phrase(version.survey.slug, version.source_language)


def version_code(version: Version, tag: str) -> str:
    """Return what a printed form says of itself: survey, version, language."""
    return f"{version.survey.slug} · v{version.number} · {tag}"


def _printable(session: Session, engagement: Engagement, version: Version) -> Printable:
    spoken = open_languages(session, engagement, version)
    return Printable(version, title_of(session, version), tuple(map(language, spoken)))
