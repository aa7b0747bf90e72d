"""An engagement with a survey in work, and a browser that acts on it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.definition import Definition, read_definition
from community_voice.store import Engagement, Survey, Version

RIVER = Setup(
    slug="river-street",
    wordings={"title": {"en": "River Street"}},
    languages=("en", "es", "ar"),
)


def small_survey() -> Definition:
    """Return two pages: one choice, a number that hangs on it, words, and a consent."""
    return {
        "source_language": "en",
        "languages": ["en", "es"],
        "title": {"en": "About help", "es": "Sobre la ayuda"},
        "sections": [
            {
                "code": "calls",
                "title": {"en": "Calls", "es": "Llamadas"},
                "questions": [
                    {
                        "code": "called",
                        "type": "one_choice",
                        "label": {"en": "Did you call?", "es": "¿Llamó?"},
                        "choices": [
                            {"code": "yes", "label": {"en": "Yes", "es": "Sí"}},
                            {"code": "no", "label": {"en": "No", "es": "No"}},
                        ],
                    },
                    {
                        "code": "times",
                        "type": "number",
                        "label": {"en": "How often after ${called}?"},
                        "settings": {
                            "min": 1,
                            "show_if": {
                                "op": "eq",
                                "args": [{"answer": "called"}, {"value": "yes"}],
                            },
                        },
                    },
                ],
            },
            {
                "code": "words",
                "title": {"en": "Your words"},
                "questions": [
                    {"code": "story", "type": "long_text", "label": {"en": "What happened?"}}
                ],
            },
        ],
    }


@pytest.fixture
def engagement(session: Session) -> Engagement:
    """Return an engagement without a survey."""
    return make_engagement(session, RIVER)


@pytest.fixture
def draft_version(session: Session, engagement: Engagement) -> Version:
    """Return the draft of a small survey."""
    return make_draft(session, engagement, small_survey(), "help")


class Desk:
    """An administrator's browser at the draft of a survey."""

    def __init__(self, browser: FlaskClient, session: Session, survey: str, number: int) -> None:
        self.browser, self.session, self.survey, self.number = browser, session, survey, number
        self.base = f"/staff/river-street/surveys/{survey}/{number}/edit"

    def get(self, path: str = "") -> str:
        """Open a page of the draft."""
        return self.browser.get(self.base + path).text

    @property
    def step(self) -> str:
        """Return the step that a page opened now would carry."""
        found = re.search(r'name="step" value="(\d+)"', self.get("/texts"))
        assert found is not None
        return found[1]

    def act(self, button: str, code: str = "", **more: str) -> TestResponse:
        """Press a button of the draft's page."""
        data = {"step": self.step, "act": button, "code": code, **more}
        return self.browser.post(f"{self.base}/act", data=data)

    def save(self, path: str, **data: Any) -> TestResponse:
        """Send a form of the draft, as it stands now."""
        return self.browser.post(self.base + path, data={"step": self.step, "do": "save", **data})

    @property
    def definition(self) -> Definition:
        """Return the draft as it is stored."""
        self.session.expire_all()
        version = self.session.scalars(
            select(Version)
            .join(Survey)
            .where(Survey.slug == self.survey, Version.number == self.number)
        ).one()
        return read_definition(self.session, version)

    @property
    def codes(self) -> list[list[str]]:
        """Return the codes of the questions, section by section."""
        return [[q["code"] for q in s["questions"]] for s in self.definition["sections"]]

    def question(self, code: str) -> dict[str, Any]:
        """Return a stored question."""
        return next(
            dict(q)
            for s in self.definition["sections"]
            for q in s["questions"]
            if q["code"] == code
        )


@pytest.fixture
def desk(
    staff_client: Callable[[str], FlaskClient], session: Session, draft_version: Version
) -> Desk:
    """Return an administrator's browser at the small survey's draft."""
    return Desk(staff_client("administrator"), session, "help", 1)
