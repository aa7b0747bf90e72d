"""A recording in a real browser: made, played, deleted, made again, sent, written down, gone."""

import re
import shutil
from collections.abc import Iterator

import pyrage
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request
from sqlalchemy import select
from sqlalchemy.orm import undefer

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.instruments.definition import Definition, publish
from community_voice.staff.roles import TRANSCRIBER
from community_voice.staff.service import create_account
from community_voice.store import Answer, ContactDetail, Testimony, VoiceNote
from community_voice.store.database import begin_writing
from tests.journeys.conftest import LANGUAGES, WIDTHS, Live
from tests.journeys.device import BROWSER_ARGS

pytestmark = pytest.mark.browser

SLUG = "voice-street"
EMAIL, PASSWORD = "transcriber@example.org", "river-lantern-orchard"
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
DEFINITION: Definition = {
    "source_language": "en",
    "languages": ["en", "es", "zh-Hans", "ar"],
    "sections": [
        {
            "code": "about",
            "title": {"en": "About help"},
            "questions": [
                {"code": "story", "type": "long_text", "label": {"en": "What happened?"}},
                {"code": "reach", "type": "contact", "label": {"en": "May we call you?"}},
                {
                    "code": "say_it",
                    "type": "voice_note",
                    "label": {"en": "What would help?", "ar": "ما الذي قد يساعد؟"},
                    "settings": {"max_seconds": 10},
                },
            ],
        }
    ],
}
PLAYED = """async (audio) => {
  await audio.play();
  await new Promise((done) => {
    audio.addEventListener("timeupdate", () => { if (audio.currentTime > 0.2) done(); });
  });
}"""
NOTHING_STORED = """async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, document.cookie.length,
]"""


@pytest.fixture(scope="module")
def spoken(live: Live) -> Iterator[Live]:
    """Return the server with a survey that takes a recording, and an account to hear it."""
    live.app.config["CONTACT_RECIPIENT"] = str(pyrage.x25519.Identity.generate().to_public())
    with live.app.app_context():
        begin_writing(db.session())
        create_account(db.session(), EMAIL, "Noor Haddad", TRANSCRIBER, PASSWORD)
        setup = Setup(SLUG, {"title": {"en": "Voice Street"}}, LANGUAGES, "en", "A host")
        engagement = make_engagement(db.session(), setup, is_open=True)
        publish(db.session(), make_draft(db.session(), engagement, DEFINITION, "main"))
        db.session.commit()
        db.session.remove()
    yield live
    live.app.config["CONTACT_RECIPIENT"] = ""


@pytest.fixture(scope="module")
def with_microphone(browser: Browser) -> Iterator[Browser]:
    """Start a Chromium whose microphone hears beeps."""
    made = browser.browser_type.launch(
        executable_path=shutil.which("chromium"), args=[*BROWSER_ARGS, *MICROPHONE]
    )
    yield made
    made.close()


def review_page(browser: Browser, live: Live, lang: str, width: int, **more: bool) -> Page:
    """Go to the last page of the survey."""
    context = browser.new_context(
        locale=lang,
        viewport={"width": width, "height": 800},
        java_script_enabled=more.get("js", True),
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{live.url}/{SLUG}/?lang={lang}")
    press(page, "#start")
    page.fill("[name=q-story]", "They waited with me.")
    assert page.locator("[name=q-say_it]").count() == 0, "its form stands on the last page"
    press(page, "button[name=go][value=next]")
    assert page.locator("#send").count() == 1
    return page


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def act(page: Page, name: str) -> None:
    """Press one of the recorder's buttons by keyboard."""
    page.locator(f"[data-voice-act={name}]").focus()
    page.keyboard.press("Enter")


def record(page: Page, name: str = "record") -> None:
    """Record for about a second."""
    act(page, name)
    page.wait_for_selector("[data-voice-act=stop]:focus")
    page.wait_for_timeout(1200)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-voice-act=again]:focus")


def recorded(page: Page) -> bytes:
    """Return the recording that waits in the page."""
    read = "async (field) => [...new Uint8Array(await field.files[0].arrayBuffer())]"
    return bytes(page.locator("[data-voice] input").evaluate(read))


def state(page: Page) -> str:
    return page.locator("[data-voice-state]").inner_text()


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def waiting(live: Live) -> list[VoiceNote]:
    with live.app.app_context():
        return list(db.session.scalars(select(VoiceNote).options(undefer(VoiceNote.sound))))


def test_it_is_recorded_played_deleted_recorded_again_sent_and_written_down(
    with_microphone: Browser, spoken: Live
) -> None:
    page = review_page(with_microphone, spoken, "en", 1280)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    record(page)
    told = state(page)
    assert re.search(r"Recorded: 0:0[1-3], about \d+ kB. It is not sent yet.", told), told
    size = page.evaluate("document.querySelector('[data-voice] input').files[0].size")
    assert f"about {max(1, round(size / 1000))} kB" in told
    sound = page.locator("[data-voice] audio")
    sound.evaluate(PLAYED)
    act(page, "delete")
    assert state(page) == "The recording is deleted."
    assert page.evaluate("document.querySelector('[data-voice] input').files.length") == 0
    assert sound.get_attribute("src") is None
    record(page)
    record(page, "again")
    assert page.evaluate(NOTHING_STORED) == [0, 0, 0, 0, 0]
    left = [each.url for each in sent if each.method == "POST" or "/static/" not in each.url]
    assert [url for url in left if url.startswith("http")] == [], "nothing has left the page"
    size = page.evaluate("document.querySelector('[data-voice] input').files[0].size")
    assert b"Chrome" in recorded(page), "the browser writes its name into the recording"
    press(page, "#send")
    assert page.locator("#receipt").count() == 1, page.content()
    (note,) = waiting(spoken)
    assert (note.size, note.media_type, note.language) == (size, "audio/webm", "en")
    assert b"Chrome" not in note.sound, "and we do not keep it"
    write_down(page, spoken)


def write_down(page: Page, live: Live) -> None:
    """Sign in as the transcriber, hear the recording, and write its words down."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{live.url}/staff/sign-in?lang=en")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{live.url}/staff/{SLUG}/recordings")
    check(page)
    press(page, "#next")
    check(page)
    page.locator("audio").evaluate(PLAYED)
    page.fill("#text", "Beep,\n[...] beep.")
    press(page, "button[name=go][value=unclear]")
    check(page)
    press(page, "button[name=go][value=change]")
    assert page.input_value("#text") == "Beep,\n[...] beep."
    press(page, "button[name=go][value=look]")
    check(page)
    assert page.locator("#words").inner_text() == "Beep,\n[...] beep."
    press(page, "button[name=go][value=accept]")
    check(page)
    assert waiting(live) == []
    with live.app.app_context():
        said = db.session.scalars(select(Testimony).where(Testimony.text.startswith("Beep"))).one()
        assert (said.text, said.verbatim) == ("Beep,\n[...] beep.", True)
        answer = db.session.get_one(Answer, said.answer_id)
        assert answer.question.code == "say_it"
        assert answer.response_id == said.response_id
        assert db.session.scalars(select(ContactDetail)).all() == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_state_of_the_recorder_fits_and_axe_finds_nothing(
    with_microphone: Browser, spoken: Live, lang: str, width: int
) -> None:
    page = review_page(with_microphone, spoken, lang, width)
    check(page)
    act(page, "record")
    page.wait_for_selector("[data-voice-act=stop]:focus")
    check(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-voice-act=again]:focus")
    check(page)
    assert page.locator("[role=status][data-voice-state]").count() == 1
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_javascript_a_sentence_says_that_one_can_write(
    with_microphone: Browser, spoken: Live, lang: str
) -> None:
    page = review_page(with_microphone, spoken, lang, 320, js=False)
    assert page.locator("[data-voice-off]").is_visible()
    assert not page.locator("[data-voice-on]").is_visible()
    before = len(waiting(spoken))
    press(page, "#send")
    assert page.locator("#receipt").count() == 1
    assert len(waiting(spoken)) == before
    page.context.close()


def test_going_back_asks_first_and_uploads_nothing(with_microphone: Browser, spoken: Live) -> None:
    page = review_page(with_microphone, spoken, "en", 1280)
    record(page)
    asked: list[str] = []

    def refuse(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.once("dialog", refuse)
    page.locator("button[name=go][value=back]").click()
    page.wait_for_timeout(300)
    assert "will be lost" in asked[0]
    assert page.locator("#send").count() == 1, "still here"
    assert state(page).startswith("Recorded")
    bodies: list[int] = []
    page.on("request", lambda request: bodies.append(len(request.post_data_buffer or b"")))
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, "button[name=go][value=back]")
    assert 0 < max(bodies) < 3000, "the recording did not go with it"
    assert page.input_value("[name=q-story]") == "They waited with me."
    press(page, "button[name=go][value=next]")
    assert page.evaluate("document.querySelector('[data-voice] input').files.length") == 0
    page.context.close()


def test_send_while_speaking_sends_what_was_said(with_microphone: Browser, spoken: Live) -> None:
    before = len(waiting(spoken))
    page = review_page(with_microphone, spoken, "en", 1280)
    act(page, "record")
    page.wait_for_selector("[data-voice-act=stop]:focus")
    page.wait_for_timeout(1200)
    press(page, "#send")
    assert page.locator("#receipt").count() == 1
    assert len(waiting(spoken)) == before + 1
    page.context.close()


def test_a_recording_ends_when_its_time_is_up(with_microphone: Browser, spoken: Live) -> None:
    page = review_page(with_microphone, spoken, "en", 1280)
    act(page, "record")
    page.wait_for_selector("[data-voice-act=again]:focus")
    assert re.fullmatch(r"The time is up\. Recorded: 0:10, about \d+ kB\. .*", state(page))
    page.context.close()


def test_where_the_microphone_is_refused_the_page_says_so(
    with_microphone: Browser, spoken: Live
) -> None:
    page = review_page(with_microphone, spoken, "en", 1280)
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(Error()); }")
    act(page, "record")
    page.wait_for_selector("[data-voice-state]:not(:empty)")
    assert "could not use the microphone" in state(page)
    assert page.locator("[data-voice-act=record]").is_visible()
    press(page, "#send")
    assert page.locator("#receipt").count() == 1
    page.context.close()


def test_leaving_quickly_is_never_held_up(with_microphone: Browser, spoken: Live) -> None:
    page = review_page(with_microphone, spoken, "en", 1280)
    record(page)
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="weather"))
    page.locator("#leave").click()
    page.wait_for_url("https://www.weather.gov/**")
    page.context.close()
