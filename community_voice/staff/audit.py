"""The log of staff acts: it only grows, and every entry is sealed to the one before it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import has_request_context
from flask_security import current_user
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from community_voice.store import Account, AuditEntry
from community_voice.store.columns import now, today
from community_voice.store.secrets import keyed_digest

FIRST_LINK = "0" * 64
# Any fixed number: writers to the log take their turns by this lock in PostgreSQL.
CHAIN_LOCK = 5_310_772_914


def record_act(
    session: Session,
    act: str,
    subject: str = "",
    *,
    actor: Account | None = None,
    detail: dict[str, Any] | None = None,
    brings_words: bool = False,
) -> AuditEntry:
    """Write one act to the log, sealed to the entry before it; the caller commits.

    `actor` is whoever is signed in where nobody is named. An act that brings in a resident's
    words is written with its day alone; its detail must hold no response id.
    """
    actor = actor or _whoever_is_signed_in()
    entry = AuditEntry(
        day=today(),
        at=None if brings_words else now(),
        brings_words=brings_words,
        actor_id=actor.id if actor else None,
        actor_name=(actor.name or actor.email) if actor else "",
        act=act,
        subject=subject,
        # As it will read back: the seal must not depend on how a database keeps JSON.
        detail=json.loads(json.dumps(detail or {})),
        previous_hash=chain_head(session),
    )
    entry.entry_hash = seal(entry)
    session.add(entry)
    session.flush()
    return entry


def chain_head(session: Session) -> str:
    """Return the newest seal, holding off other writers until this transaction ends.

    SQLite has one writer at a time already (`begin_writing`).
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    session.flush()
    newest = select(AuditEntry.entry_hash).order_by(AuditEntry.id.desc()).limit(1)
    return session.scalar(newest) or FIRST_LINK


def seal(entry: AuditEntry) -> str:
    """Return the keyed digest of everything an entry says and of the seal before it."""
    said = {
        "day": entry.day.isoformat(),
        "at": entry.at.isoformat() if entry.at else None,
        "brings_words": entry.brings_words,
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "act": entry.act,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    return keyed_digest("audit", json.dumps(said, sort_keys=True, separators=(",", ":")))


@dataclass(frozen=True)
class ChainReport:
    """What a look through the log found: how long it is, its newest seal, its first break."""

    entries: int
    head: str
    broken_id: int | None = None
    reason: str = ""


def verify_chain(session: Session, kept_head: str = "") -> ChainReport:
    """Follow the log from its first entry, and name the first link that does not hold.

    `kept_head` is a seal somebody wrote down earlier: a log cut short after it was written
    is a whole chain by itself, and only the missing seal tells.
    """
    head, count, met = FIRST_LINK, 0, not kept_head
    for entry in _entries(session):
        if entry.previous_hash != head:
            return ChainReport(count, head, entry.id, "the entry before it is missing or changed")
        if entry.entry_hash != seal(entry):
            return ChainReport(count, head, entry.id, "what it says was changed")
        head, count = entry.entry_hash, count + 1
        met = met or head == kept_head
    if not met:
        return ChainReport(count, head, None, "the seal you kept is not in the log: it was cut")
    return ChainReport(count, head)


def _entries(session: Session) -> Iterator[AuditEntry]:
    in_order = select(AuditEntry).order_by(AuditEntry.id)
    # A changed entry must be read from the table, not from what this session remembers.
    yield from session.scalars(in_order.execution_options(populate_existing=True, yield_per=500))


def _whoever_is_signed_in() -> Account | None:
    if not has_request_context() or not current_user.is_authenticated:
        return None
    account: Account = current_user._get_current_object()
    return account
