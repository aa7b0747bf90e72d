"""The database refuses what the rules forbid."""

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from community_voice.store import Engagement, Question, Section, Survey, Version


def test_a_published_version_takes_no_new_question(session: Session) -> None:
    engagement = Engagement(slug="river-street", languages=["en"])
    survey = Survey(engagement=engagement, slug="main")
    version = Version(survey=survey, languages=["en"])
    section = Section(version=version, code="one", position=0)
    session.add(section)
    session.flush()
    session.add(
        Question(version_id=version.id, section=section, code="a", type="long_text", position=0)
    )
    session.flush()
    version.published_on = dt.date(2026, 1, 1)
    session.flush()
    session.add(
        Question(version_id=version.id, section=section, code="b", type="long_text", position=1)
    )
    with pytest.raises(DBAPIError, match="published version never changes"):
        session.flush()


def test_sqlite_is_durable_and_strict(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("these are SQLite's settings")
    found = {
        name: session.execute(text(f"PRAGMA {name}")).scalar()
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
