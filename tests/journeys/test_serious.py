"""The page “Said once, serious” in a real browser: without JavaScript, and seen by axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from community_voice.extensions import db
from community_voice.release import rewording
from community_voice.release.serious import find_passages
from community_voice.staff.accounts import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import Codebook
from community_voice.store.database import begin_writing
from community_voice.store.review_state import read_codebook
from community_voice.store.theme import AdoptedTheme
from tests.journeys.conftest import WIDTHS, Live
from tests.release.ready import Crowd, make_ready

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "reader@example.org", "river-lantern-orchard"
SLUG = "serious-hill"
STAFF = f"/staff/{SLUG}/release"
ADDRESS = f"{STAFF}/serious"
WORDS = (
    "Someone lost their vehicle, and with it what they earn a living with.",
    "A tow left somebody without the means to work.",
)
CROWDS = (
    Crowd(12, "wait"),
    Crowd(3, "rare", "en", "old", "quoted"),
    Crowd(2, "rare", "es", "old", "paraphrased"),
    Crowd(1, "rare"),
)


@pytest.fixture(scope="module")
def serious(live: Live) -> Live:
    """Return the server with one passage in other words by somebody else, and one approved."""
    with live.app.app_context():
        begin_writing(db.session())
        reader = create_account(db.session(), EMAIL, "Noor Haddad", ANALYST, PASSWORD)
        ready = make_ready(db.session(), CROWDS, slug=SLUG)
        engagement = ready.speaking.engagement
        book = db.session().query(Codebook).filter_by(engagement_id=engagement.id).one()
        rare = ready.themes["rare"].id
        db.session().add(
            AdoptedTheme(theme_id=rare, codebook_id=book.id, slug="rare", serious=True)
        )
        db.session().flush()
        found = find_passages(db.session(), read_codebook(db.session(), engagement.id)).passages
        for words, passage in zip(WORDS, found, strict=False):
            written = rewording.Written(passage.segment_id, words, "Ana Reader")
            row = rewording.write(db.session(), engagement, written, ready.reader)
        rewording.approve(db.session(), engagement, row.id, reader)
        db.session.commit()
        db.session.remove()
    return live


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


def test_the_page_covers_what_is_hard_to_read_and_has_no_violation(
    context: BrowserContext, serious: Live
) -> None:
    page = context.new_page()
    sign_in(page, serious)
    page.goto(serious.url + ADDRESS)
    passages = page.locator("blockquote").all()
    assert len(passages) == 5
    assert not any(each.is_visible() for each in passages)
    assert page.get_by_text(WORDS[0]).is_visible()
    for details in page.locator("details").all():
        details.evaluate("each => { each.open = true }")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_refused_words_stay_open_where_they_were_typed(browser: Browser, serious: Live) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, serious)
    page.goto(serious.url + ADDRESS)
    form = page.locator("details:has(textarea)").first
    form.locator("summary").focus()
    page.keyboard.press("Enter")
    form.locator("textarea").fill("It was in 2019.")
    form.locator("button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    field = page.locator("textarea[aria-invalid=true]")
    assert field.is_visible()
    assert field.input_value() == "It was in 2019."
    context.close()
