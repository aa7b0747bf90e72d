"""Sheets of codes: seen once, closed and opened; staff decide which survey needs them."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import Account, CodeSheet, Engagement, EntryCode, Partner, Survey

Browser = Callable[[str], FlaskClient]
STAFF, HOST = "/staff/lakeside/links/codes", "/host/links/codes"


def form(survey: Survey, **more: str) -> dict[str, str]:
    return {"survey": survey.slug, "name": "Tuesday", "codes": "11", "sure": "1", **more}


def test_codes_are_seen_once_each_with_a_picture(
    staff_client: Browser, session: Session, survey: Survey
) -> None:
    browser = staff_client("analyst")
    page = browser.post(STAFF, data=form(survey)).text
    codes = re.findall(r'class="entry-code"><bdi dir="ltr">([\w-]{14})<', page)
    assert len(set(codes)) == 11
    assert page.count("<svg viewBox") == 11
    assert "/lakeside/with-code" in page
    assert session.query(EntryCode).count() == 11
    listed = browser.get(STAFF).text
    assert "Used: too few to show without pointing at someone of 11" in listed
    assert codes[0] not in listed
    started = browser.post("/lakeside/survey", data={"lang": "en", "go": "start", "code": codes[0]})
    assert started.status_code == 200


@pytest.mark.parametrize("codes", ["0", "1", "10", "301", "-1", "many", "٠", "99999999"])
def test_a_number_that_cannot_be_is_refused(
    staff_client: Browser, session: Session, survey: Survey, codes: str
) -> None:
    answer = staff_client("analyst").post(STAFF, data=form(survey, codes=codes))
    assert answer.status_code == 422
    assert session.query(CodeSheet).count() == 0


def test_a_host_adds_codes_only_where_staff_need_them(
    staff_client: Browser, session: Session, host: Account, survey: Survey
) -> None:
    browser = staff_client("host")
    assert 'id="none"' in browser.get(HOST).text
    assert browser.post(HOST, data=form(survey)).status_code == 422
    assert 'name="code"' not in browser.get("/lakeside/").text
    staff_client("analyst").post(STAFF, data=form(survey))
    assert browser.post(HOST, data=form(survey, name="Ours")).status_code == 200
    ours = session.query(CodeSheet).filter_by(name="Ours").one()
    assert ours.partner_id is not None
    theirs = session.query(CodeSheet).filter_by(name="Tuesday").one()
    assert browser.post(f"{HOST}/{theirs.id}", data={"go": "close"}).status_code == 404


def test_a_closed_sheet_needs_no_code_any_more(
    staff_client: Browser, session: Session, engagement: Engagement, survey: Survey
) -> None:
    browser = staff_client("analyst")
    browser.post(STAFF, data=form(survey))
    sheet = session.query(CodeSheet).one()
    assert 'name="code"' in browser.get("/lakeside/").text
    browser.post(f"{STAFF}/{sheet.id}", data={"go": "close"})
    assert 'name="code"' not in browser.get("/lakeside/").text
    browser.post(f"{STAFF}/{sheet.id}", data={"go": "open"})
    assert 'name="code"' in browser.get("/lakeside/").text


def test_another_partners_sheet_is_not_there(
    staff_client: Browser, session: Session, host: Account, survey: Survey, stranger: Partner
) -> None:
    sheet = CodeSheet(survey_id=survey.id, partner_id=stranger.id, name="Theirs alone", codes=1)
    session.add(sheet)
    session.commit()
    browser = staff_client("host")
    assert "Theirs alone" not in browser.get(HOST).text
    assert browser.post(f"{HOST}/{sheet.id}", data={"go": "close"}).status_code == 404


def test_closing_the_last_sheet_asks_first_for_it_opens_the_survey_to_everybody(
    staff_client: Browser, session: Session, survey: Survey
) -> None:
    browser = staff_client("analyst")
    browser.post(STAFF, data=form(survey))
    sheet = session.query(CodeSheet).one()
    assert 'value="close"' not in browser.get(STAFF).text
    asked = browser.get(f"{STAFF}?closing={sheet.id}").text
    assert "After this everybody can answer without a code." in asked
    assert 'value="close"' in asked
    browser.post(STAFF, data=form(survey, name="Wednesday"))
    listed = browser.get(STAFF).text
    assert listed.count('value="close"') == 2, "the other one keeps the door"


def test_the_first_sheet_of_a_survey_asks_first_for_it_shuts_out_who_has_no_code(
    staff_client: Browser, session: Session, survey: Survey
) -> None:
    browser = staff_client("analyst")
    asked = browser.post(STAFF, data={**form(survey), "sure": None})
    assert asked.status_code == 422
    assert 'name="sure" value="1"' in asked.text
    assert session.query(CodeSheet).count() == 0
    browser.post(STAFF, data=form(survey))
    more = form(survey, name="Wednesday")
    assert browser.post(STAFF, data={**more, "sure": None}).status_code == 200


def test_a_page_of_codes_that_is_loaded_again_makes_no_second_sheet(
    staff_client: Browser, session: Session, survey: Survey
) -> None:
    browser = staff_client("analyst")
    browser.post(STAFF, data=form(survey))
    assert "There is one with this name already." in browser.post(STAFF, data=form(survey)).text
    assert session.query(CodeSheet).count() == 1


def test_a_sheet_that_staff_closed_a_host_does_not_open_and_prints_no_end_of_codes(
    staff_client: Browser, session: Session, host: Account, survey: Survey, partner: Partner
) -> None:
    staff, browser = staff_client("analyst"), staff_client("host")
    staff.post(STAFF, data=form(survey))
    browser.post(HOST, data=form(survey, name="Ours"))
    ours = session.query(CodeSheet).filter_by(name="Ours").one()
    assert partner.name in staff.get(STAFF).text
    staff.post(f"{STAFF}/{ours.id}", data={"go": "close"})
    assert browser.post(f"{HOST}/{ours.id}", data={"go": "open"}).status_code == 409
    assert "Staff closed this sheet." in browser.get(HOST).text
    session.expire_all()
    assert not ours.is_open
    ours.codes = 900
    session.commit()
    assert browser.post(HOST, data=form(survey, name="More")).status_code == 422
