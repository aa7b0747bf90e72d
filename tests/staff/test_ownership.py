"""A host reaches nothing of another organization, at any address that the map of them knows.

For every address under /host with something in it, the things of organization A are made; hosts
of others ask for them by every method. An address whose argument has no maker here fails.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule

from community_voice.app import create_app
from community_voice.extensions import db
from community_voice.store import (
    Account,
    AnalysisRun,
    AsideEntry,
    CodeSheet,
    Engagement,
    EntryLink,
    HeardCard,
    ListeningSession,
    PaperCopy,
    PaperEntry,
    PaperStack,
    Partner,
    PartnerAgreement,
    PrintRun,
    Release,
    SessionNote,
    Speaker,
    Survey,
    Version,
)
from community_voice.store.columns import now, random_id, today
from tests.conftest import make_host, make_partner
from tests.study.speaking import Speaking, add_survey

Value = int | str
Maker = Callable[["Own"], Value]


@dataclass
class Own:
    """What one partner owns, made when an address asks for it and once a set."""

    session: Session
    partner: Partner
    made: dict[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        if name not in self.made:
            self.made[name] = MAKERS[name](self)
        return self.made[name]

    def fill(self, rule: Rule) -> dict[str, Value]:
        """Return the arguments of an address; of several choices in it, the first."""
        return {
            name: choices_of(rule, name)[0] if choices_of(rule, name) else self[name]
            for name in sorted(rule.arguments)
        }

    def keep(self, row: object) -> Value:
        """Store a row, and return its key."""
        self.session.add(row)
        self.session.flush()
        key: Value = getattr(row, "id")  # noqa: B009  every noun has one
        return key

    def fill_all(self) -> None:
        """Make one of everything."""
        for name in MAKERS:
            self[name]

    def filled_in(self) -> dict[str, str]:
        """Return what the forms of hosts ask for, made out of what is this partner's own."""
        version, guide = self.version(), self.version("guide")
        return {
            "survey": version.survey.slug,
            "what": f"{version.id}:en",
            "guide": str(guide.id),
            "session_id": str(self["session_id"]),
            "kind": "session",
            "name": "A new one",
            "title": "A new one",
            "place": "By the lake",
            "languages": "en",
            "speakers": "0",
            "held_on": today().isoformat(),
            "forms": "5",
            "copies": "2",
            "day": (today() + dt.timedelta(days=14)).isoformat(),
        }

    @property
    def engagement(self) -> Engagement:
        return self.partner.engagement

    def version(self, kind: str = "survey") -> Version:
        """Return a published version of the engagement, which all its partners may use."""
        slug = f"of-{kind}"
        of_kind = self.session.query(Survey).filter_by(engagement_id=self.engagement.id, slug=slug)
        found = of_kind.one_or_none()
        if found is not None:
            return found.versions[0]
        speaking: Speaking = add_survey(self.session, self.engagement, slug, kind)
        return speaking.version


def a_session(own: Own) -> Value:
    return own.keep(
        ListeningSession(
            engagement_id=own.engagement.id,
            partner_id=own.partner.id,
            guide_version_id=own.version("guide").id,
            title="Lakeside on Monday",
            state="open",
            languages=["en"],
        )
    )


def a_speaker(own: Own) -> Value:
    own.keep(Speaker(session_id=own["session_id"], number=7))
    return 7


def a_note(own: Own) -> Value:
    return own.keep(SessionNote(session_id=own["session_id"], text="We need a ramp."))


def a_card(own: Own) -> Value:
    return own.keep(HeardCard(session_id=own["session_id"], text="You need a ramp."))


def a_stack(own: Own) -> Value:
    return own.keep(
        PaperStack(
            version_id=own.version().id,
            partner_id=own.partner.id,
            name="Forms of Monday",
            language="en",
            forms=2,
            is_twice=True,
        )
    )


def a_print(own: Own) -> Value:
    return own.keep(
        PrintRun(
            version_id=own.version().id,
            partner_id=own.partner.id,
            language="en",
            copies=1,
            receipts_from=today(),
        )
    )


def an_entry(own: Own) -> Value:
    number = f"{own.partner.id:06d}"
    own.keep(PaperCopy(run_id=own["print_id"], number=number, receipt_hash=random_id()))
    stack_id = own["stack_id"]
    for turn, wish in ((1, "A ramp"), (2, "A lamp")):
        answers = {"wish": {"text": wish}}
        own.keep(
            PaperEntry(
                stack_id=stack_id,
                number=number,
                turn=turn,
                state="different",
                answers=answers,
                language="en",
            )
        )
    return number


def a_link(own: Own) -> Value:
    return own.keep(
        EntryLink(
            engagement_id=own.engagement.id,
            survey_id=own.version().survey_id,
            partner_id=own.partner.id,
            code=random_id()[:12],
            kind="site",
            name="At the door",
        )
    )


def a_sheet(own: Own) -> Value:
    return own.keep(
        CodeSheet(
            survey_id=own.version().survey_id,
            partner_id=own.partner.id,
            name="Desk by the window",
            codes=10,
        )
    )


def an_aside_entry(own: Own) -> Value:
    return own.keep(
        AsideEntry(
            engagement_id=own.engagement.id,
            partner_id=own.partner.id,
            submission_id=random_id(),
            content_digest=random_id(),
            why="unfit",
            way="paper",
        )
    )


def an_agreement(own: Own) -> Value:
    terms = {"words_belong_to": "Those who said them"}
    return own.keep(PartnerAgreement(partner_id=own.partner.id, number=1, terms=terms))


def a_release(own: Own) -> Value:
    """Return the engagement's one release, which all its partners may read."""
    found = own.session.query(Release).filter_by(engagement_id=own.engagement.id).first()
    if found is not None:
        return found.id
    run_id = own.keep(AnalysisRun(engagement_id=own.engagement.id, state="done"))
    return own.keep(
        Release(
            engagement_id=own.engagement.id,
            run_id=run_id,
            state="done",
            finished_at=now(),
            frozen_on=dt.date(2026, 5, 4),
        )
    )


# By the names that arguments have in addresses. Whoever adds a noun to one writes it here.
MAKERS: dict[str, Maker] = {
    "session_id": a_session,
    "number": a_speaker,
    "note_id": a_note,
    "card_id": a_card,
    "stack_id": a_stack,
    "print_id": a_print,
    "entry_number": an_entry,
    "link_id": a_link,
    "sheet_id": a_sheet,
    "aside_id": an_aside_entry,
    "agreement_id": an_agreement,
    "release_id": a_release,
    "version_id": lambda own: own.version().id,
    "survey": lambda own: own.version().survey.slug,
    "lang": lambda own: "en",
}
# How makers name what is listed, and what the forms of hosts make.
NAMES = ("Lakeside on Monday", "Forms of Monday", "At the door", "Desk by the window")
MADE_BY_FORMS = (ListeningSession, PaperStack, PrintRun, EntryLink)
# What belongs to an engagement and not to one of its partners.
SHARED = {"release_id", "version_id", "survey", "lang"}
# What lies within another thing, and has a key of its own.
WITHIN = {"note_id": "session_id", "card_id": "session_id"}


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
        browser = self.app.test_client()
        with browser.session_transaction() as kept:
            kept["_user_id"] = account.fs_uniquifier
            kept["fs_paa"] = now().timestamp()
        return browser


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


def choices_of(rule: Rule, name: str) -> list[str]:
    """Return what an argument is one of, where its address lists that; such a one is no thing."""
    converter = rule._converters.get(name)
    return sorted(converter.items) if isinstance(converter, AnyConverter) else []


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
