"""Filling in for somebody: how it was typed is kept, who typed is not."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import Account, AuditEntry, Engagement, Response, Survey, Testimony
from tests.collect.survey.conftest import Walker, receipt_on

Browser = Callable[[str], FlaskClient]
ROOMS = {"host": "/host/assisted/", "analyst": "/staff/lakeside/assisted"}


def form(survey: Survey, **more: str) -> dict[str, str]:
    said = {"role": "interviewer", "heard": "es", "answered": "es", "lang": "en", "words": "said"}
    return {"survey": survey.slug, **said, **more}


def begin(app: Flask, page: str) -> Walker:
    """Press Start on the page that says what to tell the person."""
    state = html.unescape(re.findall(r'name="state" value="([^"]+)"', page)[0])
    walker = Walker(app.test_client(), slug="lakeside")
    walker.post({"state": state, "lang": "en", "go": "start"})
    return walker


def fill_in(walker: Walker) -> str:
    walker.press("next")
    walker.press("review", what_happened="Nobody came for two hours")
    return walker.press("send").text


@pytest.mark.parametrize("role", sorted(ROOMS))
def test_an_answer_says_how_it_was_typed_and_not_by_whom(
    app: Flask,
    staff_client: Browser,
    session: Session,
    host: Account,
    survey: Survey,
    role: str,
) -> None:
    browser = staff_client(role)
    assert 'name="survey"' in browser.get(ROOMS[role]).text
    page = browser.post(ROOMS[role], data=form(survey)).text
    walker = begin(app, page)
    assert 'id="for-somebody"' in walker.page.text
    assert "assisted.js" in walker.page.text, "it asks before the interview is lost"
    sent = fill_in(walker)
    assert receipt_on(sent)
    assert "<svg viewBox" in sent
    assert 'id="pin"' not in sent, "whoever typed would hold receipt and PIN"
    response = session.query(Response).one()
    assert (response.mode, response.typed_as) == ("assisted", "interviewer")
    assert (response.interview_language, response.language) == ("es", "es")
    testimony = session.query(Testimony).one()
    assert (testimony.verbatim, testimony.language, testimony.language_source) == (
        True,
        "es",
        "declared",
    )
    entry = session.query(AuditEntry).filter_by(act="assisted.begin").one()
    assert entry.at is None
    assert entry.detail == {"role": "interviewer", "survey": survey.slug}


@pytest.mark.parametrize("more", [{"words": "noted"}, {"heard": "so"}], ids=["noted", "turned"])
def test_words_that_are_not_the_persons_are_no_quotes(
    app: Flask,
    staff_client: Browser,
    session: Session,
    host: Account,
    survey: Survey,
    more: dict[str, str],
) -> None:
    page = staff_client("host").post(ROOMS["host"], data=form(survey, **more)).text
    fill_in(begin(app, page))
    assert session.query(Testimony).one().verbatim is False


def test_once_sent_it_does_not_open_again(
    app: Flask, staff_client: Browser, session: Session, host: Account, survey: Survey
) -> None:
    page = staff_client("host").post(ROOMS["host"], data=form(survey)).text
    walker = begin(app, page)
    walker.press("next")
    walker.press("review", what_happened="Nobody came for two hours")
    held = walker.hidden()
    walker.post({**held, "go": "send"})
    again = walker.post({**held, "go": "back"})
    assert again.status_code == 409
    assert "Nobody came" not in again.text
    assert 'id="pin"' not in walker.post({**held, "go": "keep"}).text
    assert session.query(Response).count() == 1


@pytest.mark.parametrize(
    "wrong", [{"role": "staff"}, {"role": ""}, {"heard": "xx"}, {"survey": "none"}], ids=str
)
def test_a_choice_that_is_not_offered_begins_nothing(
    staff_client: Browser, session: Session, host: Account, survey: Survey, wrong: dict[str, str]
) -> None:
    answer = staff_client("host").post(ROOMS["host"], data={**form(survey), **wrong})
    assert answer.status_code == 422
    assert session.query(AuditEntry).filter_by(act="assisted.begin").count() == 0


def test_a_closed_engagement_offers_no_survey(
    staff_client: Browser, session: Session, host: Account, engagement: Engagement
) -> None:
    engagement.state = "closed"
    session.commit()
    assert 'id="none"' in staff_client("host").get(ROOMS["host"]).text
