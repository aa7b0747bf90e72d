"""An open engagement whose survey is answered by a flood and by people."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.answering.flood import limit, sending
from community_voice.answering.state import Filling, begin, seal
from community_voice.store import Version
from tests.collect.survey.made import choices, publish_survey, question, section

SLUG = "elm-street"
LETTER = (
    "I am against this plan. The city should spend the money on street lights, and the council "
    "must ask everybody who pays for it before it decides anything at all."
)


@pytest.fixture
def version(session: Session) -> Version:
    """Return a survey that asks for words and one choice."""
    return publish_survey(
        session,
        section(
            "only",
            question("story", "long_text"),
            question("who", "one_choice", choices=choices("peer", "police", "nurse")),
        ),
    )


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Return the app as it stands on the web: with a judge, whose memory is empty."""
    monkeypatch.setitem(app.config, "HOLD_FLOODS", True)
    for name in (sending.EXTENSION, limit.EXTENSION):
        app.extensions.pop(name, None)
    yield app
    for name in (sending.EXTENSION, limit.EXTENSION):
        app.extensions.pop(name, None)


def fill_in(version: Version, story: str = "", who: str = "") -> Filling:
    """Return what one person filled in."""
    answers = {"story": {"": [story]} if story else {}, "who": {"": [who]} if who else {}}
    return begin(version.id).with_answers(answers)


def send(client: FlaskClient, filling: Filling, address: str = "203.0.113.7") -> TestResponse:
    """Press Send on the review."""
    data = {"state": seal(filling), "at": "review", "go": "send", "lang": "en"}
    return client.post(f"/{SLUG}/survey", data=data, environ_overrides={"REMOTE_ADDR": address})
