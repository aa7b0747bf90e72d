"""The forms that a device may keep: every survey of residents that is open, in each language."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import refresh
from sqlalchemy.orm import Session

from community_voice.answering.eligible import needs_code
from community_voice.answering.greeting import Greeting, greet
from community_voice.answering.offered import (
    name_survey,
    resident_versions,
    standing_of,
    version_of,
)
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import requested_language, speak
from community_voice.store import Engagement
from community_voice.store.columns import LARGEST_KEY
from community_voice.store.wording import Phrase


@dataclass(frozen=True)
class Kept:
    """One survey in one language, as a form to keep."""

    version_id: int
    survey_id: int
    tag: str
    title: Phrase


def kept_forms(session: Session, engagement: Engagement) -> list[Kept]:
    """Return the forms that can be kept now, survey by survey."""
    found = []
    for version in resident_versions(session, engagement.id).values():
        # A code that proves that somebody may answer can only be looked up here.
        is_open = standing_of(engagement, version) == "open"
        if is_open and not needs_code(session, version.survey_id):
            for tag in open_languages(session, engagement, version):
                title = name_survey(session, version, tag).title
                found.append(Kept(version.id, version.survey_id, tag, title))
    return found


def newer_form(
    session: Session, engagement: Engagement, forms: Sequence[Kept], version_id: int, tag: str
) -> Kept | None:
    """Return the form that took the place of an earlier version's, in the same language."""
    if version_id > LARGEST_KEY or not (version := version_of(session, engagement, version_id)):
        return None
    return next(
        (each for each in forms if each.survey_id == version.survey_id and each.tag == tag), None
    )


def greet_in(
    session: Session, engagement: Engagement, tags: Sequence[str], tag: str | None = None
) -> Greeting:
    """Greet in a language, else in the one that is asked for."""
    source = engagement.source_language
    default = source if source in tags else tags[0]
    spoken = speak(tag or requested_language(tags, default)).tag
    refresh()
    return greet(session, engagement, spoken, tags)
