"""Several at once: the log stays one chain, and the brake counts every try."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, select

from community_voice.app import create_app
from community_voice.extensions import db
from community_voice.staff.audit import record_act, verify_chain
from community_voice.staff.brake import FREE_TRIES, take_a_try
from community_voice.store import SignInBrake
from community_voice.store.database import begin_writing
from community_voice.store.migrating import upgrade
from tests.conftest import KEYS, new_postgresql


@pytest.fixture
def busy_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an app on a database of its own, where commits are real."""
    address = f"sqlite:///{tmp_path / 'busy.sqlite3'}"
    if os.environ.get("TEST_DATABASE_URL"):
        url = make_url(os.environ["TEST_DATABASE_URL"])
        url = url.set(database=f"{url.database}_busy")
        address = new_postgresql(url.render_as_string(hide_password=False))
    app = create_app({**KEYS, "SQLALCHEMY_DATABASE_URI": address})
    with app.app_context():
        upgrade(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_log_stays_one_chain(busy_app: Flask) -> None:
    def write(number: int) -> None:
        with busy_app.app_context():
            for turn in range(5):
                begin_writing(db.session())
                record_act(db.session(), "act", f"{number}.{turn}")
                db.session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    report = verify_chain(db.session())
    assert (report.entries, report.reason) == (40, "")


def test_tries_at_once_are_all_counted(busy_app: Flask) -> None:
    def guess(_number: int) -> bool:
        with busy_app.app_context():
            return not take_a_try(db.session(), "ada@example.org")

    with ThreadPoolExecutor(8) as pool:
        let_through = sum(pool.map(guess, range(30)))
    assert let_through == FREE_TRIES
    assert db.session.scalars(select(SignInBrake.tries)).one() == FREE_TRIES
