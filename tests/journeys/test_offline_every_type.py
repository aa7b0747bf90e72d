"""Every question type, rules and a repeat on one page without a network: stored as on the web."""

from collections.abc import Iterator

import pyrage
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete, select

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.instruments.definition import publish
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import ContactDetail, Engagement, Question, Response
from community_voice.store.database import begin_writing
from tests.journeys.conftest import Live
from tests.journeys.device import Gate, away, serve
from tests.journeys.every_type import definition, said
from tests.journeys.offline_pages import keep_entry
from tests.journeys.test_every_type import CONTACT, EXPECTED, STORY, Hand, Row, row

pytestmark = pytest.mark.browser

SLUG = "every-type-offline"


@pytest.fixture(scope="module")
def gate(live: Live) -> Iterator[Gate]:
    """Open the survey behind a network that can be cut."""
    before = live.app.config["CONTACT_RECIPIENT"]
    identity = pyrage.x25519.Identity.generate()
    live.app.config["CONTACT_RECIPIENT"] = str(identity.to_public())
    setup = Setup(
        slug=SLUG,
        wordings={"title": said("Urgent help: short form")},
        languages=INTERFACE_LANGUAGES,
        source_language="en",
    )
    with live.app.app_context():
        begin_writing(db.session())
        made = make_engagement(db.session(), setup, is_open=True)
        publish(db.session(), make_draft(db.session(), made, definition(), "main"))
        db.session.commit()
    gate = Gate(live.app)
    server, gate.url = serve(gate)
    yield gate
    server.shutdown()
    live.app.config["CONTACT_RECIPIENT"] = before
    with live.app.app_context():
        begin_writing(db.session())
        db.session.execute(delete(ContactDetail))
        db.session.commit()


def answer_everything(page: Page) -> None:
    hand = Hand(page)
    hand.choose("read_rule", "1")
    hand.choose("wanted", "yes")
    hand.write("why_not", STORY)
    hand.choose("who", "social")
    hand.choose("consent", "quoted")
    hand.choose("ways", "text")
    hand.choose("trust", "4")
    hand.choose("each-police", "little")
    hand.choose("each-ambulance", "lot")
    hand.pick("first-1", "friend")
    hand.pick("first-2", "medic")
    hand.choose("votes-first", "disagree")
    hand.choose("votes-uniform", "agree")
    hand.write("times", "91")
    hand.write("day", "2026-03-05")
    hand.write("hour", "14:30")
    hand.pick("area", "north")
    hand.choose("street", "bridge")
    hand.write("name_it", "River Team")
    hand.write("role", "Driver")
    page.locator("[data-repeat]").select_option("2")
    hand.write("role.2", "Listener")
    hand.write("role_count.2", "1")
    hand.choose("reach", "phone")
    hand.write("reach-detail", CONTACT)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_type_is_stored_as_on_the_web(browser: Browser, gate: Gate, lang: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{gate.url}/{SLUG}/offline/?lang={lang}")
    page.locator(f"[data-form$='/{lang}'] input").check()
    page.locator("#keep").click()
    page.locator(f"[data-form$='/{lang}'] [data-kept]").wait_for()
    away(context, gate, cut=True)
    page.locator(f"[data-form$='/{lang}'] [data-open]").click()
    answer_everything(page)
    page.locator("#to-review").click()
    # A limit, and a number that is needed.
    expect(page.locator("#problems li")).to_have_count(2)
    Hand(page).write("times", "3")
    Hand(page).write("role_count", "2")
    page.locator("#to-review").click()
    for words in (STORY, "River Team", "Listener", CONTACT):
        expect(page.locator("#answers")).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#change").click()
    keep_entry(page)
    away(context, gate, cut=False)
    expect(page.locator("#done > p")).to_be_hidden()
    context.close()
    assert gate.outcomes()[-1] == "stored"
    assert stored(gate, lang) == [EXPECTED]


def stored(gate: Gate, lang: str) -> list[list[Row]]:
    with gate.app.app_context():
        query = select(Response).join(Engagement)
        query = query.where(Engagement.slug == SLUG, Response.language == lang)
        codes = dict(db.session.execute(select(Question.id, Question.code)).tuples().all())
        found = db.session.scalars(query).all()
        return [sorted(row(codes, each) for each in response.answers) for response in found]
