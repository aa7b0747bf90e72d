"""Several surveys of one engagement, and surveys that close at an hour in a place."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering import offered
from community_voice.store import Response, Survey
from tests.collect.survey.browser import Browser
from tests.collect.survey.made import SLUG, publish_survey, question, section

NOON = dt.datetime(2026, 12, 31, 12, 0, tzinfo=dt.UTC)


def test_other_surveys_are_named_on_the_welcome_and_have_their_own(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(session, section("one", question("story")))
    publish_survey(
        session,
        section("youth", question("school")),
        survey="youth",
        title={"en": "For young people", "es": "Para jóvenes"},
        intro={"en": "Ten questions."},
        thanks={"en": "Thank you for ${school}."},
    )
    publish_survey(session, section("x", question("y")), survey="staff", audience="responders")
    publish_survey(session, section("x", question("y")), survey="draft", is_draft=True)
    publish_survey(
        session, section("x", question("y")), survey="past", settings={"deadline": "2020-01-01"}
    )
    publish_survey(session, section("x", question("y")), survey="statements", audience="voters")
    page = client.get(f"/{SLUG}/?lang=en").text
    assert f"/{SLUG}/s/youth/?lang=en" in page
    assert f"/{SLUG}/s/statements/?lang=en" in page, "people vote there"
    assert "/s/past/" not in page
    assert "/s/main/" not in page, "it is this one"
    assert "For young people" in page
    assert "/s/staff/" not in page
    assert "/s/draft/" not in page
    assert client.get("/?lang=en").text.count(f'<h2><a href="/{SLUG}/') == 1
    other = client.get(f"/{SLUG}/s/youth/?lang=en").text
    assert "<h1>For young people</h1>" in other
    assert "Ten questions." in other
    assert f'action="/{SLUG}/s/youth/survey"' in other
    browser = Browser(client, f"/{SLUG}/s/youth/survey")
    assert browser.at == "youth"
    browser.press("review", {"school": "Elm School"})
    browser.press("send")
    assert "Thank you for \u2068Elm School\u2069." in browser.words
    assert session.query(Response).one().version.survey.slug == "youth"


def test_a_survey_for_others_is_reached_by_its_address_alone(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(session, section("x", question("y")), survey="staff", audience="responders")
    assert client.get(f"/{SLUG}/s/staff/?lang=en").status_code == 200
    assert 'id="start"' not in client.get(f"/{SLUG}/?lang=en").text
    assert f"/{SLUG}/" not in client.get("/?lang=en").text


def test_where_no_survey_asks_residents_nobody_is_told_to_come_back(
    client: FlaskClient, session: Session
) -> None:
    staff = section("x", question("y"))
    made = publish_survey(session, staff, survey="staff", audience="applicants")
    page = client.get(f"/{SLUG}/?lang=en").text
    assert 'id="elsewhere"' in page
    assert "There is no survey at this address." in page
    assert "another day" not in page
    assert "/s/staff/" not in page, "it is reached by its address alone"
    made.survey.engagement.state = "closed"
    session.commit()
    assert 'id="closed"' in client.get(f"/{SLUG}/?lang=en").text


@pytest.mark.parametrize("slug", ["nowhere", "%00", "draft"])
def test_a_survey_that_is_not_there_is_not_found(
    client: FlaskClient, session: Session, slug: str
) -> None:
    publish_survey(session, section("x", question("y")), survey="draft", is_draft=True)
    assert client.get(f"/{SLUG}/s/{slug}/").status_code == 404
    assert client.post(f"/{SLUG}/s/{slug}/survey").status_code == 404


def test_a_reloaded_page_leads_back_to_its_own_welcome(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(session, section("x", question("y")), survey="main")
    answer = client.get(f"/{SLUG}/s/main/survey?lang=es")
    assert (answer.status_code, answer.location) == (303, f"/{SLUG}/s/main/?lang=es")


@pytest.fixture
def dated(client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return somebody who began a survey that closes at five in the afternoon in Los Angeles."""
    publish_survey(
        session,
        section("one", question("story", "long_text")),
        settings={"deadline": "2026-12-31T17:00", "time_zone": "America/Los_Angeles"},
    )
    monkeypatch.setattr(offered, "now", lambda: NOON)
    return Browser(client, f"/{SLUG}/survey")


def test_the_deadline_is_told_in_the_readers_language_with_its_zone(
    client: FlaskClient, dated: Browser
) -> None:
    page = client.get(f"/{SLUG}/?lang=en").text
    assert "Thursday, December 31, 2026" in page
    assert "5:00\u202fPM" in page
    assert "Pacific Standard Time" in page
    spanish = client.get(f"/{SLUG}/?lang=es").text
    assert "jueves, 31 de diciembre de 2026" in spanish
    assert "hora estándar del Pacífico" in spanish


def test_after_the_deadline_nothing_starts_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, dated: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated.press("review", {"story": "one minute late"})
    monkeypatch.setattr(offered, "now", lambda: dt.datetime(2027, 1, 1, 0, 59, tzinfo=dt.UTC))
    assert 'id="start"' in client.get(f"/{SLUG}/?lang=en").text
    monkeypatch.setattr(offered, "now", lambda: dt.datetime(2027, 1, 1, 1, 0, tzinfo=dt.UTC))
    assert 'id="closed"' in client.get(f"/{SLUG}/?lang=en").text
    assert SLUG not in client.get("/?lang=en").text
    begun = client.post(f"/{SLUG}/survey", data={"go": "start", "lang": "en"})
    assert (begun.status_code, 'id="closed"' in begun.text) == (409, True)
    dated.press("send")
    assert dated.page.status_code == 409
    assert "one minute late" in dated.words
    assert session.query(Response).count() == 0


@pytest.mark.parametrize(
    "settings",
    [{"deadline": "soon"}, {"deadline": 5}, {"time_zone": "Nowhere/Land"}, {"time_zone": "../x"}],
)
def test_a_deadline_that_cannot_be_read_closes_nothing(
    client: FlaskClient, session: Session, settings: dict[str, object]
) -> None:
    publish_survey(session, section("one", question("story")), settings=settings)
    assert 'id="start"' in client.get(f"/{SLUG}/?lang=en").text
    assert Browser(client, f"/{SLUG}/survey").at == "one"


def test_a_survey_is_sent_to_its_own_engagement_alone(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(session, section("one", question("story")))
    publish_survey(session, section("one", question("story")), slug="oak-street")
    browser = Browser(client, f"/{SLUG}/survey")
    browser.address = "/oak-street/survey"
    browser.press("send")
    assert browser.page.status_code == 400
    assert session.query(Survey).count() == 2
