"""Signing in: it lets the right people in, tells strangers nothing, and cannot be turned."""

import datetime as dt
import re
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous.timed import TimestampSigner
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.staff import brake
from community_voice.staff.brake import FREE_TRIES, LONGEST_WAIT, wait_after
from community_voice.store import Account, AuditEntry, SignInBrake
from community_voice.store.columns import now
from tests.conftest import PASSWORD
from tests.staff.conftest import SIGN_IN, sign_in, token_on

Browser = Callable[[str], FlaskClient]


def test_the_right_password_opens_the_staff_pages(client: FlaskClient, analyst: Account) -> None:
    answer = sign_in(client, "  Analyst@Example.org ", PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/staff/")
    assert "Noor Haddad" in client.get("/staff/").text


def test_signing_in_is_logged_with_who_did(
    client: FlaskClient, session: Session, analyst: Account
) -> None:
    sign_in(client, analyst.email, PASSWORD)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.act, entry.actor_id) == ("account.sign_in", analyst.id)


def failure(browser: FlaskClient, email: str, password: str) -> tuple[int, str]:
    answer = sign_in(browser, email, password)
    page = answer.text.replace(email, "EMAIL").replace(token_on(answer), "TOKEN")
    return answer.status_code, page


def test_a_stranger_learns_nothing_of_who_has_an_account(
    app: Flask, session: Session, analyst: Account, administrator: Account
) -> None:
    administrator.active = False
    session.flush()
    asked = {
        "known": (analyst.email, "wrong-wrong-wrong"),
        "unknown": ("nobody@example.org", "wrong-wrong-wrong"),
        "deactivated, right password": (administrator.email, PASSWORD),
        "no password": (analyst.email, ""),
        "not an e-mail": ("nobody", "wrong-wrong-wrong"),
    }
    said = {name: failure(app.test_client(), *pair) for name, pair in asked.items()}
    assert len(set(said.values())) == 1
    assert "do not go together" in said["known"][1]


def test_a_stranger_learns_nothing_from_the_brake_either(app: Flask, analyst: Account) -> None:
    said = {}
    for email in (analyst.email, "nobody@example.org"):
        pages = [failure(app.test_client(), email, "wrong-wrong-wrong") for _ in range(7)]
        said[email] = [(code, re.sub(r"\d+ second", "N second", page)) for code, page in pages]
    assert said[analyst.email] == said["nobody@example.org"]
    assert "Wait N second" in said[analyst.email][-1][1]


def test_guessing_gets_slower_and_never_stops_for_good(
    app: Flask, session: Session, analyst: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(FREE_TRIES):
        assert "Wait" not in sign_in(app.test_client(), analyst.email, "wrong-wrong").text
    assert "Wait" in sign_in(app.test_client(), analyst.email, PASSWORD).text
    tries = session.scalars(select(SignInBrake.tries)).one()
    assert "Wait" in sign_in(app.test_client(), analyst.email, PASSWORD).text
    assert session.scalars(select(SignInBrake.tries)).one() == tries
    later = now() + wait_after(tries)
    monkeypatch.setattr(brake, "now", lambda: later)
    assert sign_in(app.test_client(), analyst.email, PASSWORD).status_code == 302
    assert session.scalars(select(SignInBrake)).all() == []


SPELLINGS = [
    "analyst@exam\ufe0fple.org",
    "analyst@ex\u034fample.org",
    "analyst@example\u3002org",
    "analyst@example\uff0eorg",
    "analyst@\uff45xample.org",
    "ANALYST@Example.ORG",
    *(f"analyst@example{chr(0xFE0F) * times}.org" for times in range(2, 9)),
]


def test_the_brake_counts_every_spelling_that_finds_the_account(
    app: Flask, session: Session, analyst: Account
) -> None:
    for email in SPELLINGS:  # each is a way in, so that each must count
        assert sign_in(app.test_client(), email, PASSWORD).status_code == 302, ascii(email)
    pages = [sign_in(app.test_client(), email, "wrong-wrong").text for email in SPELLINGS]
    assert ["Wait" in page for page in pages] == [n >= FREE_TRIES for n in range(len(SPELLINGS))]
    assert len(session.scalars(select(SignInBrake)).all()) == 1
    assert "Wait" in sign_in(app.test_client(), analyst.email, PASSWORD).text


def test_a_known_browser_is_known_by_every_spelling(app: Flask, analyst: Account) -> None:
    browser = app.test_client()
    sign_in(browser, SPELLINGS[0], PASSWORD)
    browser.post("/staff/sign-out")
    for _ in range(FREE_TRIES + 1):
        stranger = sign_in(app.test_client(), analyst.email, "wrong-wrong").text
    assert "Wait" in stranger
    assert sign_in(browser, SPELLINGS[2], PASSWORD).status_code == 302


def test_waits_double_up_to_the_longest() -> None:
    waits = [wait_after(tries).total_seconds() for tries in range(FREE_TRIES + 8)]
    assert waits == [0, 0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300]
    assert wait_after(10**6) == LONGEST_WAIT
    assert dt.timedelta(hours=1) / LONGEST_WAIT <= 100


def test_a_browser_known_from_before_is_not_slowed_by_a_stranger(
    client: FlaskClient, app: Flask, analyst: Account
) -> None:
    sign_in(client, analyst.email, PASSWORD)
    client.post("/staff/sign-out")
    for _ in range(FREE_TRIES + 1):
        stranger = sign_in(app.test_client(), analyst.email, "wrong-wrong").text
    assert "Wait" in stranger
    assert sign_in(client, analyst.email, PASSWORD).status_code == 302


def test_a_mark_made_up_or_for_somebody_else_gives_no_tries(
    client: FlaskClient, analyst: Account, administrator: Account
) -> None:
    sign_in(client, administrator.email, PASSWORD)
    client.post("/staff/sign-out")
    for turn in range(FREE_TRIES + 1):
        page = sign_in(client, analyst.email, "wrong-wrong").text
        if turn % 2:
            client.set_cookie("known", f"mark{turn}.00")
    assert "Wait" in page


def test_the_brake_keeps_no_e_mail(client: FlaskClient, session: Session) -> None:
    sign_in(client, "nobody@example.org", "wrong-wrong")
    kept = session.scalars(select(SignInBrake)).one()
    assert "nobody" not in repr(vars(kept))


def test_tries_are_forgotten_after_a_day(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "nobody@example.org", "wrong-wrong")
    later = now() + brake.FORGOTTEN_AFTER + dt.timedelta(minutes=1)
    monkeypatch.setattr(brake, "now", lambda: later)
    sign_in(client, "else@example.org", "wrong-wrong")
    assert len(session.scalars(select(SignInBrake)).all()) == 1


FOREIGN = [
    "//evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "https://evil.example/staff/",
    "http:evil.example",
    "javascript:alert(1)",
    "/staff//evil.example",
    "/staff/\\..\\evil",
    "/staff/\n//evil.example",
    " //evil.example",
    "/staff@evil.example",
    "/somewhere-else",
]


@pytest.mark.parametrize("address", FOREIGN)
def test_nobody_is_sent_to_a_foreign_address(
    app: Flask, session: Session, analyst: Account, address: str
) -> None:
    shown = app.test_client().get(SIGN_IN, query_string={"next": address})
    assert (shown.status_code, shown.location) == (302, SIGN_IN)
    for more in ({"data": {"next": address}}, {"query_string": {"next": address}}):
        browser = app.test_client()
        form = {"email": analyst.email, "password": PASSWORD, **more.get("data", {})}
        answer = browser.post(SIGN_IN, data=form, query_string=more.get("query_string"))
        assert answer.status_code == 400
        assert browser.get("/staff/").status_code == 302


def test_a_page_of_ours_is_come_back_to(client: FlaskClient, analyst: Account) -> None:
    asked = client.get("/staff/?q=river")
    assert asked.location == "/staff/sign-in?next=/staff/?q%3Driver"
    shown = client.get(asked.location)
    assert 'name="next" value="/staff/?q=river"' in shown.text
    answer = sign_in(client, analyst.email, PASSWORD, next="/staff/?q=river")
    assert answer.location == "/staff/?q=river"


def test_a_planted_session_is_dropped_at_sign_in(client: FlaskClient, analyst: Account) -> None:
    with client.session_transaction() as planted:
        planted["csrf_token"] = "known-to-the-attacker"
        planted["anything"] = "else"
    sign_in(client, analyst.email, PASSWORD)
    with client.session_transaction() as kept:
        assert kept["_user_id"] == analyst.fs_uniquifier
        assert "anything" not in kept
        assert kept.get("csrf_token") != "known-to-the-attacker"


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    app: Flask, client: FlaskClient, analyst: Account
) -> None:
    sign_in(client, analyst.email, PASSWORD)
    copied = client.get_cookie("staff")
    assert copied is not None
    client.post("/staff/sign-out")
    thief = app.test_client()
    thief.set_cookie("staff", copied.value)
    assert thief.get("/staff/").status_code == 302


def at(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(moment))


def test_a_session_ends_after_eight_hours_without_a_request(
    staff_client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, start = staff_client("analyst"), time.time()
    for hours in (4, 8, 11):
        at(monkeypatch, start + hours * 3600)
        assert browser.get("/staff/").status_code == 200
    at(monkeypatch, start + 19.1 * 3600)
    assert browser.get("/staff/").status_code == 302


def test_the_password_is_asked_for_again_after_a_long_day(staff_client: Browser) -> None:
    browser = staff_client("analyst")
    with browser.session_transaction() as kept:
        kept["fs_paa"] = time.time() - 12.1 * 3600
    answer = browser.get("/staff/")
    assert answer.location == "/staff/sign-in?next=/staff/"
    assert "signed in for a long time" in browser.get(answer.location).text


@pytest.mark.parametrize(
    "odd",
    ["\x00", "a\x00b@example.org", "\u202e", "x" * 100_000, "'; DROP", "é" * 50, "\ufffd", "😀"],
)
def test_odd_input_is_a_failed_try_and_nothing_worse(
    client: FlaskClient, analyst: Account, odd: str
) -> None:
    for email, password in ((odd, "wrong-wrong"), (analyst.email, odd), (odd, odd)):
        assert sign_in(client, email, password).status_code == 200
    assert client.post(SIGN_IN, json={"email": "\ud800", "password": odd}).status_code == 415
    assert client.post(SIGN_IN, data={}).status_code == 200


def test_nobody_signed_out_sees_a_remember_me_or_another_way_in(app: Flask) -> None:
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint[:9] == "security."}
    assert rules == {"security.login"}
    cookies = app.test_client().get(SIGN_IN).headers.getlist("Set-Cookie")
    assert all("remember" not in cookie for cookie in cookies)
