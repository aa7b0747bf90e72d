"""A host's notes and typed forms on pages that a device keeps, without a network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from community_voice.extensions import db
from community_voice.store.secrets import keyed_digest
from tests.journeys.conftest import Live
from tests.journeys.device import Device, Gate, away, waiting
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


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh browser."""
    made = browser.new_context(viewport={"width": 320, "height": 640})
    made.set_default_timeout(15_000)
    yield made
    made.close()


def type_each(page: Page, *texts: str) -> None:
    for text in texts:
        page.locator("#text").fill(text)
        page.keyboard.press("Enter")


def visit(context: BrowserContext, address: str) -> Page:
    """Open a page in a new tab, with the other tabs closed."""
    for page in context.pages:
        page.close()
    page = context.new_page()
    page.goto(address)
    page.locator("#passphrase").wait_for()
    return page


def test_what_one_visit_types_takes_no_place_of_what_another_typed(
    context: BrowserContext, gate: Gate, live: Live
) -> None:
    field = prepare(live.app, "two-visits@example.org", "Two Visits House")
    notes = f"{gate.url}/host/sessions/{field.session_id}/notes"
    page = context.new_page()
    sign_in(page, gate.url, field.email)
    keep_pages(page, gate.url)
    away(context, gate, cut=True)
    page = visit(context, notes)
    unlock(page)
    type_each(page, "alpha", "beta")
    expect(page.locator("#outbox-waiting")).to_have_text("Waiting to be sent: 2")

    page = visit(context, notes)
    for told in ("#outbox-waiting", "#outbox-locked"):
        expect(page.locator(told)).to_have_text("Waiting to be sent: 2")
    # As a hurried person does: typed first, unlocked later.
    type_each(page, "gamma")
    page.locator("#text").fill("delta")
    page.locator("#outbox-first a").click()
    expect(page.locator("#passphrase")).to_be_focused()
    unlock(page)
    expect(page.locator("#outbox-first")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("delta")
    page.locator("#text").press("Enter")
    expect(page.locator("#notes > li")).to_have_count(4)
    expect(page.locator("#outbox-waiting")).to_have_text("Waiting to be sent: 4")
    another = context.new_page()
    another.goto(f"{gate.url}/host/sessions/{field.session_id}/speakers")
    expect(another.locator("#missed")).to_be_visible()
    assert another.url == f"{gate.url}/host/offline/?"
    another.locator(f"#pages a[href='/host/sessions/{field.session_id}/notes']").click()
    expect(another.locator("#text")).to_be_visible()
    another.close()
    away(context, gate, cut=False)
    expect(page.locator("#state")).to_have_text("Saved")
    expect(page.locator("#outbox-waiting")).to_have_text("Nothing waits to be sent.")

    gate.holds_back = True
    type_over(page, "alpha", "alpha one")
    expect(page.locator("#outbox-waiting")).to_have_text("Waiting to be sent: 1")
    page = visit(context, notes)
    type_over(page, "alpha", "alpha two")
    unlock(page)
    expect(page.locator("#notes")).to_contain_text("alpha one")
    gate.holds_back = False
    expect(page.locator("#outbox-waiting")).to_have_text("Nothing waits to be sent.")
    expect(page.locator("#state")).to_have_text("Saved")
    with gate.app.app_context():
        stored = stored_notes(field.session_id).values()
        in_order = [note["text"] for note in sorted(stored, key=lambda note: note["position"])]
        db.session.remove()
    assert sorted(in_order[:1] + in_order[4:]) == ["alpha one", "alpha two"]
    assert in_order[1:4] == ["beta", "gamma", "delta"]


def type_over(page: Page, before: str, text: str) -> None:
    page.locator("#notes > li").filter(has_text=before).locator("[data-part=edit]").click()
    expect(page.locator("#text")).to_have_value(before)
    type_each(page, text)
