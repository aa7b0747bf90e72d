"""Questions read aloud: only what is a recording, by its bytes; heard, replaced, deleted."""

import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.translate.room import Room
from community_voice.store import AuditEntry, SpokenPrompt
from community_voice.store.sound_kinds import PLAYED, kind_of
from tests.collect.translate.conftest import HERE, next_version, small_survey

SPOKEN = f"{HERE}ar/spoken/"
CALLED = "question.called.label"
SOUNDS = {
    "audio/mpeg": [b"ID3\x04" + b"\0" * 40, b"\xff\xfb\x90\x64" + b"\0" * 40],
    "audio/aac": [b"\xff\xf1\x50\x80" + b"\0" * 40, b"\xff\xf9\x50\x80" + b"\0" * 40],
    "audio/mp4": [b"\0\0\0\x20ftypM4A " + b"\0" * 40, b"\0\0\0\x18ftypmp42" + b"\0" * 40],
    "audio/ogg": [b"OggS" + b"\0" * 24 + b"OpusHead" + b"\0" * 40],
    "audio/wav": [b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40],
}
NO_SOUNDS = [
    b"<script>alert(1)</script>",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"\xff\xd8\xff\xe0 jpeg",
    b"RIFF\x24\0\0\0AVI LIST",
    b"OggS" + b"\0" * 24 + b"\x80theora",
    b"\0\0\0\x18ftypheic",
    b"\x1aE\xdf\xa3 webm",
    b"MZ\x90",
    b"ID",
    b"\xff",
]
MP3 = SOUNDS["audio/mpeg"][0]


def upload(browser: FlaskClient, content: bytes, path: str = CALLED, name: str = "a.mp3") -> int:
    data = {"sound": (io.BytesIO(content), name)}
    return browser.post(f"{SPOKEN}{path}", data=data).status_code


@pytest.mark.parametrize(
    ("kind", "content"), [(kind, each) for kind, sounds in SOUNDS.items() for each in sounds]
)
def test_a_recording_is_known_by_its_bytes_kept_and_played(
    session: Session, room: Room, browser: FlaskClient, kind: str, content: bytes
) -> None:
    assert upload(browser, content, name="<x>.exe") == 302
    prompt = session.scalars(select(SpokenPrompt)).one()
    assert (prompt.path, prompt.language, prompt.size) == (CALLED, "ar", len(content))
    answer = browser.get(f"{SPOKEN}{CALLED}/sound")
    assert answer.data == content
    assert answer.mimetype == kind
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    part = browser.get(f"{SPOKEN}{CALLED}/sound", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, content[:4])


@pytest.mark.parametrize("content", NO_SOUNDS)
def test_what_is_no_recording_is_refused(
    session: Session, room: Room, browser: FlaskClient, content: bytes
) -> None:
    assert kind_of(content, PLAYED) is None
    assert upload(browser, content) == 422
    assert not session.scalars(select(SpokenPrompt)).all()


def test_none_and_too_large_a_recording_are_told(room: Room, browser: FlaskClient) -> None:
    answer = browser.post(f"{SPOKEN}{CALLED}")
    assert (answer.status_code, "Choose a recording first" in answer.text) == (422, True)
    data = {"sound": (io.BytesIO(MP3 + b"\0" * 2 * 1024 * 1024), "a.mp3")}
    answer = browser.post(f"{SPOKEN}{CALLED}", data=data)
    assert (answer.status_code, "too large" in answer.text) == (422, True)


def test_a_new_recording_takes_the_place_of_the_old(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    upload(browser, MP3)
    upload(browser, SOUNDS["audio/wav"][0])
    assert session.scalars(select(SpokenPrompt.media_type)).all() == ["audio/wav"]


def test_deleting_asks_first(session: Session, room: Room, browser: FlaskClient) -> None:
    upload(browser, MP3)
    assert "Delete this recording?" in browser.get(f"{SPOKEN}{CALLED}/removal").text
    assert len(session.scalars(select(SpokenPrompt)).all()) == 1
    browser.post(f"{SPOKEN}{CALLED}/removal")
    assert not session.scalars(select(SpokenPrompt)).all()
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("spoken%"))).all()
    assert acts == ["spoken.add", "spoken.remove"]
    assert browser.get(f"{SPOKEN}{CALLED}/removal").status_code == 404


@pytest.mark.parametrize("path", ["question.gone.label", "survey.title", "x" * 400, "a%00b"])
def test_only_questions_are_read_aloud(room: Room, browser: FlaskClient, path: str) -> None:
    assert upload(browser, MP3, path) == 404
    assert browser.get(f"{SPOKEN}{path}/sound").status_code == 404


def test_the_source_language_is_read_aloud_too(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    address = SPOKEN.replace("/ar/", "/en/")
    assert browser.get(address).status_code == 200
    browser.post(f"{address}{CALLED}", data={"sound": (io.BytesIO(MP3), "a")})
    assert session.scalars(select(SpokenPrompt.language)).all() == ["en"]


def test_the_overview_counts_recordings(room: Room, browser: FlaskClient) -> None:
    assert "0 of 3" in browser.get(HERE).text
    upload(browser, MP3)
    assert "1 of 3" in browser.get(HERE).text


def test_words_that_changed_since_they_were_recorded_are_told(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    next_version(session, room.survey, small_survey())
    session.commit()
    address = SPOKEN.replace("/1/", "/2/")
    browser.post(f"{address}{CALLED}", data={"sound": (io.BytesIO(MP3), "a")})
    assert "changed since this was recorded" not in browser.get(address).text
    sent = {f"text:{CALLED}": "هل ${name}؟", "do": "save"}
    page = browser.get(f"{HERE.replace('/1/', '/2/')}ar").text
    was = page[page.index(f'name="was:{CALLED}" value="') :].split('"')[3]
    browser.post(f"{HERE.replace('/1/', '/2/')}ar", data=sent | {f"was:{CALLED}": was})
    assert "changed since this was recorded" in browser.get(address).text
    (row,) = re.findall(r"0 of 3.*", browser.get(HERE.replace("/1/", "/2/")).text, re.DOTALL)
    assert "1 must be recorded again" in row
    browser.post(f"{address}{CALLED}", data={"sound": (io.BytesIO(MP3), "a")})
    assert "changed since this was recorded" not in browser.get(address).text
    overview = browser.get(HERE.replace("/1/", "/2/")).text
    assert ("1 of 3" in overview, "recorded again" in overview) == (True, False)


def test_the_page_may_play_and_nothing_more(room: Room, browser: FlaskClient) -> None:
    upload(browser, MP3)
    answer = browser.get(SPOKEN)
    assert "<audio controls" in answer.text
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "media-src" not in browser.get(HERE).headers["Content-Security-Policy"]
