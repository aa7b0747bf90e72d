"""Staff pages: a form is looked at before anything is stored."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.collect.xlsform.reading import read_form
from community_voice.store import Engagement, Survey
from tests.collect.xlsform.forms import workbook

ADDRESS = "/staff/river-street/surveys/xlsform"
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def browser(session: Session, staff_client: SignIn) -> FlaskClient:
    session.add(Engagement(slug="river-street", source_language="en", languages=["en"]))
    session.flush()
    return staff_client("administrator")


FORM = workbook(
    survey=[("type", "name", "label"), ("text", "a", "<b>A?</b>"), ("image", "p", "Picture?")],
)


def send(browser: FlaskClient, content: bytes, name: str = "Form one.xlsx") -> TestResponse:
    return browser.post(ADDRESS, data={"file": (io.BytesIO(content), name)})


def packed(page: TestResponse) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page.text)
    assert found
    return found[1]


def test_what_is_not_held_is_shown_and_nothing_is_stored(
    browser: FlaskClient, session: Session
) -> None:
    page = send(browser, FORM)
    assert page.status_code == 200
    assert "survey, row 3" in page.text
    assert "1 of 2" in page.text
    assert session.scalars(select(Survey)).all() == []


def test_a_form_that_was_looked_at_becomes_a_draft_and_can_be_taken_out(
    browser: FlaskClient, session: Session
) -> None:
    form = packed(send(browser, FORM))
    made = browser.post(f"{ADDRESS}/make", data={"form": form, "survey": "form-one"})
    assert made.status_code == 302
    survey = session.scalars(select(Survey)).one()
    assert (survey.slug, survey.versions[0].published_on) == ("form-one", None)
    assert "form-one" in browser.get(ADDRESS).text
    book = browser.get(f"{ADDRESS}/form-one/1.xlsx")
    assert book.status_code == 200
    rows = read_form("x.xlsx", book.data).survey.rows
    assert [row["label"] for row in rows] == ["<b>A?</b>", "Picture?"]


@pytest.mark.parametrize("form", ["", "x", "e30.forged"])
def test_a_forged_form_is_refused(browser: FlaskClient, session: Session, form: str) -> None:
    page = browser.post(f"{ADDRESS}/make", data={"form": form, "survey": "s"})
    assert page.status_code == 400
    assert session.scalars(select(Survey)).all() == []


def test_a_form_of_one_engagement_is_not_taken_by_another(
    browser: FlaskClient, session: Session
) -> None:
    session.add(Engagement(slug="other", source_language="en", languages=["en"]))
    session.flush()
    form = packed(send(browser, FORM))
    address = "/staff/other/surveys/xlsform/make"
    assert browser.post(address, data={"form": form, "survey": "s"}).status_code == 400


@pytest.mark.parametrize("name", ["Bad Name", "", "../x", "ü"])
def test_a_short_name_must_be_one(browser: FlaskClient, session: Session, name: str) -> None:
    form = packed(send(browser, FORM))
    page = browser.post(f"{ADDRESS}/make", data={"form": form, "survey": name})
    assert page.status_code == 409
    assert session.scalars(select(Survey)).all() == []


@pytest.mark.parametrize(
    ("content", "name"), [(b"", ""), (b"hello", "a.xlsx"), (b"PK\x03\x04", "a.xlsx")]
)
def test_what_is_no_form_is_told(browser: FlaskClient, content: bytes, name: str) -> None:
    page = send(browser, content, name)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_an_analyst_may_not(session: Session, staff_client: SignIn) -> None:
    session.add(Engagement(slug="river-street", source_language="en", languages=["en"]))
    session.flush()
    assert staff_client("analyst").get(ADDRESS).status_code == 403
