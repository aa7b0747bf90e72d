"""Send a session: notes become Contributions and Testimony once, and the host's part ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from community_voice.collect.listening.finding import subject_of
from community_voice.collect.listening.notes import notes_of
from community_voice.collect.listening.speakers import speakers_of
from community_voice.errors import Conflict
from community_voice.staff.audit import record_act
from community_voice.store import (
    Contribution,
    ListeningSession,
    Response,
    SessionNote,
    Speaker,
    Testimony,
)
from community_voice.store.columns import CONSENTS, UNDETERMINED, today
from community_voice.store.listening import FACILITATOR, FORMS, SENT, VERBATIM
from community_voice.store.secrets import keyed_digest

# A submission id has at least this many characters.
SHORTEST_ID = 16


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

    @property
    def notes(self) -> int:
        """Return how many notes will be sent."""
        return sum(self.by_form.values())


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
    )


def send_session(session: Session, listening_session: ListeningSession) -> bool:
    """Make Responses, Contributions and Testimony of a session's notes; say whether it did.

    One transaction, once: sending again does nothing. The caller holds the session for a change
    and commits. A note without words, and one that was deleted, is not sent.
    """
    if listening_session.state == SENT:
        return False
    if listening_session.guide_version_id is None:
        raise Conflict(_("Choose a guide in the plan first."))
    notes = [note for note in notes_of(session, listening_session) if note.text.strip()]
    speakers = {speaker.number: speaker for speaker in speakers_of(session, listening_session.id)}
    responses: dict[int | None, Response] = {}
    for number in sorted({note.speaker for note in notes if note.speaker is not None}):
        said = [note for note in notes if note.speaker == number]
        responses[number] = _of_speaker(listening_session, speakers[number], said)
    of_room = [note for note in notes if note.speaker is None and note.form != FACILITATOR]
    if of_room:
        responses[None] = _of_room(listening_session, of_room)
    session.add_all(responses.values())
    session.flush()
    for speaker in speakers.values():
        if speaker.number in responses:
            speaker.response_id = responses[speaker.number].id
    for position, note in enumerate(notes):
        whose = None if note.form == FACILITATOR else responses[note.speaker]
        _contribute(session, listening_session, note, position, whose)
    session.execute(delete(SessionNote).where(SessionNote.session_id == listening_session.id))
    listening_session.state, listening_session.sent_on = SENT, today()
    session.flush()
    session.expire_all()
    detail = {"speakers": len(responses) - bool(of_room), "contributions": len(notes)}
    subject = subject_of(listening_session)
    record_act(session, "listening.send", subject, detail=detail, brings_words=True)
    return True


def _allows_more(note: SessionNote, speakers: dict[int, Speaker]) -> bool:
    if note.speaker is None:
        return False
    return CONSENTS.index(note.consent) > CONSENTS.index(speakers[note.speaker].consent)


def _of_speaker(
    listening_session: ListeningSession, speaker: Speaker, said: Sequence[SessionNote]
) -> Response:
    made = _response(listening_session, f"session:{speaker.id}", said, speaker.language)
    made.unit, made.consent, made.receipt_hash = "people", speaker.consent, speaker.receipt_hash
    return made


def _of_room(listening_session: ListeningSession, said: Sequence[SessionNote]) -> Response:
    submission_id = f"session:room:{listening_session.id}:".ljust(SHORTEST_ID, "0")
    made = _response(listening_session, submission_id, said, UNDETERMINED)
    made.unit = "sessions"
    # The room as a whole allowed no more than the least that any of its notes allows.
    made.consent = min((note.consent for note in said), key=CONSENTS.index)
    return made


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


def _contribute(
    session: Session,
    listening_session: ListeningSession,
    note: SessionNote,
    position: int,
    response: Response | None,
) -> None:
    made = Contribution(
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
        session.add(_testimony(note, made, response))


def _testimony(note: SessionNote, made: Contribution, response: Response) -> Testimony:
    return Testimony(
        engagement_id=response.engagement_id,
        response_id=response.id,
        contribution_id=made.id,
        text=note.text,
        language=note.language,
        language_source="none" if note.language == UNDETERMINED else "declared",
        mode="session",
        consent=note.consent,
        source="listening",
        verbatim=note.form == VERBATIM,
        themed=True,
    )
