"""A translator and somebody who builds change one draft at once: the work of both stays."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url

from community_voice.app import create_app
from community_voice.collect.builder.drafts import act, take_draft
from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.instruments.definition import Definition, digest, read_definition
from community_voice.staff.roles import TRANSLATOR
from community_voice.staff.service import create_account
from community_voice.store import Account, Version
from community_voice.store.database import begin_writing
from community_voice.store.migrating import upgrade
from tests.collect.translate.conftest import HERE, small_survey
from tests.conftest import KEYS, PASSWORD, new_postgresql

CALLED = "question.called.label"
NEW = "هل ${name}؟"
# Long enough for a request that waits for nobody.
A_WHILE = 2.0


@pytest.fixture
def busy_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an app on a database of its own, where commits are real, with a draft in it."""
    address = f"sqlite:///{tmp_path / 'busy.sqlite3'}"
    if os.environ.get("TEST_DATABASE_URL"):
        url = make_url(os.environ["TEST_DATABASE_URL"])
        url = url.set(database=f"{url.database}_two_rooms")
        address = new_postgresql(url.render_as_string(hide_password=False))
    plain = {"SESSION_COOKIE_SECURE": False, "SESSION_COOKIE_NAME": "staff"}
    app = create_app(
        {**KEYS, **plain, "SQLALCHEMY_DATABASE_URI": address, "WTF_CSRF_ENABLED": False}
    )
    with app.app_context():
        upgrade(db.engine)
        setup = Setup(slug="river", wordings={"title": {"en": "River"}}, languages=("en", "ar"))
        make_draft(db.session(), make_engagement(db.session(), setup), small_survey(), "main")
        create_account(db.session(), "tongues@example.org", "Lan Tran", TRANSLATOR, PASSWORD)
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def together(busy_app: Flask) -> Iterator[Callable[[str, dict[str, str]], Definition]]:
    """Return a function that lets a translator send a form while somebody renames the survey."""
    browser = busy_app.test_client()
    with browser.session_transaction() as kept:
        kept["fs_paa"] = time.time()
        kept["_user_id"] = db.session.query(Account.fs_uniquifier).scalar()
    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:

        def send(address: str, data: dict[str, str]) -> Definition:
            begin_writing(db.session())
            draft = take_draft(db.session(), "river", "main", "1")
            sent = pool.submit(post, browser, address, data)
            with suppress(TimeoutError):
                sent.result(A_WHILE)
            act(db.session(), draft, draft.step, "rename", "survey", renamed)
            db.session.commit()
            return outcome(sent)

        yield send


def post(browser: FlaskClient, address: str, data: dict[str, str]) -> str:
    return browser.post(address, data=data).location


def renamed(definition: Definition) -> Definition:
    return {**definition, "title": {**definition["title"], "en": "Lake street"}}


def outcome(sent: Future[str]) -> Definition:
    assert sent.result(30).startswith(HERE)
    db.session.rollback()
    version = db.session.query(Version).one()
    return read_definition(db.session(), version)


def test_a_translation_saved_while_somebody_builds_stays(
    together: Callable[[str, dict[str, str]], Definition],
) -> None:
    was = digest("هل اتصلت يا ${name}؟")
    sent = {f"text:{CALLED}": NEW, f"was:{CALLED}": was, "do": "save"}
    made = together(f"{HERE}ar", sent)
    assert made["title"]["en"] == "Lake street"
    assert made["sections"][0]["questions"][1]["label"]["ar"] == NEW


def test_a_language_added_while_somebody_builds_stays(
    together: Callable[[str, dict[str, str]], Definition],
) -> None:
    made = together(HERE, {"tag": "so"})
    assert made["title"]["en"] == "Lake street"
    assert made["languages"] == ["en", "ar", "so"]
