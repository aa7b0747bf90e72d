"""Votes in a real browser: cast by keyboard without JavaScript, counted, and seen by staff."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from community_voice import worker
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.staff.accounts import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import AnalysisRun
from community_voice.store.database import begin_writing
from tests.journeys.conftest import LANGUAGES, WIDTHS, Live
from tests.study.speaking import Speaking
from tests.study.voting import vote

pytestmark = pytest.mark.browser

SLUG = "common-street"
EMAIL, PASSWORD = "votes@example.org", "river-lantern-orchard"
STATEMENTS = ("police_first", "police_near_by", "team_for_distress", "lived_through_crisis")


@pytest.fixture(scope="module")
def voted(live: Live) -> Live:
    """Return the server with the survey of statements, votes of two minds, and a run."""
    with live.app.app_context():
        begin_writing(db.session())
        create_account(db.session(), EMAIL, "Noor Haddad", ANALYST, PASSWORD)
        template = load_template("common-ground")
        setup = Setup(SLUG, template["texts"], LANGUAGES, source_language="en")
        engagement = make_engagement(db.session(), setup, is_open=True)
        version = make_survey(db.session(), engagement, template)
        asked = next(q for s in version.sections for q in s.questions if q.code == "who_comes")
        town = Speaking(db.session(), engagement, version, {"views": asked})
        for first in (1, -1):
            for _ in range(12 if first == 1 else 14):
                vote(town, dict(zip(STATEMENTS, (first, first, -first, 1), strict=True)))
        db.session.add(AnalysisRun(engagement_id=engagement.id, settings={"encoder": "tfidf"}))
        db.session.commit()
        worker.run_worker(db.engine, worker.Stopping(), idle_exit=True)
        db.session.remove()
    return live


@pytest.fixture(params=[(tag, width) for tag in ("en", "ar") for width in WIDTHS], ids=str)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Return a browser of one language and width."""
    tag, width = request.param
    made = browser.new_context(locale=tag, viewport={"width": width, "height": 800})
    yield made
    made.close()


def check(page: Page) -> None:
    """Find nothing that axe calls a violation, and no sideways scrolling."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def press(page: Page, selector: str) -> None:
    page.locator(selector).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_votes_are_cast_by_keyboard_and_read_back(context: BrowserContext, voted: Live) -> None:
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{voted.url}/{SLUG}/")
    press(page, "#start")
    check(page)
    assert page.locator(".statements fieldset").count() == 5
    page.locator("[name='q-who_comes-police_first']").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name='q-who_comes-police_first'][value=disagree]").is_checked()
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.name")
    assert name == "q-who_comes-police_if_asked", "each statement is one stop"
    press(page, "button[value=review]")
    check(page)
    assert page.locator(".answers dd .vote").count() == 1


def test_staff_see_the_common_ground(context: BrowserContext, voted: Live) -> None:
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{voted.url}/staff/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{voted.url}/staff/{SLUG}/themes")
    press(page, f"a[href$='/{SLUG}/themes/common-ground']")
    check(page)
    rows = page.locator("table tbody tr")
    assert rows.count() == len(STATEMENTS)
    assert "lived through a crisis" in rows.first.inner_text()
    assert page.locator("section.card h3").count() == 2
    press(page, "nav.noprint + h1 ~ p a[href*='/runs/']")
    check(page)
