"""A session of the partner: planned with a ready-made guide, and opened."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from community_voice.collect.listening.plan import Plan, make_session
from community_voice.store import ListeningSession, Partner
from community_voice.store.columns import today

PLAN = Plan(
    title="Evening at the day center",
    held_on=today() - dt.timedelta(days=6),
    place="North side",
    languages=("en", "es", "ar"),
    guide="listening-session-guide",
    agreements="Leave out names.",
    scripts={"en": "May we quote you?", "es": "¿Podemos citarle?"},
    speakers=3,
)


@pytest.fixture
def planned(session: Session, partner: Partner) -> ListeningSession:
    """Return a session that is planned, with three speakers expected."""
    return make_session(session, partner, PLAN)


@pytest.fixture
def opened(session: Session, planned: ListeningSession) -> ListeningSession:
    """Return the session while it is open."""
    planned.state = "open"
    session.flush()
    return planned
