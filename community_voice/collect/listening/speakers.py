"""Speakers of a session: numbers, what each allowed, and the receipts of their slips."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from community_voice.answering.receipts import make_receipt
from community_voice.collect.listening.finding import subject_of
from community_voice.errors import Conflict, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import ListeningSession, SessionNote, Speaker
from community_voice.store.columns import CONSENTS, UNDETERMINED
from community_voice.store.secrets import keyed_digest

MOST_SPEAKERS = 200


def speakers_of(session: Session, session_id: int) -> Sequence[Speaker]:
    """Return the speakers in order of their numbers."""
    query = select(Speaker).where(Speaker.session_id == session_id).order_by(Speaker.number)
    return session.scalars(query).all()


def find_speaker(
    session: Session, listening_session: ListeningSession, number: int
) -> Speaker | None:
    """Return the speaker with a number, if there is one."""
    return session.scalar(
        select(Speaker).where(Speaker.session_id == listening_session.id, Speaker.number == number)
    )


def get_speaker(session: Session, listening_session: ListeningSession, number: int) -> Speaker:
    """Return the speaker with a number, or say that there is none."""
    found = find_speaker(session, listening_session, number)
    if found is None:
        raise NotFound(_("There is no such speaker."))
    return found


def add_speaker(
    session: Session, listening_session: ListeningSession, number: int | None = None
) -> Speaker:
    """Add a speaker, with the next number where none is given."""
    if number is None:
        last = select(func.max(Speaker.number)).where(Speaker.session_id == listening_session.id)
        number = (session.scalar(last) or 0) + 1
    if number > MOST_SPEAKERS:
        raise Conflict(_("That is more speakers than one session can have."))
    tags = listening_session.languages
    made = Speaker(
        session_id=listening_session.id,
        number=number,
        language=tags[0] if len(tags) == 1 else UNDETERMINED,
        consent=CONSENTS[0],
    )
    session.add(made)
    session.flush()
    session.expire(listening_session, ["speakers"])
    return made


def bring_to_count(session: Session, listening_session: ListeningSession, count: int) -> None:
    """Have as many speakers as are expected; who has spoken or holds a slip stays."""
    there = {speaker.number: speaker for speaker in speakers_of(session, listening_session.id)}
    spoke = set(
        session.scalars(
            select(SessionNote.speaker).where(SessionNote.session_id == listening_session.id)
        )
    )
    for number in sorted(there, reverse=True):
        if number <= count or number in spoke or there[number].receipt_hash:
            break
        session.delete(there[number])
    for number in range(1, count + 1):
        if number not in there:
            add_speaker(session, listening_session, number)
    session.flush()
    session.expire(listening_session, ["speakers"])


def record_consent(
    session: Session,
    listening_session: ListeningSession,
    speaker: Speaker,
    consent: str,
    *,
    was_asked: bool = False,
) -> None:
    """Record what a speaker allowed aloud, and let it hold for what they said before.

    Notes that followed the speaker go on following; one that was allowed less stays so, and
    none allows more than the speaker now does. What is lowered is a new revision: a device that
    has the note as it was, with more allowed, cannot raise it again by typing on.
    `was_asked`: somebody said that this is what they allow, even where nothing changes by it.
    """
    if consent == speaker.consent and not was_asked:
        return
    speaker.was_asked = True
    allowed = CONSENTS.index(consent)
    too_much = CONSENTS[allowed + 1 :]
    session.execute(
        update(SessionNote)
        .where(
            SessionNote.session_id == listening_session.id,
            SessionNote.speaker == speaker.number,
            SessionNote.consent.in_({speaker.consent, *too_much}),
        )
        .values(
            consent=consent,
            revision=SessionNote.revision + case((SessionNote.consent.in_(too_much), 1), else_=0),
        )
        .execution_options(synchronize_session=False)
    )
    speaker.consent = consent
    session.flush()
    session.expire_all()


def give_slip(
    session: Session, listening_session: ListeningSession, number: int, *, replace: bool
) -> str | None:
    """Make a receipt for a speaker and return it: only its digest is kept.

    Returns None where the speaker has a slip already and nobody said to replace it.
    """
    speaker = get_speaker(session, listening_session, number)
    if speaker.receipt_hash and not replace:
        return None
    receipt = make_receipt()
    is_new = speaker.receipt_hash is None
    speaker.receipt_hash = keyed_digest("receipt", receipt)
    session.flush()
    act = "listening.slip" if is_new else "listening.slip_again"
    record_act(session, act, subject_of(listening_session), brings_words=True)
    return receipt
