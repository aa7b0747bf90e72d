"""Making, changing, opening and closing an engagement through its pages."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import AuditEntry, Engagement, Survey
from community_voice.store.engagement import engagement_named

Browser = Callable[[str], FlaskClient]
NEW = "/staff/new/when-you-need-help"
FORM = {
    "slug": "river-street",
    "host": "City of Riverton",
    "languages": ["en", "ar"],
    "other_languages": "VI, zh-hant",
    "source_language": "en",
    "wording:title:en": "River Street",
    "wording:title:ar": "شارع النهر",
    "wording:welcome:en": "One line\r\nand another",
    "local_line": "555-0100",
    "local_line_brings_police": "no",
    "leave_url": "https://weather.example/",
    "opens_on": "2026-05-01",
    "closes_on": "2026-05-31",
}


def made(session: Session) -> Engagement:
    session.expire_all()
    return engagement_named(session, "river-street")


def test_the_form_begins_with_the_words_of_the_template(staff_client: Browser) -> None:
    page = staff_client("administrator").get(NEW).text
    assert 'value="When you need help"' in page
    assert 'name="wording:title:ar" lang="ar" dir="rtl" value="عندما تحتاج إلى المساعدة"' in page


def test_an_engagement_is_made_as_it_was_filled_in(staff_client: Browser, session: Session) -> None:
    answer = staff_client("administrator").post(NEW, data=FORM)
    assert answer.location == "/staff/river-street/"
    engagement = made(session)
    said = {(row.path, row.language): row.text for row in engagement.wordings}
    assert engagement.languages == ["en", "ar", "vi", "zh-Hant"]
    assert (engagement.state, engagement.host) == ("draft", "City of Riverton")
    assert (engagement.local_line, engagement.local_line_brings_police) == ("555-0100", False)
    assert (engagement.opens_on, engagement.closes_on) == (
        dt.date(2026, 5, 1),
        dt.date(2026, 5, 31),
    )
    assert said == {
        ("title", "en"): "River Street",
        ("title", "ar"): "شارع النهر",
        ("welcome", "en"): "One line\nand another",
    }
    survey = session.scalars(select(Survey)).one()
    assert (survey.engagement_id, survey.kind) == (engagement.id, "survey")


def test_an_engagement_without_a_survey_waits_for_imports(
    staff_client: Browser, session: Session
) -> None:
    staff_client("administrator").post("/staff/new/blank", data=FORM)
    assert made(session).slug == "river-street"
    assert session.scalars(select(Survey)).all() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"slug": "staff"}, "an address of the site itself"),
        ({"slug": "River"}, "small letters"),
        ({"slug": "new"}, "an address of the site itself"),
        ({"languages": [], "other_languages": ""}, "at least one language"),
        ({"other_languages": "tlh-x-q"}, "We do not know this language: tlh-x-q"),
        ({"source_language": "fr"}, "must be among them"),
        ({"wording:title:en": ""}, "Give a title"),
        ({"leave_url": "javascript:alert(1)"}, "starts with https://"),
        ({"closes_on": "2026-04-30"}, "before the opening day"),
        ({"closes_on": "soon"}, "year-month-day"),
        ({"host": "\x00"}, "cannot keep"),
    ],
)
def test_what_is_wrong_is_said_and_typed_words_stay(
    staff_client: Browser, session: Session, change: dict[str, object], told: str
) -> None:
    page = staff_client("administrator").post(NEW, data={**FORM, **change})
    assert page.status_code == 422
    assert told in page.text
    assert "شارع النهر" in page.text
    assert session.scalars(select(Engagement)).all() == []


def test_a_mistyped_language_stays_where_it_can_be_mended(staff_client: Browser) -> None:
    page = staff_client("administrator").post(NEW, data={**FORM, "other_languages": "vi qqx"}).text
    typed = re.search(r'<input id="other_languages"[^>]*>', page)
    assert typed is not None
    assert 'value="qqx"' in typed[0]
    assert 'aria-invalid="true"' in typed[0]
    assert 'id="languages-vi"' in page
    assert "languages-qqx" not in page
    assert 'value="qqx" lang' not in page, "it is no first text language either"


def test_nobody_is_made_to_guess_whether_a_line_brings_police(
    staff_client: Browser, session: Session
) -> None:
    browser = staff_client("administrator")
    browser.post(NEW, data={**FORM, "local_line_brings_police": "unknown"})
    assert made(session).local_line_brings_police is None
    assert "We do not know whether the local line" in browser.get("/staff/river-street/").text
    form = browser.get("/staff/river-street/settings").text
    assert re.search(r'value="unknown" checked', form)
    browser.post("/staff/river-street/open")
    assert "We do not know whether the local line" in browser.get("/river-street/?lang=en").text


def test_without_a_survey_there_is_nothing_to_open(staff_client: Browser, session: Session) -> None:
    browser = staff_client("administrator")
    browser.post("/staff/new/blank", data=FORM)
    page = browser.get("/staff/river-street/").text
    assert "Answers come by import" in page
    assert "/staff/river-street/open" not in page
    assert "http://localhost/river-street/" not in page
    assert browser.post("/staff/river-street/open").status_code == 409
    assert made(session).state == "draft"


def test_an_address_that_is_taken_is_said(staff_client: Browser, session: Session) -> None:
    staff_client("administrator").post(NEW, data=FORM)
    page = staff_client("administrator").post(NEW, data=FORM)
    assert (page.status_code, "already" in page.text) == (422, True)
    assert len(session.scalars(select(Engagement)).all()) == 1


def test_settings_change_everything_but_the_address(
    staff_client: Browser, session: Session
) -> None:
    browser = staff_client("administrator")
    browser.post(NEW, data=FORM)
    page = browser.get("/staff/river-street/settings").text
    assert 'value="River Street"' in page
    assert 'value="2026-05-31"' in page
    changed = {**FORM, "slug": "elsewhere", "wording:title:ar": "", "wording:title:en": "River"}
    assert browser.post("/staff/river-street/settings", data=changed).status_code == 302
    said = {(row.path, row.language): row.text for row in made(session).wordings}
    assert said["title", "en"] == "River"
    assert ("title", "ar") not in said


def test_closing_asks_first_and_both_turns_are_logged(
    staff_client: Browser, session: Session
) -> None:
    browser = staff_client("administrator")
    browser.post(NEW, data=FORM)
    browser.post("/staff/river-street/open")
    assert made(session).state == "open"
    assert "Nobody can begin to answer" in browser.get("/staff/river-street/close").text
    assert made(session).state == "open"
    browser.post("/staff/river-street/close")
    assert made(session).state == "closed"
    acts = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[-2:]
    assert [(entry.act, entry.actor_name) for entry in acts] == [
        ("engagement.open", "Ada Park"),
        ("engagement.closed", "Ada Park"),
    ]


def test_hostile_words_are_shown_as_words(staff_client: Browser, session: Session) -> None:
    browser = staff_client("administrator")
    hostile = '"><script>alert(1)</script>'
    browser.post(NEW, data={**FORM, "wording:title:en": hostile, "host": hostile})
    for page in ("", "settings", "languages", "close"):
        shown = browser.get(f"/staff/river-street/{page}")
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text


def test_an_analyst_sees_and_does_not_change(staff_client: Browser, session: Session) -> None:
    staff_client("administrator").post(NEW, data=FORM)
    page = staff_client("analyst").get("/staff/river-street/").text
    assert "River Street" in page
    assert "/settings" not in page
    assert "/close" not in page


@pytest.mark.parametrize("page", ["", "themes", "themes/runs", "themes/history", "languages"])
def test_every_page_of_an_engagement_leads_to_its_rooms(staff_client: Browser, page: str) -> None:
    administrator, analyst = staff_client("administrator"), staff_client("analyst")
    administrator.post(NEW, data=FORM)

    def rooms(browser: FlaskClient) -> list[str]:
        nav = browser.get(f"/staff/river-street/{page}").text.split('class="noprint its-rooms"')[1]
        return re.findall(r">([^<>\n]+)</a>", nav.split("</nav>")[0])

    assert rooms(analyst) == [
        *("River Street", "Surveys", "Links", "Recordings", "Sessions", "Statements"),
        *("Held for a look", "Kept aside", "Themes", "Release"),
    ]
    assert rooms(administrator) == [
        *("River Street", "Surveys", "Links", "Paper", "Translations", "Recordings", "Sessions"),
        *("Statements", "Held for a look", "Kept aside", "Import", "Themes", "Release"),
        *("Partners", "Settings"),
    ]


def test_languages_are_listed_as_the_reader_lists_them(staff_client: Browser) -> None:
    browser = staff_client("administrator")
    browser.post(NEW, data=FORM)
    page = browser.get("/staff/river-street/", headers={"Accept-Language": "es"}).text
    assert '<bdi lang="vi">Tiếng Việt</bdi> y <bdi lang="zh-Hant">' in page


@pytest.mark.parametrize("page", ["", "settings", "languages", "close"])
def test_an_address_of_nothing_is_not_found(staff_client: Browser, page: str) -> None:
    assert staff_client("administrator").get(f"/staff/nowhere/{page}").status_code == 404
    assert staff_client("administrator").get("/staff/new/nothing").status_code == 404
