"""The transcribers' room: one recording at a time, its words kept, and the sound gone."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.staff.audit import verify_chain
from community_voice.store import Answer, AuditEntry, Response, Testimony, VoiceNote
from tests.collect.voices.conftest import SLUG, SOUND, Leave

Browser = Callable[[str], FlaskClient]
ROOM = f"/staff/{SLUG}/recordings"


def counts_on(page: str) -> list[int]:
    """Return the three numbers of the room: waiting, written down, not understood."""
    listed = page.partition('class="counts"')[2].partition("</ul>")[0]
    return [int(number) for number in re.findall(r"<li>(\d+)", listed)]


def acts(session: Session) -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.act.startswith("recording."))
    return list(session.scalars(found.order_by(AuditEntry.id)))


def left_of(session: Session) -> list[str]:
    return list(session.scalars(select(VoiceNote.id)))


@pytest.mark.parametrize("role", ["administrator", "analyst"])
def test_others_see_how_many_there_are_and_hear_none(
    staff_client: Browser, session: Session, leave: Leave, role: str
) -> None:
    waiting = leave()
    leave()
    leave("hill-road")
    browser = staff_client(role)
    page = browser.get(ROOM)
    assert page.status_code == 200
    assert counts_on(page.text) == [2, 0, 0]
    assert waiting.id not in page.text
    assert 'id="next"' not in page.text
    address = f"{ROOM}/{waiting.id}"
    assert browser.get(address).status_code == 403
    assert browser.get(f"{address}/sound").status_code == 403
    assert browser.post(f"{ROOM}/next").status_code == 403
    for go in ("look", "accept", "unclear", "discard"):
        assert browser.post(address, data={"go": go, "text": "words"}).status_code == 403
    assert len(left_of(session)) == 3


def test_a_transcriber_is_led_to_a_recording_and_hears_it(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    waiting = leave(language="es")
    leave("hill-road")
    browser = staff_client("transcriber")
    sent = browser.post(f"{ROOM}/next")
    assert sent.status_code == 302
    assert sent.location == f"{ROOM}/{waiting.id}"
    page = browser.get(sent.location)
    assert "What would help?" in page.text
    assert "The page was in Spanish." in page.text
    assert waiting.response_id not in page.text, "nothing of who answered"
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    sound = browser.get(f"{ROOM}/{waiting.id}/sound")
    assert (sound.data, sound.mimetype) == (SOUND, "audio/ogg")
    assert sound.headers["Cache-Control"] == "no-store"
    assert sound.headers["X-Content-Type-Options"] == "nosniff"


def test_a_player_gets_the_part_it_asks_for(staff_client: Browser, leave: Leave) -> None:
    address = f"{ROOM}/{leave().id}/sound"
    part = staff_client("transcriber").get(address, headers={"Range": "bytes=4-13"})
    assert part.status_code == 206
    assert part.data == SOUND[4:14]
    assert part.headers["Content-Range"] == f"bytes 4-13/{len(SOUND)}"
    assert part.headers["Cache-Control"] == "no-store"


def test_another_engagements_recording_is_not_found_here(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    there = leave("hill-road")
    browser = staff_client("transcriber")
    for address in (f"{ROOM}/{there.id}", f"{ROOM}/{there.id}/sound", f"{ROOM}/nowhere"):
        assert browser.get(address).status_code == 404
    for go in ("accept", "discard", "look"):
        gone = browser.post(f"{ROOM}/{there.id}", data={"go": go, "text": "mine"})
        assert gone.status_code == 409, go
    assert left_of(session) == [there.id]
    assert session.scalars(select(Testimony)).all() == []


def test_the_words_are_looked_at_once_more_before_they_are_kept(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    address = f"{ROOM}/{leave().id}"
    browser = staff_client("transcriber")
    words = "They came,\r\n [...] and <b>listened</b>."
    look = browser.post(address, data={"go": "look", "text": words, "language": "so"})
    assert look.status_code == 200
    assert "and &lt;b&gt;listened&lt;/b&gt;." in look.text
    assert "Somali" in look.text
    assert len(left_of(session)) == 1, "nothing is kept or deleted by looking"
    back = browser.post(address, data={"go": "change", "text": words, "language": "so"})
    assert "&lt;b&gt;listened&lt;/b&gt;" in back.text
    assert '<option value="so" selected>' in back.text


def test_accepted_words_are_the_persons_answer_and_the_recording_is_gone(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    waiting, other = leave(consent="paraphrased", mode="kiosk", language="es"), leave()
    browser = staff_client("transcriber")
    data = {"go": "accept", "text": " Vinieron,\r\ny [...] escucharon. ", "language": "es"}
    done = browser.post(f"{ROOM}/{waiting.id}", data=data)
    assert done.location == ROOM
    assert left_of(session) == [other.id]
    answer = session.scalars(select(Answer)).one()
    assert (answer.response_id, answer.instance, answer.position) == (waiting.response_id, 1, 0)
    said = session.scalars(select(Testimony)).one()
    assert said.answer_id == answer.id
    assert said.text == " Vinieron,\ny [...] escucharon. ", "to the letter"
    assert (said.language, said.language_source, said.mode) == ("es", "page", "kiosk")
    assert (said.consent, said.source) == ("paraphrased", "survey")
    assert said.verbatim
    assert said.themed
    assert counts_on(browser.get(ROOM).text) == [1, 1, 0]


@pytest.mark.parametrize(
    ("chosen", "kept", "source"),
    [("ht", "ht", "declared"), ("und", "und", "none"), ("xx", "en", "page"), ("", "en", "page")],
)
def test_the_language_is_the_one_that_was_spoken(
    staff_client: Browser, session: Session, leave: Leave, chosen: str, kept: str, source: str
) -> None:
    data = {"go": "accept", "text": "words", "language": chosen}
    staff_client("transcriber").post(f"{ROOM}/{leave().id}", data=data)
    said = session.scalars(select(Testimony)).one()
    assert (said.language, said.language_source) == (kept, source)


def test_words_that_the_author_did_not_want_themed_are_not(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    waiting = leave(question="your_name")
    data = {"go": "accept", "text": "Grandma Lu"}
    staff_client("transcriber").post(f"{ROOM}/{waiting.id}", data=data)
    assert not session.scalars(select(Testimony)).one().themed


@pytest.mark.parametrize("go", ["look", "accept"])
@pytest.mark.parametrize("text", ["", " \r\n ", "a\x00b", "x" * 20_001])
def test_what_cannot_be_kept_is_told_and_stays_on_the_page(
    staff_client: Browser, session: Session, leave: Leave, go: str, text: str
) -> None:
    waiting = leave()
    data = {"go": go, "text": text}
    page = staff_client("transcriber").post(f"{ROOM}/{waiting.id}", data=data)
    assert page.status_code == 422
    assert 'id="text-error"' in page.text
    assert len(page.text) > len(text)
    assert left_of(session) == [waiting.id]


def test_two_who_took_the_same_recording_lose_no_words(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    waiting = leave()
    browser = staff_client("transcriber")
    data = {"go": "accept", "text": "first words"}
    assert browser.post(f"{ROOM}/{waiting.id}", data=data).status_code == 302
    for go in ("accept", "look", "discard"):
        late = browser.post(f"{ROOM}/{waiting.id}", data={"go": go, "text": "second <words>"})
        assert late.status_code == 409
        assert "second &lt;words&gt;" in late.text, "what was typed stays on the page"
    assert [said.text for said in session.scalars(select(Testimony))] == ["first words"]
    assert [act.act for act in acts(session)] == ["recording.accept"]


def test_what_cannot_be_understood_is_deleted_after_a_question_and_counted(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    waiting = leave()
    browser = staff_client("transcriber")
    asked = browser.post(f"{ROOM}/{waiting.id}", data={"go": "unclear", "text": "half a word"})
    assert asked.status_code == 200
    assert 'value="half a word"' in asked.text, "whoever goes back finds it"
    assert left_of(session) == [waiting.id]
    assert browser.post(f"{ROOM}/{waiting.id}", data={"go": "discard"}).location == ROOM
    assert left_of(session) == []
    assert session.scalars(select(Testimony)).all() == []
    assert session.get(Response, waiting.response_id) is not None, "the other answers stay"
    assert counts_on(browser.get(ROOM).text) == [0, 0, 1]


def test_with_nothing_waiting_there_is_nothing_to_press(
    staff_client: Browser, leave: Leave
) -> None:
    browser = staff_client("transcriber")
    assert 'id="next"' not in browser.get(ROOM).text
    assert browser.post(f"{ROOM}/next").location == ROOM


def test_another_recording_is_another_one(staff_client: Browser, leave: Leave) -> None:
    first, second = leave(), leave()
    browser = staff_client("transcriber")
    for _turn in range(6):
        sent = browser.post(f"{ROOM}/next", data={"but": first.id})
        assert (sent.location or "").endswith(second.id)


def test_every_act_is_in_the_log_with_its_day_and_without_the_response(
    staff_client: Browser, session: Session, leave: Leave
) -> None:
    kept, lost = leave(), leave()
    browser = staff_client("transcriber")
    browser.post(f"{ROOM}/next")
    browser.post(f"{ROOM}/{kept.id}", data={"go": "accept", "text": "words-9c41"})
    browser.post(f"{ROOM}/{lost.id}", data={"go": "discard"})
    found = acts(session)
    assert [act.act.partition(".")[2] for act in found] == ["open", "accept", "discard"]
    for act in found:
        assert act.actor_id is not None
        assert act.subject == SLUG
        assert act.at is None, "a day and no finer time"
        said = json.dumps([act.subject, act.detail, act.actor_name])
        for trace in (kept.id, kept.response_id, lost.id, lost.response_id, "words-9c41"):
            assert trace not in said
    assert verify_chain(session).reason == ""


def test_translators_have_no_business_here(app: Flask, staff_client: Browser, leave: Leave) -> None:
    waiting = leave()
    browser = staff_client("translator")
    assert browser.get(ROOM).status_code == 403
    assert browser.get(f"{ROOM}/{waiting.id}/sound").status_code == 403
