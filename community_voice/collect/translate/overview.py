"""Every language of a version on one page: how far each is, and what is still to do."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.translate.room import Room
from community_voice.errors import Conflict
from community_voice.instruments.catalogs import CODE_LANGUAGE, Catalog, catalog_of
from community_voice.instruments.read_aloud import recordings
from community_voice.instruments.wording_state import Translated, languages_of, read_states
from community_voice.locale import INTERFACE_LANGUAGES, Language, language
from community_voice.staff.audit import record_act
from community_voice.store import Question, Version


@dataclass(frozen=True)
class Row:
    """One language of a version; `spoken_anew`: recordings whose words have changed since."""

    language: Language
    translated: Translated
    spoken: int
    spoken_anew: int
    questions: int
    catalog: Catalog | None
    is_code_language: bool

    @property
    def counts(self) -> dict[str, int]:
        """Return how many texts are in each state."""
        return self.translated.counts


def rows(session: Session, room: Room) -> list[Row]:
    """Return each language of a version but its own."""
    folder = Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    spoken = spoken_counts(session, room.version)
    none: Counter[bool] = Counter()
    questions = session.scalar(
        select(func.count()).select_from(Question).where(Question.version_id == room.version.id)
    )
    return [
        Row(
            language(tag),
            translated,
            spoken.get(tag, none)[True],
            spoken.get(tag, none)[False],
            questions or 0,
            None if tag == CODE_LANGUAGE else catalog_of(tag, folder),
            tag == CODE_LANGUAGE,
        )
        for tag, translated in read_states(session, room.version).items()
    ]


def spoken_counts(session: Session, version: Version) -> dict[str, Counter[bool]]:
    """Count the recordings of a version by language: those that say what is shown, and others."""
    counted: dict[str, Counter[bool]] = {}
    for recorded, fits in recordings(session, version.id).items():
        counted.setdefault(recorded.language, Counter())[fits] += 1
    return counted


def offered(session: Session, room: Room) -> list[Language]:
    """Return the interface's languages that a version is not translated into yet."""
    there = {room.version.source_language, *languages_of(session, room.version)}
    return [language(tag) for tag in INTERFACE_LANGUAGES if tag not in there]


def add_language(session: Session, room: Room, tag: str) -> str:
    """Let a version be translated into one more language; the tag comes back.

    A published version is a row that never changes: the language comes with its first text.
    """
    if tag == room.version.source_language:
        raise Conflict(_("The survey is written in this language."))
    if room.version.published_on is None and tag not in room.version.languages:
        room.version.languages = [*room.version.languages, tag]
        record_act(session, "language.add", room.subject, detail={"language": tag})
        session.flush()
    return tag
