"""A host's home, language, password and token."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.staff.service import knows_password
from community_voice.store import Account, EntryLink, ListeningSession, Partner
from tests.conftest import PASSWORD, make_partner

JSON = {"Accept": "application/json"}
NEW = "nine old paper boats"


def hold(session: Session, partner: Partner, state: str = "open") -> None:
    session.add(
        ListeningSession(engagement_id=partner.engagement_id, partner_id=partner.id, state=state)
    )
    session.flush()


def test_the_home_counts_what_is_the_host_s_own(
    mine: FlaskClient, partner: Partner, session: Session
) -> None:
    beside = make_partner(session, "lakeside", "Hill Library")
    for _each in range(2):
        hold(session, partner)
    hold(session, partner, "planned")
    for _each in range(5):
        hold(session, beside)
    about = {"engagement_id": partner.engagement_id, "kind": "site", "name": "Door"}
    session.add(EntryLink(**about, partner_id=partner.id, code="mine"))
    session.add(EntryLink(**about, partner_id=beside.id, code="theirs"))
    session.flush()
    page = mine.get("/host/").text
    for told in ("planned: 1", "open: 2", "closed: 0", "No agreement is written yet"):
        assert told in page
    assert "sent:" not in page and "0 stacks" not in page, "none of these waits"
    assert "5" not in page.split("<h2", 1)[1].split("</section>")[0]


def test_a_page_of_the_staff_leads_a_host_back_home(mine: FlaskClient) -> None:
    page = mine.get("/staff/lakeside/")
    assert page.status_code == 403
    assert '<a href="/host/">Home</a>' in page.text
    assert "Go to the engagements" not in page.text


@pytest.mark.parametrize("tag", INTERFACE_LANGUAGES)
def test_a_host_chooses_among_all_languages(mine: FlaskClient, host: Account, tag: str) -> None:
    answer = mine.post("/host/language", data={"lang": tag, "next": "/host/agreement"})
    assert answer.location == "/host/agreement"
    page = mine.get("/host/agreement", headers={"Accept-Language": "en"}).text
    assert f'<html lang="{tag}"' in page
    assert page.count('name="lang"') == len(INTERFACE_LANGUAGES)


def test_a_choice_of_language_leads_to_no_foreign_page(mine: FlaskClient) -> None:
    for back in ("//evil.example", "https://evil.example/", "/host//x", ""):
        data = {"lang": "es", "next": back}
        assert mine.post("/host/language", data=data).location == "/host/"
    assert mine.post("/host/language", data={"lang": "xx"}).status_code == 400


def test_a_host_changes_the_password(mine: FlaskClient, host: Account) -> None:
    for wrong in (
        {"current": "wrong", "new": NEW, "again": NEW},
        {"current": PASSWORD, "new": NEW, "again": "else"},
        {"current": PASSWORD, "new": "short", "again": "short"},
        {"current": PASSWORD, "new": PASSWORD, "again": PASSWORD},
    ):
        assert mine.post("/host/password", data=wrong).status_code == 422
        assert knows_password(host, PASSWORD)
    right = {"current": PASSWORD, "new": NEW, "again": NEW}
    assert mine.post("/host/password", data=right).location == "/host/"
    assert knows_password(host, NEW)
    assert mine.get("/host/").status_code == 200


def test_the_token_says_whose_it_is_and_asks_to_sign_in(
    mine: FlaskClient, host: Account, client: FlaskClient
) -> None:
    answer = mine.get("/host/token", headers=JSON)
    assert answer.get_json()["vault"] == f"host-{host.id}"
    assert len(answer.get_json()["token"]) > 20
    signed_out = client.get("/host/token", headers=JSON)
    assert (signed_out.status_code, signed_out.get_json()["outcome"]) == (401, "signin")
    queued = client.post("/host/paper/1/entries", json={"number": "1"})
    assert queued.status_code in (401, 404)
    assert client.get("/host/token").status_code == 302


def test_the_token_lets_a_form_through(app: Flask, mine: FlaskClient, host: Account) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        token = mine.get("/host/token", headers=JSON).get_json()["token"]
        data = {"lang": "so"}
        assert mine.post("/host/language", data=data).status_code == 400
        sent = mine.post("/host/language", data=data, headers={"X-CSRFToken": token})
        assert sent.status_code == 302
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_page_that_is_not_there_stays_in_the_host_s_frame(mine: FlaskClient) -> None:
    page = mine.get("/host/agreement/999")
    assert page.status_code == 404
    assert 'action="/staff/sign-out"' in page.text
    assert "Leave quickly" not in page.text
