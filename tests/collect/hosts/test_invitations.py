"""Hosts come by a one-time link, which is shown once and makes one account."""

import datetime as dt
import html
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.app import create_app
from community_voice.collect.hosts.invitations import LASTS, invite, withdraw
from community_voice.extensions import db
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.staff import brake
from community_voice.store import Account, AuditEntry, Invitation, Partner, PartnerHost
from community_voice.store.columns import now
from community_voice.store.migrating import upgrade
from tests.conftest import KEYS, make_partner
from tests.staff.conftest import sign_in

WORDS = "seven small green boats"
ROSA = {"name": "Rosa Vega", "email": "Rosa@Example.org", "password": WORDS, "again": WORDS}
LINK = re.compile(r"https?://[^<\s]+/invited/[\w-]+")


def invited(session: Session) -> Invitation:
    return session.scalars(select(Invitation)).one()


@pytest.fixture
def link(staff: FlaskClient, partner: Partner) -> str:
    """Return the path of a link that an administrator made for Rosa."""
    address = f"/staff/lakeside/partners/{partner.id}/invitations"
    found = LINK.search(staff.post(address, data={"for_whom": "Rosa"}).text)
    assert found
    return found.group(0).split("localhost")[1]


def test_a_link_is_shown_once_and_kept_as_a_digest_alone(
    staff: FlaskClient, partner: Partner, link: str, session: Session
) -> None:
    secret = link.rsplit("/", 1)[1]
    again = staff.get(f"/staff/lakeside/partners/{partner.id}").text
    assert secret not in again
    assert "Rosa" in again
    assert secret not in str(vars(invited(session)))
    assert not [
        entry for entry in session.scalars(select(AuditEntry)) if secret in str(vars(entry))
    ]


def test_whoever_has_the_link_makes_an_account_and_goes_in(
    client: FlaskClient, link: str, partner: Partner, session: Session
) -> None:
    for _time in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert partner.name in page.text
    assert invited(session).used_at is None
    answer = client.post(link, data={**ROSA, "language": "so"})
    assert (answer.status_code, answer.location) == (302, "/host/")
    home = client.get("/host/")
    assert partner.name in home.text
    assert 'lang="so"' in home.text
    made = session.scalars(select(Account).where(Account.email == "rosa@example.org")).one()
    assert [role.name for role in made.roles] == ["host"]
    kept = session.get(PartnerHost, made.id)
    assert kept and kept.partner_id == partner.id
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.act, entry.actor_name) for entry in entries][-2:] == [
        ("account.create", "Rosa Vega"),
        ("invitation.accept", "Rosa Vega"),
    ]


def test_an_account_made_by_a_link_signs_in_with_its_password(
    client: FlaskClient, app: Flask, link: str
) -> None:
    client.post(link, data=ROSA)
    elsewhere = app.test_client()
    answer = sign_in(elsewhere, "rosa@example.org", WORDS, next="/host/agreement")
    assert answer.location.endswith("/host/agreement")
    assert elsewhere.get("/staff/").location == "/host/"


def test_a_used_link_makes_no_second_account(
    client: FlaskClient, app: Flask, link: str, session: Session
) -> None:
    client.post(link, data=ROSA)
    other = app.test_client().post(link, data={**ROSA, "email": "second@example.org"})
    assert other.status_code == 410
    assert "made with this link already" in other.text
    assert session.query(PartnerHost).count() == 1


@pytest.mark.parametrize("what", ["expired", "withdrawn", "partner gone", "unknown"])
def test_a_link_that_makes_no_account_says_what_to_do(
    client: FlaskClient, partner: Partner, link: str, session: Session, what: str
) -> None:
    if what == "expired":
        invited(session).expires_at = now() - dt.timedelta(seconds=1)
    elif what == "withdrawn":
        withdraw(session, invited(session))
    elif what == "partner gone":
        partner.active = False
    session.flush()
    told = {
        "expired": "too old",
        "withdrawn": "taken back",
        "partner gone": "taken back",
        "unknown": "do not know this link",
    }
    address = link + "x" if what == "unknown" else link
    for page in (client.get(address), client.post(address, data=ROSA)):
        assert page.status_code == (404 if what == "unknown" else 410)
        assert told[what] in page.text
        assert "the person who gave" in page.text
    assert session.query(PartnerHost).count() == 0


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", " ", "Write a name"),
        ("email", "nobody", "looks like name@example.org"),
        ("email", "ADMIN@example.org", "signs in with this e-mail already"),
        ("again", "another thing", "not the same"),
        ("password", "short", "not the same"),
    ],
)
def test_what_does_not_fit_is_said_and_uses_nothing_up(
    client: FlaskClient, link: str, session: Session, field: str, value: str, told: str
) -> None:
    page = client.post(link, data={**ROSA, field: value})
    assert page.status_code == 422
    assert told in html.unescape(page.text)
    assert WORDS not in page.text
    assert invited(session).used_at is None


def test_everything_wrong_is_said_at_once_and_only_a_whole_form_is_a_try(
    client: FlaskClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a form that makes no account tell who has one."""
    moment = now()
    monkeypatch.setattr(brake, "now", lambda: moment)
    wrong = {"name": "", "email": "admin@example.org", "password": WORDS, "again": "x"}
    for _time in range(6):
        page = html.unescape(client.post(link, data=wrong).text)
    assert "Write a name" in page and "not the same" in page
    assert "signs in with this e-mail already" not in page
    taken = {**ROSA, "email": "admin@example.org"}
    answers = [client.post(link, data=taken) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert re.search("Wait 5 seconds", answers[-1].text)


def test_a_password_keeps_to_the_house_s_rules(client: FlaskClient, link: str) -> None:
    for weak in ("short", "rosa@example.org", "aaaaaaaaaaaaaaaa"):
        page = client.post(link, data={**ROSA, "password": weak, "again": weak})
        assert (page.status_code, "easy to guess" in page.text) == (422, True), weak


def test_an_administrator_takes_a_link_back_after_a_question(
    staff: FlaskClient, partner: Partner, link: str, session: Session
) -> None:
    address = f"/staff/lakeside/partners/{partner.id}/invitations/{invited(session).id}/withdraw"
    assert "Rosa" in staff.get(address).text
    assert invited(session).withdrawn_at is None
    staff.post(address)
    assert invited(session).withdrawn_at is not None


def test_the_link_speaks_the_visitor_s_language(client: FlaskClient, link: str) -> None:
    for tag in INTERFACE_LANGUAGES:
        page = client.get(link, headers={"Accept-Language": tag})
        assert f'<html lang="{tag}"' in page.text
    assert '<html lang="ar" dir="rtl"' in client.get(f"{link}?lang=ar").text


def test_two_presses_at_once_make_one_account(tmp_path: Path) -> None:
    """Press twice at once, on a database of its own, as threads of a server would."""
    app = create_app(
        {
            **KEYS,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'one.sqlite3'}",
            "SESSION_COOKIE_SECURE": False,
            "WTF_CSRF_ENABLED": False,
            "SECURITY_PASSWORD_HASH": "plaintext",
            "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
        }
    )
    with app.app_context():
        upgrade(db.engine)
        partner = make_partner(db.session(), "lakeside", "Lakeside Day Center")
        secret = invite(db.session(), partner, "")
        db.session.commit()
    start = Barrier(4)

    def press(number: int) -> int:
        browser = app.test_client()
        start.wait()
        said = {**ROSA, "email": f"rosa{number}@example.org"}
        return browser.post(f"/invited/{secret}", data=said).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(press, range(4)))
    with app.app_context():
        assert statuses == [302, 410, 410, 410]
        assert db.session.query(PartnerHost).count() == 1
        db.engine.dispose()


def test_a_link_works_for_fourteen_days(session: Session, link: str) -> None:
    left = invited(session).expires_at - now()
    assert dt.timedelta(days=13, hours=23) < left <= LASTS == dt.timedelta(days=14)
