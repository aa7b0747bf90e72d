"""Acts that bring in words, written to the log once a day and not once a keystroke."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.finding import subject_of
from community_voice.staff.access import signed_in_account
from community_voice.staff.audit import record_act
from community_voice.store import AuditEntry, ListeningSession
from community_voice.store.columns import today


def record_once(session: Session, listening_session: ListeningSession, act: str) -> None:
    """Log an act of whoever is signed in, unless they did it in this session today already."""
    written = session.scalar(
        select(AuditEntry.id).where(
            AuditEntry.act == act,
            AuditEntry.subject == subject_of(listening_session),
            AuditEntry.day == today(),
            AuditEntry.actor_id == signed_in_account().id,
        )
    )
    if written is None:
        record_act(session, act, subject_of(listening_session), brings_words=True)
