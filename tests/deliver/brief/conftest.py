"""A frozen brief, among other engagements, and a way to tamper with what the database guards."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from community_voice.release.digest import quote_hash, seal_of
from community_voice.store import Brief
from community_voice.store.triggers import remove_triggers
from tests.release.ready import Ready, make_ready

Tamper = Callable[..., None]


@pytest.fixture
def ready(session: Session) -> Ready:
    """Return an engagement ready to freeze, beside one that says the same."""
    make_ready(session, slug="hill-street")
    return make_ready(session)


@pytest.fixture
def brief(ready: Ready) -> Brief:
    """Return the draft brief of a frozen release."""
    return ready.freeze()


@pytest.fixture
def tamper(session: Session, brief: Brief) -> Tamper:
    """Return a function that changes a row as somebody with the database's password could.

    It seals the release anew, so that what was changed must be found by what it says.
    """

    def change(statement: str, reseal: bool = True, **values: Any) -> None:
        session.flush()
        connection = session.connection()
        remove_triggers(connection)
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            for name in ("fk_quote_verbatim_and_allowed", "fk_quote_points_at_nobody"):
                connection.execute(text(f"ALTER TABLE quote DROP CONSTRAINT IF EXISTS {name}"))
        changed = connection.execute(text(statement), values)
        assert changed.rowcount > 0, "the tampering changed nothing"
        session.expire_all()
        if reseal:
            release = brief.release
            hashes = [quote_hash(quote) for quote in release.quotes]
            release.method = {**release.method, "quotes": hashes}
            release.digest = seal_of(release)
            session.flush()

    return change
