"""Staff walk a version as residents will, drafts too, and nothing is stored."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import Response
from tests.collect.survey.browser import Browser
from tests.collect.survey.made import SLUG, eq, publish_survey, question, section

ADDRESS = f"/staff/{SLUG}/surveys/main/1/preview"


@pytest.fixture
def browser(app: Flask, session: Session, staff_client: Callable[[str], FlaskClient]) -> Browser:
    """Return an analyst who looks at a draft."""
    publish_survey(
        session,
        section("one", question("story"), question("more", show_if=eq("story", "yes"))),
        section("two", question("end")),
        is_draft=True,
        thanks={"en": "Thanks a lot."},
        languages=("en", "ar"),
    )
    return Browser(staff_client("analyst"), ADDRESS, start=False)


def test_a_draft_is_walked_to_its_end_and_nothing_is_stored(
    browser: Browser, session: Session
) -> None:
    note = "This is a preview: nothing is stored."
    assert note in browser.client.get(ADDRESS).text
    browser.page = browser.client.post(ADDRESS, data={"go": "start", "lang": "en"})
    assert note in browser.words
    browser.press("next", {"story": "yes"})
    assert browser.asks("more"), "the same rules as for residents"
    browser.press("next")
    browser.press("next")
    assert browser.at == "review"
    assert note in browser.words
    browser.press("send")
    assert browser.page.status_code == 200
    assert note in browser.words
    assert "Thanks a lot." in browser.words
    assert 'id="receipt"' not in browser.text
    assert session.query(Response).count() == 0


def test_it_speaks_the_language_that_is_looked_at(browser: Browser) -> None:
    page = browser.client.get(f"{ADDRESS}?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in page
    browser.page = browser.client.post(ADDRESS, data={"go": "start", "lang": "ar"})
    assert '<html lang="ar" dir="rtl"' in browser.text


def test_only_our_own_pages_may_hold_it_in_a_frame(browser: Browser) -> None:
    headers = browser.client.get(ADDRESS).headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_residents_neither_see_nor_send_a_draft(
    browser: Browser, client: FlaskClient, session: Session
) -> None:
    assert client.get(ADDRESS).status_code in (302, 401, 403)
    assert client.post(ADDRESS, data={"go": "start"}).status_code in (302, 401, 403)
    browser.page = browser.client.post(ADDRESS, data={"go": "start", "lang": "en"})
    browser.press("review")
    data = {**browser.form.sent, "go": "send"}
    assert client.post(f"/{SLUG}/survey", data=data).status_code in (400, 409)
    assert session.query(Response).count() == 0


def test_a_version_that_is_not_there_is_not_found(browser: Browser) -> None:
    for address in (ADDRESS.replace("/1/", "/2/"), ADDRESS.replace("main", "other")):
        assert browser.client.get(address).status_code == 404
