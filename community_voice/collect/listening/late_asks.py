"""What a note or a speaker that comes after sending takes back of what was sent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.contributions import contribution_id, testimony_of
from community_voice.collect.listening.incoming import Incoming, lesser, speaker_of
from community_voice.collect.listening.notes import copy_id, derived_id
from community_voice.store import (
    AsideEntry,
    Contribution,
    ListeningSession,
    Response,
    Speaker,
    Testimony,
)

OF_NOTE, OF_SPEAKER = "note:", "speaker:"
# The note was taken out; words of it were; less is allowed than was sent.
OUT, CUT, LESS = "out", "cut", "less"


@dataclass(frozen=True)
class Asked:
    """What a late note asks of what was sent ("" nothing), and the Contribution that it means."""

    asks: str = ""
    of: Contribution | None = None
    said: Testimony | None = None


def what_it_asks(
    session: Session, listening_session: ListeningSession, note: Incoming
) -> Asked | None:
    """Say how a note stands to what was sent; None where nothing of it is to be kept.

    Other people may have said the same words: only its own id tells a note. One whose words were
    withdrawn afterwards must not come back.
    """
    sent = _sent(session, listening_session, note)
    standing = [(of, said) for of, said in sent if said or of.words is not None]
    if sent and not standing:
        return None
    if note.is_deleted or not note.text.strip():
        if standing:
            return Asked(OUT, *standing[0])
        return Asked(OUT) if is_here(session, listening_session, note) else None
    if any(_holds(of, said, note) for of, said in standing):
        return None
    if not standing:
        return Asked()
    of, said = standing[0]
    return Asked(_change(of, said, note), of, said)


def is_here(session: Session, listening_session: ListeningSession, note: Incoming) -> bool:
    """Say whether a note went with its session, or came late in another state."""
    late = select(AsideEntry.id).where(
        AsideEntry.submission_id == f"{OF_NOTE}{note.id}",
        AsideEntry.engagement_id == listening_session.engagement_id,
    )
    is_sent = bool(_sent(session, listening_session, note))
    return is_sent or session.scalar(late.limit(1)) is not None


def allows_less(session: Session, speaker: Speaker, consent: str) -> bool:
    """Say whether a consent is less than what holds for a speaker, or for words of theirs."""
    holds = {speaker.consent}
    if speaker.response_id is not None:
        holds.add(session.get_one(Response, speaker.response_id).consent)
        theirs = Testimony.response_id == speaker.response_id
        holds.update(session.scalars(select(Testimony.consent).where(theirs)))
    return any(lesser(consent, each) != each for each in holds)


def _sent(
    session: Session, listening_session: ListeningSession, note: Incoming
) -> list[tuple[Contribution, Testimony | None]]:
    """Return what went with the session of a note and of copies kept beside it."""
    found = [session.get(Contribution, key) for key in _keys(listening_session, note)]
    return [(of, testimony_of(session, of.id)) for of in found if of is not None]


def _keys(listening_session: ListeningSession, note: Incoming) -> Iterator[str]:
    for own in (note, replace(note, id=derived_id(listening_session, note.id))):
        yield contribution_id(listening_session, own.id)
        yield contribution_id(listening_session, copy_id(listening_session, own))


def _holds(of: Contribution, said: Testimony | None, note: Incoming) -> bool:
    """Say whether a note went with the session just so, or having grown since."""
    words = said.text if said else of.words or ""
    is_same = (of.form, of.speaker, of.question_id) == (
        note.form,
        speaker_of(note),
        note.question_id,
    )
    if said is not None:
        is_same = is_same and said.language == note.language
        is_same = is_same and lesser(note.consent, said.consent) == said.consent
    is_whole = words.strip() == note.text.strip()
    return is_same and (is_whole or (not note.is_cut and words.startswith(note.text.strip())))


def _change(of: Contribution, said: Testimony | None, note: Incoming) -> str:
    words, text = (said.text if said else of.words or "").strip(), note.text.strip()
    if not text.startswith(words) and (note.is_cut or not words.startswith(text)):
        return CUT
    is_less = said is not None and lesser(note.consent, said.consent) != said.consent
    return LESS if is_less else ""
