"""Fixtures that every test may use: an app on a migrated database, and a session rolled back."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from community_voice.app import create_app
from community_voice.config import use_psycopg
from community_voice.extensions import db
from community_voice.staff.accounts import ADMINISTRATOR, ANALYST
from community_voice.staff.roles import HOST, TRANSCRIBER, TRANSLATOR
from community_voice.staff.service import create_account
from community_voice.store import Account, Engagement, Partner, PartnerHost
from community_voice.store.migrating import upgrade

# This machine may be busy: how long an example takes says nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

Result = TypeVar("Result")
KEYS = {"SECRET_KEY": "test-secret-key", "RECORD_KEY": "test-record-key"}


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a new SQLite file, or a new database beside TEST_DATABASE_URL's."""
    if os.environ.get("TEST_DATABASE_URL"):
        return new_postgresql(os.environ["TEST_DATABASE_URL"])
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"


def new_postgresql(address: str) -> str:
    """Make an empty database for this test process, and return its address."""
    url = make_url(use_psycopg(address))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"{url.database}_{worker}"
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def app(database_url: str) -> Iterator[Flask]:
    """Return an app whose database was made by the migrations."""
    app = create_app(
        {
            **KEYS,
            "TESTING": True,
            "OPEN_ALL_LANGUAGES": True,
            "SQLALCHEMY_DATABASE_URI": database_url,
            "SESSION_COOKIE_SECURE": False,
            "SESSION_COOKIE_NAME": "staff",
            "WTF_CSRF_ENABLED": False,
            "SECURITY_PASSWORD_HASH": "plaintext",
            "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
        }
    )
    app.before_request_funcs.setdefault(None, []).insert(0, forget_last_request)
    with app.app_context():
        upgrade(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def busy_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an app on a database of its own, where commits are real and several write at once."""
    address = f"sqlite:///{tmp_path / 'busy.sqlite3'}"
    if os.environ.get("TEST_DATABASE_URL"):
        url = make_url(os.environ["TEST_DATABASE_URL"])
        url = url.set(database=f"{url.database}_busy")
        address = new_postgresql(url.render_as_string(hide_password=False))
    app = create_app(
        {
            **KEYS,
            "OPEN_ALL_LANGUAGES": True,
            "SQLALCHEMY_DATABASE_URI": address,
            "SESSION_COOKIE_SECURE": False,
            "SESSION_COOKIE_NAME": "staff",
            "WTF_CSRF_ENABLED": False,
        }
    )
    with app.app_context():
        upgrade(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def signed_in_browser(app: Flask, account: Account) -> FlaskClient:
    """Return a browser in which an account has signed in."""
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"] = account.fs_uniquifier
        kept["fs_paa"] = time.time()
    return browser


def post_at_once(
    browsers: list[FlaskClient], addresses: list[str], data: dict[str, str]
) -> set[int]:
    """Send a form from every browser at the same moment, and return how it was answered."""
    posts = [
        partial(browser.post, address, data=data)
        for browser, address in zip(browsers, addresses, strict=True)
    ]
    return {answer.status_code for answer in at_once(*posts)}


def at_once(*acts: Callable[[], Result]) -> list[Result]:
    """Do several acts at the same moment, and return what came of each."""
    start = Barrier(len(acts))

    def do(act: Callable[[], Result]) -> Result:
        start.wait(20)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def forget_last_request() -> None:
    """Clear `g`: the test's app context outlives a request, and g knows who was signed in."""
    for name in list(g):
        g.pop(name)


@pytest.fixture
def session(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """Return a session whose every write, commits included, is taken back after the test.

    The app's own `db.session` is this session while the test runs, so that a request and the
    test see the same rows.
    """
    with app.app_context():
        connection = db.engine.connect()
        transaction = connection.begin()
        made = sessionmaker(connection, join_transaction_mode="create_savepoint")()
        monkeypatch.setattr(db, "session", _Handed(made))
        try:
            yield made
        finally:
            made.close()
            transaction.rollback()
            connection.close()


class _Handed:
    """Stands where the scoped session stands, but is always the test's session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self) -> Session:
        return self._session

    def remove(self) -> None:
        """Keep the session: the test still needs it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """Return a browser without JavaScript or memory, on the test's session."""
    return app.test_client()


PASSWORD = "river-lantern-orchard"


@pytest.fixture
def administrator(session: Session) -> Account:
    """Return an account that may do everything; its password is PASSWORD."""
    return create_account(session, "admin@example.org", "Ada Park", ADMINISTRATOR, PASSWORD)


@pytest.fixture
def analyst(session: Session) -> Account:
    """Return an account that studies and reviews; its password is PASSWORD."""
    return create_account(session, "analyst@example.org", "Noor Haddad", ANALYST, PASSWORD)


@pytest.fixture
def translator(session: Session) -> Account:
    """Return an account that translates and sees no answers; its password is PASSWORD."""
    return create_account(session, "tongues@example.org", "Lan Tran", TRANSLATOR, PASSWORD)


@pytest.fixture
def transcriber(session: Session) -> Account:
    """Return an account that hears recordings; its password is PASSWORD."""
    return create_account(session, "ears@example.org", "Ifrah Nur", TRANSCRIBER, PASSWORD)


@pytest.fixture
def partner(session: Session) -> Partner:
    """Return an organization that hosts within an engagement of its own."""
    return make_partner(session, "lakeside", "Lakeside Day Center")


def make_partner(session: Session, slug: str, name: str) -> Partner:
    """Make a partner, with its open engagement where there is none at the address yet."""
    found = session.query(Engagement).filter_by(slug=slug).one_or_none()
    engagement = found or Engagement(slug=slug, state="open", languages=["en", "es", "ar"])
    made = Partner(engagement=engagement, name=name)
    session.add(made)
    session.flush()
    return made


def make_host(session: Session, partner: Partner, email: str) -> Account:
    """Make an account that hosts for a partner; its password is PASSWORD."""
    account = create_account(session, email, "Rosa Vega", HOST, PASSWORD)
    session.add(PartnerHost(account_id=account.id, partner_id=partner.id))
    session.flush()
    return account


@pytest.fixture
def host(session: Session, partner: Partner) -> Account:
    """Return an account that hosts for the `partner`."""
    return make_host(session, partner, "host@example.org")


@pytest.fixture
def staff_client(
    app: Flask, session: Session, request: pytest.FixtureRequest
) -> Callable[[str], FlaskClient]:
    """Return a function from a role ("administrator", "analyst") to a signed-in browser."""

    def sign_in(role: str) -> FlaskClient:
        account: Account = request.getfixturevalue(role)
        return signed_in_browser(app, account)

    return sign_in
