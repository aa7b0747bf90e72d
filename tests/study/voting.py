"""People who vote on statements, for tests: a survey that asks, and responses with votes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from community_voice.store import (
    Answer,
    Choice,
    Question,
    Response,
    Section,
    Survey,
    Version,
    VersionWording,
)
from tests.study.speaking import Speaking

STATEMENTS = {
    "night": "The team should work at night.",
    "vans": "The team should drive vans.",
    "unarmed": "Nobody on the team should carry a weapon.",
}


def add_statements(town: Speaking, survey: str = "main-votes") -> Speaking:
    """Add a published survey with one question of votes; return the town that answers it."""
    session = town.session
    version = Version(survey=Survey(engagement=town.engagement, slug=survey), languages=["en"])
    section = Section(version=version, code="one", position=0)
    session.add(section)
    session.flush()
    question = Question(
        version_id=version.id,
        section=section,
        code="views",
        type="statement_votes",
        position=0,
        choices=[Choice(code=code, position=place) for place, code in enumerate(STATEMENTS)],
    )
    session.add(question)
    session.add_all(
        VersionWording(
            version_id=version.id,
            path=f"question.views.choice.{code}.label",
            language="en",
            text=text,
        )
        for code, text in STATEMENTS.items()
    )
    session.flush()
    version.published_on = dt.date(2026, 1, 1)
    session.flush()
    town.questions["views"] = question
    return replace(town, version=version, questions={**town.questions})


def vote(town: Speaking, votes: Mapping[str, int], **about: Any) -> Response:
    """Let one person vote."""
    response = town.respond(**about)
    question = town.questions["views"]
    choices = {choice.code: choice for choice in question.choices}
    town.session.add_all(
        Answer(
            response_id=response.id,
            question_id=question.id,
            choice=choices[code],
            position=place,
            number=Decimal(value),
        )
        for place, (code, value) in enumerate(votes.items())
    )
    town.session.flush()
    return response
