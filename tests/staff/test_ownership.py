"""A host reaches nothing of another organization, at any address that the map of them knows.

For every address under /host with something in it, the things of organization A are made; hosts
of others ask for them by every method. An address whose argument has no maker (`owning.py`) fails.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from community_voice.app import create_app
from community_voice.extensions import db
from community_voice.store import (
    Account,
    EntryLink,
    ListeningSession,
    Partner,
)
from tests.conftest import make_host, make_partner, signed_in_browser
from tests.staff.owning import (
    MADE_BY_FORMS,
    MAKERS,
    NAMES,
    SHARED,
    WITHIN,
    Own,
    Value,
    choices_of,
)


@dataclass
class Hosts:
    """Organization A, another in its engagement, and one in another engagement."""

    app: Flask
    session: Session
    partner: Partner
    other: Partner
    a: Account
    beside: Account
    elsewhere: Account

    @contextmanager
    def afresh(self) -> Iterator[Own]:
        """Give what A owns, made anew; all that was made and changed is taken back."""
        self.session.commit()
        connection = self.session.get_bind()
        assert isinstance(connection, Connection)
        point = connection.begin_nested()
        try:
            yield Own(self.session, self.partner)
        finally:
            self.session.rollback()
            point.rollback()
            self.session.expire_all()

    def ask(self, account: Account, rule: Rule, method: str, filled: dict[str, Value]) -> int:
        """Return the status of an answer to an account's browser."""
        address = self.app.url_map.bind("localhost").build(rule.endpoint, filled)
        return self.browser(account).open(address, method=method).status_code

    def read(self, account: Account, rule: Rule, query: dict[str, Value]) -> str:
        """Return what a page without arguments shows."""
        return self.browser(account).get(rule.rule, query_string=query).text

    def send(self, account: Account, rule: Rule, said: dict[str, str]) -> None:
        """Send a form that is there for everything."""
        self.browser(account).post(rule.rule, data=said)

    def browser(self, account: Account) -> FlaskClient:
        """Return a signed-in browser."""
        return signed_in_browser(self.app, account)


@pytest.fixture
def hosts(app: Flask, session: Session) -> Hosts:
    """Return three organizations with a host each."""
    a = make_partner(session, "lakeside", "Lakeside Day Center")
    beside = make_partner(session, "lakeside", "Hill Library")
    elsewhere = make_partner(session, "harbor", "Harbor Shelter")
    accounts = [
        make_host(session, each, f"{place}@example.org")
        for place, each in enumerate((a, beside, elsewhere))
    ]
    return Hosts(app, session, a, elsewhere, *accounts)


def host_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/host/")]


def requests_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in host_rules(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def named(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule, method in requests_of(app):
        if rule.arguments:
            yield rule, method


def test_every_argument_of_an_address_has_a_maker(app: Flask) -> None:
    missing = {
        f"{rule.endpoint}: {name}"
        for rule in host_rules(app)
        for name in rule.arguments
        if name not in MAKERS and not choices_of(rule, name)
    }
    assert not missing


def test_nobody_else_reaches_what_belongs_to_an_organization(app: Flask, hosts: Hosts) -> None:
    assert_nobody_else_reaches(hosts, named(app))


def assert_nobody_else_reaches(hosts: Hosts, requests: Iterable[tuple[Rule, str]]) -> None:
    with hosts.afresh() as own:
        for rule, method in requests:
            filled = own.fill(rule)
            status = hosts.ask(hosts.elsewhere, rule, method, filled)
            assert status == 404, (rule.endpoint, method, status)
            if rule.arguments - SHARED:
                status = hosts.ask(hosts.beside, rule, method, filled)
                assert status == 404, (rule.endpoint, method, status)


def test_a_host_reaches_what_is_its_own(app: Flask, hosts: Hosts) -> None:
    for rule, method in named(app):
        with hosts.afresh() as own:
            status = hosts.ask(hosts.a, rule, method, own.fill(rule))
            assert status not in (403, 404, 500), (rule.endpoint, method, status)


def test_a_thing_within_another_is_not_reached_through_one_s_own(app: Flask, hosts: Hosts) -> None:
    with hosts.afresh() as theirs:
        own = Own(hosts.session, hosts.other)
        for rule, method in named(app):
            inner = {name for name in rule.arguments if WITHIN.get(name) in rule.arguments}
            filled = own.fill(rule) | {name: theirs[name] for name in inner}
            if inner:
                status = hosts.ask(hosts.elsewhere, rule, method, filled)
                assert status == 404, (rule.endpoint, method, status)


def test_what_is_not_there_is_not_found(app: Flask, hosts: Hosts) -> None:
    with hosts.afresh() as own:
        for rule, method in named(app):
            keys = [name for name in rule.arguments if name.endswith("_id")]
            filled = own.fill(rule) | dict.fromkeys(keys, 999_999_999)
            status = hosts.ask(hosts.a, rule, method, filled) if keys else 404
            assert status == 404, (rule.endpoint, method, status)


def test_no_page_lists_what_is_another_s(app: Flask, hosts: Hosts) -> None:
    pages = [rule for rule, method in requests_of(app) if method == "GET" and not rule.arguments]
    with hosts.afresh() as own:
        own.fill_all()
        asked = {name: own[name] for name in MAKERS}
        shown = "".join(hosts.read(hosts.a, rule, {}) for rule in pages)
        assert all(name in shown for name in NAMES)
        for account in (hosts.beside, hosts.elsewhere):
            for rule in pages:
                for query in ({}, asked):
                    page = hosts.read(account, rule, query)
                    found = [name for name in NAMES if name in page]
                    assert not found, (rule.endpoint, query, found)


def test_no_form_takes_up_what_is_another_s(app: Flask, hosts: Hosts) -> None:
    forms = [rule for rule, method in requests_of(app) if method == "POST" and not rule.arguments]

    def made_by(account: Account) -> set[type]:
        """Return what an account made out of A's things, by every form there is."""
        with hosts.afresh() as own:
            said = own.filled_in()
            before = {noun: hosts.session.query(noun).count() for noun in MADE_BY_FORMS}
            for rule in forms:
                hosts.send(account, rule, said)
            after = {noun: hosts.session.query(noun).count() for noun in MADE_BY_FORMS}
            return {noun for noun in MADE_BY_FORMS if after[noun] > before[noun]}

    assert made_by(hosts.a) == set(MADE_BY_FORMS)
    assert made_by(hosts.elsewhere) == set()
    # In the same engagement the surveys are everybody's; a session is not.
    assert EntryLink not in made_by(hosts.beside)


def test_a_deactivated_partner_s_hosts_reach_nothing(app: Flask, hosts: Hosts) -> None:
    hosts.partner.active = False
    assert_all_refuse(hosts, requests_of(app))


def assert_all_refuse(hosts: Hosts, requests: Iterable[tuple[Rule, str]]) -> None:
    with hosts.afresh() as own:
        for rule, method in requests:
            status = hosts.ask(hosts.a, rule, method, own.fill(rule))
            assert status == 403, (rule.endpoint, method, status)


def forgetful_app(app: Flask) -> Flask:
    """Return an app to which somebody may add a page without thinking."""
    names = ("SECRET_KEY", "RECORD_KEY", "SQLALCHEMY_DATABASE_URI", "WTF_CSRF_ENABLED")
    security = ("SECURITY_PASSWORD_HASH", "SECURITY_PASSWORD_SINGLE_HASH", "SESSION_COOKIE_SECURE")
    return create_app({name: app.config[name] for name in (*names, *security)})


def test_a_page_without_a_guard_would_be_seen(app: Flask, hosts: Hosts) -> None:
    forgetful = forgetful_app(app)
    forgetful.add_url_rule("/host/forgotten", "forgotten", lambda: "open to all")
    hosts.app, hosts.partner.active = forgetful, False
    added = [each for each in requests_of(forgetful) if each[0].endpoint == "forgotten"]
    with pytest.raises(AssertionError, match="forgotten"):
        assert_all_refuse(hosts, added)


def test_a_page_that_looks_up_by_key_alone_would_be_seen(app: Flask, hosts: Hosts) -> None:
    def careless(session_id: int) -> str:
        return db.session().get_one(ListeningSession, session_id).title

    forgetful = forgetful_app(app)
    forgetful.add_url_rule("/host/careless/<int:session_id>", "careless", careless)
    hosts.app = forgetful
    added = [each for each in named(forgetful) if each[0].endpoint == "careless"]
    with pytest.raises(AssertionError, match="careless"):
        assert_nobody_else_reaches(hosts, added)
