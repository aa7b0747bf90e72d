"""Notes on a phone, by whoever mistypes a number, and after their sign-in has ended."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from community_voice.extensions import db
from community_voice.store import ListeningSession, Partner, SessionNote
from tests.journeys.conftest import Live
from tests.journeys.field_work import prepare, sign_in

pytestmark = pytest.mark.browser

EMAIL, PARTNER = "notes-page@example.org", "Of the notes page"


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    """Return the notes of an open session on a small phone."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="en")
    context.set_default_timeout(20_000)
    made = context.new_page()
    work = prepare(live.app, EMAIL, PARTNER)
    sign_in(made, live.url, EMAIL)
    made.goto(f"{live.url}/host/sessions/{work.session_id}/notes")
    yield made
    context.close()


def stored(live: Live) -> dict[str, int | None]:
    with live.app.app_context():
        # Other files' hosts take notes in the same database.
        theirs = select(SessionNote).join(ListeningSession).join(Partner)
        notes = db.session.scalars(theirs.where(Partner.name == PARTNER))
        found = {note.text: note.speaker for note in notes}
        db.session.remove()
    return found


def test_no_words_go_to_a_wrong_speaker_or_wait_for_a_network_that_is_there(
    page: Page, live: Live
) -> None:
    box = page.locator("#save").bounding_box()
    assert box is not None and box["y"] + box["height"] < 640, "what is typed is seen at once"
    told, chosen = page.locator("#trouble"), page.locator("[name=speaker]:checked")
    page.keyboard.type("1:The first")
    page.keyboard.press("Enter")
    page.keyboard.type("9: ")
    expect(told).to_have_text("There is no such speaker.")
    expect(chosen).to_have_value("")
    page.keyboard.type("I am the ninth")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+1")
    page.keyboard.type("9:30 they came")
    expect(told).to_be_hidden()
    expect(chosen).to_have_value("1")
    page.keyboard.press("Enter")
    page.keyboard.type("9: as the first says")
    page.keyboard.press("Alt+1")
    expect(told).to_be_hidden()
    page.keyboard.type(" again")
    page.keyboard.press("Enter")
    page.wait_for_selector("#note[data-state=saved]")
    page.context.clear_cookies()
    page.keyboard.type("Typed when the sign-in had ended")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("sign in again on another page")
    with page.expect_popup() as opened:
        page.locator("#sign-in a").click()
    opened.value.wait_for_load_state()
    sign_in(opened.value, live.url, EMAIL)
    opened.value.close()
    page.bring_to_front()
    page.wait_for_selector("#note[data-state=saved]", timeout=60_000)
    expect(page.locator("#sign-in")).to_be_hidden()
    assert stored(live) == {
        "The first": 1,
        "9: I am the ninth": None,
        "9:30 they came": 1,
        "9: as the first says again": 1,
        "Typed when the sign-in had ended": 1,
    }
