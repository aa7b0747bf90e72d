"""Migrations run under a lock: several starters at once all succeed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from community_voice.extensions import Base
from community_voice.store.database import prepare_engine
from community_voice.store.migrating import upgrade
from tests.conftest import new_postgresql

START = """
import sys
from sqlalchemy import create_engine
from community_voice.store.migrating import is_current, upgrade
engine = create_engine(sys.argv[1])
upgrade(engine)
assert is_current(engine)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.sqlite3'}"
    if not os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("TEST_DATABASE_URL names no PostgreSQL")
    return new_postgresql(os.environ["TEST_DATABASE_URL"] + "_starters")


def test_four_starters_at_once_all_succeed(empty_database: str) -> None:
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", START, empty_database], stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    complaints = [starter.communicate(timeout=120)[1] for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0], complaints
    tables = set(inspect(create_engine(empty_database)).get_table_names())
    assert tables == set(Base.metadata.tables) | {"alembic_version"}


OLD = (
    "INSERT INTO engagement (id, slug, state, host, source_language, languages, leave_url,"
    " local_line, is_demo) VALUES (1, 'a', 'open', '', 'en', '[]', '', '', FALSE)",
    "INSERT INTO survey (id, engagement_id, slug, kind) VALUES (1, 1, 'main', 'survey')",
    "INSERT INTO version (id, survey_id, number, source_language, languages)"
    " VALUES (1, 1, 1, 'en', '[]')",
    "INSERT INTO section (id, version_id, code, position) VALUES (1, 1, 'a', 0)",
    "INSERT INTO question (id, version_id, section_id, code, type, position, required, settings)"
    " VALUES (1, 1, 1, 'a', 'long_text', 0, FALSE, '{}')",
    "INSERT INTO response (id, engagement_id, version_id, submission_id, content_digest, unit,"
    " mode, language, consent, received_on, pin_tries) VALUES ('r', 1, 1, 's012345678901234', 'd',"
    " 'people', 'web', 'en', 'quoted', '2026-01-01', 0)",
    "INSERT INTO answer (id, response_id, question_id, position) VALUES ('x', 'r', 1, 0)",
    "INSERT INTO testimony (id, engagement_id, response_id, answer_id, text, language,"
    " language_source, mode, consent, source, verbatim, themed) VALUES ('t', 1, 'r', 'x', 'said',"
    " 'en', 'page', 'web', 'quoted', 'survey', TRUE, TRUE)",
)


def test_words_of_an_older_database_survive_a_table_written_anew(empty_database: str) -> None:
    engine = create_engine(empty_database)
    prepare_engine(engine)
    upgrade(engine, "0003")
    with engine.begin() as connection:
        for statement in OLD:
            connection.execute(text(statement))
    upgrade(engine)
    with engine.begin() as connection:
        answer = connection.execute(text("SELECT id, instance, position, value FROM answer")).one()
        assert tuple(answer) == ("x", 1, 0, None)
        assert connection.scalar(text("SELECT text FROM testimony")) == "said"
        assert connection.scalar(text("SELECT audience FROM survey")) == "residents"
    # Foreign keys are in force again: words still go with their answer.
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM response"))
        assert connection.scalar(text("SELECT count(*) FROM testimony")) == 0
    engine.dispose()
