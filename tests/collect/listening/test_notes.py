"""No note is lost, none is kept twice, and an older one never takes the place of a newer."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.notes import keep_note, keep_notes, notes_of, split_number
from community_voice.collect.listening.plan import make_session
from community_voice.collect.listening.speakers import speakers_of
from community_voice.store import ListeningSession, SessionNote
from tests.collect.listening.conftest import PLAN
from tests.conftest import make_partner

NOTE = Incoming("n" * 16, "They came", speaker=2, form="verbatim", language="en")


def texts(session: Session, opened: ListeningSession) -> list[str]:
    return [note.text for note in notes_of(session, opened)]


def test_the_same_note_again_is_the_same_note(session: Session, opened: ListeningSession) -> None:
    assert keep_note(session, opened, NOTE).kept == "stored"
    assert keep_note(session, opened, NOTE).kept == "again"
    assert texts(session, opened) == ["They came"]


def test_a_newer_revision_takes_the_place_of_an_older_one(
    session: Session, opened: ListeningSession
) -> None:
    keep_note(session, opened, NOTE)
    newer = replace(NOTE, text="They came late", revision=2)
    assert keep_note(session, opened, newer).kept == "stored"
    assert keep_note(session, opened, NOTE).kept == "again"
    assert texts(session, opened) == ["They came late"]


@pytest.mark.parametrize(
    "beside",
    [
        replace(NOTE, text="Other words"),
        replace(NOTE, speaker=3, revision=2),
        replace(NOTE, text="Other words", revision=3, base=1),
        replace(NOTE, text="Words of an older state", revision=1, base=0),
        replace(NOTE, text="came", revision=1),
        replace(NOTE, speaker=3, revision=1),
        replace(NOTE, form="noted", revision=1, is_deleted=True),
        replace(NOTE, text="Then They came late", revision=3, base=1),
        replace(NOTE, text="They", revision=1, is_cut=True),
    ],
    ids=[
        "same revision",
        "other speaker",
        "from an older state",
        "older revision",
        "words cut off in front",
        "other speaker, older",
        "noted, and deleted",
        "words put in front",
        "words cut off at the end",
    ],
)
def test_other_words_are_kept_beside_what_is_there_and_only_once(
    session: Session, opened: ListeningSession, beside: Incoming
) -> None:
    keep_note(session, opened, NOTE)
    keep_note(session, opened, replace(NOTE, text="They came late", revision=2))
    first, second = (keep_note(session, opened, beside) for _ in range(2))
    assert (first.kept, second.kept) == ("conflict", "conflict")
    assert first.kept_as.id == second.kept_as.id != NOTE.id
    copies = [] if beside.is_deleted else [beside.text]
    assert sorted(texts(session, opened)) == sorted(["They came late", *copies])
    assert first.kept_as.text == beside.text


def test_of_what_two_devices_say_that_a_note_allows_the_lesser_holds(
    session: Session, opened: ListeningSession
) -> None:
    typed = replace(NOTE, consent="quoted", base=0)
    keep_note(session, opened, typed)
    keep_note(session, opened, replace(typed, text="They came late", revision=2, base=1))
    keep_note(session, opened, replace(typed, text="They came late!", revision=3, base=2))
    lessened = keep_note(session, opened, replace(typed, revision=2, base=1, consent="counted"))
    assert (lessened.kept, lessened.kept_as.text) == ("stored", "They came late!")
    assert lessened.kept_as.consent == "counted"
    went_on = [
        replace(typed, text=f"They came late! {words}", revision=revision, base=revision - 1)
        for revision, words in ((4, "An"), (5, "And loud"))
    ]
    assert {outcome.kept for outcome in keep_notes(session, opened, went_on)} == {"conflict"}
    assert {note.consent for note in notes_of(session, opened)} == {"counted"}
    assert keep_note(session, opened, typed).kept_as.consent == "counted", "no late state raises it"


def test_an_answer_that_was_lost_makes_no_second_note(
    session: Session, opened: ListeningSession
) -> None:
    keep_note(session, opened, replace(NOTE, base=0))
    went_on = replace(NOTE, text="They came late", revision=2, base=0)
    assert keep_note(session, opened, went_on).kept == "stored"
    assert texts(session, opened) == ["They came late"]


def test_states_that_come_again_with_what_is_there_are_no_change_of_somebody_else(
    session: Session, opened: ListeningSession
) -> None:
    states = [
        replace(NOTE, speaker=None, text="Tehy", consent="", base=0),
        replace(NOTE, text="They c", revision=2, base=1, consent="", is_cut=True),
        replace(NOTE, text="They came", revision=3, base=2, consent=""),
    ]
    keep_notes(session, opened, states[:2])
    told = keep_notes(session, opened, states)
    assert [outcome.kept for outcome in told] == ["again", "again", "stored"]
    assert texts(session, opened) == ["They came"]


def test_an_id_of_another_partners_note_touches_nothing_of_theirs(
    session: Session, opened: ListeningSession
) -> None:
    keep_note(session, opened, NOTE)
    other = make_session(session, make_partner(session, "lakeside", "Another"), PLAN)
    intruding = replace(NOTE, text="Mine", revision=9)
    assert keep_note(session, other, intruding).kept == "stored"
    assert keep_note(session, other, intruding).kept == "again"
    assert texts(session, opened) == ["They came"]
    assert texts(session, other) == ["Mine"]


def test_a_speaker_who_is_new_is_added_and_a_facilitator_has_no_number(
    session: Session, opened: ListeningSession
) -> None:
    keep_note(session, opened, replace(NOTE, speaker=4))
    assert [speaker.number for speaker in speakers_of(session, opened.id)] == [1, 2, 3, 4]
    facilitator = replace(NOTE, id="f" * 16, form="facilitator", speaker=1)
    assert keep_note(session, opened, facilitator).kept_as.speaker is None
    assert keep_note(session, opened, facilitator).kept == "again"


def test_a_number_in_front_names_the_speaker() -> None:
    assert split_number("3: They came") == (3, "They came")
    assert split_number(" ١٢：جاءوا") == (12, "جاءوا")
    assert split_number("3: 5 of us came") == (3, "5 of us came")
    for words in ("At 3: they came", "10:30 they came", "2 : 1 against us", "١٠:٣٠ جاءوا"):
        assert split_number(words) == (None, words)


def test_notes_stand_in_the_order_of_their_places(
    session: Session, opened: ListeningSession
) -> None:
    keep_note(session, opened, replace(NOTE, id="2" * 16, text="second", position=2))
    keep_note(session, opened, replace(NOTE, id="1" * 16, text="first", position=1))
    keep_note(session, opened, replace(NOTE, id="3" * 16, text="third"))
    assert texts(session, opened) == ["first", "second", "third"]
    assert session.get_one(SessionNote, "3" * 16).position == 3
