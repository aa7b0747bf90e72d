"""How a note becomes a Contribution: its words Testimony of a speaker or of the room."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import lesser
from community_voice.collect.listening.notes import derived_id
from community_voice.collect.listening.speakers import find_speaker
from community_voice.store import (
    Contribution,
    ListeningSession,
    Response,
    SessionNote,
    Speaker,
    Testimony,
)
from community_voice.store.columns import UNDETERMINED, today
from community_voice.store.listening import VERBATIM
from community_voice.store.secrets import keyed_digest

# A submission id has at least this many characters.
SHORTEST_ID = 16


def response_of_speaker(
    listening_session: ListeningSession, speaker: Speaker, said: Sequence[SessionNote]
) -> Response:
    """Make the Response of a voice, with the consent and the receipt that it was given."""
    made = _response(listening_session, f"session:{speaker.id}", said, speaker.language)
    made.unit, made.consent, made.receipt_hash = "people", speaker.consent, speaker.receipt_hash
    return made


def response_of_room(listening_session: ListeningSession, said: Sequence[SessionNote]) -> Response:
    """Make the Response of what nobody in particular said."""
    made = _response(listening_session, room_id(listening_session), said, UNDETERMINED)
    made.unit = "sessions"
    # The room as a whole allowed no more than the least that any of its notes allows.
    made.consent = lesser(*(note.consent for note in said))
    return made


def room_id(listening_session: ListeningSession) -> str:
    """Return the submission id of a room's Response, of which a session has one at most."""
    return f"session:room:{listening_session.id}:".ljust(SHORTEST_ID, "0")


def contribution_id(listening_session: ListeningSession, note_id: str) -> str:
    """Return the key that a note's Contribution has.

    It tells of a note that a device brings again whether it went with the session; without the
    record key it tells nothing, of order neither.
    """
    return derived_id(listening_session, "contribution", note_id)


def testimony_of(session: Session, key: str | None) -> Testimony | None:
    """Return the Testimony of a Contribution, by the Contribution's key."""
    return session.scalar(select(Testimony).where(Testimony.contribution_id == key))


def contribute(
    session: Session,
    listening_session: ListeningSession,
    note: SessionNote,
    position: int,
    response: Response | None,
) -> Contribution:
    """Make a note's Contribution, and its Testimony; a facilitator's has no Response and none."""
    made = Contribution(
        id=contribution_id(listening_session, note.id),
        session_id=listening_session.id,
        form=note.form,
        position=position,
        speaker=note.speaker,
        question_id=note.question_id,
        words=note.text if response is None else None,
    )
    session.add(made)
    session.flush()
    if response is not None:
        consent = _allowed(session, listening_session, note)
        session.add(_testimony(note, made, response, consent))
        session.flush()
    return made


def _allowed(session: Session, listening_session: ListeningSession, note: SessionNote) -> str:
    """Return what may be done with a note: no more than its speaker said when they were asked."""
    speaker = find_speaker(session, listening_session, note.speaker or 0)
    if speaker is None or not speaker.was_asked:
        return note.consent
    return lesser(note.consent, speaker.consent)


def _response(
    listening_session: ListeningSession,
    submission_id: str,
    said: Sequence[SessionNote],
    otherwise: str,
) -> Response:
    known = Counter(note.language for note in said if note.language != UNDETERMINED)
    content = "\n".join(f"{note.form} {note.text}" for note in said)
    return Response(
        engagement_id=listening_session.engagement_id,
        version_id=listening_session.guide_version_id,
        submission_id=submission_id,
        content_digest=keyed_digest("response", content),
        mode="session",
        language=known.most_common(1)[0][0] if known else otherwise,
        received_on=today(),
    )


def _testimony(
    note: SessionNote, made: Contribution, response: Response, consent: str
) -> Testimony:
    return Testimony(
        engagement_id=response.engagement_id,
        response_id=response.id,
        contribution_id=made.id,
        text=note.text,
        language=note.language,
        language_source="none" if note.language == UNDETERMINED else "declared",
        mode="session",
        consent=consent,
        source="listening",
        verbatim=note.form == VERBATIM,
        themed=True,
    )
