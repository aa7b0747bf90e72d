"""Staff code in a real browser: without JavaScript, by keyboard, and seen by axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from community_voice import worker
from community_voice.extensions import db
from community_voice.staff.accounts import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import Account, CodingRound, Engagement
from community_voice.store.database import begin_writing
from community_voice.store.review_state import read_codebook
from community_voice.study.coding import rounds, tasks
from community_voice.study.coding.codebook import adopt_starter
from community_voice.study.coding.desk import desk_of
from community_voice.study.coding.judging import Said, judge
from tests.journeys.conftest import WIDTHS, Live
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, start_engagement

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "coder@example.org", "river-lantern-orchard"
SLUG = "coding-hill"
STAFF = f"/staff/{SLUG}"
ARABIC = [
    "انتظرنا سيارة الإسعاف ساعتين ولم يخبرنا أحد لماذا تأخرت كل هذا الوقت.",
    "لم يكن هناك مترجم ولم تستطع أمي أن تتحدث مع الشرطي.",
]


@pytest.fixture(scope="module")
def coded(live: Live) -> Live:
    """Return the server with a codebook, codings, something learned, and two rounds."""
    with live.app.app_context():
        begin_writing(db.session())
        first = create_account(db.session(), EMAIL, "Noor Haddad", ANALYST, PASSWORD)
        second = create_account(db.session(), "other@example.org", "Min Seo", ANALYST, PASSWORD)
        speaking = start_engagement(db.session(), SLUG)
        speaking.engagement.languages = ["en", "es", "ar"]
        for _again in range(4):
            speaking.say_all(WAITING + LANGUAGE_HELP, consent="quoted")
        speaking.say_all(SPANISH, language="es")
        speaking.say_all(ARABIC, language="ar", consent="paraphrased")
        speaking.ask_for_run(min_size=3)
        db.session.commit()
        work()
        code(speaking.engagement, first, second)
        db.session.remove()
    return live


def work() -> None:
    worker.run_worker(db.engine, worker.Stopping(), idle_exit=True)


def code(engagement: Engagement, first: Account, second: Account) -> None:
    """Adopt the codebook, code a little, learn, and compare one round of two."""
    session = db.session()
    begin_writing(session)
    adopt_starter(session, engagement, first, "en")
    compared = start_round(engagement, first, second, 24)
    for account in (first, second):
        judge_all(engagement, account, compared.id)
    start_round(engagement, first, second, 10)
    judge_some(engagement, first, 8)
    tasks.ask_to_learn(session, engagement, first)
    session.commit()
    work()
    begin_writing(session)
    rounds.close_round(session, engagement, first, compared.id)
    session.commit()
    work()


def start_round(engagement: Engagement, first: Account, second: Account, size: int) -> CodingRound:
    wanted = rounds.Wanted(size, (first.id, second.id), rounds.CODEBOOK)
    return rounds.start_round(db.session(), engagement, first, wanted, seed=7)


def judge_all(engagement: Engagement, account: Account, round_id: int) -> None:
    desk = desk_of(db.session(), engagement, account, round_id)
    for place, key in enumerate(desk.order):
        themes = frozenset({desk.themes[place % 2 if place % 5 else 2]})
        judge(db.session(), account, key, desk.round, desk.themes, Said(themes))


def judge_some(engagement: Engagement, account: Account, count: int) -> None:
    desk = desk_of(db.session(), engagement, account, None)
    state = read_codebook(db.session(), engagement.id)
    waiting = next(k for k, t in state.adopted.items() if t.slug == "response_time_hours")
    for key in desk.order[:count]:
        said = Said(frozenset({waiting}), stance="oppose", safety=("crisis_disclosure",))
        judge(db.session(), account, key, None, desk.themes, said)


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


def addresses(live: Live, page: Page) -> list[str]:
    """Return every page of coding, in each of its states."""
    page.goto(f"{live.url}{STAFF}/codebook")
    theme = page.locator("li.card a").first.get_attribute("href") or ""
    page.goto(f"{live.url}{STAFF}/agreement")
    made = [link.get_attribute("href") or "" for link in page.locator("tbody a").all()]
    page.goto(f"{live.url}{STAFF}/coding/next")
    passage = page.url.removeprefix(live.url)
    with live.app.app_context():
        done = db.session().scalars(select(CodingRound).where(CodingRound.state == "open")).one()
    return [
        f"{STAFF}/codebook",
        f"{STAFF}/codebook?q=nothing+of+this+kind",
        theme,
        f"{STAFF}/coding",
        passage,
        f"{STAFF}/coding/rounds/{done.id}/next",
        f"{STAFF}/agreement",
        *made,
    ]


def test_coding_pages_have_no_violation(context: BrowserContext, coded: Live) -> None:
    page = context.new_page()
    sign_in(page, coded)
    for address in addresses(coded, page):
        page.goto(coded.url + address)
        for details in page.locator("details").all()[:6]:
            details.evaluate("each => { each.open = true }")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_passage_is_coded_by_keyboard_without_javascript(browser: Browser, coded: Live) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, coded)
    page.goto(f"{coded.url}{STAFF}/coding")
    press(page, "main a.button")
    here = page.url
    press(page, "main form[method=post] .actions button")
    assert "Choose at least one theme" in page.locator("[role=alert]").inner_text()
    page.locator("input[name=theme]").first.focus()
    page.keyboard.press("Space")
    press(page, "main form[method=post] .actions button")
    assert page.url != here
    press(page, "main .actions a:last-of-type")
    assert page.url == here
    assert page.locator("input[name=theme]:checked").count() == 1
    context.close()
