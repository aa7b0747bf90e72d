"""The release room: what is missing, who reads quotes, and one release an engagement."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.release import service
from community_voice.release.candidates import Candidate, candidates
from community_voice.store import (
    AnalysisRun,
    Answer,
    AuditEntry,
    Engagement,
    QuoteReview,
    Release,
    Testimony,
)
from community_voice.store.engagement import engagement_named
from community_voice.store.review_state import latest_act_id, read_codebook
from tests.release.ready import USUAL, Crowd, Ready, make_ready
from tests.study.speaking import start_engagement


def wanted(ready: Ready, **about: object) -> service.Wanted:
    told: dict[str, object] = {
        "question": "Who should come?",
        "dimensions": ["language"],
        "run_id": ready.run.id,
        "last_act_id": latest_act_id(ready.session, ready.speaking.engagement.id),
    }
    return service.Wanted(**(told | about))  # type: ignore[arg-type]


def offered(ready: Ready) -> dict[str, Sequence[Candidate]]:
    state = read_codebook(ready.session, ready.speaking.engagement.id)
    found = candidates(ready.session, state)
    return {code: found.get(theme.id, []) for code, theme in ready.themes.items()}


def test_an_empty_engagement_is_told_what_is_missing(session: Session) -> None:
    make_ready(session, slug="hill-street")
    speaking = start_engagement(session)
    readiness = service.look(session, speaking.engagement)
    assert readiness.missing == [
        "Nobody has answered yet.",
        "The answers have not been analysed yet. Start a run and let it finish.",
    ]
    assert not readiness.may_freeze


def test_themes_need_a_name(session: Session) -> None:
    ready = make_ready(session, names={})
    readiness = service.look(session, ready.speaking.engagement)
    assert readiness.missing == [
        "No theme has a name yet. Read the themes and name those that hold."
    ]
    assert readiness.unnamed == 3
    with pytest.raises(Conflict, match="No theme has a name"):
        service.ask_to_freeze(session, ready.speaking.engagement, wanted(ready), ready.reader)


def test_it_says_how_many_answers_came_after_the_run(session: Session) -> None:
    ready = make_ready(session)
    assert service.look(session, ready.speaking.engagement).later == 0
    for number in range(4):
        ready.speaking.say(f"I came late, said person {number}.")
    make_ready(session, slug="hill-street").speaking.say("I am somebody else's noise.")
    assert service.look(session, ready.speaking.engagement).later == 4


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"question": "  "}, "Write the question"),
        ({"question": "x" * 501}, "under 500"),
        ({"question": "nul \x00 byte"}, "under 500"),
        ({"dimensions": ["group:secret"]}, "not asked about"),
        ({"run_id": 10_000}, "no such finished run"),
        ({"last_act_id": 0}, "not the themes"),
        ({"last_act_id": 999_999}, "not the themes"),
    ],
)
def test_what_cannot_be_frozen_is_said_plainly(
    session: Session, about: dict[str, object], why: str
) -> None:
    ready = make_ready(session)
    with pytest.raises(DomainError, match=why):
        service.ask_to_freeze(
            session, ready.speaking.engagement, wanted(ready, **about), ready.reader
        )


def test_another_engagements_run_is_not_there(session: Session) -> None:
    ready, other = make_ready(session), make_ready(session, slug="hill-street")
    with pytest.raises(NotFound):
        service.ask_to_freeze(
            session, ready.speaking.engagement, wanted(ready, run_id=other.run.id), ready.reader
        )


def test_an_act_of_another_engagement_is_refused(session: Session) -> None:
    ready, other = make_ready(session), make_ready(session, slug="hill-street")
    newest = latest_act_id(session, other.speaking.engagement.id)
    with pytest.raises(Conflict, match="not the themes"):
        service.ask_to_freeze(
            session, ready.speaking.engagement, wanted(ready, last_act_id=newest), ready.reader
        )


def test_what_an_open_page_showed_can_be_frozen(session: Session) -> None:
    ready = make_ready(session)
    seen = wanted(ready)
    ready.name("wait", "A later name")
    release = service.ask_to_freeze(session, ready.speaking.engagement, seen, ready.reader)
    assert release.last_act_id == seen.last_act_id


def test_a_second_release_is_refused_and_says_why(session: Session) -> None:
    ready, other = make_ready(session), make_ready(session, slug="hill-street")
    engagement = ready.speaking.engagement
    release = service.ask_to_freeze(session, engagement, wanted(ready), ready.reader)
    assert release.state == "queued"
    with pytest.raises(Conflict, match="comparing two releases"):
        service.ask_to_freeze(session, engagement, wanted(ready), ready.reader)
    assert service.ask_to_freeze(session, other.speaking.engagement, wanted(other), ready.reader)


def test_two_who_ask_at_once_make_one_release(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = make_ready(session)
    engagement = ready.speaking.engagement
    asked = wanted(ready)
    service.ask_to_freeze(session, engagement, asked, ready.reader)
    # The other asker looked before the first one's row was there.
    monkeypatch.setattr(service, "check_wanted", lambda *_looked: None)
    with pytest.raises(Conflict, match="comparing two releases"):
        service.ask_to_freeze(session, engagement, asked, ready.reader)
    assert session.query(Release).filter_by(engagement_id=engagement.id).count() == 1


def test_a_stopped_release_leaves_room_for_another(session: Session) -> None:
    ready = make_ready(session)
    engagement = ready.speaking.engagement
    first = service.ask_to_freeze(session, engagement, wanted(ready), ready.reader)
    service.ask_to_cancel(session, engagement, ready.reader)
    assert first.state == "cancelled"
    assert service.ask_to_freeze(session, engagement, wanted(ready), ready.reader).id != first.id


def test_stopping_one_that_runs_is_left_to_its_worker(session: Session) -> None:
    ready = make_ready(session)
    engagement = ready.speaking.engagement
    release = service.ask_to_freeze(session, engagement, wanted(ready), ready.reader)
    release.state, release.leased_by = "running", "somebody"
    release.leased_until = release.asked_at
    session.flush()
    service.ask_to_cancel(session, engagement, ready.reader)
    assert release.cancel_asked
    assert release.state == "running"


def test_a_frozen_release_cannot_be_stopped(session: Session) -> None:
    ready = make_ready(session)
    ready.freeze()
    with pytest.raises(Conflict, match="nothing to stop"):
        service.ask_to_cancel(session, ready.speaking.engagement, ready.reader)


def test_only_allowed_verbatim_words_of_named_themes_are_offered(session: Session) -> None:
    ready = make_ready(session, names={"wait": "Long waits", "words": "Language"})
    ready.add(Crowd(3, "wait", "en", "young", "paraphrased"))
    _note(ready, "As the note-taker put it, they waited for a long time.")
    found = offered(ready)
    assert {quote.consent for quote in found["wait"]} == {"quoted", "quoted_with_place"}
    assert found["rare"] == []
    assert {quote.language for quote in found["wait"]} == {"en", "es"}
    allowed = {
        person
        for person, crowd in zip(ready.people, _each(USUAL), strict=False)
        if crowd.consent.startswith("quoted")
    }
    assert {quote.person for quotes in found.values() for quote in quotes} <= allowed


def _note(ready: Ready, text: str) -> None:
    """Add words that are a note-taker's, of somebody who allowed quoting."""
    response = ready.speaking.respond("en", consent="quoted")
    answer = Answer(response_id=response.id, question_id=ready.speaking.questions["story"].id)
    ready.session.add(answer)
    ready.session.flush()
    noted = Testimony(
        engagement_id=response.engagement_id,
        response_id=response.id,
        answer_id=answer.id,
        text=text,
        language="en",
        mode="web",
        consent="quoted",
        source="survey",
        verbatim=False,
    )
    ready.session.add(noted)
    ready.session.flush()
    ready.code(noted, "wait")


def _each(crowds: Sequence[Crowd]) -> list[Crowd]:
    return [crowd for crowd in crowds for _person in range(crowd.many)]


def test_each_language_gets_its_most_central_quotes(session: Session) -> None:
    ready = make_ready(session, (Crowd(9, "wait", "en", consent="quoted"),))
    quiet = ready.add(Crowd(1, "wait", "es", consent="quoted"))[0]
    found = offered(ready)["wait"]
    assert [quote.language for quote in found] == ["en", "en", "en", "es"]
    assert found[-1].testimony_id == quiet.id
    entry = ready.run.results["themes"][0]
    first = entry["central"][7]
    ready.run.results = {"themes": [{**entry, "central": [first, *entry["central"]]}]}
    session.flush()
    assert offered(ready)["wait"][0].segment_id == first


def test_a_reading_is_kept_changed_and_logged(session: Session) -> None:
    ready = make_ready(session)
    engagement = ready.speaking.engagement
    quote = offered(ready)["wait"][0]
    assert quote.points_at_nobody is True
    assert service.save_reviews(session, engagement, ready.reader, {quote.segment_id: True}) == 0
    assert service.save_reviews(session, engagement, ready.reader, {quote.segment_id: False}) == 1
    assert offered(ready)["wait"][0].points_at_nobody is False
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.act == "quotes.read"
    assert len(entry.detail["points_at_somebody"]) == 1


def test_somebody_elses_segment_cannot_be_cleared(session: Session) -> None:
    ready, other = make_ready(session), make_ready(session, slug="hill-street")
    foreign = offered(other)["wait"][0]
    before = session.query(QuoteReview).count()
    with pytest.raises(NotFound):
        service.save_reviews(
            session, ready.speaking.engagement, ready.reader, {foreign.segment_id: False}
        )
    assert session.query(QuoteReview).count() == before


def test_readings_stand_still_once_a_release_is_asked_for(session: Session) -> None:
    ready = make_ready(session)
    ready.freeze()
    quote = offered(ready)["wait"][0]
    with pytest.raises(Conflict, match="cannot change any more"):
        service.save_reviews(
            session, ready.speaking.engagement, ready.reader, {quote.segment_id: False}
        )


def test_an_engagement_that_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        engagement_named(session, "nowhere")
    assert session.query(Engagement).filter_by(slug="nowhere").count() == 0
    assert session.query(AnalysisRun).filter_by(engagement_id=0).count() == 0
