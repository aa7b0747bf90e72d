"""Staff pages in a real browser: no violation that axe can find, by keyboard alone, no overflow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from community_voice.extensions import db
from community_voice.staff.accounts import ADMINISTRATOR, ANALYST
from community_voice.staff.service import create_account
from community_voice.store.database import begin_writing
from tests.journeys.conftest import SLUG, WIDTHS, Live

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "ada@example.org", "river-lantern-orchard"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = [
    "/staff/",
    "/staff/?q=nothing",
    "/staff/new",
    "/staff/new/when-you-need-help",
    "/staff/new/common-ground",
    f"/staff/{SLUG}/",
    f"/staff/{SLUG}/settings",
    f"/staff/{SLUG}/languages",
    f"/staff/{SLUG}/close",
    "/staff/audit",
    "/staff/accounts/",
    "/staff/accounts/new",
    "/staff/accounts/1/deactivate",
    "/staff/accounts/1/password",
    "/staff/password",
    "/staff/nowhere/",
]
LOOKS = [("en", "light"), ("ar", "dark")]


@pytest.fixture(scope="module")
def staff(live: Live) -> Live:
    """Return the server with an administrator and an analyst."""
    with live.app.app_context():
        begin_writing(db.session())
        create_account(db.session(), EMAIL, "Ada Park", ADMINISTRATOR, PASSWORD)
        create_account(db.session(), "noor@example.org", "نور حداد", ANALYST, PASSWORD)
        db.session.commit()
    return live


@pytest.fixture(params=[(*look, width) for look in LOOKS for width in WIDTHS], ids=str)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Return a browser of one language, colour scheme and width."""
    tag, scheme, width = request.param
    made = browser.new_context(
        locale=tag, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    yield made
    made.close()


def sign_in(page: Page, staff: Live) -> None:
    """Sign in with the keyboard alone."""
    page.goto(f"{staff.url}/staff/sign-in")
    page.locator("#email").focus()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{staff.url}/staff/")


def check(page: Page) -> None:
    """Find nothing that axe calls a violation, no sideways scrolling and no blocked resource."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_sign_in_pages_have_no_violation(context: BrowserContext, staff: Live) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{staff.url}/staff/sign-in")
    check(page)
    page.fill("#email", EMAIL)
    page.fill("#password", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    check(page)
    assert page.get_attribute("html", "dir") == (
        "rtl" if page.evaluate("navigator.language") == "ar" else "ltr"
    )
    assert complaints == []


def test_staff_pages_have_no_violation(context: BrowserContext, staff: Live) -> None:
    page = context.new_page()
    sign_in(page, staff)
    for address in PAGES:
        page.goto(staff.url + address)
        check(page)


def test_pages_that_say_what_is_wrong_have_no_violation(
    context: BrowserContext, staff: Live
) -> None:
    page = context.new_page()
    sign_in(page, staff)
    page.goto(f"{staff.url}/staff/new/when-you-need-help")
    page.fill("#slug", "Not An Address")
    page.fill("#leave_url", "http://plain.example/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("[role=alert]")
    check(page)
    page.goto(f"{staff.url}/staff/accounts/new")
    page.fill("#name", "B")
    page.fill("#email", "b@example.org")
    page.fill("#password", "short")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("[role=alert]")
    check(page)


def walk(page: Page) -> list[str]:
    """Press Tab through the whole page; return what each stop is."""
    page.keyboard.press("Tab")
    stops: list[str] = []
    named = "(e => (e.textContent || e.name || e.id).trim())(document.activeElement)"
    while len(stops) < 80:
        stops.append(page.evaluate(named))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", stops[-1]
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    return stops


def test_an_engagement_is_made_opened_and_closed_by_keyboard_alone(
    browser: Browser, staff: Live
) -> None:
    page = browser.new_context(locale="en").new_page()
    sign_in(page, staff)

    def press(name: str) -> None:
        page.get_by_role("main").get_by_text(name, exact=True).first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    press("New engagement")
    press("When you need help")
    page.locator("#slug").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("keyboard-alone")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{staff.url}/staff/keyboard-alone/")
    stops = walk(page)
    assert "Sign out" in stops
    assert "Open it to residents" in stops
    press("Open it to residents")
    assert page.goto(f"{staff.url}/keyboard-alone/").status == 200  # type: ignore[union-attr]
    page.goto(f"{staff.url}/staff/keyboard-alone/")
    press("Close it")
    press("Close it")
    assert "closed" in page.get_by_role("main").inner_text()


def test_the_staff_pages_work_without_javascript(browser: Browser, staff: Live) -> None:
    page = browser.new_context(java_script_enabled=False, locale="en").new_page()
    page.goto(f"{staff.url}/staff/accounts/")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").click()
    assert page.url == f"{staff.url}/staff/accounts/"
    page.goto(f"{staff.url}/staff/{SLUG}/links/codes")
    assert page.locator(".noprint:visible").count() > 0
    page.emulate_media(media="print")
    assert page.locator(".noprint:visible").count() == 0, "a slip or a sheet prints no rooms"
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Sign out").click()
    assert page.url == f"{staff.url}/staff/sign-in"
    assert "You are signed out." in page.content()
