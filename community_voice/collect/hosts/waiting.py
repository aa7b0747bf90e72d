"""What waits for a host: sessions by state, stacks of paper to type in, links that are open."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import Session

from community_voice.store import EntryLink, ListeningSession, PaperStack
from community_voice.store.listening import SENT, STATES


@dataclass(frozen=True)
class Waiting:
    """Counts of what is one partner's own."""

    sessions: dict[str, int] = field(default_factory=dict)
    stacks: int = 0
    links: int = 0


def waiting_for(session: Session, partner_id: int) -> Waiting:
    """Count what is a partner's own, and nobody else's."""
    by_state = (
        select(ListeningSession.state, func.count())
        .where(ListeningSession.partner_id == partner_id)
        .group_by(ListeningSession.state)
    )
    counted = dict(session.execute(by_state).tuples().all())
    return Waiting(
        sessions={state: counted.get(state, 0) for state in STATES if state != SENT},
        stacks=_count(session, PaperStack.partner_id == partner_id, PaperStack.state == "open"),
        links=_count(session, EntryLink.partner_id == partner_id, EntryLink.is_open),
    )


def _count(session: Session, *where: ColumnExpressionArgument[bool]) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0
