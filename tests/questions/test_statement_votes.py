"""Votes on statements: each by itself, and one that was not cast is not a pass."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from community_voice.questions import QUESTION_TYPES, Asked, Option
from community_voice.questions.answers import Voted
from community_voice.store.wording import Phrase

VOTES = QUESTION_TYPES["statement_votes"]
STATEMENTS = tuple(Option(code, Phrase(code, "en")) for code in ("night", "vans", "unarmed"))
ASKED = Asked("s", "statement_votes", Phrase("What do you think?", "en"), options=STATEMENTS)


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def test_a_pass_is_kept_and_a_statement_without_a_vote_is_not() -> None:
    rows = VOTES.rows(ASKED, {"night": ["agree"], "unarmed": ["pass"]})
    assert [(row.choice, row.number, row.position) for row in rows] == [
        ("night", Decimal(1), 0),
        ("unarmed", Decimal(0), 2),
    ]


def test_two_votes_on_one_statement_and_an_unknown_vote_are_told_beside_it() -> None:
    problems = VOTES.find_problems(ASKED, {"night": ["agree", "pass"], "vans": ["maybe"]})
    assert [problem.part for problem in problems] == ["night", "vans"]


def test_a_vote_on_a_statement_that_is_not_offered_is_no_vote() -> None:
    assert VOTES.rows(ASKED, {"other": ["agree"]}) == []


def test_a_vote_is_read_back_with_its_statement_in_its_own_language() -> None:
    spanish = Asked(
        "s",
        "statement_votes",
        Phrase("¿Qué piensa?", "es"),
        options=(Option("night", Phrase("De noche", "es", is_fallback=True)), *STATEMENTS[1:]),
    )
    shown = VOTES.show(spanish, VOTES.rows(spanish, {"night": ["disagree"], "vans": ["pass"]}))
    assert [(each.statement, each.vote.text) for each in shown if isinstance(each, Voted)] == [
        (Phrase("De noche", "es", is_fallback=True), "Disagree"),
        (Phrase("vans", "en"), "Pass"),
    ]
    assert len(shown) == 2
