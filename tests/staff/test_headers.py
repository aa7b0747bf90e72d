"""Every response of the staff's rooms is sealed, and its cookies with it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.app import create_app
from community_voice.staff.service import create_account
from community_voice.store import Account
from tests.conftest import PASSWORD
from tests.staff.conftest import SIGN_IN, sign_in, token_on

HTTPS = "https://localhost"
PAGES = [SIGN_IN, "/staff/", "/staff/audit", "/staff/password", "/staff/none", "/nowhere/at/all"]


@pytest.mark.parametrize("role", [None, "analyst", "administrator"])
@pytest.mark.parametrize("address", PAGES)
def test_every_response_is_sealed_and_kept_by_nobody(
    client: FlaskClient, staff_client: Callable[[str], FlaskClient], role: str | None, address: str
) -> None:
    answer = (staff_client(role) if role else client).get(address)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_inline_style_or_script(
    staff_client: Callable[[str], FlaskClient], address: str
) -> None:
    page = staff_client("administrator").get(address).text
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page
    assert " on" + "click" not in page


def cookies_of(answer: TestResponse) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def signed_in_over_https(app: Flask) -> tuple[FlaskClient, TestResponse]:
    browser = app.test_client()
    token = token_on(browser.get(SIGN_IN, base_url=HTTPS))
    data = {"email": "ada@example.org", "password": PASSWORD, "csrf_token": token}
    return browser, browser.post(SIGN_IN, data=data, base_url=HTTPS)


def test_cookies_travel_over_https_alone_and_no_script_reads_them(
    sealed_app: Flask, session: Session
) -> None:
    create_account(session, "ada@example.org", "Ada", "administrator", PASSWORD)
    _browser, answer = signed_in_over_https(sealed_app)
    cookies = cookies_of(answer)
    assert set(cookies) == {"__Host-staff", "__Host-known"}
    for line in cookies.values():
        parts = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= parts
        assert not any(part.startswith("domain") for part in parts)
        assert parts & {"samesite=lax", "samesite=strict"}
    # The session itself goes with the browser; only its age is bounded on our side.
    assert "expires" not in cookies["__Host-staff"].lower()


def test_forms_work_over_https_without_a_referrer(sealed_app: Flask, session: Session) -> None:
    create_account(session, "ada@example.org", "Ada", "administrator", PASSWORD)
    browser, answer = signed_in_over_https(sealed_app)
    assert answer.status_code == 302
    home = browser.get("/staff/", base_url=HTTPS)
    assert home.status_code == 200
    out = browser.post("/staff/sign-out", data={"csrf_token": token_on(home)}, base_url=HTTPS)
    assert out.location == SIGN_IN
    assert browser.get("/staff/", base_url=HTTPS).status_code == 302


def test_a_sign_in_form_without_its_token_is_refused(
    sealed_app: Flask, session: Session, administrator: Account
) -> None:
    answer = sign_in(sealed_app.test_client(), administrator.email, PASSWORD)
    assert answer.status_code == 400
    assert "too old or came from another page" in answer.text


def test_passwords_are_kept_as_argon2id(app: Flask, session: Session) -> None:
    names = ("SECRET_KEY", "RECORD_KEY", "SQLALCHEMY_DATABASE_URI")
    real = create_app({name: app.config[name] for name in names})
    with real.app_context():
        made = create_account(session, "ada@example.org", "Ada", "administrator", PASSWORD)
    assert made.password is not None
    assert made.password.startswith("$argon2id$")
    assert signed_in_over_https(real)[1].status_code == 302
    # Passwords outlive a change of SECRET_KEY.
    other = create_app({**{name: app.config[name] for name in names}, "SECRET_KEY": "another"})
    assert signed_in_over_https(other)[1].status_code == 302
