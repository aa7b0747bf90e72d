"""A host's notes and typed forms on pages that a device keeps, without a network."""

import pytest
from playwright.sync_api import Page, expect

from community_voice.extensions import db
from community_voice.store.secrets import keyed_digest
from tests.journeys.conftest import Live
from tests.journeys.device import Device, Gate, waiting
from tests.journeys.field_work import (
    FieldWork,
    prepare,
    sign_in,
    stored_answers,
    stored_notes,
    unlock,
)
from tests.journeys.offline_pages import UNIQUE

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD = f"Nos dijeron que esperáramos, {UNIQUE}", f"وصلت الشرطة {UNIQUE}", "half a"


@pytest.fixture(scope="module")
def field(live: Live) -> FieldWork:
    """Return a host with a session and a stack."""
    return prepare(live.app, "evening@example.org", "Evening House")


def keep_pages(page: Page, url: str) -> None:
    page.goto(f"{url}/host/offline/")
    page.locator("#passphrase").wait_for()
    for box in page.locator("#pages [name=keep]").all():
        box.check()
    page.locator("#keep").click()
    for kept in page.locator("#pages [data-kept]").all():
        kept.wait_for()


def type_notes(page: Page) -> None:
    """Type two notes, and begin a third."""
    text = page.locator("#text")
    text.fill(f"1: {FIRST}")
    page.keyboard.press("Enter")
    text.fill(SECOND)
    page.keyboard.press("Enter")
    text.fill(THIRD)
    expect(page.locator("#state")).to_have_text("Waiting to be saved")


def test_notes_and_forms_are_typed_without_a_network(
    device: Device, gate: Gate, field: FieldWork
) -> None:
    page = device.context.pages[0]
    sign_in(page, gate.url, field.email)
    keep_pages(page, gate.url)
    device.cut()
    notes = f"{gate.url}/host/sessions/{field.session_id}/notes"
    page.goto(notes)
    unlock(page)
    type_notes(page)
    expect(page.locator("#outbox-waiting")).to_have_text("Waiting to be sent: 3")
    assert device.files_with(UNIQUE) == []

    device.kill()
    page = device.switch_on().pages[0]
    device.cut()
    page.goto(notes)
    unlock(page)
    expect(page.locator("#notes")).to_contain_text(SECOND)
    expect(page.locator("#notes")).to_contain_text(THIRD)

    number = field.numbers["en"][0]
    page.goto(f"{gate.url}/host/paper/{field.stack_id}/enter")
    unlock(page)
    page.locator("#number").fill(number)
    page.locator("[name=q-what_happened]").fill(f"on paper {UNIQUE}")
    page.locator("[name=q-times_needed]").fill("4")
    page.locator("form[data-typing] button[value=save]").last.click()
    expect(page.locator("#outbox-waiting")).to_have_text("Waiting to be sent: 4")
    expect(page.locator("[name=q-what_happened]")).to_have_value("")
    assert device.files_with(UNIQUE) == []

    device.join()
    sign_in(page, gate.url, field.email)
    page.goto(f"{gate.url}/host/offline/")
    unlock(page)
    expect(page.locator("#outbox-waiting")).to_have_text("Nothing waits to be sent.")
    page.goto(notes)
    unlock(page)
    expect(page.locator("#state")).to_have_text("Saved")
    assert waiting(page, field.vault) == 0
    assert set(gate.outcomes()) <= {"stored", "again"}
    with gate.app.app_context():
        stored = sorted(stored_notes(field.session_id).values(), key=lambda note: note["position"])
        assert [(note["speaker"], note["text"]) for note in stored] == [
            (1, FIRST),
            (1, SECOND),
            (1, THIRD),
        ]
        _about, answers = stored_answers(keyed_digest("receipt", number))
        assert answers["what_happened"] == [f"on paper {UNIQUE}"]
        assert answers["times_needed"] == [4]
        db.session.remove()
