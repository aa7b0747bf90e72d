"""Staff choose the language of their pages; the choice is their account's."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.locale import INTERFACE_LANGUAGES, STAFF_LANGUAGES
from community_voice.staff.audit import record_act
from community_voice.store import Account
from tests.conftest import PASSWORD
from tests.staff.conftest import SIGN_IN, sign_in

Browser = Callable[[str], FlaskClient]
ENGLISH = {"Accept-Language": "en"}


def spoken(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)"', page)
    assert found
    return found.group(1)


def test_until_one_is_chosen_the_browser_decides(staff_client: Browser) -> None:
    browser = staff_client("analyst")
    for tag in STAFF_LANGUAGES:
        page = browser.get("/staff/", headers={"Accept-Language": tag}).text
        assert spoken(page) == tag
        assert re.search(rf'value="{tag}"[^>]*aria-current="true"', page)
        assert page.count('name="lang"') == len(STAFF_LANGUAGES)


def test_a_choice_is_kept_and_leads_back_to_the_page(
    staff_client: Browser, analyst: Account, administrator: Account
) -> None:
    browser = staff_client("analyst")
    page = browser.get("/staff/?q=river&lang=es").text
    found = re.search(r'name="next" value="([^"]*)"', page)
    assert found
    assert html.unescape(found.group(1)) == "/staff/"
    answer = browser.post("/staff/language", data={"lang": "ar", "next": "/staff/?q=river"})
    assert (answer.status_code, answer.location) == (302, "/staff/?q=river")
    assert spoken(browser.get("/staff/password", headers=ENGLISH).text) == "ar"
    assert spoken(browser.get("/staff/password?lang=es", headers=ENGLISH).text) == "es"
    assert (analyst.language, administrator.language) == ("ar", "")


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "", "/staff//x"])
def test_a_choice_leads_to_no_foreign_page(staff_client: Browser, back: str) -> None:
    answer = staff_client("analyst").post("/staff/language", data={"lang": "es", "next": back})
    assert answer.location == "/staff/"


@pytest.mark.parametrize("tag", ["", "fr", "root", "../x", "EN"])
def test_a_language_without_a_catalog_is_refused(
    staff_client: Browser, analyst: Account, tag: str
) -> None:
    assert staff_client("analyst").post("/staff/language", data={"lang": tag}).status_code == 400
    assert analyst.language == ""


def test_only_staff_choose(client: FlaskClient, analyst: Account) -> None:
    assert client.post("/staff/language", data={"lang": "es"}).location == SIGN_IN


def test_the_language_of_the_sign_in_page_stays(
    app: Flask, session: Session, analyst: Account
) -> None:
    browser = app.test_client()
    page = browser.get(f"{SIGN_IN}?next=/staff/password", headers=ENGLISH).text
    assert f"{SIGN_IN}?lang=es&amp;next=/staff/password" in page
    page = browser.get(f"{SIGN_IN}?lang=es&next=/staff/password", headers=ENGLISH).text
    assert spoken(page) == "es"
    assert '<input type="hidden" name="lang" value="es">' in page
    assert spoken(sign_in(browser, analyst.email, "wrong-wrong", lang="es").text) == "es"
    sign_in(browser, analyst.email, PASSWORD, lang="es")
    assert spoken(browser.get("/staff/", headers=ENGLISH).text) == "es"


def test_hosts_read_the_sign_in_page_in_every_language_and_keep_theirs(
    app: Flask, session: Session, host: Account, analyst: Account
) -> None:
    for tag in INTERFACE_LANGUAGES:
        page = app.test_client().get(SIGN_IN, headers={"Accept-Language": tag}).text
        assert spoken(page) == tag
    for account in (host, analyst):
        sign_in(app.test_client(), account.email, PASSWORD, lang="so")
    assert (host.language, analyst.language) == ("so", "")


def test_the_log_folds_long_lists_to_their_count(
    staff_client: Browser, session: Session, analyst: Account
) -> None:
    record_act(
        session,
        "quotes.read",
        "river",
        actor=analyst,
        detail={"read": [*range(700, 718)], "kind": "all"},
    )
    page = staff_client("administrator").get("/staff/audit?q=river").text
    assert "read: 18" in page
    assert "kind: all" in page
    assert "701" not in page
