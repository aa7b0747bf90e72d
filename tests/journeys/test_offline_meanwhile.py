"""What happens while a device is away or its pages are closed: a new version, and the worker."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from community_voice.answering.receipts import make_receipt
from community_voice.collect.builder.surveys import new_version
from community_voice.extensions import db
from community_voice.instruments.definition import publish, read_definition, write_draft
from community_voice.store import Response, Version
from community_voice.store.database import begin_writing
from community_voice.store.secrets import keyed_digest
from tests.collect.survey.made import publish_survey, question, section
from tests.journeys.conftest import SLUG as HOME
from tests.journeys.conftest import Live
from tests.journeys.device import Gate, away, until, waiting
from tests.journeys.offline_pages import SEAL, keep_entry, keep_forms, open_form, shell

pytestmark = pytest.mark.browser

SLUG = "republished-offline"
STORED = "Your answers are stored."


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh browser."""
    made = browser.new_context()
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def old(live: Live) -> int:
    """Publish a survey with one question, in an engagement of its own; return its version."""
    with live.app.app_context():
        begin_writing(db.session())
        ask = question("story", "long_text")
        return publish_survey(db.session(), section("main", ask), slug=SLUG, languages=("en",)).id


def publish_again(live: Live, old: int) -> int:
    """Publish the next version, which asks one thing more."""
    with live.app.app_context():
        begin_writing(db.session())
        version = new_version(db.session(), db.session.get_one(Version, old).survey)
        changed = read_definition(db.session(), version)
        more: Any = question("since", "short_text")
        changed["sections"][0]["questions"].append(more)
        write_draft(db.session(), version, changed)
        publish(db.session(), version)
        db.session.commit()
        return version.id


def tell(page: Page, words: str, code: str = "story") -> None:
    page.locator(f"[name=q-{code}]").fill(words)


def test_a_new_version_finds_entries_and_pages_of_the_old_one_on_the_device(
    context: BrowserContext, gate: Gate, live: Live, old: int
) -> None:
    first, second = context.new_page(), context.new_page()
    keep_forms(first, gate.url, "en", slug=SLUG)
    away(context, gate, cut=True)
    given = {}
    open_form(first, gate.url, slug=SLUG)
    tell(first, "waits")
    given[keep_entry(first)] = ("waits", old, True)
    open_form(second, gate.url, slug=SLUG)
    tell(second, "was being typed")
    new = publish_again(live, old)
    away(context, gate, cut=False)
    expect(first.locator("#done h2")).to_have_text(STORED)
    given[keep_entry(second)] = ("was being typed", old, True)
    expect(second.locator("#done h2")).to_have_text(STORED)

    first.goto(shell(gate.url, "es", SLUG))
    expect(first.locator(f"[data-form$='/form/{new}/en'] [data-kept]")).to_be_visible()
    away(context, gate, cut=True)
    open_form(first, gate.url, slug=SLUG)
    tell(first, "knows the new one")
    tell(first, "a week", "since")
    given[keep_entry(first)] = ("knows the new one", new, False)
    away(context, gate, cut=False)
    expect(first.locator("#done h2")).to_have_text(STORED)
    assert gate.outcomes() == ["stored"] * 3
    assert_stored(live, given)
    first.goto(f"{gate.url}/{SLUG}/offline/form/{old}/en")
    expect(first.locator("#walk")).to_have_attribute("data-version", str(new))


def assert_stored(live: Live, given: dict[str, tuple[str, int, bool]]) -> None:
    with live.app.app_context():
        for receipt, said in given.items():
            query = select(Response).where(
                Response.receipt_hash == keyed_digest("receipt", receipt)
            )
            found = db.session.scalars(query).one()
            [story] = [each.testimony for each in found.answers if each.question.code == "story"]
            assert story is not None
            assert (story.text, found.version_id, found.is_late) == said
        db.session.remove()


def let_worker_send(page: Page, url: str, slug: str) -> None:
    """Tell the worker that a network is there, as the browser does when no page may be open."""
    browser = page.context.new_cdp_session(page)
    found: dict[str, str] = {}

    def learn(told: dict[str, Any]) -> None:
        found.update({each["scopeURL"]: each["registrationId"] for each in told["registrations"]})

    browser.on("ServiceWorker.workerRegistrationUpdated", learn)
    browser.send("ServiceWorker.enable")
    scope = f"{url}/{slug}/offline/"
    until(page, lambda: scope in found)
    event = {"origin": url, "registrationId": found[scope], "tag": "community_voice"}
    browser.send("ServiceWorker.dispatchSyncEvent", {**event, "lastChance": False})


def test_the_worker_sends_once_while_no_page_is_open(context: BrowserContext, gate: Gate) -> None:
    gate.holds_back = True
    page, outside = context.new_page(), context.new_page()
    open_form(page, gate.url)
    for number in range(3):
        said = [f"worker-entry-{number:04d}", make_receipt(), f"worker words {number}"]
        assert page.evaluate(SEAL, said) == "added"
    page.close()
    gate.holds_back = False
    let_worker_send(outside, gate.url, HOME)
    # A page on which nothing is sent.
    outside.goto(f"{gate.url}/what-we-keep")
    until(outside, lambda: waiting(outside) == 0)
    let_worker_send(outside, gate.url, HOME)
    outside.wait_for_timeout(500)
    assert gate.outcomes() == ["stored"] * 3


def test_an_open_page_learns_that_the_worker_sent_its_entry(
    context: BrowserContext, gate: Gate
) -> None:
    page = context.new_page()
    open_form(page, gate.url)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    tell(page, "sent by the worker", "what_happened")
    keep_entry(page)
    # Its own try is over: only one sends at a time.
    expect(page.locator("#said")).not_to_be_empty()
    let_worker_send(page, gate.url, HOME)
    expect(page.locator("#done h2")).to_have_text(STORED)
    assert gate.outcomes() == ["stored"]
