"""Administrators make accounts, change roles and deactivate; the last of them stays."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError
from community_voice.staff.service import (
    account_with_email,
    change_own_password,
    change_role,
    create_account,
    knows_password,
    set_active,
    set_password,
)
from community_voice.store import Account, AuditEntry
from tests.conftest import PASSWORD
from tests.staff.conftest import sign_in

Browser = Callable[[str], FlaskClient]
NEW = {"email": "Li@Example.org", "name": "李雷", "role": "analyst", "password": "three-odd-words"}


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def is_active(account: Account) -> bool:
    return account.active


def test_an_administrator_makes_an_account_that_can_sign_in(
    staff_client: Browser, client: FlaskClient, session: Session
) -> None:
    browser = staff_client("administrator")
    assert 'value="host"' not in browser.get("/staff/accounts/new").text, "hosts are invited"
    answer = browser.post("/staff/accounts/new", data=NEW)
    assert answer.status_code == 302
    made = account_with_email(session, "li@example.org")
    assert [role.name for role in made.roles] == ["analyst"]
    assert sign_in(client, "li@example.org", NEW["password"]).status_code == 302
    assert acts(session)[-2:] == ["account.create", "account.sign_in"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("email", "nobody", "does not look like"),
        ("email", "analyst@example.org", "already"),
        ("email", "ANALYST@example.org", "already"),
        ("password", "short", "at least 12"),
        ("password", "li@example.org", "easy to guess"),
        ("password", "aaaaaaaaaaaaaaa", "easy to guess"),
        ("password", "x1y2z3" * 200, "at least 12"),
        ("password", "with a \x00 inside it", "at least 12"),
        ("role", "owner", "no such role"),
        ("name", "a\x00b", "cannot keep"),
    ],
)
def test_what_does_not_fit_is_said_and_typed_words_stay(
    staff_client: Browser, analyst: Account, field: str, value: str, told: str
) -> None:
    page = staff_client("administrator").post("/staff/accounts/new", data={**NEW, field: value})
    assert page.status_code == 422
    assert told in page.text
    assert NEW["password"] not in page.text
    if field not in ("name", "email"):
        assert "李雷" in page.text


def test_a_deactivated_account_is_out_at_once(
    staff_client: Browser, session: Session, analyst: Account
) -> None:
    theirs = staff_client("analyst")
    assert theirs.get("/staff/").status_code == 200
    asked = staff_client("administrator").get(f"/staff/accounts/{analyst.id}/deactivate")
    assert "analyst@example.org" in asked.text
    assert is_active(analyst)
    staff_client("administrator").post(f"/staff/accounts/{analyst.id}/deactivate")
    assert not is_active(analyst)
    assert theirs.get("/staff/").status_code == 302
    staff_client("administrator").post(f"/staff/accounts/{analyst.id}/activate")
    assert is_active(analyst)
    assert theirs.get("/staff/").status_code == 302
    assert acts(session)[-2:] == ["account.deactivate", "account.activate"]


def test_who_forgot_a_password_gets_a_new_one_from_an_administrator(
    staff_client: Browser, client: FlaskClient, session: Session, analyst: Account
) -> None:
    theirs, address = staff_client("analyst"), f"/staff/accounts/{analyst.id}/password"
    browser = staff_client("administrator")
    assert analyst.email in browser.get(address).text
    refused = browser.post(address, data={"password": "short"})
    assert (refused.status_code, "at least 12" in refused.text) == (422, True)
    assert theirs.get("/staff/").status_code == 200
    assert browser.post(address, data={"password": "another odd sentence"}).status_code == 302
    assert theirs.get("/staff/").status_code == 302
    assert sign_in(client, analyst.email, PASSWORD).status_code == 200
    assert sign_in(client, analyst.email, "another odd sentence").status_code == 302
    assert acts(session)[-2:] == ["account.reset_password", "account.sign_in"]


def test_the_last_administrator_stays(session: Session, administrator: Account) -> None:
    with pytest.raises(Conflict):
        set_active(session, administrator, False)
    with pytest.raises(Conflict):
        change_role(session, administrator, "analyst")
    second = create_account(session, "b@example.org", "B", "administrator", PASSWORD)
    second.active = False
    with pytest.raises(Conflict):
        change_role(session, administrator, "analyst")
    second.active = True
    change_role(session, administrator, "analyst")
    with pytest.raises(Conflict):
        set_active(session, second, False)


def test_the_page_says_that_the_last_administrator_stays(
    staff_client: Browser, administrator: Account
) -> None:
    browser = staff_client("administrator")
    browser.post(f"/staff/accounts/{administrator.id}/role", data={"role": "analyst"})
    assert "last administrator" in browser.get("/staff/accounts/").text
    assert administrator.has_role("administrator")


def test_a_changed_role_counts_from_the_next_request(
    staff_client: Browser, analyst: Account
) -> None:
    theirs = staff_client("analyst")
    assert theirs.get("/staff/audit").status_code == 403
    staff_client("administrator").post(
        f"/staff/accounts/{analyst.id}/role", data={"role": "administrator"}
    )
    assert theirs.get("/staff/audit").status_code == 200


def test_an_account_that_is_not_there_is_said(staff_client: Browser) -> None:
    browser = staff_client("administrator")
    assert browser.get("/staff/accounts/999/deactivate").status_code == 404
    assert browser.post("/staff/accounts/999/activate").status_code == 302
    assert "no such account" in browser.get("/staff/accounts/").text


def change(current: str, new: str, again: str | None = None) -> dict[str, str]:
    return {"current": current, "new": new, "again": new if again is None else again}


def test_staff_change_their_own_password_and_other_browsers_are_out(
    staff_client: Browser, analyst: Account
) -> None:
    here, elsewhere = staff_client("analyst"), staff_client("analyst")
    assert here.post("/staff/password", data=change(PASSWORD, "other-odd-words")).location == (
        "/staff/"
    )
    assert knows_password(analyst, "other-odd-words")
    assert here.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (change("wrong-wrong", "other-odd-words"), "not your present password"),
        (change("", "other-odd-words"), "not your present password"),
        (change(PASSWORD, "other-odd-words", "other-even-words"), "not the same"),
        (change(PASSWORD, PASSWORD), "same as the present"),
        (change(PASSWORD, "short"), "at least 12"),
        ({}, "not your present password"),
    ],
)
def test_a_password_is_not_changed_by_half(
    staff_client: Browser, analyst: Account, form: dict[str, str], told: str
) -> None:
    page = staff_client("analyst").post("/staff/password", data=form)
    assert (page.status_code, told in page.text) == (422, True)
    assert knows_password(analyst, PASSWORD)


def test_a_password_typed_in_two_ways_of_writing_is_the_same(
    session: Session, client: FlaskClient, analyst: Account
) -> None:
    set_password(session, analyst, "cafe\u0301 at the river")
    assert sign_in(client, analyst.email, "caf\u00e9 at the river").status_code == 302
    change_own_password(session, analyst, "caf\u00e9 at the river", "one more odd sentence")
    with pytest.raises(DomainError):
        change_own_password(session, analyst, "cafe\u0301 at the river", "and another sentence")
