"""Send a session: notes become Contributions and Testimony once, and the host's part ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community_voice.collect.listening.contributions import (
    contribute,
    contribution_id,
    response_of_room,
    response_of_speaker,
)
from community_voice.collect.listening.finding import subject_of
from community_voice.collect.listening.incoming import lesser
from community_voice.collect.listening.notes import notes_of
from community_voice.collect.listening.speakers import speakers_of
from community_voice.errors import Conflict
from community_voice.staff.audit import record_act
from community_voice.store import ListeningSession, Response, SessionNote, Speaker
from community_voice.store.columns import CONSENTS, today
from community_voice.store.listening import FACILITATOR, FORMS, SENT


@dataclass(frozen=True)
class Review:
    """What a host looks at before sending; `by_form` counts the notes that will be sent."""

    speakers: int
    speakers_who_spoke: int
    by_form: dict[str, int]
    without_speaker: int
    empty: int
    deleted: int
    counted_only: int
    allows_more: int
    with_slip: int
    # Speakers whose slip's number stands on somebody else's answer.
    lost_slips: tuple[int, ...] = ()

    @property
    def notes(self) -> int:
        """Return how many notes will be sent."""
        return sum(self.by_form.values())

    @property
    def seen(self) -> str:
        """Return what a host has seen here before pressing Send."""
        return "-".join(str(each) for each in (self.notes, *self.lost_slips))


def review_session(session: Session, listening_session: ListeningSession) -> Review:
    """Count what would be sent, and what a host may want to look at first."""
    speakers = {speaker.number: speaker for speaker in speakers_of(session, listening_session.id)}
    everything = notes_of(session, listening_session, deleted=True)
    kept = [note for note in everything if not note.is_deleted]
    sent = [note for note in kept if note.text.strip()]
    by_form = Counter(note.form for note in sent)
    spoke = {note.speaker for note in sent if note.speaker is not None}
    return Review(
        speakers=len(speakers),
        speakers_who_spoke=len(spoke),
        by_form={form: by_form[form] for form in FORMS},
        without_speaker=sum(
            1 for note in sent if note.speaker is None and note.form != FACILITATOR
        ),
        empty=len(kept) - len(sent),
        deleted=len(everything) - len(kept),
        counted_only=sum(1 for number in spoke if speakers[number].consent == CONSENTS[0]),
        allows_more=sum(1 for note in sent if _allows_more(note, speakers)),
        with_slip=sum(1 for speaker in speakers.values() if speaker.receipt_hash),
        lost_slips=tuple(each.number for each in _with_lost_slip(session, listening_session)),
    )


def send_session(session: Session, listening_session: ListeningSession) -> bool:
    """Make Responses, Contributions and Testimony of a session's notes; say whether it did.

    One transaction, once: sending again does nothing. The caller holds the session for a change
    and commits. A note without words, and one that was deleted, is not sent. A slip whose number
    somebody used for another answer is its speaker's no more: it must not hold up the room.
    """
    if listening_session.state == SENT:
        return False
    if listening_session.guide_version_id is None:
        raise Conflict(_("Choose a guide in the plan first."))
    for speaker in _with_lost_slip(session, listening_session):
        speaker.receipt_hash = None
    everything = notes_of(session, listening_session, deleted=True)
    listening_session.taken_out = [
        contribution_id(listening_session, note.id) for note in everything if note.is_deleted
    ]
    notes = [note for note in everything if not note.is_deleted and note.text.strip()]
    speakers = {speaker.number: speaker for speaker in speakers_of(session, listening_session.id)}
    responses: dict[int | None, Response] = {}
    for number in sorted({note.speaker for note in notes if note.speaker is not None}):
        said = [note for note in notes if note.speaker == number]
        responses[number] = response_of_speaker(listening_session, speakers[number], said)
    of_room = [note for note in notes if note.speaker is None and note.form != FACILITATOR]
    if of_room:
        responses[None] = response_of_room(listening_session, of_room)
    session.add_all(responses.values())
    session.flush()
    for speaker in speakers.values():
        if speaker.number in responses:
            speaker.response_id = responses[speaker.number].id
    for position, note in enumerate(notes):
        whose = None if note.form == FACILITATOR else responses[note.speaker]
        contribute(session, listening_session, note, position, whose)
    session.execute(delete(SessionNote).where(SessionNote.session_id == listening_session.id))
    listening_session.state, listening_session.sent_on = SENT, today()
    session.flush()
    session.expire_all()
    detail = {"speakers": len(responses) - bool(of_room), "contributions": len(notes)}
    subject = subject_of(listening_session)
    record_act(session, "listening.send", subject, detail=detail, brings_words=True)
    return True


def _with_lost_slip(session: Session, listening_session: ListeningSession) -> Sequence[Speaker]:
    """Return the speakers whose receipt was given away by somebody else's answer."""
    query = (
        select(Speaker)
        .join(Response, Response.receipt_hash == Speaker.receipt_hash)
        .where(Speaker.session_id == listening_session.id)
        .order_by(Speaker.number)
    )
    return session.scalars(query).all()


def _allows_more(note: SessionNote, speakers: dict[int, Speaker]) -> bool:
    if note.speaker is None:
        return False
    return lesser(note.consent, speakers[note.speaker].consent) != note.consent
