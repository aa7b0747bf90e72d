"""Notes that came after their session was sent: staff add each once, or not, and take it back."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.late import keep_late
from community_voice.collect.listening.late_acts import (
    add_late,
    set_late_aside,
    take_late,
    take_late_back,
)
from community_voice.collect.listening.late_reading import late_notes, read_late
from community_voice.collect.listening.notes import keep_notes
from community_voice.collect.listening.sending import send_session
from community_voice.collect.listening.speakers import give_slip, record_consent, speakers_of
from community_voice.errors import Conflict
from community_voice.store import (
    Account,
    AnalysisRun,
    AsideEntry,
    AuditEntry,
    Contribution,
    ListeningSession,
    Paraphrase,
    Release,
    Response,
    Segment,
    Speaker,
    Statement,
    Testimony,
)
from community_voice.store.release import ReleaseVoice

SENT_NOTES = [
    Incoming("a" * 16, "They came late.", speaker=1, form="verbatim", consent="quoted"),
    Incoming("b" * 16, "Yes.", speaker=2, form="verbatim", language="en"),
    Incoming("c" * 16, "People nodded", form="noted"),
]


@pytest.fixture
def sent(session: Session, opened: ListeningSession) -> ListeningSession:
    """Return a sent session: of three speakers the third holds a slip and said nothing."""
    record_consent(session, opened, speakers_of(session, opened.id)[0], "quoted")
    give_slip(session, opened, 3, replace=False)
    keep_notes(session, opened, SENT_NOTES)
    send_session(session, opened)
    return opened


def bring(session: Session, sent: ListeningSession, *notes: Incoming) -> list[AsideEntry]:
    keep_late(session, sent, notes)
    found = session.scalars(select(AsideEntry)).all()
    order = [note.text for note in notes]
    return sorted(found, key=lambda each: order.index(each.content["fields"][0][1]))


def said_late(session: Session, text: str) -> Testimony:
    return session.scalars(select(Testimony).where(Testimony.text == text)).one()


def count(session: Session, noun: type) -> int:
    return session.scalar(select(func.count()).select_from(noun)) or 0


def test_a_late_note_joins_what_its_speaker_said(session: Session, sent: ListeningSession) -> None:
    note = Incoming("n" * 16, "Y nadie explicó.", speaker=1, form="verbatim", language="es")
    # It says nothing of consent: it follows its speaker, who may be quoted.
    (entry,) = bring(session, sent, replace(note, consent=""))
    before = count(session, Response)
    add_late(session, sent, entry)
    made = said_late(session, "Y nadie explicó.")
    first = said_late(session, "They came late.")
    assert made.response_id == first.response_id == entry.stored_as_id
    assert (made.verbatim, made.consent, made.language) == (True, "quoted", "es")
    assert count(session, Response) == before
    assert not session.get_one(Response, first.response_id).is_late, "only the note came late"
    last = select(Contribution).order_by(Contribution.position.desc()).limit(1)
    newest = session.scalars(last).one()
    assert (newest.position, newest.speaker, newest.id) == (3, 1, made.contribution_id)


def test_who_is_first_met_in_late_notes_is_one_more_person_and_came_late(
    session: Session, sent: ListeningSession
) -> None:
    entries = bring(
        session,
        sent,
        Incoming("d" * 16, "I was there too", speaker=7, language="ar"),
        Incoming("e" * 16, "And again", speaker=7, language="ar", form="verbatim"),
        Incoming("f" * 16, "I only listened until now", speaker=3, consent="quoted"),
    )
    for entry in entries:
        add_late(session, sent, entry)
    seven, again, three = (
        said_late(session, entry.content["fields"][0][1]).response_id for entry in entries
    )
    assert seven == again != three
    made = session.get_one(Response, seven)
    assert (made.unit, made.mode, made.language) == ("people", "session", "ar")
    assert (made.is_late, made.consent) == (True, "counted")
    third = session.get_one(Response, three)
    assert third.is_late and third.receipt_hash, "the slip finds what its speaker said"
    assert said_late(session, "I was there too").consent == "counted", "nobody said more"
    assert not said_late(session, "I was there too").verbatim
    assert {each.number for each in speakers_of(session, sent.id)} == {1, 2, 3, 7}


def test_the_room_and_the_facilitator_are_nobody_in_particular(
    session: Session, sent: ListeningSession
) -> None:
    entries = bring(
        session,
        sent,
        Incoming("d" * 16, "Somebody laughed"),
        Incoming("e" * 16, "Thank you all.", speaker=2, form="facilitator"),
    )
    before = (count(session, Response), count(session, Testimony))
    for entry in entries:
        add_late(session, sent, entry)
    assert (count(session, Response), count(session, Testimony)) == (before[0], before[1] + 1)
    room = session.get_one(Response, said_late(session, "Somebody laughed").response_id)
    assert (room.unit, room.is_late) == ("sessions", False)
    turn = session.scalars(select(Contribution).where(Contribution.words.is_not(None))).one()
    assert (turn.form, turn.words, turn.speaker) == ("facilitator", "Thank you all.", None)
    assert entries[1].stored_as_id is None


def test_the_same_words_of_another_voice_are_kept_and_the_same_note_is_not(
    session: Session, sent: ListeningSession
) -> None:
    (kept,) = bring(session, sent, Incoming("y" * 16, "Yes.", speaker=1, form="verbatim"))
    assert kept.content["speaker"] == 1
    again = [SENT_NOTES[1], replace(SENT_NOTES[0], text="They came")]
    assert keep_late(session, sent, again) == 0, "as it was sent, or before it had grown"
    others: list[dict[str, Any]] = [
        {"speaker": 3},
        {"form": "noted"},
        {"consent": "counted"},
        {"language": "es"},
        {"text": "came late.", "is_cut": True},
        {"is_deleted": True},
        {"text": ""},
    ]
    for changed in others:
        assert keep_late(session, sent, [replace(SENT_NOTES[0], **changed)]) == 1, changed


def test_no_note_is_in_a_session_twice(session: Session, sent: ListeningSession) -> None:
    grown = replace(SENT_NOTES[0], text="They came late. And hurt him.")
    first = Incoming("d" * 16, "Never ca", speaker=2)
    then = Incoming("d" * 16, "Never came", speaker=2, revision=2)
    (after_sending,) = bring(session, sent, grown)
    bring(session, sent, first, grown)
    _first, second, _grown = bring(session, sent, first, then, grown)
    with pytest.raises(Conflict):
        add_late(session, sent, after_sending)
    add_late(session, sent, second)
    with pytest.raises(Conflict):
        add_late(session, sent, second)
    assert {late.entry.state for late in late_notes(session, sent) if not late.problem} == {
        "stored"
    }
    assert count(session, Contribution) == len(SENT_NOTES) + 1


def test_what_was_deleted_before_sending_does_not_come_back_from_another_device(
    session: Session, opened: ListeningSession
) -> None:
    slip_of_the_tongue = Incoming("9" * 16, "Do not write this.", speaker=1, form="verbatim")
    keep_notes(session, opened, [*SENT_NOTES, slip_of_the_tongue])
    deleted = replace(slip_of_the_tongue, revision=2, base=1, is_deleted=True)
    keep_notes(session, opened, [deleted])
    send_session(session, opened)
    (entry,) = bring(session, opened, slip_of_the_tongue)
    assert read_late(session, opened, entry).problem == "The note was deleted."
    with pytest.raises(Conflict, match="The note was deleted"):
        add_late(session, opened, entry)


def test_what_a_statement_was_made_of_is_not_taken_back_with_it(
    session: Session, sent: ListeningSession
) -> None:
    (entry,) = bring(session, sent, Incoming("q" * 16, "Trust the nurses now", speaker=7))
    add_late(session, sent, entry)
    made = Statement(
        engagement_id=sent.engagement_id,
        code="s1",
        language="en",
        texts={"en": "Trust the nurses now"},
        origin="staff",
        state="approved",
        testimony_id=said_late(session, "Trust the nurses now").id,
    )
    session.add(made)
    session.flush()
    with pytest.raises(Conflict, match="Something was made of this answer"):
        take_late_back(session, sent, entry)
    assert (count(session, Statement), entry.state) == (1, "stored")


def test_everything_is_undone_and_logged_without_a_response(
    session: Session, sent: ListeningSession
) -> None:
    first, second = bring(
        session,
        sent,
        Incoming("d" * 16, "I was there too", speaker=7),
        Incoming("e" * 16, "And again", speaker=7),
    )
    before = (count(session, Response), count(session, Contribution), count(session, Speaker))
    for entry in (first, second):
        add_late(session, sent, entry)
    take_late_back(session, sent, first)
    assert said_late(session, "And again").response_id, "the other note of this voice stays"
    take_late_back(session, sent, second)
    after = (count(session, Response), count(session, Contribution), count(session, Speaker))
    assert after == before
    set_late_aside(session, sent, first)
    with pytest.raises(Conflict):
        add_late(session, sent, first)
    take_late_back(session, sent, first)
    add_late(session, sent, first)
    assert (first.state, second.state) == ("stored", "waiting")
    acts = [each for each in session.scalars(select(AuditEntry)) if "late" in each.act]
    assert len(acts) == 7
    assert all(act.at is None and not act.detail for act in acts)
    assert {act.subject for act in acts} == {f"{sent.engagement.slug}/sessions/{sent.id}"}


def test_who_took_their_words_back_is_not_brought_back_by_a_late_note(
    session: Session, sent: ListeningSession
) -> None:
    late = Incoming("d" * 16, "And hurt him.", speaker=1)
    (entry,) = bring(session, sent, late)
    session.delete(session.get_one(Response, said_late(session, "They came late.").response_id))
    session.flush()
    session.expire_all()
    with pytest.raises(Conflict):
        add_late(session, sent, entry)
    assert keep_late(session, sent, [SENT_NOTES[0]]) == 0, "nor by the same note sent again"


def test_words_that_were_withdrawn_do_not_come_back_by_an_undo(
    session: Session, sent: ListeningSession
) -> None:
    (entry,) = bring(session, sent, Incoming("d" * 16, "I was there too", speaker=7))
    add_late(session, sent, entry)
    session.delete(session.get_one(Response, entry.stored_as_id))
    session.flush()
    session.expire_all()
    assert count(session, AsideEntry) == 0, "nor stay beside the answers"


@pytest.mark.parametrize(
    ("changed", "asks"),
    [
        ({"is_deleted": True}, "out"),
        ({"text": ""}, "out"),
        ({"text": "They came", "is_cut": True}, "cut"),
        ({"consent": "counted"}, "less"),
    ],
)
def test_what_takes_something_back_is_kept_and_done_once_and_never_undone(
    session: Session, sent: ListeningSession, changed: dict[str, Any], asks: str
) -> None:
    (entry,) = bring(session, sent, replace(SENT_NOTES[0], revision=2, base=1, **changed))
    assert read_late(session, sent, entry).asks == asks
    with pytest.raises(Conflict):
        add_late(session, sent, entry)
    said = said_late(session, "They came late.")
    assert said.consent == "quoted", "staff decide"
    take_late(session, sent, entry)
    session.expire_all()
    assert (said.consent, said.themed) == ("counted", asks == "less")
    assert said.text == "They came late.", "no words are deleted"
    with pytest.raises(Conflict):
        take_late_back(session, sent, entry)
    act = session.scalars(select(AuditEntry).where(AuditEntry.act == "listening.take_late")).one()
    assert act.at is None and not act.detail
    session.delete(session.get_one(Response, said.response_id))
    session.flush()
    session.expire_all()
    assert count(session, AsideEntry) == 0, "it goes with what is withdrawn"


def test_what_a_speaker_allows_no_more_lowers_all_that_they_said(
    session: Session, sent: ListeningSession
) -> None:
    assert keep_late(session, sent, [], {1: "quoted", 2: "counted", 9: "counted"}) == 0
    follows = Incoming("d" * 16, "And again", speaker=1, consent="")
    assert keep_late(session, sent, [follows], {1: "counted"}) == 2
    entries = session.scalars(select(AsideEntry)).all()
    assert {entry.content["consent"] for entry in entries} == {"counted"}
    (entry,) = (each for each in entries if each.content.get("asks"))
    take_late(session, sent, entry)
    said = said_late(session, "They came late.")
    response = session.get_one(Response, said.response_id)
    assert (said.consent, response.consent, said.themed) == ("counted", "counted", True)
    assert keep_late(session, sent, [], {1: "counted"}) == 0


def test_words_that_a_paraphrase_holds_stay_and_a_statement_in_them_is_shown_no_more(
    session: Session, sent: ListeningSession, analyst: Account
) -> None:
    said = said_late(session, "They came late.")
    statement = Statement(
        engagement_id=sent.engagement_id,
        code="s1",
        language="en",
        texts={"en": said.text},
        origin="staff",
        state="approved",
        testimony_id=said.id,
    )
    reworded = Paraphrase(
        testimony_id=said.id,
        consent="quoted",
        verbatim=True,
        start=0,
        end=15,
        text="Help took long",
        author_id=analyst.id,
        author_name="A",
    )
    session.add_all([statement, reworded])
    session.flush()
    (entry,) = bring(session, sent, replace(SENT_NOTES[0], consent="counted"))
    with pytest.raises(Conflict):
        take_late(session, sent, entry)
    assert (said.consent, entry.state, statement.state) == ("quoted", "waiting", "approved")
    session.delete(reworded)
    take_late(session, sent, entry)
    assert (said.consent, statement.state) == ("counted", "retired")


def test_what_a_release_counted_it_goes_on_counting(
    session: Session, sent: ListeningSession
) -> None:
    said = said_late(session, "They came late.")
    segment = Segment(testimony_id=said.id, start=0, end=3, text_key="k")
    session.add(segment)
    session.flush()
    results = {"unthemed": [segment.id]}
    run = AnalysisRun(engagement_id=sent.engagement_id, state="done", results=results)
    session.add(run)
    session.flush()
    release = Release(engagement_id=sent.engagement_id, run_id=run.id)
    session.add(release)
    session.flush()
    session.add(ReleaseVoice(release_id=release.id, response_id=said.response_id))
    session.flush()
    (entry,) = bring(session, sent, replace(SENT_NOTES[0], is_deleted=True))
    take_late(session, sent, entry)
    assert (said.consent, said.themed) == ("counted", True)


def test_a_state_that_allows_less_or_is_gone_holds_for_those_before_it(
    session: Session, sent: ListeningSession
) -> None:
    first = Incoming("d" * 16, "Never", speaker=3, consent="quoted")
    less = replace(first, text="Never came", consent="counted")
    (kept,) = bring(session, sent, first)
    keep_late(session, sent, [less])
    add_late(session, sent, kept)
    assert said_late(session, "Never").consent == "counted"
    gone = Incoming("e" * 16, "Not I", speaker=3)
    assert keep_late(session, sent, [replace(gone, is_deleted=True)]) == 0, "it never came"
    keep_late(session, sent, [gone])
    assert keep_late(session, sent, [replace(gone, is_deleted=True)]) == 1
    kept, out = sorted(
        session.scalars(select(AsideEntry).where(AsideEntry.submission_id == f"note:{gone.id}")),
        key=lambda each: "asks" in each.content,
    )
    take_late(session, sent, out)
    assert kept.state == "set_aside"


def test_an_analysis_alone_does_not_keep_a_note_from_being_taken_back(
    session: Session, sent: ListeningSession
) -> None:
    (entry,) = bring(session, sent, Incoming("d" * 16, "And hurt him.", speaker=1))
    add_late(session, sent, entry)
    said = said_late(session, "And hurt him.")
    session.add(Segment(testimony_id=said.id, start=0, end=3, text_key="k"))
    session.flush()
    take_late_back(session, sent, entry)
    assert count(session, Segment) == 0
