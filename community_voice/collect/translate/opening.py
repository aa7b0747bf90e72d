"""Open a language to residents when what they must trust is reviewed, and close it again."""

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from community_voice.collect.translate.context import Place, place_of, places
from community_voice.collect.translate.room import Room
from community_voice.errors import Conflict
from community_voice.instruments.definition import read_definition
from community_voice.instruments.wording_state import Text, Translated, read_language
from community_voice.staff.audit import record_act
from community_voice.store import Account, OpenedLanguage


def wanting(session: Session, room: Room, translated: Translated) -> list[tuple[Text, Place]]:
    """Return what stands in the way of opening a language, and where it stands."""
    known = places(read_definition(session, room.version))
    return [(text, place_of(known, text.path)) for text in translated.wanting]


def open_language(session: Session, room: Room, tag: str, account: Account) -> None:
    """Let residents answer a version in a language; raises Conflict where something is missing."""
    translated = read_language(session, room.version, tag)
    if translated.is_open:
        return
    if room.version.published_on is None:
        raise Conflict(
            _("This version is a draft. A language opens once the version is published.")
        )
    if translated.wanting:
        raise Conflict(_("Not everything that must be reviewed is reviewed."))
    session.add(OpenedLanguage(version_id=room.version.id, language=tag, opened_by_id=account.id))
    if tag not in room.engagement.languages:
        # Residents are offered the engagement's languages: one that is opened is one of them.
        room.engagement.languages = [*room.engagement.languages, tag]
    record_act(session, "language.open", room.subject, detail={"language": tag})
    session.flush()


def close_language(session: Session, room: Room, tag: str) -> None:
    """Stop offering a language to residents; what was answered in it stays."""
    opened = delete(OpenedLanguage).where(
        OpenedLanguage.version_id == room.version.id, OpenedLanguage.language == tag
    )
    session.execute(opened)
    record_act(session, "language.close", room.subject, detail={"language": tag})
    session.flush()
