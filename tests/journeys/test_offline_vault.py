"""A host's vault on a device: it opens with its passphrase alone, and outlives signing out."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.journeys.conftest import Live
from tests.journeys.device import Gate, away, waiting
from tests.journeys.field_work import PASSPHRASE, FieldWork, enqueue, prepare, sign_in, unlock
from tests.journeys.offline_pages import kept_pages, shell

pytestmark = pytest.mark.browser

VAULT = "/static/offline/vault.js"


@pytest.fixture(scope="module")
def field(live: Live) -> FieldWork:
    """Return a host with a session and a stack."""
    return prepare(live.app, "rules@example.org", "Harbor House")


def note_item(field: FieldWork) -> dict[str, Any]:
    return {
        "id": "notes:one",
        "kind": "notes",
        "url": f"/host/sessions/{field.session_id}/notes",
        "body": {"notes": [], "speakers": []},
    }


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh browser."""
    made = browser.new_context(accept_downloads=True)
    made.set_default_timeout(15_000)
    yield made
    made.close()


def test_a_vault_opens_with_its_passphrase_alone_and_moves_as_a_file(
    browser: Browser, context: BrowserContext, gate: Gate
) -> None:
    machines = [context, browser.new_context()]
    pages = [machine.new_page() for machine in machines]
    for page in pages:
        page.goto(shell(gate.url))
    told: dict[str, Any] = pages[0].evaluate(
        """async (address) => {
          const { openVault, vaultExists, WrongPassphrase } = await import(address);
          const isWrong = (error) => error instanceof WrongPassphrase;
          const vault = await openVault("a", "first passphrase");
          const other = await openVault("b", "second passphrase");
          await vault.put("note", "1", { text: "plain words", revision: 2 });
          await other.put("note", "1", { text: "of another" });
          const wrong = await openVault("a", "second passphrase").catch(isWrong);
          const again = await openVault("a", "first passphrase");
          return { wrong, there: await vaultExists("a"), not: await vaultExists("c"),
            values: (await again.all("note")).map(({ value }) => value.text),
            file: await (await again.exportFile()).text() };
        }""",
        VAULT,
    )
    assert told["wrong"] is True
    assert (told["there"], told["not"]) == (True, False)
    assert told["values"] == ["plain words"]
    assert "plain" not in told["file"]
    moved: dict[str, Any] = pages[1].evaluate(
        """async ([address, text]) => {
          const { openVault, WrongPassphrase } = await import(address);
          const isWrong = (error) => error instanceof WrongPassphrase;
          const vault = await openVault("other machine", "third passphrase");
          const file = new Blob([text]);
          const wrong = await vault.importFile(file, "not it at all").catch(isWrong);
          const bring = () => vault.importFile(file, "first passphrase");
          const told = [await bring(), await bring()];
          return { wrong, told, values: (await vault.all("note")).map(({ value }) => value) };
        }""",
        [VAULT, told["file"]],
    )
    assert moved["wrong"] is True
    assert moved["told"] == [{"added": 1, "known": 0}, {"added": 0, "known": 1}]
    assert moved["values"] == [{"text": "plain words", "revision": 2}]
    machines[1].close()


def test_a_newer_version_in_another_tab_loses_nothing(context: BrowserContext, gate: Gate) -> None:
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto(shell(gate.url))
        assert waiting(page) == 0
    second.evaluate(
        """async () => {
          const { openVault } = await import("/static/offline/vault.js");
          await (await openVault("a", "first passphrase")).put("note", "1", { text: "kept" });
          const request = indexedDB.open("community_voice_offline", 2);
          window.newer = await new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        }"""
    )
    told = first.evaluate(
        """async () => {
          const { NewerVersion, openVault } = await import("/static/offline/vault.js");
          return openVault("a", "first passphrase").catch((error) => error instanceof NewerVersion);
        }"""
    )
    assert told is True, "the older page says that it must be loaded again"
    rows = second.evaluate(
        """() => new Promise((resolve) => {
          const rows = window.newer.transaction("rows").objectStore("rows").count();
          rows.onsuccess = () => resolve(rows.result);
        })"""
    )
    assert rows == 1


def test_a_new_passphrase_is_asked_for_twice_and_a_known_one_once(
    context: BrowserContext, gate: Gate, live: Live
) -> None:
    host = prepare(live.app, "twice@example.org", "Twice House")
    page = context.new_page()
    sign_in(page, gate.url, host.email)
    page.goto(f"{gate.url}/host/offline/")
    once, again = page.locator("#passphrase"), page.locator("#passphrase-again")
    once.fill(PASSPHRASE)
    again.fill(f"{PASSPHRASE}n")
    again.press("Enter")
    expect(page.locator("#passphrase-error")).to_have_text("The two passphrases are not the same.")
    assert not page.evaluate(
        "async ([address, name]) => (await import(address)).vaultExists(name)", [VAULT, host.vault]
    )
    unlock(page)
    page.reload()
    once.fill(PASSPHRASE)
    expect(again).to_be_hidden()
    once.press("Enter")
    expect(page.locator("#outbox-open")).to_be_hidden(timeout=90_000)


def test_another_host_on_the_device_finds_and_sends_nothing_of_the_first(
    context: BrowserContext, gate: Gate, live: Live, field: FieldWork
) -> None:
    other = prepare(live.app, "second@example.org", "Second House")
    page = context.new_page()
    sign_in(page, gate.url, field.email)
    page.goto(f"{gate.url}/host/offline/")
    unlock(page)
    page.locator("#pages [name=keep]").first.check()
    page.locator("#keep").click()
    page.locator("#pages [data-kept]").first.wait_for()
    gate.holds_back = True
    enqueue(page, field.vault, [note_item(field)])
    # The first host's page stays open; the second signs in beside it.
    context.clear_cookies()
    beside = context.new_page()
    sign_in(beside, gate.url, other.email)
    beside.goto(f"{gate.url}/host/offline/")
    beside.wait_for_function(
        f"""async () => {{
          const found = await caches.match("/host/offline-owner");
          return found && (await found.text()) === "{other.vault}";
        }}"""
    )
    assert not any("/sessions/" in path or "/paper/" in path for path in kept_pages(beside))
    gate.holds_back = False
    page.locator("#outbox-send").click()
    expect(page.locator("#outbox-said")).to_have_text("Sign in to send.")
    assert gate.done == []
    assert waiting(page, field.vault) == 1


def test_signing_out_takes_kept_pages_with_it_and_leaves_what_is_locked(
    context: BrowserContext, gate: Gate, field: FieldWork
) -> None:
    page = context.new_page()
    sign_in(page, gate.url, field.email)
    page.goto(f"{gate.url}/host/offline/")
    unlock(page)
    for box in page.locator("#pages [name=keep]").all():
        box.check()
    page.locator("#keep").click()
    for kept in page.locator("#pages [data-kept]").all():
        kept.wait_for()
    assert len(kept_pages(page)) == 4
    gate.holds_back = True
    enqueue(page, field.vault, [note_item(field)])
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url(lambda address: "/host/offline/" not in address)
    assert kept_pages(page) == []
    assert waiting(page, field.vault) == 1
    away(context, gate, cut=True)
    with pytest.raises(Error, match="ERR_"):
        page.goto(f"{gate.url}/host/offline/")
