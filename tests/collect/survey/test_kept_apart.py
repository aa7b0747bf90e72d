"""What is no answer: contacts are sealed apart, recordings come with Send alone."""

import io
from typing import Any

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from community_voice.answering.pins import hash_pin
from community_voice.questions import QUESTION_TYPES
from community_voice.questions.question_type import Apart
from community_voice.store import ContactDetail, Response, VoiceNote
from community_voice.store.contact import SETTING
from community_voice.store.voice_note import LARGEST_SOUND
from tests.collect.survey.browser import Browser
from tests.collect.survey.conftest import receipt_on
from tests.collect.survey.made import SLUG, publish_survey, question, section

ADDRESS = f"/{SLUG}/survey"
SOUND = b"OggS" + b"OpusHead" + b"\x00" * 400
OTHER_SOUND = b"OggS" + b"OpusHead" + b"\x01" * 400


@pytest.fixture
def keeper(app: Flask, monkeypatch: pytest.MonkeyPatch) -> pyrage.x25519.Identity:
    """Return the custodian's key, whose public part the app seals to."""
    identity = pyrage.x25519.Identity.generate()
    monkeypatch.setitem(app.config, SETTING, str(identity.to_public()))
    return identity


@pytest.fixture
def browser(client: FlaskClient, session: Session, keeper: pyrage.x25519.Identity) -> Browser:
    """Return somebody who may give a contact and a recording."""
    publish_survey(
        session,
        section("one", question("story", "long_text"), question("reach", "contact")),
        section("two", question("said", "voice_note", "Say it aloud")),
    )
    return Browser(client, ADDRESS)


def send(browser: Browser, sound: bytes = b"", **fields: Any) -> None:
    """Press Send on the review, as a browser with a recording does."""
    data: dict[str, Any] = {**browser.form.sent, **fields, "go": "send"}
    if sound:
        data["q-said"] = (io.BytesIO(sound), "sound.ogg", "audio/ogg")
    browser.page = browser.client.post(
        ADDRESS, data=data, content_type="multipart/form-data", buffered=True
    )


def to_review(browser: Browser, detail: str = "555-010-0199") -> None:
    browser.press("review", {"story": "words", "reach": "phone", "reach-detail": detail})
    assert browser.at == "review"


def test_a_contact_is_read_back_and_sealed_apart(browser: Browser, session: Session) -> None:
    to_review(browser)
    assert "555-010-0199" in browser.words
    send(browser)
    assert session.query(ContactDetail).count() == 1
    assert len(session.query(Response).one().answers) == 1


def test_a_second_contact_left_empty_takes_nothing_away(
    client: FlaskClient, session: Session, keeper: pyrage.x25519.Identity
) -> None:
    # No survey with two can be published any more; versions from before are still answered.
    questions = [question("reach", "contact"), question("reach_too", "contact")]
    publish_survey(session, section("one", *questions))
    browser = Browser(client, ADDRESS)
    browser.press("review", {"reach": "phone", "reach-detail": "555-010-0199"})
    send(browser)
    assert session.query(ContactDetail).count() == 1


def test_the_same_content_with_another_contact_is_the_same_response(
    browser: Browser, session: Session
) -> None:
    to_review(browser)
    first = browser.form.sent.copy()
    send(browser)
    receipt = receipt_on(browser.text)
    sealed = session.query(ContactDetail).one().ciphertext
    browser.page = browser.client.post(ADDRESS, data={**first, "go": "section:one"})
    to_review(browser, "555-010-0111")
    send(browser)
    assert receipt_on(browser.text) == receipt
    assert session.query(Response).count() == 1
    session.expire_all()
    assert session.query(ContactDetail).one().ciphertext != sealed
    browser.page = browser.client.post(ADDRESS, data={**first, "go": "section:one"})
    browser.press("review", {"story": "words", "reach": [], "reach-detail": ""})
    send(browser)
    assert session.query(ContactDetail).count() == 0, "one that was emptied goes"


def test_nobody_is_asked_for_a_contact_that_could_not_be_sealed(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(
        session, section("one", question("story"), question("reach", "contact", required=True))
    )
    browser = Browser(client, ADDRESS)
    assert "q-reach" not in browser.text
    browser.press("next")
    assert browser.at == "review"


def test_the_welcome_says_whether_a_contact_can_be_left(
    client: FlaskClient, session: Session, browser: Browser, app: Flask
) -> None:
    plain = "We do not ask who you are."
    asked = "You may leave a phone or e-mail"
    page = client.get(f"/{SLUG}/?lang=en").text
    assert (plain in page, asked in page) == (False, True)
    app.config[SETTING] = ""
    page = client.get(f"/{SLUG}/?lang=en").text
    assert (plain in page, asked in page) == (True, False)


def test_a_recording_stands_on_the_review_and_comes_with_send_alone(
    browser: Browser, session: Session
) -> None:
    browser.press("next")
    assert browser.at == "two"
    assert "You can record this on the last page, before you send." in browser.words
    assert "q-said" not in browser.form.there
    browser.press("next")
    assert browser.form.attributes["enctype"] == "multipart/form-data"
    assert "q-said" in browser.form.there
    assert "microphone=(self)" in browser.page.headers["Permissions-Policy"]
    send(browser, SOUND)
    assert browser.page.status_code == 200
    assert session.query(VoiceNote).one().sound == SOUND


def test_with_receipt_and_pin_a_recording_that_waits_is_named(
    browser: Browser, session: Session
) -> None:
    browser.press("review")
    send(browser, SOUND)
    stored = session.query(Response).one()
    stored.pin_hash = hash_pin("482915")
    session.commit()
    form = {"receipt": receipt_on(browser.text), "pin": "482915", "lang": "en"}
    page = browser.client.post("/receipt", data=form).text
    assert "Say it aloud" in page
    assert "A recording, not yet written down" in page


def test_pages_without_a_recorder_have_neither_the_form_nor_the_microphone(
    browser: Browser,
) -> None:
    assert "enctype" not in browser.form.attributes
    assert "microphone=()" in browser.page.headers["Permissions-Policy"]


def test_a_recording_that_cannot_be_taken_keeps_every_answer(
    browser: Browser, session: Session
) -> None:
    to_review(browser)
    for bad in (b"<html>no sound", SOUND + b"x" * LARGEST_SOUND):
        send(browser, bad)
        assert browser.page.status_code == 422
        assert "words" in browser.words
        assert session.query(Response).count() == 0
    send(browser)
    assert session.query(Response).count() == 1


def test_another_recording_under_the_same_id_is_a_conflict(
    browser: Browser, session: Session
) -> None:
    to_review(browser)
    page = browser.page
    send(browser, SOUND)
    browser.page = page
    send(browser, SOUND)
    assert browser.page.status_code == 200
    browser.page = page
    send(browser, OTHER_SOUND)
    assert browser.page.status_code == 409
    assert session.query(VoiceNote).one().sound == SOUND


def test_a_failure_says_that_the_recording_is_not_on_the_page(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_review(browser)

    def full_disk() -> None:
        raise OperationalError("INSERT", {}, Exception("disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(session, "commit", full_disk)
        send(browser, SOUND)
    assert browser.page.status_code == 503
    assert 'id="had-upload"' in browser.text


def test_every_type_is_handed_what_it_keeps_apart(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Apart] = []
    kind = QUESTION_TYPES["voice_note"]
    monkeypatch.setattr(type(kind), "keep_apart", lambda _self, _session, apart: seen.append(apart))
    to_review(browser)
    page = browser.page
    send(browser, SOUND)
    browser.page = page
    send(browser, SOUND)
    assert [(each.upload, each.language) for each in seen] == [(SOUND, "en"), (SOUND, "en")]
    assert "OggS" not in repr(seen[0])
