"""What the log of staff acts holds of a Release and its brief: nobody without the key writes it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.release.digest import part_seals
from community_voice.staff.audit import record_act, verify_chain
from community_voice.store import AuditEntry, Brief, Release

FROZEN, APPROVED = "release.frozen", "brief.approve"


def log_frozen(session: Session, release: Release) -> None:
    """Write the seal, and the seals of its parts, to the log."""
    detail = {"id": release.id, "seal": release.digest, "parts": part_seals(release)}
    record_act(session, FROZEN, release.engagement.slug, detail=detail)


def log_failures(session: Session, brief: Brief) -> Iterator[str]:
    """Name where the log is broken, and what of a brief is not as the log holds it."""
    chain = verify_chain(session)
    if chain.reason:
        yield f"log: entry {chain.broken_id}: {chain.reason}"
    yield from _freeze_failures(session, brief.release)
    yield from _approval_failures(session, brief)


def _freeze_failures(session: Session, release: Release) -> Iterator[str]:
    entries = _entries(session, FROZEN, release.id)
    if not entries:
        yield "log: it does not say that this release was frozen"
    now = part_seals(release)
    for entry in entries:
        if entry.detail.get("seal") != release.digest:
            yield "log: the seal is not the one that was written down at the freeze"
        then: dict[str, Any] = entry.detail.get("parts", {})
        for name in sorted(set(now) | set(then)):
            if now.get(name) != then.get(name):
                yield f"log: the {name} of the release are not those that were frozen"


def _approval_failures(session: Session, brief: Brief) -> Iterator[str]:
    entries = _entries(session, APPROVED, brief.id)
    if bool(entries) != (brief.state == "approved"):
        yield f"log: it does not say that this brief is {brief.state}"
    for entry in entries:
        day = brief.approved_at.date().isoformat() if brief.approved_at else None
        for was_changed, what in (
            (entry.detail.get("seal") != brief.release.digest, "the seal"),
            (entry.detail.get("name") != brief.approver_name, "the name of the approver"),
            (entry.actor_id != brief.approved_by_id, "the account of the approver"),
            (entry.detail.get("day") != day, "the day of the approval"),
        ):
            if was_changed:
                yield f"log: {what} is not the one that was approved"


def _entries(session: Session, act: str, key: int) -> list[AuditEntry]:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.id))
    return [entry for entry in rows if entry.detail.get("id") == key]
