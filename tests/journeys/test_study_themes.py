"""Staff study themes in a real browser: without JavaScript, by keyboard, and seen by axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from community_voice import worker
from community_voice.extensions import db
from community_voice.staff.accounts import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import AnalysisRun, Engagement
from community_voice.store.columns import now
from community_voice.store.database import begin_writing
from community_voice.store.leasing import GAVE_UP, LEASE
from tests.journeys.conftest import WIDTHS, Live
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, start_engagement

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "study@example.org", "river-lantern-orchard"
THEMES = "/staff/lantern-hill/themes"
ARABIC = [
    "انتظرنا سيارة الإسعاف ساعتين ولم يخبرنا أحد لماذا تأخرت كل هذا الوقت.",
    "لم يكن هناك مترجم ولم تستطع أمي أن تتحدث مع الشرطي.",
]


@pytest.fixture(scope="module")
def studied(live: Live) -> Live:
    """Return the server with words in three languages, and engagements in other states."""
    with live.app.app_context():
        begin_writing(db.session())
        create_account(db.session(), EMAIL, "Noor Haddad", ANALYST, PASSWORD)
        speaking = start_engagement(db.session(), "lantern-hill")
        speaking.engagement.languages = ["en", "es", "ar"]
        speaking.say_all(WAITING + LANGUAGE_HELP, consent="quoted")
        speaking.say_all(SPANISH, language="es")
        speaking.say_all(ARABIC, language="ar", consent="paraphrased")
        db.session.add(Engagement(slug="quiet-hill", state="open", languages=["en"]))
        for slug, state in (("busy-hill", "running"), ("sad-hill", "failed")):
            other = start_engagement(db.session(), slug)
            other.say(WAITING[0])
            put(other.ask_for_run(), state)
        db.session.commit()
        db.session.remove()
    return live


def put(run: AnalysisRun, state: str) -> None:
    run.state = state
    if state == "running":
        run.leased_by, run.leased_until = "another", now() + 100 * LEASE
        run.stage, run.done, run.total = "encoding", 1200, 25000
    else:
        run.problem, run.finished_at = GAVE_UP, now()


@pytest.fixture(params=[(tag, width) for tag in ("en", "ar") for width in WIDTHS], ids=str)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Return a browser of one language and width."""
    tag, width = request.param
    made = browser.new_context(locale=tag, viewport={"width": width, "height": 800})
    yield made
    made.close()


def sign_in(page: Page, live: Live) -> None:
    page.set_default_timeout(15_000)
    page.goto(f"{live.url}/staff/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, selector: str) -> None:
    """Press a button with the keyboard, and wait for the page that follows."""
    page.locator(selector).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def open_details(page: Page, selector: str) -> None:
    page.locator(f"{selector} > summary").first.focus()
    page.keyboard.press("Enter")


def test_themes_are_found_named_merged_and_taken_back_without_javascript(
    browser: Browser, studied: Live
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, studied)
    page.goto(studied.url + THEMES)
    page.locator("form.start summary").focus()
    page.keyboard.press("Enter")
    page.locator("#encoder").select_option("tfidf")
    page.locator("#min_size").fill("3")
    press(page, "form.start button[type=submit]")
    assert "waits for its turn" in page.locator("main").inner_text()
    with studied.app.app_context():
        worker.run_worker(db.engine, worker.Stopping(), idle_exit=True)
    press(page, "main .actions a.button")
    press(page, "main .message.good a")
    count = page.locator("article.theme").count()
    assert count >= 2
    assert page.locator("blockquote[lang=ar][dir=rtl]").count() >= 1

    press(page, "article.theme h2 a")
    page.locator("#name").fill("Waiting for hours")
    page.locator("#name").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Waiting for hours"
    passages = page.locator("ol.segments > li").count()
    open_details(page, "ol.segments > li details:last-of-type")
    page.locator("ol.segments select").first.focus()
    page.keyboard.press("ArrowDown")
    press(page, "ol.segments button[value=move]")
    assert page.locator("ol.segments > li").count() == passages - 1
    press(page, "form[action$='/merge'] button")
    assert page.locator("h1").inner_text() == "Merge two themes?"
    press(page, "main form button")
    page.goto(studied.url + THEMES)
    assert page.locator("article.theme").count() == count - 1
    page.goto(f"{studied.url}{THEMES}/history")
    for _act in range(3):
        press(page, "ol.history form button")
    page.goto(studied.url + THEMES)
    assert page.locator("article.theme").count() == count
    assert "Waiting for hours" not in page.locator("main").inner_text()
    context.close()


def test_study_pages_have_no_violation(context: BrowserContext, studied: Live) -> None:
    page = context.new_page()
    sign_in(page, studied)
    page.goto(studied.url + THEMES)
    theme = page.locator("article.theme h2 a").first.get_attribute("href") or ""
    page.goto(f"{studied.url}{THEMES}/runs")
    run = page.locator("tbody a").first.get_attribute("href") or ""
    page.goto(studied.url + "/staff/busy-hill/themes")
    busy = page.locator("main .message a").first.get_attribute("href") or ""
    page.goto(studied.url + "/staff/sad-hill/themes")
    sad = page.locator("main .message a").first.get_attribute("href") or ""
    addresses = [
        THEMES,
        theme,
        f"{theme}?q=ambulance&language=en",
        f"{theme}?q=nothing+of+this+kind",
        f"{THEMES}/history",
        f"{THEMES}/runs",
        run,
        busy,
        f"{busy}?follow=1",
        sad,
        "/staff/sad-hill/themes",
        "/staff/busy-hill/themes",
        "/staff/quiet-hill/themes",
        "/staff/quiet-hill/themes/runs",
        f"{THEMES}/999999",
    ]
    for address in addresses:
        page.goto(studied.url + address)
        for details in page.locator("details").all()[:6]:
            details.evaluate("each => { each.open = true }")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
