"""How long ago a survey closed, for what a device brings after it."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.offered import deadline_of, zone_of
from community_voice.store import AuditEntry, Engagement, Version
from community_voice.store.columns import today

# Why an answer is held: it came from a device so long after closing that somebody looks first.
LATE = "late"
# A device may lie in a drawer as long as this, and nobody has to ask why.
DAYS_OF_GRACE = 30


def is_long_after(session: Session, engagement: Engagement, version: Version) -> bool:
    """Say whether a survey closed long ago; not where nobody knows on which day it did."""
    closed = closed_on(session, engagement, version)
    return closed is not None and today() - closed > dt.timedelta(days=DAYS_OF_GRACE)


def closed_on(session: Session, engagement: Engagement, version: Version) -> dt.date | None:
    """Return the first day on which a survey was closed, by its dates or by hand, if known."""
    days = [engagement.closes_on] if engagement.closes_on else []
    if deadline := deadline_of(version):
        days.append(deadline.moment.astimezone(zone_of(version)).date())
    if engagement.state == "closed":
        by_hand = (
            select(AuditEntry.day)
            .where(AuditEntry.act == "engagement.closed", AuditEntry.subject == engagement.slug)
            .order_by(AuditEntry.id.desc())
            .limit(1)
        )
        days += session.scalars(by_hand)
    return min((day for day in days if day <= today()), default=None)
