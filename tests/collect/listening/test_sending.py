"""What sending makes: voices as people, the room as a session, a facilitator's turns as neither."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.notes import keep_note, keep_notes
from community_voice.collect.listening.sending import review_session, send_session
from community_voice.collect.listening.speakers import give_slip, record_consent, speakers_of
from community_voice.store import (
    AuditEntry,
    Contribution,
    ListeningSession,
    Response,
    SessionNote,
    Testimony,
)
from community_voice.store.secrets import keyed_digest

NOTES = [
    Incoming("a" * 16, "Welcome, everybody.", form="facilitator"),
    Incoming("b" * 16, "They came late.", speaker=1, form="verbatim", language="en"),
    Incoming("c" * 16, "Tardaron mucho.", speaker=2, form="verbatim", language="es"),
    Incoming("d" * 16, "Said that they would not call again", speaker=1, language="en"),
    Incoming("e" * 16, "People nodded", form="noted"),
    Incoming("f" * 16, "   ", speaker=3),
    Incoming("g" * 16, "Typed by mistake", speaker=3, is_deleted=True),
    Incoming("h" * 16, "Gracias.", speaker=2, form="noted"),
]


@pytest.fixture
def typed(session: Session, opened: ListeningSession) -> ListeningSession:
    keep_notes(session, opened, NOTES)
    return opened


def test_each_voice_is_one_person_and_the_room_is_a_session(
    session: Session, typed: ListeningSession
) -> None:
    assert send_session(session, typed)
    made = session.scalars(select(Response).order_by(Response.unit, Response.language)).all()
    assert [(each.unit, each.mode, each.language) for each in made] == [
        ("people", "session", "en"),
        ("people", "session", "es"),
        ("sessions", "session", "und"),
    ]
    assert {each.version_id for each in made} == {typed.guide_version_id}
    speakers = speakers_of(session, typed.id)
    assert [bool(speaker.response_id) for speaker in speakers] == [True, True, False]


def test_words_are_verbatim_or_noted_and_a_facilitators_are_no_testimony(
    session: Session, typed: ListeningSession
) -> None:
    send_session(session, typed)
    said = session.scalars(select(Contribution).order_by(Contribution.position)).all()
    assert [(each.form, each.speaker) for each in said] == [
        ("facilitator", None),
        ("verbatim", 1),
        ("verbatim", 2),
        ("noted", 1),
        ("noted", None),
        ("noted", 2),
    ]
    assert [each.words for each in said if each.words] == ["Welcome, everybody."]
    words = {each.text: each for each in session.scalars(select(Testimony))}
    assert set(words) == {note.text for note in NOTES[1:5]} | {"Gracias."}
    assert words["They came late."].verbatim
    assert not words["Said that they would not call again"].verbatim
    assert (words["Gracias."].language, words["Gracias."].language_source) == ("und", "none")
    assert words["Tardaron mucho."].language_source == "declared"


def test_sending_twice_does_nothing_and_no_note_is_left(
    session: Session, typed: ListeningSession
) -> None:
    assert send_session(session, typed)
    assert not send_session(session, typed)
    assert len(session.scalars(select(Contribution)).all()) == 6
    assert not session.scalars(select(SessionNote)).all()
    assert (typed.state, typed.sent_on is not None) == ("sent", True)


def test_what_a_speaker_allows_holds_for_what_they_said_before(
    session: Session, typed: ListeningSession
) -> None:
    first, second, _third = speakers_of(session, typed.id)
    record_consent(session, typed, first, "quoted")
    own_choice = session.get_one(SessionNote, "d" * 16)
    own_choice.consent = "counted"
    record_consent(session, typed, first, "quoted_with_place")
    record_consent(session, typed, second, "paraphrased")
    send_session(session, typed)
    allowed = {each.text: each.consent for each in session.scalars(select(Testimony))}
    assert allowed["They came late."] == "quoted_with_place"
    assert allowed["Said that they would not call again"] == "counted"
    assert allowed["Tardaron mucho."] == "paraphrased"
    levels = set(session.scalars(select(Response.consent).where(Response.unit == "people")))
    assert levels == {"quoted_with_place", "paraphrased"}


def test_consent_that_is_lowered_is_lowered_for_every_note(
    session: Session, typed: ListeningSession
) -> None:
    first = speakers_of(session, typed.id)[0]
    record_consent(session, typed, first, "quoted_with_place")
    session.get_one(SessionNote, "d" * 16).consent = "quoted"
    record_consent(session, typed, first, "paraphrased")
    assert session.get_one(SessionNote, "d" * 16).consent == "paraphrased"
    assert session.get_one(SessionNote, "b" * 16).consent == "paraphrased"


def test_a_device_that_was_told_more_before_raises_no_consent_again(
    session: Session, typed: ListeningSession
) -> None:
    first = speakers_of(session, typed.id)[0]
    record_consent(session, typed, first, "quoted_with_place")
    there = session.get_one(SessionNote, "b" * 16)
    stale = Incoming(
        id=there.id,
        text=f"{there.text} And more.",
        revision=there.revision + 1,
        base=there.revision,
        speaker=there.speaker,
        form=there.form,
        language=there.language,
        question_id=there.question_id,
        consent="quoted_with_place",
    )
    record_consent(session, typed, first, "counted")
    told = keep_note(session, typed, stale)
    assert told.kept_as.text == stale.text
    ours = select(SessionNote.consent).where(SessionNote.speaker == 1)
    assert set(session.scalars(ours)) == {"counted"}


def test_no_note_allows_more_than_its_speaker_said_when_they_were_asked(
    session: Session, typed: ListeningSession
) -> None:
    first, second, _third = speakers_of(session, typed.id)
    record_consent(session, typed, first, "counted", was_asked=True)
    # Both come later, and say more: the first was asked, the second has said it with this note.
    for number in (first.number, second.number):
        text = f"Later words of {number}"
        keep_note(
            session,
            typed,
            Incoming(f"{number}" * 16, text, speaker=number, form="verbatim", consent="quoted"),
        )
    send_session(session, typed)
    allowed = {each.text: each.consent for each in session.scalars(select(Testimony))}
    assert allowed[f"Later words of {first.number}"] == "counted"
    assert allowed[f"Later words of {second.number}"] == "quoted"


def test_the_slips_receipt_finds_the_speakers_response(
    session: Session, typed: ListeningSession
) -> None:
    receipt = give_slip(session, typed, 2, replace=False)
    assert receipt is not None and give_slip(session, typed, 2, replace=False) is None
    send_session(session, typed)
    digest = keyed_digest("receipt", receipt)
    found = session.scalars(select(Response).where(Response.receipt_hash == digest)).one()
    assert found.language == "es"


def test_the_log_holds_no_response_id_and_no_time(
    session: Session, typed: ListeningSession
) -> None:
    send_session(session, typed)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "listening.send")).one()
    assert entry.at is None and entry.brings_words
    ids = session.scalars(select(Response.id)).all()
    assert not any(each in f"{entry.subject} {entry.detail}" for each in ids)


def test_the_review_counts_what_a_host_may_want_to_mend(
    session: Session, typed: ListeningSession
) -> None:
    review = review_session(session, typed)
    assert review.by_form == {"verbatim": 2, "noted": 3, "facilitator": 1}
    assert (review.speakers, review.speakers_who_spoke, review.counted_only) == (3, 2, 2)
    assert (review.without_speaker, review.empty, review.deleted) == (1, 1, 1)


def test_a_slip_whose_number_is_on_another_answer_holds_nobody_up(
    session: Session, typed: ListeningSession
) -> None:
    for number in (1, 2):
        give_slip(session, typed, number, replace=False)
    first, second, _third = speakers_of(session, typed.id)
    session.add(
        Response(
            engagement_id=typed.engagement_id,
            version_id=typed.guide_version_id,
            submission_id="taken-by-somebody",
            content_digest="0" * 64,
            language="en",
            receipt_hash=first.receipt_hash,
        )
    )
    session.flush()
    review = review_session(session, typed)
    assert (review.lost_slips, review.seen) == ((1,), f"{review.notes}-1")
    assert send_session(session, typed)
    made = [session.get_one(Response, each.response_id) for each in (first, second)]
    assert [bool(each.receipt_hash) for each in made] == [False, True]
