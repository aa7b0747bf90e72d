"""What staff and hosts typed is shown to them where a page refuses it: it stands nowhere else."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import Partner

Browser = Callable[[str], FlaskClient]
ADDRESS = "/host/findings/1/dissent"
TYPED = {"text": "We see it <otherwise>\nquince", "language": "en", "password": "Secret words 1"}


def comes_back(page: str) -> bool:
    return "We see it &lt;otherwise&gt;\nquince</blockquote>" in page and "Secret" not in page


def test_to_somebody_who_is_signed_out(app: Flask, session: Session) -> None:
    answer = app.test_client().post(ADDRESS, data=TYPED)
    assert answer.status_code == 401
    assert comes_back(answer.text)
    assert "/staff/sign-in" in answer.text


def test_to_a_host_whose_partner_is_not_active_any_more(
    staff_client: Browser, session: Session, partner: Partner
) -> None:
    browser = staff_client("host")
    partner.active = False
    session.flush()
    answer = browser.post(ADDRESS, data=TYPED)
    assert answer.status_code == 403
    assert comes_back(answer.text)


def test_where_a_form_is_too_old_or_what_it_changes_is_gone(
    sealed_app: Flask, staff_client: Browser
) -> None:
    stale = sealed_app.test_client().post(ADDRESS, data=TYPED, base_url="https://localhost")
    assert stale.status_code == 401, "nobody is signed in: that is what there is to do"
    assert comes_back(stale.text) and "You are signed out" in stale.text
    gone = staff_client("host").post(ADDRESS, data=TYPED)
    assert gone.status_code == 404
    assert comes_back(gone.text)


def test_a_password_page_says_nothing_back(sealed_app: Flask, session: Session) -> None:
    typed = {"current": "Secret words 1", "new": "Secret words 2", "again": "Secret words 2"}
    answer = sealed_app.test_client().post("/host/password", data=typed)
    assert "Secret" not in answer.text
