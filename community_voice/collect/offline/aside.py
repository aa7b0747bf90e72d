"""Entries that could not simply be stored: kept once, with their words, for staff to see."""

import json
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.answering.receipts import read_receipt
from community_voice.answering.recording import find_submission
from community_voice.collect.offline.apart import without_contact
from community_voice.collect.offline.entries import Entry, Sent
from community_voice.store import AsideEntry, Engagement
from community_voice.store.secrets import keyed_digest

# Unreadable ones that wait, and others; beyond that a device is told to try again later, and keeps
# its entry.
MOST_WAITING = 2000
# A longer one the device keeps. No form that a person fills in comes near to it.
LONGEST = 256 * 1024


def content_of(session: Session, entry: Entry) -> dict[str, Any]:
    """Return what is kept of an entry: everything but a contact, which is sealed apart."""
    receipt = read_receipt(entry.receipt)
    return {
        "version": entry.version_id,
        "language": entry.language,
        "fields": [list(pair) for pair in without_contact(session, entry)],
        "receipt_hash": keyed_digest("receipt", receipt) if receipt else None,
        "mode": entry.mode,
    }


def find_aside(session: Session, submission_id: str, content: dict[str, Any]) -> AsideEntry | None:
    """Return the entry that is kept with this very content under this id."""
    query = select(AsideEntry).where(
        AsideEntry.submission_id == submission_id,
        AsideEntry.content_digest == _digest(content),
    )
    return session.scalars(query).one_or_none()


def keep_aside(session: Session, engagement: Engagement, entry: Entry, why: str) -> AsideEntry:
    """Keep an entry with its words; a conflict names the response that it is beside."""
    stored = find_submission(session, entry.id) if why == "conflict" else None
    is_ours = stored is not None and stored.engagement_id == engagement.id
    return _add(
        session,
        AsideEntry(
            engagement_id=engagement.id,
            response_id=stored.id if stored and is_ours else None,
            submission_id=entry.id,
            why=why,
            content=content_of(session, entry),
        ),
    )


def must_stay_away(session: Session, engagement: Engagement, entry: Entry) -> str:
    """Say why an entry is not kept aside: "refused", "later", or "" where it can be."""
    if sum(len(name) + len(value) for name, value in entry.fields) > LONGEST:
        return "refused"
    return "later" if _is_full(session, engagement, AsideEntry.why != "unreadable") else ""


def keep_unreadable(session: Session, engagement: Engagement, sent: Sent) -> str:
    """Keep what cannot be opened as it came, up to a size; return the outcome for the device."""
    if len(sent.sealed) > LONGEST:
        return "refused"
    content: dict[str, Any] = {"sealed": sent.sealed}
    if find_aside(session, sent.id, content):
        return "kept"
    if _is_full(session, engagement, AsideEntry.why == "unreadable"):
        return "later"
    made = AsideEntry(
        engagement_id=engagement.id, submission_id=sent.id, why="unreadable", content=content
    )
    _add(session, made)
    return "kept"


def _is_full(session: Session, engagement: Engagement, which: ColumnElement[bool]) -> bool:
    waiting = session.scalar(
        select(func.count()).where(
            AsideEntry.engagement_id == engagement.id,
            AsideEntry.way == "offline",
            AsideEntry.state == "waiting",
            which,
        )
    )
    most: int = current_app.config.get("MOST_WAITING", MOST_WAITING)
    return (waiting or 0) >= most


def _add(session: Session, made: AsideEntry) -> AsideEntry:
    made.content_digest, made.way = _digest(made.content), "offline"
    if found := find_aside(session, made.submission_id, made.content):
        return found
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        # On PostgreSQL another process may have kept the same content just now.
        found = find_aside(session, made.submission_id, made.content)
        if found is None:
            raise
        return found
    return made


def _digest(content: dict[str, Any]) -> str:
    return keyed_digest("aside", json.dumps(content, sort_keys=True))
