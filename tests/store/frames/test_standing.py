"""What is held or set aside is in no frame; who was asked for votes alone did not speak."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.staff.pages import responses_by_unit
from community_voice.store import Response, Segment
from community_voice.store.frames.codings import codings_frame
from community_voice.store.frames.people import people_frame
from community_voice.store.frames.segments import segments_frame
from community_voice.store.frames.testimony import testimony_frame as read_testimony
from community_voice.store.frames.votes import votes_frame
from community_voice.store.review_state import read_codebook
from community_voice.study.coding.sources import segments_of_run
from community_voice.study.review.reading import Reading
from community_voice.study.votes.voters import count_voters
from tests.release.ready import Crowd, make_ready
from tests.study.speaking import start_engagement
from tests.study.voting import add_statements, vote

CROWDS = (Crowd(6, "wait"), Crowd(3, "wait", "es"), Crowd(2, None))


def people_in(session: Session, engagement_id: int, run_id: int, any_standing: bool) -> list[int]:
    """Return how many people stand in each frame."""
    frames = [
        people_frame(session, engagement_id, run_id, any_standing),
        read_testimony(session, engagement_id, any_standing=any_standing),
        segments_frame(session, engagement_id, run_id, any_standing),
        codings_frame(session, engagement_id, run_id, None, any_standing),
    ]
    return [frame["person"].nunique() for frame in frames]


def test_answers_that_were_coded_and_then_held_are_in_no_frame_and_on_no_page(
    session: Session,
) -> None:
    ready = make_ready(session, CROWDS)
    engagement_id, run = ready.speaking.engagement.id, ready.run
    for place, person in enumerate([ready.people[0], ready.people[6], ready.people[10]]):
        row = session.get_one(Response, person)
        row.standing, row.held_because = ("held", "set_aside", "held")[place], "burst"
    session.get_one(Response, ready.people[1]).standing = "let_in"
    session.get_one(Response, ready.people[1]).held_because = "near_copy"
    session.flush()
    assert people_in(session, engagement_id, run.id, False) == [8, 7, 7, 7]
    assert people_in(session, engagement_id, run.id, True) == [11, 9, 9, 9]
    reading = Reading(session, read_codebook(session, engagement_id))
    theme = ready.themes["wait"].id
    assert reading.sizes()[theme].units == {"people": 7}
    assert reading.languages(theme) == {"en": 5, "es": 2}
    assert len(segments_of_run(session, run)) == 7
    assert len(session.scalars(select(Segment.id)).all()) == 9
    assert responses_by_unit(session)[engagement_id] == {"people": 8, "held": 2, "set_aside": 1}


def test_who_was_asked_for_votes_alone_votes_and_does_not_speak(session: Session) -> None:
    town = start_engagement(session)
    add_statements(town)
    resident = vote(town, {"night": 1})
    asked = add_statements(town, survey="only-votes")
    asked.version.survey.audience = "voters"
    voter, held = vote(asked, {"night": -1}), vote(asked, {"night": -1})
    held.standing, held.held_because = "held", "burst"
    call_takers = add_statements(town, survey="call-takers")
    call_takers.version.survey.audience = "responders"
    vote(call_takers, {"night": 1})
    session.flush()
    frame = votes_frame(session, town.engagement.id)
    assert Counter(frame["person"]) == {resident.id: 1, voter.id: 1}
    assert count_voters(session, town.engagement.id) == 2
    assert people_frame(session, town.engagement.id)["person"].tolist() == [resident.id]
    counts = responses_by_unit(session)[town.engagement.id]
    assert counts == {"people": 1, "voters": 1, "held": 1, "responders": 1}
