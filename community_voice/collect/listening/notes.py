"""Notes of a session: kept by id and revision, so that none is lost and none is kept twice."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import (
    Incoming,
    content_of,
    is_same,
    lesser,
    speaker_of,
    was_changed,
    was_typed_on,
)
from community_voice.collect.listening.speakers import add_speaker, find_speaker
from community_voice.errors import NotFound
from community_voice.store import ListeningSession, SessionNote
from community_voice.store.columns import CONSENTS, UNDETERMINED, storable
from community_voice.store.listening import FACILITATOR
from community_voice.store.secrets import keyed_digest

Kept = Literal["stored", "again", "conflict"]
# "3:" in front of a note's words says who spoke. "10:30" and "2 : 1" are words: static/notes.js.
NUMBER_FIRST = re.compile(r"\s*(\d{1,3})(?:[:：](?!\d)|\s+[:：](?!\s*\d))\s*")


@dataclass(frozen=True)
class Outcome:
    """What became of one note: `kept_as` is the note that now holds the incoming words."""

    asked_id: str
    kept: Kept
    kept_as: SessionNote


def notes_of(
    session: Session, listening_session: ListeningSession, *, deleted: bool = False
) -> Sequence[SessionNote]:
    """Return the notes in their order, without the deleted ones unless they are asked for."""
    query = select(SessionNote).where(SessionNote.session_id == listening_session.id)
    if not deleted:
        query = query.where(SessionNote.is_deleted.is_(False))
    return session.scalars(query.order_by(SessionNote.position, SessionNote.id)).all()


def find_note(session: Session, listening_session: ListeningSession, note_id: str) -> SessionNote:
    """Return a note of this session, or say that there is none."""
    found = session.get(SessionNote, note_id) if storable(note_id) else None
    if found is None or found.session_id != listening_session.id:
        raise NotFound(_("There is no such note."))
    return found


def keep_notes(
    session: Session, listening_session: ListeningSession, notes: Sequence[Incoming]
) -> list[Outcome]:
    """Keep every note in turn; the caller holds the session for a change, and commits.

    A device may bring several states of one note. Where what is there is one of them, those
    before it came already. Once one of them had to be kept beside what is there, those that
    follow grow out of that copy.
    """
    outcomes: list[Outcome] = []
    beside: dict[str, SessionNote] = {}
    there = _those_there(session, listening_session, notes)
    for note in notes:
        if note.id in there and note.revision < there[note.id].revision:
            outcomes.append(Outcome(note.id, "again", there[note.id]))
            continue
        copy = beside.get(note.id)
        if copy is None:
            outcome = keep_note(session, listening_session, note)
        else:
            later = replace(note, id=copy.id, base=copy.revision, revision=copy.revision + 1)
            allowed = note.consent or allowed_of(session, listening_session, note)
            if speaker_of(note) == copy.speaker:
                allowed = lesser(allowed, copy.consent)
            kept = keep_note(session, listening_session, replace(later, consent=allowed))
            outcome = Outcome(note.id, "conflict", kept.kept_as)
        if outcome.kept == "conflict":
            beside[note.id] = outcome.kept_as
        outcomes.append(outcome)
    return outcomes


def keep_note(session: Session, listening_session: ListeningSession, note: Incoming) -> Outcome:
    """Keep one note: the same again once, a newer one in place of an older, never the reverse.

    Other words under the same id and revision, or a change of what somebody else has changed in
    between, are kept beside what is there. Of what two allow for one speaker, the lesser holds.
    """
    asked_id = note.id
    note = _with_consent(session, listening_session, note)
    found = session.get(SessionNote, note.id)
    if found is not None and found.session_id != listening_session.id:
        # An id of another session tells nothing here: this note gets one of its own.
        note = replace(note, id=derived_id(listening_session, note.id))
        found = session.get(SessionNote, note.id)
    if found is None:
        return Outcome(asked_id, "stored", _add(session, listening_session, note))
    if is_same(found, note) and note.revision <= found.revision:
        return Outcome(asked_id, "again", found)
    if note.revision < found.revision and not note.is_cut and was_typed_on(found, note):
        # An older state of a note that came late: what is there has grown out of it.
        is_less = _allow_less(session, found, note)
        return Outcome(asked_id, "stored" if is_less else "again", found)
    if note.revision <= found.revision or was_changed(found, note):
        return _keep_beside(session, listening_session, note, asked_id)
    _write(session, listening_session, found, note)
    return Outcome(asked_id, "stored", found)


def mark_deleted(session: Session, note: SessionNote, is_deleted: bool) -> None:
    """Take a note out, or put it back."""
    if note.is_deleted != is_deleted:
        note.is_deleted = is_deleted
        note.revision += 1
        session.flush()


def split_number(text: str) -> tuple[int | None, str]:
    """Split "3: words" into the number that stands first and the words."""
    match = NUMBER_FIRST.match(text)
    if match is None:
        return None, text
    number = int("".join(str(unicodedata.decimal(digit)) for digit in match[1]))
    return number, text[match.end() :]


def derived_id(listening_session: ListeningSession, *parts: object) -> str:
    """Return an id that the same parts give again, so that a copy is made once."""
    return keyed_digest("note", json.dumps([listening_session.id, *parts]))[:32]


def copy_id(listening_session: ListeningSession, note: Incoming) -> str:
    """Return the id of the copy that is kept of a note where its own is taken by other words."""
    return derived_id(listening_session, note.id, note.revision, *content_of(note))


def allowed_of(session: Session, listening_session: ListeningSession, note: Incoming) -> str:
    """Return what a note's speaker allows; the least where nobody in particular spoke."""
    is_theirs = note.speaker is not None and note.form != FACILITATOR
    speaker = find_speaker(session, listening_session, note.speaker or 0) if is_theirs else None
    return speaker.consent if speaker else CONSENTS[0]


def _with_consent(
    session: Session, listening_session: ListeningSession, note: Incoming
) -> Incoming:
    return replace(note, consent=note.consent or allowed_of(session, listening_session, note))


def _those_there(
    session: Session, listening_session: ListeningSession, notes: Iterable[Incoming]
) -> dict[str, SessionNote]:
    """Return the notes that are there just as one of these states says, by their ids."""
    there: dict[str, SessionNote] = {}
    for note in notes:
        found = session.get(SessionNote, note.id)
        is_of_this = found is not None and found.session_id == listening_session.id
        if found is None or not is_of_this or found.revision != note.revision:
            continue
        if is_same(found, _with_consent(session, listening_session, note)):
            there[note.id] = found
    return there


def _keep_beside(
    session: Session, listening_session: ListeningSession, note: Incoming, asked_id: str
) -> Outcome:
    found = find_note(session, listening_session, note.id)
    beside_id = copy_id(listening_session, note)
    if speaker_of(note) == found.speaker:
        _allow_less(session, found, note)
        note = replace(note, consent=lesser(note.consent, found.consent))
    there = session.get(SessionNote, beside_id)
    if there is None:
        copy = replace(note, id=beside_id, revision=1, base=None, position=found.position)
        there = _add(session, listening_session, copy)
    return Outcome(asked_id, "conflict", there)


def _allow_less(session: Session, found: SessionNote, note: Incoming) -> bool:
    """Take what a note allows where that is less; a new revision, so that others are told."""
    consent = lesser(note.consent, found.consent)
    is_less = consent != found.consent
    if is_less:
        found.consent = consent
        found.revision += 1
        session.flush()
    return is_less


def _add(session: Session, listening_session: ListeningSession, note: Incoming) -> SessionNote:
    made = SessionNote(id=note.id, session_id=listening_session.id, position=0.0)
    if note.position is None:
        last = select(func.max(SessionNote.position)).where(
            SessionNote.session_id == listening_session.id
        )
        note = replace(note, position=(session.scalar(last) or 0.0) + 1)
    session.add(made)
    _write(session, listening_session, made, note)
    return made


def _write(
    session: Session, listening_session: ListeningSession, found: SessionNote, note: Incoming
) -> None:
    found.speaker = speaker_of(note)
    found.form = note.form
    found.language = note.language
    found.question_id = note.question_id
    found.consent = note.consent
    found.text = note.text
    found.is_deleted = note.is_deleted
    found.revision = note.revision
    if note.position is not None:
        found.position = note.position
    if found.speaker is not None:
        _hear(session, listening_session, found.speaker, found.language)
    session.flush()


def _hear(session: Session, listening_session: ListeningSession, number: int, tag: str) -> None:
    """Know a speaker who spoke, and the language they were last heard in."""
    speaker = find_speaker(session, listening_session, number)
    speaker = speaker or add_speaker(session, listening_session, number)
    if tag != UNDETERMINED:
        speaker.language = tag
