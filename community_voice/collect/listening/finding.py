"""Find a partner's sessions: what belongs to another partner is not there."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, NotFound
from community_voice.store import ListeningSession, Partner
from community_voice.store.listening import CLOSED, OPEN, PLANNED, SENT

STATE_NAMES = {
    PLANNED: _l("planned"),
    OPEN: _l("open"),
    CLOSED: _l("closed"),
    SENT: _l("sent"),
}


class AlreadySent(Conflict):
    """The session was sent: its words are no longer its host's to change."""


def find_session(
    session: Session, partner_id: int, session_id: int, *, to_change: bool = False
) -> ListeningSession:
    """Return one of the partner's sessions; `to_change` keeps others off it, and off sent ones."""
    found = session.scalar(
        select(ListeningSession)
        .where(ListeningSession.id == session_id, ListeningSession.partner_id == partner_id)
        .with_for_update(of=ListeningSession)
        if to_change
        else select(ListeningSession).where(
            ListeningSession.id == session_id, ListeningSession.partner_id == partner_id
        )
    )
    if found is None:
        raise NotFound(_("There is no such session."))
    if to_change and found.state == SENT:
        raise AlreadySent(_("This session was sent. It can no longer be changed."))
    return found


def list_sessions(
    session: Session, partner: Partner, asked: str, state: str
) -> Sequence[ListeningSession]:
    """Return the partner's sessions, the newest day first, that fit the words and the state."""
    query = select(ListeningSession).where(ListeningSession.partner_id == partner.id)
    if asked:
        columns = (ListeningSession.title, ListeningSession.place)
        query = query.where(or_(*(c.icontains(asked, autoescape=True) for c in columns)))
    if state in STATE_NAMES:
        query = query.where(ListeningSession.state == state)
    in_order = query.order_by(ListeningSession.held_on.desc(), ListeningSession.id.desc())
    return session.scalars(in_order).all()


def subject_of(listening_session: ListeningSession) -> str:
    """Return how the log names a session."""
    return f"{listening_session.engagement.slug}/sessions/{listening_session.id}"
