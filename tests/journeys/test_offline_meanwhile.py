"""What happens while a device is away or its pages are closed: a new version, and the worker."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from community_voice.collect.builder.surveys import new_version
from community_voice.extensions import db
from community_voice.instruments.definition import publish, read_definition, write_draft
from community_voice.store import Response, Version
from community_voice.store.database import begin_writing
from community_voice.store.secrets import keyed_digest
from tests.collect.survey.made import publish_survey, question, section
from tests.journeys.conftest import Live
from tests.journeys.device import Gate, away, waiting
from tests.journeys.offline_pages import keep_entry, keep_forms, open_form, shell

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
        changed["sections"][0]["questions"].append(question("since", "short_text"))
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
