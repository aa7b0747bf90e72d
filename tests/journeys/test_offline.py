"""Without a network: what people write is kept sealed, sent once, and never lost."""

from typing import Any

import pytest
from playwright.sync_api import expect

from community_voice.extensions import db
from community_voice.store.secrets import keyed_digest
from tests.journeys.conftest import Live
from tests.journeys.device import Device, Gate, waiting
from tests.journeys.field_work import (
    FieldWork,
    enqueue,
    prepare,
    sign_in,
    stored_answers,
    stored_notes,
    unlock,
)
from tests.journeys.offline_pages import UNIQUE, WORDS, answer, keep_forms, shell

pytestmark = pytest.mark.browser

EACH = 5


@pytest.fixture(scope="module")
def field(live: Live) -> FieldWork:
    """Return a host with a session and a stack."""
    return prepare(live.app, "field@example.org", "Lakeside Day Center", EACH)


def notes_of(field: FieldWork) -> list[dict[str, Any]]:
    return [
        {
            "id": f"note-of-the-evening-{number}",
            "position": float(number),
            "speaker": number % 3 + 1 if number % 5 else None,
            "form": "verbatim" if number % 2 else "noted",
            "language": lang,
            "question": None,
            "consent": "quoted" if number % 2 else "counted",
            "text": f"{WORDS[lang]} {number}",
            "revision": 1,
            "deleted": False,
        }
        for number, lang in enumerate(["es", "ar"] * EACH)
    ]


def items_of(field: FieldWork) -> list[dict[str, Any]]:
    """Return ten notes and ten typed forms, as their pages hand them over."""
    url = f"/host/sessions/{field.session_id}/notes"
    notes = [
        {
            "id": f"notes:{note['id']}",
            "kind": "notes",
            "url": url,
            "body": {"notes": [note], "speakers": []},
        }
        for note in notes_of(field)
    ]
    url = f"/host/paper/{field.stack_id}/entries"
    paper = [
        {
            "id": f"paper:{number}:1",
            "kind": "paper",
            "url": url,
            "body": {"number": number, "turn": 1, "fields": paper_fields(lang, at)},
        }
        for lang, numbers in field.numbers.items()
        for at, number in enumerate(numbers)
    ]
    return notes + paper


def paper_fields(lang: str, at: int) -> list[list[str]]:
    return [
        ["language", lang],
        ["q-which_fit", "live_here"],
        ["q-times_needed", str(at + 2)],
        ["q-what_happened", f"{WORDS[lang]} paper {at}"],
        ["q-consent", "paraphrased"],
    ]


def test_thirty_entries_survive_everything(device: Device, gate: Gate, field: FieldWork) -> None:
    page = device.context.pages[0]
    sign_in(page, gate.url, field.email)
    page.goto(f"{gate.url}/host/offline/")
    page.locator("#passphrase").wait_for()
    for box in page.locator("#pages [name=keep]").all():
        box.check()
    page.locator("#keep").click()
    page.locator("#pages [data-kept]").first.wait_for()
    keep_forms(page, gate.url, "en", "ar")

    device.cut()
    given = {}
    for number, lang in enumerate(["en", "ar"] * EACH):
        receipt, said = answer(page, gate.url, number, lang)
        given[receipt] = (lang, said)
    page.goto(f"{gate.url}/host/offline/")
    unlock(page)
    assert enqueue(page, field.vault, items_of(field)) == ["added"] * 4 * EACH
    page.reload()
    unlock(page)
    expect(page.locator("#outbox-waiting")).to_contain_text("20")
    assert device.files_with(UNIQUE) == [], "a word that was typed stands nowhere on the disk"

    device.kill()
    assert device.files_with(UNIQUE) == []
    assert device.files_with(list(given)[0]) == [], "nor a receipt"
    page = device.switch_on().pages[0]
    device.cut()
    page.goto(shell(gate.url))
    expect(page.locator("#waiting")).to_contain_text("10")

    gate.newer, gate.holds_back = "newer", True
    device.join()
    page.goto(shell(gate.url))
    page.wait_for_function(
        "async () => (await caches.keys()).filter((n) => n.includes('offline/ newer')).length === 1"
    )
    page.goto(shell(gate.url, "ar"))
    page.locator("[data-kept]").first.wait_for()
    assert waiting(page) == 2 * EACH
    assert waiting(page, field.vault) == 4 * EACH

    gate.holds_back, gate.drop_every = False, 3
    page.goto(f"{gate.url}/host/offline/")
    sign_in(page, gate.url, field.email)
    page.goto(f"{gate.url}/host/offline/")
    unlock(page)
    other = device.context.new_page()
    other.goto(shell(gate.url))
    for _ in range(120):
        if waiting(page) + waiting(page, field.vault) == 0:
            break
        page.wait_for_timeout(500)
    assert (waiting(page), waiting(page, field.vault)) == (0, 0)
    outcomes = gate.outcomes()
    assert outcomes.count("stored") == 6 * EACH
    assert set(outcomes) == {"stored", "again"}, "a lost answer is asked for again"
    assert_stored(gate, given, field)


def assert_stored(gate: Gate, given: dict[str, Any], field: FieldWork) -> None:
    """Compare every entry with what is stored, field by field."""
    with gate.app.app_context():
        for receipt, (lang, said) in given.items():
            about, answers = stored_answers(keyed_digest("receipt", receipt))
            assert answers == said
            assert about == {"language": lang, "consent": "quoted", "mode": "web", "late": False}
        assert stored_notes(field.session_id) == {note["id"]: note for note in notes_of(field)}
        for lang, numbers in field.numbers.items():
            for at, number in enumerate(numbers):
                about, answers = stored_answers(keyed_digest("receipt", number))
                assert about["language"] == lang
                assert about["consent"] == "paraphrased"
                assert answers["times_needed"] == [at + 2]
                assert answers["what_happened"] == [f"{WORDS[lang]} paper {at}"]
                assert answers["which_fit"] == ["live_here"]
        db.session.remove()
