"""Freezing a release: what is stored is what the record says, and nothing that points at few."""

from collections import Counter

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from community_voice.errors import Conflict
from community_voice.release.compose import compose
from community_voice.release.digest import seal_of
from community_voice.release.freezing import freeze, store_content
from community_voice.store import Brief, QuoteReview, Release, ReleaseVoice, Testimony
from community_voice.store.columns import now
from community_voice.store.lease import Cancelled
from community_voice.store.review_state import theme_code
from tests.release.ready import USUAL, Crowd, Ready, make_ready, silent


def cells(release: Release) -> dict[str, int | None]:
    return {cell.key: cell.n for cell in release.cells}


def code(ready: Ready, theme: str) -> str:
    return theme_code(ready.themes[theme].id)


def counted_by_hand(ready: Ready, crowds: tuple[Crowd, ...]) -> Counter[str]:
    """Count the crowds themselves, with none of the code that is tested."""
    counts: Counter[str] = Counter()
    for crowd in crowds:
        groups = [f"|language={crowd.language}", f"|group:age={crowd.age}"]
        themes = [f"|theme={code(ready, crowd.theme)}", "|question=story"] if crowd.theme else []
        crossed = [themes[0] + group for group in groups] if themes else []
        for key in ("", *groups, *themes, *crossed):
            counts[crowd.unit + key] += crowd.many
    return counts


def test_every_shown_number_is_what_one_counts_by_hand(session: Session) -> None:
    make_ready(session, slug="hill-street")
    ready = make_ready(session)
    shown = {key: n for key, n in cells(ready.freeze().release).items() if n is not None}
    by_hand = counted_by_hand(ready, USUAL)
    assert len(shown) > 10
    assert shown == {key: by_hand[key] for key in shown}


def test_nobody_speaks_twice_in_one_theme(session: Session) -> None:
    ready = make_ready(session)
    for number in range(20):
        response = ready.speaking.respond("en", groups={"age": "young"})
        for question in ("story", "wish"):
            text = f"I waited very long, they waited very long {number}"
            said = ready.speaking.add_words(response, text, question)
            ready.code(said, "wait")
    found = cells(ready.freeze().release)
    assert found[f"people|theme={code(ready, 'wait')}"] == 70


def test_people_and_comments_are_never_added_up(session: Session) -> None:
    comments = (
        Crowd(40, "wait", "en", unit="comments"),
        Crowd(30, None, "en", unit="comments"),
    )
    ready = make_ready(session, (*USUAL, *comments))
    release = ready.freeze().release
    found = cells(release)
    assert (found["people"], found["comments"]) == (124, 70)
    assert found[f"comments|theme={code(ready, 'wait')}"] == 40
    said = [claim.text for claim in release.claims]
    assert any(text.startswith("70 comments are counted here.") for text in said)
    assert not any("194" in text for text in said)


def test_a_tiny_engagement_tells_no_number_and_no_quote(session: Session) -> None:
    crowds = (Crowd(6, "wait", "en", consent="quoted"), Crowd(4, "words", "es", "old", "quoted"))
    release = make_ready(session, crowds).freeze().release
    assert set(cells(release).values()) == {None}
    assert release.quotes == []
    said = [claim.text for claim in release.claims]
    assert "So few spoke that no number can be shown without pointing at someone." in said


def test_themes_below_the_threshold_are_not_told(session: Session) -> None:
    crowds = (Crowd(10, "wait", "en"), Crowd(9, "words", "es", "old"), Crowd(40, None, "en"))
    ready = make_ready(session, crowds)
    release = ready.freeze().release
    told = {cell.n for cell in release.cells if cell.theme is not None}
    assert told == {None}
    assert "Some themes: not shown" in " ".join(claim.text for claim in release.claims)


def test_themes_that_nobody_named_are_left_out(session: Session) -> None:
    ready = make_ready(session, names={"wait": "Long waits"})
    release = ready.freeze().release
    assert [theme.name for theme in release.themes] == ["Long waits"]
    assert {cell.theme for cell in release.cells} == {None, code(ready, "wait")}
    everything = repr([claim.text for claim in release.claims]) + repr(release.method)
    assert "proposed" not in everything
    assert "Themes left out because nobody named them: 2." in everything


def test_only_cleared_quotes_are_printed(session: Session) -> None:
    ready = make_ready(session, (Crowd(30, "wait", "en"), Crowd(30, None, "en")))
    said = ready.add(Crowd(3, "wait", "en", consent="quoted"))
    ready.clear(said[0])
    ready.clear(said[1], points_at_nobody=False)
    quotes = ready.freeze().release.quotes
    assert [quote.testimony_id for quote in quotes] == [said[0].id]
    assert quotes[0].text == said[0].text


def test_a_place_is_printed_only_where_its_person_allowed_it(session: Session) -> None:
    ready = make_ready(session)
    quotes = ready.freeze().release.quotes
    assert {quote.place for quote in quotes if quote.consent == "quoted"} == {None}
    assert {quote.place for quote in quotes if quote.consent == "quoted_with_place"} == {"North"}


def test_answers_that_the_run_did_not_read_are_not_counted(session: Session) -> None:
    ready = make_ready(session)
    late = ready.speaking.say("I answered after the run and nobody has read it.")
    release = ready.freeze().release
    assert cells(release)["people"] == len(ready.people)
    voices = session.query(ReleaseVoice).filter_by(release_id=release.id)
    assert {voice.response_id for voice in voices} == set(ready.people)
    assert late.id not in {voice.response_id for voice in voices}


def test_the_same_record_gives_the_same_seal(session: Session) -> None:
    ready = make_ready(session)
    seals = []
    for _time in range(2):
        with session.begin_nested() as savepoint:
            release = ready.ask(id=70)
            content = compose(session, release, silent)
            store_content(session, release, content, lambda: "the same salt")
            seals.append(release.digest)
            savepoint.rollback()
    assert seals[0] == seals[1]


def test_salts_make_seals_differ(session: Session) -> None:
    ready = make_ready(session)
    release = ready.freeze().release
    assert release.digest == seal_of(release)
    salts = {quote.salt for quote in release.quotes}
    assert len(salts) == len(release.quotes)


def test_a_frozen_release_refuses_to_change(session: Session) -> None:
    ready = make_ready(session)
    release = ready.freeze().release
    for row in (release.cells[0], release.claims[0], release.themes[0], release.quotes[0]):
        key = "position"
        with pytest.raises(DBAPIError, match="frozen release"), session.begin_nested():
            setattr(row, key, 77)
            session.flush()
    session.expire_all()
    assert release.digest == seal_of(release)


def test_a_reading_taken_back_in_the_meantime_stops_the_freeze(session: Session) -> None:
    ready = make_ready(session)
    release = ready.ask()
    content = compose(session, release, silent)
    session.query(QuoteReview).update({"points_at_nobody": False})
    with pytest.raises(Conflict, match="Ask for the release again"):
        store_content(session, release, content, lambda: "salt")


def test_nobody_to_count_is_refused(session: Session) -> None:
    ready = make_ready(session, ())
    with pytest.raises(Conflict, match="Nobody has answered"):
        freeze(session, ready.ask(), silent)


def test_it_tells_how_far_it_is_and_can_be_stopped(session: Session) -> None:
    ready = make_ready(session)
    release = ready.ask()
    stages: list[str] = []

    def stop(stage: str, done: int, total: int) -> None:
        stages.append(stage)
        if stage == "checking":
            raise Cancelled

    with pytest.raises(Cancelled):
        freeze(session, release, stop)
    assert stages == ["reading", "counting", "hiding and writing", "checking"]
    assert release.cells == []
    assert session.query(Brief).filter_by(release_id=release.id).count() == 0


def test_groups_stand_in_the_order_they_were_asked_in(session: Session) -> None:
    crowds = (*USUAL, Crowd(12, "wait", "en", "nothing said"), Crowd(12, None, "en", "other"))
    release = make_ready(session, crowds).freeze().release
    ages = [name for name in release.method["labels"] if name.startswith("group:age=")]
    assert ages == ["group:age=young", "group:age=old", "group:age=other"]
    languages = [name for name in release.method["labels"] if name.startswith("language=")]
    assert languages == ["language=en", "language=es"]


REFUSED = {
    "UPDATE release SET question = 'Who pays?' WHERE id = :release": "frozen release",
    "DELETE FROM release WHERE id = :release": "frozen release",
    "DELETE FROM claim WHERE release_id = :release": "frozen release",
    "DELETE FROM release_cell WHERE release_id = :release": "frozen release",
    "DELETE FROM release_theme WHERE release_id = :release": "frozen release",
    "UPDATE release_voice SET response_id = 'x' WHERE release_id = :release": "frozen release",
    "UPDATE brief SET approver_name = 'Ada' WHERE release_id = :release": "approved brief",
    "UPDATE brief SET state = 'draft' WHERE release_id = :release": "approved brief",
    "DELETE FROM brief WHERE release_id = :release": "approved brief",
    "UPDATE review_act SET text = 'Another name'": "act of review",
    "UPDATE review_act SET kind = 'describe'": "act of review",
    "UPDATE testimony SET consent = 'quoted_with_place' WHERE consent = 'quoted'": "never raised",
    "UPDATE testimony SET consent = 'quoted' WHERE consent = 'counted'": "never raised",
    "UPDATE response SET consent = 'paraphrased' WHERE consent = 'counted'": "never raised",
}


@pytest.mark.parametrize("statement", REFUSED)
def test_what_was_told_cannot_be_rewritten(session: Session, statement: str) -> None:
    ready = make_ready(session)
    brief = ready.freeze()
    brief.state, brief.approver_name, brief.approved_at = "approved", "Noor", now()
    session.flush()
    about = {"release": brief.release_id} if ":release" in statement else {}
    with pytest.raises(DBAPIError, match=REFUSED[statement]), session.begin_nested():
        session.execute(text(statement), about)


def test_a_voice_can_leave_a_frozen_release_with_its_quote(session: Session) -> None:
    ready = make_ready(session)
    release = ready.freeze().release
    gone = release.quotes[0].testimony_id
    person = session.get_one(Testimony, gone).response_id
    session.execute(text("DELETE FROM response WHERE id = :person"), {"person": person})
    session.expire_all()
    assert gone not in {quote.testimony_id for quote in release.quotes}
    assert len(release.quotes) == 5


def test_consent_can_be_lowered_and_an_act_undone(session: Session) -> None:
    ready = make_ready(session)
    act = ready.name("wait", "A name to be taken back")
    act.undone_by_id = ready.name("wait", "Long waits again").id
    lower = "UPDATE response SET consent = 'counted' WHERE consent LIKE 'quoted%'"
    session.execute(text(lower))
    session.execute(text(lower.replace("response", "testimony")))
    session.flush()


def test_a_release_that_is_not_frozen_can_be_thrown_away(session: Session) -> None:
    ready = make_ready(session)
    release = ready.ask()
    store_content(session, release, compose(session, release, silent), lambda: "salt")
    session.execute(text("DELETE FROM release WHERE id = :key"), {"key": release.id})
    assert session.scalar(text("SELECT count(*) FROM claim")) == 0
