"""A language is offered once somebody opened it for the version; the source always is."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.instruments.open_languages import open_languages
from community_voice.store import Engagement, OpenedLanguage, Version
from tests.collect.survey.browser import Browser
from tests.collect.survey.made import SLUG, publish_survey, question, section


@pytest.fixture
def version(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Version:
    """Return a version of an engagement in three languages, where languages must be opened."""
    monkeypatch.setitem(app.config, "OPEN_ALL_LANGUAGES", False)
    return publish_survey(session, section("one", question("story")), languages=("es", "en", "ar"))


def engagement_of(session: Session) -> Engagement:
    return session.query(Engagement).filter_by(slug=SLUG).one()


def test_only_the_source_is_open_until_another_is_opened(
    client: FlaskClient, session: Session, version: Version
) -> None:
    assert open_languages(session, engagement_of(session), version) == ["en"]
    page = client.get(f"/{SLUG}/?lang=ar").text
    assert '<html lang="en"' in page
    assert "lang=ar" not in page
    session.add(OpenedLanguage(version_id=version.id, language="ar"))
    session.commit()
    assert open_languages(session, engagement_of(session), version) == ["en", "ar"]
    assert '<html lang="ar" dir="rtl"' in client.get(f"/{SLUG}/?lang=ar").text
    assert 'value="es"' not in Browser(client, f"/{SLUG}/survey", "ar").text


def test_one_opened_but_not_the_engagements_is_not_offered(
    session: Session, version: Version
) -> None:
    session.add(OpenedLanguage(version_id=version.id, language="ru"))
    session.commit()
    assert open_languages(session, engagement_of(session), version) == ["en"]


def test_a_demonstration_opens_all_of_its_languages(session: Session, version: Version) -> None:
    engagement = engagement_of(session)
    engagement.is_demo = True
    assert open_languages(session, engagement, version) == ["es", "en", "ar"]


def test_the_source_is_open_where_the_engagement_does_not_speak_it(
    app: Flask, session: Session, version: Version
) -> None:
    engagement = engagement_of(session)
    engagement.languages = ["es", "ar"]
    assert open_languages(session, engagement, version) == ["en"]
    session.add(OpenedLanguage(version_id=version.id, language="ar"))
    session.commit()
    assert open_languages(session, engagement, version) == ["en", "ar"]
    engagement.is_demo = True
    assert open_languages(session, engagement, version) == ["en", "es", "ar"]


def test_a_text_that_is_not_translated_says_which_language_it_is_in(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OPEN_ALL_LANGUAGES", True)
    publish_survey(
        session, section("one", question("story", label="Your story")), languages=("en", "vi")
    )
    page = Browser(client, f"/{SLUG}/survey", "vi").text
    assert '<html lang="vi"' in page
    assert '<span lang="en" dir="ltr">Your story</span>' in page
    assert 'class="fallback"' in page
