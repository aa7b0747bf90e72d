"""Votes are one line each: counted a second way over noise, and nobody's where nobody voted."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from community_voice.store import Answer, Response
from community_voice.store.frames.votes import votes_frame
from tests.study.speaking import Speaking, start_engagement
from tests.study.voting import add_statements, vote


@pytest.fixture
def town(session: Session) -> Speaking:
    """Return an engagement in which people vote, beside another one and a file's comments."""
    noise = start_engagement(session, "hill-street")
    add_statements(noise)
    vote(noise, {"night": 1, "vans": -1})
    town = start_engagement(session)
    add_statements(town)
    return town


def test_each_vote_is_a_line_and_what_was_left_out_is_none(
    session: Session, town: Speaking
) -> None:
    cast = [{"night": 1, "vans": 0}, {"vans": -1}, {}, {"night": -1, "vans": 1, "unarmed": 0}]
    people = [vote(town, votes, groups={"age": "old", "colour": "red"}) for votes in cast]
    vote(town, {"night": 1}, unit="comments")
    town.say("These are words, and no vote.")
    expected = sorted(
        (person.id, "views", code, value)
        for person, votes in zip(people, cast, strict=True)
        for code, value in votes.items()
    )
    frame = votes_frame(session, town.engagement.id)
    assert list(frame.itertuples(index=False, name=None)) == expected
    assert list(frame) == ["person", "question", "statement", "vote"]


def test_a_number_that_is_no_vote_is_left_out(session: Session, town: Speaking) -> None:
    person = vote(town, {"night": 1})
    odd = town.questions["views"].choices[1]
    session.add(
        Answer(
            response_id=person.id,
            question_id=odd.question_id,
            choice=odd,
            position=9,
            number=Decimal(7),
        )
    )
    session.flush()
    assert votes_frame(session, town.engagement.id)["statement"].tolist() == ["night"]


def test_statements_of_two_surveys_are_not_one(session: Session, town: Speaking) -> None:
    vote(town, {"night": 1})
    other = add_statements(town, survey="second")
    vote(other, {"night": -1})
    found = votes_frame(session, town.engagement.id)
    assert sorted(zip(found["question"], found["vote"], strict=True)) == [
        ("main-votes.views", 1),
        ("second.views", -1),
    ]


def test_nobody_voted_is_an_empty_frame_with_its_columns(session: Session, town: Speaking) -> None:
    frame = votes_frame(session, town.engagement.id)
    assert frame.empty
    assert list(frame) == ["person", "question", "statement", "vote"]
    assert frame["vote"].dtype == int


def test_votes_of_who_withdrew_are_gone(session: Session, town: Speaking) -> None:
    gone, stays = vote(town, {"night": 1}), vote(town, {"night": 0})
    session.delete(session.get_one(Response, gone.id))
    session.flush()
    assert votes_frame(session, town.engagement.id)["person"].tolist() == [stays.id]
