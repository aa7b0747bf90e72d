"""Voice note: a recording is checked by its bytes, kept apart, and goes with its response."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template
from sqlalchemy import select, text
from sqlalchemy.orm import Session

import community_voice
from community_voice.answering.walk import Field
from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.collect.builder.type_fields import fields_of
from community_voice.instruments.definition import Definition, publish
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.questions import Asked
from community_voice.questions.question_type import Apart
from community_voice.questions.voice_note import MOST_SECONDS, VoiceNote
from community_voice.store import Answer, Question, Response
from community_voice.store import VoiceNote as Recording
from community_voice.store.voice_note import LARGEST_SOUND, sound_type, voice_notes_of
from community_voice.store.wording import Phrase

WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + b"\x00" * 200
OGG = b"OggS" + b"\x00" * 24 + b"OpusHead" + b"\x00" * 100
MP4 = b"\x00\x00\x00\x1cftypiso5" + b"\x00" * 100
WAV = (
    b"RIFF\x44\x00\x00\x00WAVEfmt \x10\x00\x00\x00"
    + b"\x01" * 16
    + b"data\x20\x00\x00\x00"
    + b"\x02" * 32
)
ASKED = Asked("say_it", "voice_note", Phrase("What would help?", "en"))
KIND = VoiceNote()
VOICE = Path(community_voice.__file__).parent / "static/voice.js"
DEFINITION: Definition = {
    "source_language": "en",
    "languages": ["en"],
    "sections": [
        {
            "code": "only",
            "title": {"en": "Your voice"},
            "questions": [
                {"code": "say_it", "type": "voice_note", "label": {"en": "What would help?"}}
            ],
        }
    ],
}


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


@pytest.fixture
def stored(session: Session) -> Response:
    """Return a response to a survey with one question for a recording."""
    setup = Setup("river-street", {"title": {"en": "River"}}, ("en",), "en", "A host")
    engagement = make_engagement(session, setup)
    version = make_draft(session, engagement, DEFINITION, "main")
    publish(session, version)
    response = Response(
        engagement_id=engagement.id,
        version_id=version.id,
        submission_id="a-submission-of-sixteen",
        content_digest="d",
        language="en",
    )
    session.add(response)
    session.flush()
    return response


def apart(session: Session, stored: Response, upload: bytes | None, *, instance: int = 1) -> Apart:
    question = session.scalars(select(Question).where(Question.code == "say_it")).one()
    asked = Asked("say_it", "voice_note", Phrase("?", "en"), instance=instance)
    return Apart(stored.engagement_id, stored.id, question.id, asked, {}, "1" * 16, "en", upload)


@pytest.mark.parametrize(
    ("sound", "media_type"),
    [
        (WEBM, "audio/webm"),
        (OGG, "audio/ogg"),
        (MP4, "audio/mp4"),
        (WAV, "audio/wav"),
        (b"\x1a\x45\xdf\xa3" + b"matroska" * 20 + b"webm", None),
        (b"<html><script>alert(1)</script>", None),
        (b"MZ\x90\x00", None),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, None),
        (b"OggS" + b"\x00" * 24 + b"\x80theora", None),
        (b"\x00\x00\x00\x14ftypqt  " + b"\x00" * 40, "audio/mp4"),
        (b"\x00\x00", None),
        (b"", None),
    ],
)
def test_a_recording_is_known_by_its_bytes(sound: bytes, media_type: str | None) -> None:
    assert sound_type(sound) == media_type
    problems = KIND.check_upload(ASKED, sound)
    assert bool(problems) == (media_type is None and sound != b"")


@pytest.mark.parametrize(("tag", "most"), [("en", "1.5"), ("es", "1,5")])
def test_one_that_is_too_large_is_told_in_words(app: Flask, tag: str, most: str) -> None:
    with app.test_request_context(f"/?lang={tag}"):
        assert KIND.check_upload(ASKED, WEBM.ljust(LARGEST_SOUND)) == []
        (problem,) = KIND.check_upload(ASKED, WEBM.ljust(LARGEST_SOUND + 1))
        assert most in problem.message


def test_no_recording_is_never_a_problem() -> None:
    needed = Asked("say_it", "voice_note", Phrase("?", "en"), required=True)
    assert KIND.check(needed, {}) == []
    assert KIND.check_upload(needed, None) == []
    assert KIND.check_upload(needed, b"") == []


@pytest.mark.parametrize(
    ("said", "most"), [(None, 120), (30, 30), (1, 10), (9999, 300), ("x", 120)]
)
def test_how_long_a_recording_may_be_is_the_authors_to_say(said: object, most: int) -> None:
    settings = {} if said is None else {"max_seconds": said}
    assert KIND.most_seconds(Asked("a", "voice_note", Phrase("?", "en"), settings=settings)) == most


def test_a_recording_is_kept_with_its_language_and_read_back_as_one(
    session: Session, stored: Response
) -> None:
    KIND.keep_apart(session, apart(session, stored, OGG))
    note = session.scalars(select(Recording)).one()
    assert (note.sound, note.size, note.media_type, note.language) == (
        OGG,
        len(OGG),
        "audio/ogg",
        "en",
    )
    assert [(held.instance, held.size) for held in voice_notes_of(session, stored.id)] == [
        (1, len(OGG))
    ]
    assert session.scalars(select(Answer)).all() == []


def test_the_longest_recording_fits_though_a_browser_takes_more_than_it_was_asked_to() -> None:
    (said,) = fields_of("voice_note")
    assert said.most is not None
    assert said.most == MOST_SECONDS
    asked = re.search(r"BITS = ([0-9_]+);", VOICE.read_text("utf-8"))
    assert asked is not None
    assert said.most * int(asked[1]) * 5 / 4 / 8 <= LARGEST_SOUND < 2 * said.most * 5000


@pytest.mark.parametrize("upload", [None, b"", b"<html>", WEBM.ljust(LARGEST_SOUND + 1)])
def test_what_is_no_recording_is_not_kept(
    session: Session, stored: Response, upload: bytes | None
) -> None:
    KIND.keep_apart(session, apart(session, stored, upload))
    assert voice_notes_of(session, stored.id) == []


def test_sent_again_the_latest_stands_and_each_instance_has_its_own(
    session: Session, stored: Response
) -> None:
    for sound, instance in ((OGG, 1), (WAV, 1), (MP4, 2)):
        KIND.keep_apart(session, apart(session, stored, sound, instance=instance))
    kept = {note.instance: note.sound for note in session.scalars(select(Recording))}
    assert kept == {1: WAV, 2: MP4}
    KIND.keep_apart(session, apart(session, stored, None))
    assert len(voice_notes_of(session, stored.id)) == 2, "a retry without the sound loses nothing"


def test_sent_again_after_it_was_written_down_it_does_not_come_back(
    session: Session, stored: Response
) -> None:
    again = apart(session, stored, OGG)
    session.add(Answer(response_id=stored.id, question_id=again.question_id))
    session.flush()
    KIND.keep_apart(session, again)
    assert voice_notes_of(session, stored.id) == []


def test_it_goes_with_its_response(session: Session, stored: Response) -> None:
    KIND.keep_apart(session, apart(session, stored, OGG))
    session.execute(text("DELETE FROM response WHERE id = :id"), {"id": stored.id})
    assert session.execute(text("SELECT count(*) FROM voice_note")).scalar() == 0


@pytest.mark.parametrize("tag", INTERFACE_LANGUAGES)
def test_the_form_says_what_to_do_without_a_microphone(app: Flask, tag: str) -> None:
    with app.test_request_context(f"/?lang={tag}"):
        page = render_template(
            KIND.template, field=Field(ASKED, {}), asked=ASKED, name=ASKED.field(), help_ids=[]
        )
    shown = page.partition("data-voice-on")[0]
    assert "data-voice-off>" in shown
    assert " hidden disabled>" in page, "without JavaScript nothing can be sent"
    for placeholder in ("{time}", "{size}", "{most}"):
        assert placeholder in page, (tag, placeholder)
