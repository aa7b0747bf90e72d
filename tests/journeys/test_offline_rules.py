"""On a device without a network: one sender, nothing doubled, nothing lost, nothing left open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from community_voice.answering.receipts import make_receipt
from community_voice.extensions import db
from community_voice.staff.accounts import ADMINISTRATOR
from community_voice.staff.service import create_account
from community_voice.store import AsideEntry, Engagement
from community_voice.store.database import begin_writing
from community_voice.store.secrets import keyed_digest
from tests.journeys.conftest import SLUG, Live
from tests.journeys.device import Gate, away, until, waiting
from tests.journeys.field_work import (
    PASSWORD,
    sign_in,
    stored_answers,
)
from tests.journeys.offline_pages import (
    SEAL,
    answer,
    fill_in,
    keep_entry,
    keep_forms,
    kept_pages,
    open_form,
    shell,
)

pytestmark = pytest.mark.browser

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh browser."""
    made = browser.new_context(accept_downloads=True)
    made.set_default_timeout(15_000)
    yield made
    made.close()


def receipts(count: int) -> list[str]:
    return [make_receipt() for _ in range(count)]


def seal_some(page: Page, gate: Gate, count: int, name: str) -> list[str]:
    """Let some entries wait; return their receipts."""
    open_form(page, gate.url)
    given = receipts(count)
    for number, receipt in enumerate(given):
        said = [f"{name}-entry-{number:04d}", receipt, f"{name} words {number}"]
        assert page.evaluate(SEAL, said) == "added"
    return given


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "lease"])
def test_two_tabs_send_and_one_does(
    context: BrowserContext, gate: Gate, live: Live, locks: bool
) -> None:
    if not locks:
        context.add_init_script(NO_LOCKS)
    gate.holds_back, gate.slow = True, 0.15
    first, second = context.new_page(), context.new_page()
    name = f"tabs-{locks}"
    given = seal_some(first, gate, 6, name)
    for page in (first, second):
        page.goto(shell(gate.url))
        page.locator("#send").wait_for()
    gate.holds_back = False
    send = """async () => {
      const { openBox } = await import("/static/offline/vault.js");
      const { sendAll } = await import("/static/offline/queue.js");
      window.round = sendAll(openBox(), { hurry: true });
    }"""
    for page in (first, second):
        page.evaluate(send)
    rounds = [page.evaluate("window.round") for page in (first, second)]
    expect(first.locator("#waiting")).to_have_text("Nothing waits to be sent.", timeout=20_000)
    assert gate.most_at_once == 1
    assert gate.outcomes() == ["stored"] * 6, "each was sent once"
    assert any(round["busy"] for round in rounds)
    assert_words(live, given, name)


def assert_words(live: Live, given: list[str], name: str) -> None:
    with live.app.app_context():
        for number, receipt in enumerate(given):
            _about, answers = stored_answers(keyed_digest("receipt", receipt))
            assert answers["what_happened"] == [f"{name} words {number}"]
        db.session.remove()


def test_whoever_asks_while_it_sends_is_heard_once_more(
    context: BrowserContext, gate: Gate
) -> None:
    page = context.new_page()
    page.goto(shell(gate.url))
    rounds = page.evaluate(
        """async () => {
          const { keepSending } = await import("/static/offline/queue.js");
          const rounds = [];
          let answer;
          const start = keepSending((hurry) => {
            rounds.push(hurry);
            return new Promise((resolve) => (answer = () => resolve({ left: 0 })));
          });
          const first = start(false);
          dispatchEvent(new Event("online"));
          const pressed = start("pressed");
          dispatchEvent(new Event("online"));
          answer();
          await first;
          answer();
          await pressed;
          start(false);
          return rounds;
        }"""
    )
    assert rounds == [False, "pressed", False], "one round after the first, as the strongest asked"


def test_what_changes_on_its_way_is_sent_too(context: BrowserContext, gate: Gate) -> None:
    page = context.new_page()
    open_form(page, gate.url)
    gate.slow = 1
    told = page.evaluate(
        """async () => {
          const { openVault } = await import("/static/offline/vault.js");
          const { sendAll } = await import("/static/offline/queue.js");
          const vault = await openVault("of a test", "first passphrase");
          const url = document.getElementById("walk").dataset.entries;
          const state = (sealed) => vault.enqueue({ id: "x", kind: "survey", replaces: true, url,
            body: { id: "changes-on-its-way", sealed } });
          await state("AAAA");
          const round = sendAll(vault, {});
          await new Promise((resolve) => setTimeout(resolve, 300));
          await state("BBBB");
          return [(await round).left, (await sendAll(vault, {})).left];
        }"""
    )
    assert told == [1, 0], "the later state was not taken for the one that arrived"
    assert gate.outcomes() == ["kept", "kept"], "what cannot be read is kept for people"


def test_other_words_under_an_id_are_a_conflict_that_staff_see(
    context: BrowserContext, gate: Gate, live: Live
) -> None:
    page = context.new_page()
    [receipt] = seal_some(page, gate, 1, "before")
    page.goto(shell(gate.url))
    expect(page.locator("#waiting")).to_have_text("Nothing waits to be sent.")
    open_form(page, gate.url)
    page.evaluate(SEAL, ["before-entry-0000", receipt, "edited after it was sent"])
    page.goto(shell(gate.url))
    expect(page.locator("#waiting")).to_have_text("Nothing waits to be sent.")
    assert gate.outcomes()[-1] == "conflict"
    with live.app.app_context():
        begin_writing(db.session())
        email = "aside@example.org"
        create_account(db.session(), email, "Ada Park", ADMINISTRATOR, PASSWORD)
        db.session.commit()
        rows = db.session.scalars(select(AsideEntry).where(AsideEntry.why == "conflict")).all()
        assert [row.submission_id for row in rows] == ["before-entry-0000"]
        aside_id = rows[0].id
        db.session.remove()
    sign_in(page, gate.url, email)
    page.goto(f"{gate.url}/staff/{SLUG}/aside")
    page.locator(f"main a[href$='/aside/{aside_id}']").click()
    for words in ("edited after it was sent", "before words 0"):
        expect(page.locator("main")).to_contain_text(words)


def test_an_entry_of_a_survey_that_closed_is_stored_and_marked(
    context: BrowserContext, gate: Gate, live: Live
) -> None:
    page = context.new_page()
    keep_forms(page, gate.url, "en")
    away(context, gate, cut=True)
    receipt, said = answer(page, gate.url, 7, "en")
    set_state(live, "closed")
    try:
        away(context, gate, cut=False)
        expect(page.locator("#done h2")).to_have_text("Your answers are stored.")
    finally:
        set_state(live, "open")
    with live.app.app_context():
        about, answers = stored_answers(keyed_digest("receipt", receipt))
        assert about["late"]
        assert answers == said
        db.session.remove()


def set_state(live: Live, state: str) -> None:
    with live.app.app_context():
        begin_writing(db.session())
        db.session.scalars(select(Engagement).where(Engagement.slug == SLUG)).one().state = state
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("is_safe", [True, False], ids=["promised", "refused"])
def test_a_browser_that_promises_nothing_is_named(
    context: BrowserContext, gate: Gate, is_safe: bool
) -> None:
    answer = str(is_safe).lower()
    context.add_init_script(
        f"for (const name of ['persist', 'persisted'])"
        f" StorageManager.prototype[name] = async () => {answer};"
    )
    page = context.new_page()
    keep_forms(page, gate.url, "en")
    expect(page.locator("#said")).to_have_text("Kept on this device.")
    expect(page.locator("#storage")).to_be_visible(visible=not is_safe)


def test_a_full_device_says_so_and_the_answers_stay_on_the_page(
    context: BrowserContext, gate: Gate
) -> None:
    page = context.new_page()
    keep_forms(page, gate.url, "en")
    open_form(page, gate.url)
    fill_in(page, 3, "en")
    browser = context.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": gate.url, "quotaSize": 1})
    page.locator("#to-review").click()
    page.locator("#keep-entry").click()
    expect(page.locator("#said")).to_contain_text("This device is full.")
    page.locator("#change").click()
    assert page.locator("[name=q-what_happened]").input_value().endswith(" 3")
    assert waiting(page) == 0


def test_a_question_that_needs_an_answer_is_named(context: BrowserContext, gate: Gate) -> None:
    page = context.new_page()
    open_form(page, gate.url)
    page.evaluate(
        """() => {
          const field = document.querySelector("[name=q-what_happened]").closest(".field");
          const mark = ' <span class="needed">(needed)</span>';
          field.querySelector("label").insertAdjacentHTML("beforeend", mark);
        }"""
    )
    page.locator("#to-review").click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems li")).to_have_count(1)
    page.locator("[name=q-what_happened]").fill("words")
    page.locator("#to-review").click()
    expect(page.locator("#answers")).to_contain_text("words")


def test_entries_go_by_file_to_another_machine_once(
    browser: Browser, context: BrowserContext, gate: Gate, live: Live
) -> None:
    gate.holds_back = True
    page = context.new_page()
    given = seal_some(page, gate, 3, "carried")
    page.goto(shell(gate.url))
    page.locator("summary").click()
    with page.expect_download() as download:
        page.locator("#carry-out").click()
    file = download.value.path()
    assert b"carried words" not in file.read_bytes()
    other = browser.new_context()
    there = other.new_page()
    there.goto(shell(gate.url))
    there.locator("summary").click()
    for told in ("New: 3. Known already: 0.", "New: 0. Known already: 3."):
        there.locator("#bring-in").set_input_files(file)
        expect(there.locator("#said")).to_have_text(told)
    gate.holds_back = False
    for machine in (there, page):
        # It may have begun by itself, and then hides its button.
        machine.evaluate("document.getElementById('send').click()")
        expect(machine.locator("#waiting")).to_have_text("Nothing waits to be sent.")
    assert sorted(gate.outcomes()) == ["again"] * 3 + ["stored"] * 3
    assert_words(live, given, "carried")
    other.close()


def test_leaving_keeps_what_is_sealed_and_nothing_else(context: BrowserContext, gate: Gate) -> None:
    page = context.new_page()
    keep_forms(page, gate.url, "en")
    gate.holds_back = True
    open_form(page, gate.url)
    fill_in(page, 5, "en")
    keep_entry(page)
    open_form(page, gate.url)
    fill_in(page, 6, "en")
    page.evaluate("document.getElementById('leave').href = '/'")
    page.locator("#leave").click()
    page.wait_for_url(f"{gate.url}/")
    page.goto(shell(gate.url))
    expect(page.locator("#waiting")).to_have_text("Waiting to be sent: 1")
    until(page, lambda: kept_pages(page) == [])
    expect(page.locator("[data-kept]").first).to_be_hidden()


def test_what_waits_is_deleted_by_whoever_says_so_twice(
    context: BrowserContext, gate: Gate
) -> None:
    gate.holds_back = True
    page = context.new_page()
    seal_some(page, gate, 2, "taken-back")
    rows = page.evaluate(
        """async () => {
          const { openBox } = await import("/static/offline/vault.js");
          return (await openBox().all("queue")).map(({ value }) => Object.keys(value.item).sort());
        }"""
    )
    assert rows == [["body", "id", "kind", "url"]] * 2, "no day, and nothing else in clear"
    page.goto(shell(gate.url, "ar") + "&kiosk=1")
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#delete")).to_be_hidden()
    page.goto(shell(gate.url))
    page.locator("#keep").click()
    expect(page.locator("#said")).to_have_text("Tick at least one first.")
    page.locator("#delete").click()
    expect(page.locator("#delete-sure")).to_contain_text("will never arrive")
    page.locator("#delete-not").click()
    assert waiting(page) == 2
    page.locator("#delete").click()
    page.locator("#delete-surely").click()
    expect(page.locator("#waiting")).to_have_text("Nothing waits to be sent.")
    for gone in ("#delete", "#delete-sure"):
        expect(page.locator(gone)).to_be_hidden()
    gate.holds_back = False
    page.reload()
    expect(page.locator("#waiting")).to_have_text("Nothing waits to be sent.")
    assert (waiting(page), gate.outcomes()) == (0, [])


def test_a_kiosk_clears_the_form_and_keeps_it_for_the_next_person(
    context: BrowserContext, gate: Gate
) -> None:
    page = context.new_page()
    keep_forms(page, gate.url, "en")
    away(context, gate, cut=True)
    page.goto(shell(gate.url) + "&kiosk=1")
    page.locator("[data-form$='/en'] [data-open]").first.click()
    page.locator("[name=q-what_happened]").fill("words of one who walked away")
    page.evaluate("document.getElementById('walk').dataset.idleSeconds = '0.5'")
    # The last touch: a slow machine may be gone before all words are in.
    page.keyboard.press("End")
    page.wait_for_url("**/offline/?**kiosk=1**")
    page.locator("[data-form$='/en'] [data-open]").first.click()
    expect(page.locator("[name=q-what_happened]")).to_have_value("")
    assert len(kept_pages(page)) == 2
