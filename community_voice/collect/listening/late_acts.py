"""What staff do with a note that came after its session was sent: add it, or set it aside."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.listening.contributions import (
    contribute,
    contribution_id,
    response_of_room,
    response_of_speaker,
    room_id,
)
from community_voice.collect.listening.finding import subject_of
from community_voice.collect.listening.incoming import lesser
from community_voice.collect.listening.late_reading import (
    SET_ASIDE,
    STORED,
    WAITING,
    LateNote,
    late_notes,
    read_late,
)
from community_voice.collect.listening.late_taking import do_as_asked
from community_voice.collect.listening.speakers import add_speaker, find_speaker
from community_voice.errors import Conflict
from community_voice.staff.audit import record_act
from community_voice.store import (
    AsideEntry,
    Contribution,
    ListeningSession,
    Response,
    SessionNote,
    Statement,
    Testimony,
)
from community_voice.store.listening import FACILITATOR


def add_late(session: Session, listening_session: ListeningSession, entry: AsideEntry) -> None:
    """Add a note to its session: to its speaker's Response, to the room's or to a new one.

    The caller holds the session and the entry for a change, and commits.
    """
    late = _expect(session, listening_session, entry, WAITING, asks=False)
    note, response = late.note, None
    note.consent = _least_of(session, entry, note.consent)
    if note.form != FACILITATOR:
        response = _response_for(session, listening_session, entry, note)
    last = select(func.max(Contribution.position)).where(
        Contribution.session_id == listening_session.id
    )
    newest = session.scalar(last)
    position = 0 if newest is None else newest + 1
    contribute(session, listening_session, note, position, response)
    entry.state, entry.stored_as_id = STORED, response.id if response else None
    _record(session, listening_session, "listening.add_late")


def take_late(session: Session, listening_session: ListeningSession, entry: AsideEntry) -> None:
    """Do as an entry asks that takes something back; what it allows no more stays so."""
    late = _expect(session, listening_session, entry, WAITING, asks=True)
    do_as_asked(session, listening_session, late)
    _record(session, listening_session, "listening.take_late")


def set_late_aside(
    session: Session, listening_session: ListeningSession, entry: AsideEntry
) -> None:
    """Set a note aside: it is not said again, or does not belong here; it stays to be read."""
    _refuse_unless(entry.state == WAITING)
    entry.state = SET_ASIDE
    _record(session, listening_session, "listening.set_late_aside")


def take_late_back(
    session: Session, listening_session: ListeningSession, entry: AsideEntry
) -> None:
    """Undo either; an added note leaves the session again, unless a release counted it."""
    if entry.state == SET_ASIDE:
        entry.state = WAITING
    else:
        _take_out(session, listening_session, entry)
    _record(session, listening_session, "listening.take_late_back")


ACTS: dict[str, Callable[[Session, ListeningSession, AsideEntry], None]] = {
    "add": add_late,
    "take": take_late,
    "set_aside": set_late_aside,
    "take_back": take_late_back,
}


def _take_out(session: Session, listening_session: ListeningSession, entry: AsideEntry) -> None:
    note = _expect(session, listening_session, entry, STORED).note
    made = session.get(Contribution, contribution_id(listening_session, note.id))
    response = session.get(Response, entry.stored_as_id) if entry.stored_as_id else None
    if made is not None and _is_stated(session, made):
        raise Conflict(_("Something was made of this answer. It cannot be taken back."))
    entry.state, entry.stored_as_id = WAITING, None
    session.flush()
    try:
        with session.begin_nested():
            if made is not None:
                session.delete(made)
                session.flush()
            _leave_no_trace(session, listening_session, response, note.speaker)
    except IntegrityError:
        raise Conflict(_("Something was made of this answer. It cannot be taken back.")) from None


def _is_stated(session: Session, made: Contribution) -> bool:
    """Say whether a statement was made of what was added: it would go with it."""
    query = select(Statement.id).join(Testimony).where(Testimony.contribution_id == made.id)
    return session.scalar(query.limit(1)) is not None


def _expect(
    session: Session,
    listening_session: ListeningSession,
    entry: AsideEntry,
    state: str,
    *,
    asks: bool = False,
) -> LateNote:
    """Return a late note that is in a state, and asks for something back or does not."""
    late = read_late(session, listening_session, entry)
    _refuse_unless(entry.state == state)
    if late.problem:
        raise Conflict(late.problem)
    _refuse_unless(bool(late.asks) == asks)
    return late


def _refuse_unless(is_as_shown: bool) -> None:
    if not is_as_shown:
        raise Conflict(_("Somebody changed this in the meantime. Please read it again."))


def _least_of(session: Session, entry: AsideEntry, consent: str) -> str:
    """Return the least that any state of a late note allows."""
    others = select(AsideEntry.content).where(AsideEntry.submission_id == entry.submission_id)
    return lesser(consent, *(content["consent"] for content in session.scalars(others)))


def _response_for(
    session: Session, listening_session: ListeningSession, entry: AsideEntry, note: SessionNote
) -> Response:
    """Return whose words a note holds; whoever is first met in late notes came late."""
    if note.speaker is None:
        room = Response.submission_id == room_id(listening_session)
        found = session.scalar(select(Response).where(room))
        return found or _keep(session, response_of_room(listening_session, [note]))
    speaker = find_speaker(session, listening_session, note.speaker)
    if speaker is None:
        speaker = add_speaker(session, listening_session, note.speaker)
        speaker.consent, speaker.language = note.consent, note.language
        # Who was met by this note alone goes with it, where it is taken back.
        entry.content = {**entry.content, "met": True}
    if speaker.response_id is not None:
        return session.get_one(Response, speaker.response_id)
    made = _keep(session, response_of_speaker(listening_session, speaker, [note]))
    speaker.response_id = made.id
    return made


def _keep(session: Session, made: Response) -> Response:
    made.is_late = True
    session.add(made)
    session.flush()
    return made


def _leave_no_trace(
    session: Session,
    listening_session: ListeningSession,
    response: Response | None,
    number: int | None,
) -> None:
    """Take away a voice that only a late note had brought, once nothing is left of it."""
    if response is None or not response.is_late:
        return
    left = select(Testimony.id).where(Testimony.response_id == response.id)
    if session.scalar(left.limit(1)) is not None:
        return
    # What a device brought about these words is kept: they are not withdrawn, only not added.
    for column in (AsideEntry.response_id, AsideEntry.stored_as_id):
        session.execute(update(AsideEntry).where(column == response.id).values({column: None}))
    session.delete(response)
    session.flush()
    session.expire_all()
    of_speaker = [
        late.entry
        for late in late_notes(session, listening_session)
        if number is not None and late.note.speaker == number
    ]
    if any(entry.content.get("met") for entry in of_speaker):
        speaker = find_speaker(session, listening_session, number or 0)
        if speaker is not None:
            session.delete(speaker)
            session.flush()
            session.expire(listening_session, ["speakers"])


def _record(session: Session, listening_session: ListeningSession, act: str) -> None:
    record_act(session, act, subject_of(listening_session), brings_words=True)
    session.flush()
