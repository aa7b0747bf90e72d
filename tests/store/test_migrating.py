"""Migrations run under a lock: several starters at once all succeed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from community_voice.extensions import Base
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
