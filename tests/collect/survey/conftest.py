"""An open engagement with the template survey, and a walker who fills it in."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.app import create_app
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.store import Engagement, Question, Section, Survey, Version
from community_voice.store.columns import today
from community_voice.store.migrating import upgrade

SLUG = "river-street"
LANGUAGES = ("en", "es", "zh-Hans", "ar")


@pytest.fixture
def engagement(session: Session) -> Engagement:
    """Return an open engagement, beside one of somebody else's that nothing may touch."""
    template = load_template("when-you-need-help")
    for slug in (SLUG, "hill-road"):
        setup = Setup(
            slug=slug,
            wordings=template["texts"],
            languages=LANGUAGES,
            source_language="en",
            host="City of Riverton",
            local_line="555-0100",
            local_line_brings_police=False,
        )
        made = make_engagement(session, setup, is_open=True)
        make_survey(session, made, template)
    session.commit()
    return session.query(Engagement).filter_by(slug=SLUG).one()


class Walker:
    """Presses the buttons of a survey as a browser without JavaScript does."""

    def __init__(self, client: FlaskClient, slug: str = SLUG, lang: str = "en") -> None:
        self.client, self.slug, self.lang = client, slug, lang
        self.page = self.post({"lang": lang, "go": "start"})

    def post(self, data: dict[str, Any]) -> TestResponse:
        """Post a form and remember the page that came back."""
        self.page = self.client.post(f"/{self.slug}/survey", data=data)
        return self.page

    def press(self, go: str, **typed: Any) -> TestResponse:
        """Press a button of the page at hand, with fields by question code."""
        fields = {f"q-{name.replace('__', '-')}": value for name, value in typed.items()}
        return self.post({**self.hidden(), **fields, "go": go})

    def hidden(self, form: str = "walk") -> dict[str, str]:
        """Return a form's hidden fields."""
        return dict(hidden_fields(self.page.text, form))


def hidden_fields(page: str, form: str = "walk") -> Iterator[tuple[str, str]]:
    """Return names and values of one form's hidden fields."""
    inside = page.partition(f'<form id="{form}"')[2].partition("</form>")[0]
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', inside):
        yield name, html.unescape(value)


def receipt_on(page: str) -> str:
    """Return the receipt that a page shows."""
    found = re.search(r'id="receipt"><bdi dir="ltr">([\d ]+)</bdi>', page)
    assert found, "no receipt on this page"
    return found[1]


def publish_version(session: Session, engagement: Engagement, number: int) -> Version:
    """Publish another version of the engagement's survey, with one question."""
    survey = session.query(Survey).filter_by(engagement_id=engagement.id).one()
    version = Version(survey=survey, number=number, languages=["en"])
    session.add(version)
    session.flush()
    section = Section(version_id=version.id, code="only", position=0)
    session.add(section)
    session.flush()
    session.add(
        Question(
            version_id=version.id,
            section_id=section.id,
            code="one",
            type="long_text",
            position=0,
            required=True,
            settings={"max_length": 10},
        )
    )
    session.flush()
    version.published_on = today()
    session.commit()
    return version


@pytest.fixture
def walker(client: FlaskClient, engagement: Engagement) -> Walker:
    """Return somebody who has just pressed Start."""
    return Walker(client)


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an app on a database file of its own, where a commit is a commit."""
    app = create_app(
        {
            "SECRET_KEY": "marker-test",
            "RECORD_KEY": "marker-test",
            "OPEN_ALL_LANGUAGES": True,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'own.sqlite3'}",
            "PROPAGATE_EXCEPTIONS": False,
        }
    )
    with app.app_context():
        upgrade(db.engine)
        template = load_template("when-you-need-help")
        setup = Setup(SLUG, template["texts"], LANGUAGES)
        make_survey(db.session(), make_engagement(db.session(), setup, is_open=True), template)
        db.session.commit()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()
