"""What a device brings after its session was sent: kept aside, for staff to see."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import Incoming, lesser, speaker_of
from community_voice.collect.listening.late_asks import (
    LESS,
    OF_NOTE,
    OF_SPEAKER,
    Asked,
    allows_less,
    what_it_asks,
)
from community_voice.collect.listening.notes import allowed_of
from community_voice.collect.listening.speakers import find_speaker
from community_voice.store import AsideEntry, ListeningSession
from community_voice.store.listening import FACILITATOR, NOTED
from community_voice.store.secrets import keyed_digest

WAY = "notes"


def keep_late(
    session: Session,
    listening_session: ListeningSession,
    notes: Sequence[Incoming],
    allowed: Mapping[int, str] | None = None,
) -> int:
    """Keep every note that did not go with the session so, and what it takes back of it.

    `allowed`: what speakers said on the device, by their numbers. Each is kept once, however
    often it is sent; returns how many were. The caller has begun to write, and commits.
    """
    allowed = allowed or {}
    kept = 0
    for number, consent in allowed.items():
        kept += _keep_speaker(session, listening_session, number, consent)
    # Of several states of one note the last holds the others.
    for note in {note.id: note for note in notes}.values():
        late = replace(note, consent=_consent_of(session, listening_session, note, allowed))
        asked = what_it_asks(session, listening_session, late)
        if asked is not None:
            kept += _keep_note(session, listening_session, late, asked)
    session.flush()
    return kept


def _consent_of(
    session: Session,
    listening_session: ListeningSession,
    note: Incoming,
    allowed: Mapping[int, str],
) -> str:
    """Return what a note allows; one that follows its speaker follows the lesser of two words."""
    if note.consent:
        return note.consent
    there = allowed_of(session, listening_session, note)
    return lesser(there, allowed.get(speaker_of(note) or 0, there))


def _keep_speaker(
    session: Session, listening_session: ListeningSession, number: int, consent: str
) -> bool:
    """Keep what a speaker allows, where that is less than what holds."""
    speaker = find_speaker(session, listening_session, number)
    if speaker is None or not allows_less(session, speaker, consent):
        return False
    said = {"speaker": number, "form": NOTED, "language": speaker.language, "consent": consent}
    content = _content(listening_session, {**said, "asks": LESS}, "")
    submission_id = f"{OF_SPEAKER}{listening_session.id}:{number}"
    return _keep(session, listening_session, submission_id, content, speaker.response_id)


def _keep_note(
    session: Session, listening_session: ListeningSession, note: Incoming, asked: Asked
) -> bool:
    said: dict[str, Any] = {
        "speaker": speaker_of(note),
        "form": note.form,
        "language": note.language,
        "question": note.question_id,
        "consent": note.consent,
    }
    if asked.asks:
        said |= {"asks": asked.asks, "of": asked.of.id if asked.of else None}
    content = _content(listening_session, said, note.text)
    # Words that take back what somebody said go with it, where that is withdrawn.
    whose = asked.said.response_id if asked.asks and asked.said else None
    return _keep(session, listening_session, f"{OF_NOTE}{note.id}", content, whose)


def _content(
    listening_session: ListeningSession, said: Mapping[str, Any], text: str
) -> dict[str, Any]:
    number = said["speaker"]
    who = _("Speaker %(number)s", number=number) if number else _("The room")
    if said["form"] == FACILITATOR:
        who = _("Facilitator")
    fields = [[f"{listening_session.title} – {who}", text]]
    return {"session": listening_session.id, **said, "fields": fields}


def _keep(
    session: Session,
    listening_session: ListeningSession,
    submission_id: str,
    content: dict[str, Any],
    response_id: str | None,
) -> bool:
    # Names are in the language of whoever sent it: they tell nothing of what was said.
    said = {**content, "fields": content["fields"][0][1]}
    digest = keyed_digest("aside", json.dumps(said, sort_keys=True))
    there = select(AsideEntry.id).where(
        AsideEntry.submission_id == submission_id, AsideEntry.content_digest == digest
    )
    if session.scalar(there) is not None:
        return False
    session.add(
        AsideEntry(
            engagement_id=listening_session.engagement_id,
            partner_id=listening_session.partner_id,
            response_id=response_id,
            submission_id=submission_id,
            content_digest=digest,
            why="unfit",
            way=WAY,
            content=content,
        )
    )
    session.flush()
    return True
