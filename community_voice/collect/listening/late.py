"""Notes that a device brings after their session was sent: kept aside, for staff to see."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.contributions import contribution_id
from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.notes import allowed_of, copy_id, derived_id
from community_voice.store import AsideEntry, Contribution, ListeningSession, Testimony
from community_voice.store.columns import CONSENTS
from community_voice.store.listening import FACILITATOR
from community_voice.store.secrets import keyed_digest

WAY = "notes"
OF_NOTE = "note:"


def keep_late(
    session: Session, listening_session: ListeningSession, notes: Sequence[Incoming]
) -> int:
    """Keep every note whose words did not go with the session; return how many.

    Once, however often it is sent. The caller has begun to write, and commits.
    """
    kept = 0
    # Of several states of one note the last holds the others.
    for note in {note.id: note for note in notes}.values():
        if not note.text.strip() or note.is_deleted:
            continue
        allowed = note.consent or allowed_of(session, listening_session, note)
        late = replace(note, consent=allowed)
        if not _was_sent(session, listening_session, late) and _keep(
            session, listening_session, late
        ):
            kept += 1
    session.flush()
    return kept


def _was_sent(session: Session, listening_session: ListeningSession, note: Incoming) -> bool:
    """Say whether this note went with the session, as it is now or having grown since.

    Other people may have said the same words: only its own id tells a note. One whose words were
    withdrawn afterwards must not come back; one that allows less than was sent is kept.
    """
    for key in _keys(listening_session, note):
        found = session.get(Contribution, key)
        if found is not None and _holds(session, found, note):
            return True
    return False


def _holds(session: Session, sent: Contribution, note: Incoming) -> bool:
    said = session.scalar(select(Testimony).where(Testimony.contribution_id == sent.id))
    if said is None and sent.words is None:
        return True
    is_same = (sent.form, sent.speaker) == (note.form, _speaker_of(note))
    if said is not None:
        is_same = is_same and CONSENTS.index(note.consent) >= CONSENTS.index(said.consent)
    words = said.text if said else sent.words or ""
    return is_same and note.text.strip() in words


def _speaker_of(note: Incoming) -> int | None:
    return None if note.form == FACILITATOR else note.speaker


def _keys(listening_session: ListeningSession, note: Incoming) -> Iterator[str]:
    """Yield the keys that a note's Contribution may have, and those of copies kept beside it."""
    for own in (note, replace(note, id=derived_id(listening_session, note.id))):
        yield contribution_id(listening_session, own.id)
        yield contribution_id(listening_session, copy_id(listening_session, own))


def _keep(session: Session, listening_session: ListeningSession, note: Incoming) -> bool:
    # Its names are in the language of whoever sent it: they tell nothing of what was said.
    said = json.dumps([listening_session.id, note.speaker, note.form, note.consent, note.text])
    submission_id, digest = f"{OF_NOTE}{note.id}", keyed_digest("aside", said)
    there = select(AsideEntry.id).where(
        AsideEntry.submission_id == submission_id, AsideEntry.content_digest == digest
    )
    if session.scalar(there) is not None:
        return False
    session.add(
        AsideEntry(
            engagement_id=listening_session.engagement_id,
            partner_id=listening_session.partner_id,
            submission_id=submission_id,
            content_digest=digest,
            why="unfit",
            way=WAY,
            content=_content(listening_session, note),
        )
    )
    return True


def _content(listening_session: ListeningSession, note: Incoming) -> dict[str, Any]:
    who = _("Speaker %(number)s", number=note.speaker) if note.speaker else _("The room")
    if note.form == FACILITATOR:
        who = _("Facilitator")
    return {
        "session": listening_session.id,
        "speaker": _speaker_of(note),
        "form": note.form,
        "language": note.language,
        "question": note.question_id,
        "consent": note.consent,
        "fields": [[f"{listening_session.title} – {who}", note.text]],
    }
