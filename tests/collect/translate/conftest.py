"""A small survey in English, half of it in Arabic, and a site whose messages speak Arabic."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.collect.translate.room import Room
from community_voice.instruments.crisis_text import CRISIS_MESSAGES
from community_voice.instruments.definition import Definition, publish, write_draft
from community_voice.store import Survey, Version

HERE = "/staff/river/surveys/main/1/translations/"
Browser = Callable[[str], FlaskClient]


def small_survey() -> Definition:
    """Return a survey with a consent question, one that is required, and one that is neither."""
    made: dict[str, Any] = {
        "source_language": "en",
        "languages": ["en", "ar"],
        "title": {"en": "River street", "ar": "شارع النهر"},
        "sections": [
            {
                "code": "start",
                "title": {"en": "About you", "ar": "عنك"},
                "questions": [
                    {
                        "code": "consent",
                        "type": "consent",
                        "label": {"en": "What may we do with your words?"},
                        "choices": [
                            {"code": "counted", "label": {"en": "Count me"}},
                            {"code": "quoted", "label": {"en": "Quote me"}},
                        ],
                    },
                    {
                        "code": "called",
                        "type": "one_choice",
                        "required": True,
                        "label": {"en": "Have you called, ${name}?", "ar": "هل اتصلت يا ${name}؟"},
                        "help": {"en": "Any <b>line</b>.\nAt any time."},
                        "required_message": {"en": "Please choose."},
                        "choices": [
                            {"code": "yes", "label": {"en": "Yes", "ar": "نعم"}},
                            {"code": "no", "label": {"en": "No", "ar": "لا"}},
                        ],
                    },
                    {"code": "name", "type": "short_text", "label": {"en": "Your name"}},
                ],
            }
        ],
    }
    return cast(Definition, made)


@pytest.fixture(autouse=True)
def catalogs(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """Let the site's own messages about a crisis be there in Arabic, and in no other language."""
    catalog = Catalog(locale="ar")
    for message in CRISIS_MESSAGES:
        catalog.add(message, f"عربي {message}")
    file = tmp_path / "ar" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_mo(out, catalog)
    name = "BABEL_TRANSLATION_DIRECTORIES"
    kept, app.config[name] = app.config[name], str(tmp_path)
    yield tmp_path
    app.config[name] = kept


@pytest.fixture
def room(session: Session) -> Room:
    """Return the published first version of the survey."""
    engagement = make_engagement(
        session,
        Setup(
            slug="river",
            wordings={"title": {"en": "River", "ar": "النهر"}, "purpose": {"en": "To listen"}},
            languages=("en", "ar"),
        ),
    )
    version = make_draft(session, engagement, small_survey(), "main")
    publish(session, version)
    session.commit()
    return Room(engagement, version.survey, version)


@pytest.fixture
def browser(staff_client: Browser) -> FlaskClient:
    """Return a translator's browser."""
    return staff_client("translator")


def next_version(session: Session, survey: Survey, definition: Definition) -> Version:
    """Make the next draft of a survey."""
    version = Version(survey=survey, number=len(survey.versions) + 1, source_language="en")
    session.add(version)
    session.flush()
    write_draft(session, version, definition)
    return version
