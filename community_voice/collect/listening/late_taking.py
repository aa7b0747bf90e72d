"""Do as a late note or speaker asks: what was sent allows less, or is themed no more."""

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import lesser
from community_voice.collect.listening.late_asks import LESS
from community_voice.collect.listening.late_reading import (
    SET_ASIDE,
    STORED,
    WAITING,
    LateNote,
    is_released,
)
from community_voice.collect.listening.speakers import find_speaker
from community_voice.errors import Conflict
from community_voice.store import (
    AsideEntry,
    ListeningSession,
    Response,
    Statement,
    Testimony,
)
from community_voice.store.columns import CONSENTS, QUOTABLE


def do_as_asked(session: Session, listening_session: ListeningSession, late: LateNote) -> None:
    """Lower what was sent to what a late entry allows; it never allows anything more.

    No words are deleted, and no frozen Release changes: where a release printed these words, or
    a paraphrase of them, this is refused. The caller has looked at the entry, and commits.
    """
    try:
        with session.begin_nested():
            if late.is_of_speaker:
                _lower_speaker(session, listening_session, late)
            elif late.sent is not None:
                _lower_note(session, late.sent, late)
            _set_others_aside(session, late)
            session.flush()
    except IntegrityError:
        raise Conflict(
            _("A release or a paraphrase holds these words. Nothing was changed.")
        ) from None
    late.entry.state, late.entry.stored_as_id = STORED, late.entry.response_id


def _lower_speaker(session: Session, listening_session: ListeningSession, late: LateNote) -> None:
    consent = late.note.consent
    speaker = find_speaker(session, listening_session, late.note.speaker or 0)
    if speaker is None:
        return
    speaker.consent = lesser(speaker.consent, consent)
    speaker.was_asked = True
    if speaker.response_id is None:
        return
    response = session.get_one(Response, speaker.response_id)
    response.consent = lesser(response.consent, consent)
    for said in session.scalars(select(Testimony).where(Testimony.response_id == response.id)):
        _lower(session, said, consent)


def _lower_note(session: Session, said: Testimony, late: LateNote) -> None:
    if late.asks == LESS:
        consent = late.note.consent
    else:
        consent = CONSENTS[0]
        # A frozen release goes on counting what it counted.
        said.themed = said.themed and is_released(session, said)
    _lower(session, said, consent)
    response = session.get_one(Response, said.response_id)
    if response.unit == "sessions":
        # The room as a whole allows no more than the least of its notes.
        response.consent = lesser(response.consent, consent)


def _lower(session: Session, said: Testimony, consent: str) -> None:
    said.consent = lesser(said.consent, consent)
    if said.consent not in QUOTABLE:
        stands_in_it = Statement.testimony_id == said.id, Statement.state == "approved"
        session.execute(update(Statement).where(*stands_in_it).values(state="retired"))
    session.flush()


def _set_others_aside(session: Session, late: LateNote) -> None:
    """Set aside other states of a note that was taken out before any of them was added."""
    if late.sent is not None or late.is_of_speaker:
        return
    others = select(AsideEntry).where(
        AsideEntry.submission_id == late.entry.submission_id,
        AsideEntry.id != late.entry.id,
        AsideEntry.state == WAITING,
    )
    for entry in session.scalars(others):
        entry.state = SET_ASIDE
