"""Notes that a device brings after their session was sent: kept aside, for staff to see."""

import json
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.notes import Incoming
from community_voice.store import AsideEntry, Contribution, ListeningSession, Testimony
from community_voice.store.listening import FACILITATOR
from community_voice.store.secrets import keyed_digest


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
        if not _was_sent(session, listening_session, note) and _keep(
            session, listening_session, note
        ):
            kept += 1
    session.flush()
    return kept


def _was_sent(session: Session, listening_session: ListeningSession, note: Incoming) -> bool:
    """Say whether these very words stand in the session as it was sent."""
    words = (note.text, note.text.strip())
    there = select(Contribution.id).where(Contribution.session_id == listening_session.id)
    theirs = there.join(Testimony, Testimony.contribution_id == Contribution.id)
    found = there.where(Contribution.words.in_(words)).union(
        theirs.where(Testimony.text.in_(words))
    )
    return session.execute(found.limit(1)).first() is not None


def _keep(session: Session, listening_session: ListeningSession, note: Incoming) -> bool:
    who = _("Speaker %(number)s", number=note.speaker) if note.speaker else _("The room")
    if note.form == FACILITATOR:
        who = _("Facilitator")
    content = {
        "language": note.language,
        "form": note.form,
        "session": listening_session.id,
        "fields": [[f"{listening_session.title} – {who}", note.text]],
    }
    # Its names are in the language of whoever sent it: they tell nothing of what was said.
    said = json.dumps([listening_session.id, note.speaker, note.form, note.text])
    submission_id, digest = f"note:{note.id}", keyed_digest("aside", said)
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
            way="notes",
            content=content,
        )
    )
    return True
