"""A survey is made in a real browser: several types, a rule, a look at it, and out it goes."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from community_voice.extensions import db
from community_voice.staff.accounts import ADMINISTRATOR
from community_voice.staff.service import create_account
from community_voice.store.database import begin_writing
from tests.journeys.conftest import SLUG, Live

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "builder@example.org", "river-lantern-orchard"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WAYS = [("en", 320, True), ("ar", 320, False), ("ar", 320, True), ("en", 1280, False)]


@pytest.fixture(scope="module")
def builder(live: Live) -> Live:
    """Return the server with an administrator of its own."""
    with live.app.app_context():
        begin_writing(db.session())
        create_account(db.session(), EMAIL, "Bo Park", ADMINISTRATOR, PASSWORD)
        db.session.commit()
    return live


@pytest.fixture(params=WAYS, ids=str)
def page(browser: Browser, builder: Live, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return a signed-in page of one language and width, with JavaScript or without."""
    tag, width, script = request.param
    context = browser.new_context(
        locale=tag, viewport={"width": width, "height": 800}, java_script_enabled=script
    )
    made = context.new_page()
    made.set_default_timeout(20_000)
    made.goto(f"{builder.url}/staff/sign-in")
    made.fill("#email", EMAIL)
    made.fill("#password", PASSWORD)
    made.locator("main button[type=submit]").click()
    made.wait_for_url(f"{builder.url}/staff/")
    yield made
    context.close()


def press(page: Page, selector: str) -> None:
    """Press what leads to another page, and wait for it."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def look_at(page: Page, tag: str, has_script: bool) -> None:
    """Find nothing that axe calls a violation, the language asked for, no sideways scrolling.

    Axe is a script itself: of a page without scripts it looks at a copy, into which none comes.
    """
    said = page.locator("html").get_attribute("lang"), page.locator("html").get_attribute("dir")
    assert said == (tag, "rtl" if tag == "ar" else "ltr"), page.url
    looked_at = page if has_script else copy_of(page)
    found = Axe().run(looked_at, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert looked_at.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    if looked_at is not page:
        looked_at.context.close()


def copy_of(page: Page) -> Page:
    """Return the page as it stands, in a browser that runs the scripts of tests alone."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(viewport=page.viewport_size)
    words, address = page.content(), page.url.partition("#")[0]
    context.route("**/*.js", lambda route: route.abort())
    context.route(
        lambda url: url == address,
        lambda route: route.fulfill(body=words, content_type="text/html; charset=utf-8"),
    )
    copy = context.new_page()
    copy.goto(address)
    assert copy.locator("main").inner_text() == page.locator("main").inner_text()
    return copy


def add(page: Page, base: str, kind: str, label: str, **fields: str) -> None:
    """Add a question at the end of the first page."""
    page.goto(f"{base}/new-question?type={kind}&section=page_1")
    page.fill("#text-label", label)
    for name, text in fields.items():
        page.fill(f"[name='{name.replace('__', ':')}']", text)


def test_a_survey_is_made_looked_at_and_published(
    page: Page, builder: Live, request: pytest.FixtureRequest
) -> None:
    tag, width, script = request.node.callspec.params["page"]
    address = f"made-{tag}-{width}-{script}".lower()
    room = f"{builder.url}/staff/{SLUG}/surveys/"
    page.goto(f"{room}new/empty")
    look_at(page, tag, script)
    page.fill("#title", "A small survey")
    page.fill("#slug", address)
    press(page, "main form button[value=look]")
    base = f"{room}{address}/1/edit"
    assert page.url == base
    look_at(page, tag, script)

    add(page, base, "one_choice", "Did you call for help?")
    page.fill("[name='choice:0:label']", "Yes")
    page.fill("[name='choice:1:label']", "No")
    look_at(page, tag, script)
    press(page, "button[name=do][value=save]:not(.unseen)")
    add(page, base, "number", "How many times?", set__min="1")
    page.locator("details:has([name='rule:show_if:new']) > summary").first.click()
    page.select_option("[name='rule:show_if:new']", "call_help")
    press(page, "button[value='condition:show_if']")
    page.select_option("[name='rule:show_if:0:comparison']", "is")
    page.select_option("[name='rule:show_if:0:value']", "yes")
    press(page, "button[name=do][value=again]")
    assert "call for help?" in page.locator(".sentence").first.inner_text()
    look_at(page, tag, script)
    press(page, "button[name=do][value=save]:not(.unseen)")
    add(page, base, "long_text", "What happened then?")
    press(page, "button[name=do][value=save]:not(.unseen)")

    questions = page.locator(".draft-question")
    assert questions.count() == 3
    press(page, "#q-happened_then button[value=question_up]")
    assert page.locator(".draft-question").nth(1).get_attribute("id") == "q-happened_then"
    press(page, "button[value=undo]")
    assert page.locator(".draft-question").nth(2).get_attribute("id") == "q-happened_then"

    page.goto(f"{base}/texts")
    look_at(page, tag, script)
    page.fill("#thanks", "Thank you!")
    page.check("#languages-ar")
    press(page, "main form:not(.inline) button[type=submit]")

    page.goto(f"{room}{address}/1/look?lang={tag}&width=320")
    frame = page.frame_locator("iframe.look")
    frame.locator("#start").wait_for()
    assert frame.locator("html").get_attribute("dir") == ("rtl" if tag == "ar" else "ltr")

    page.goto(f"{base}/publish")
    look_at(page, tag, script)
    press(page, "main form:not(.inline) button[type=submit]:not(.second)")
    assert page.url == f"{room}{address}/"
    look_at(page, tag, script)
    assert page.goto(base).status == 409  # type: ignore[union-attr]
    answered = page.goto(f"{builder.url}/{SLUG}/s/{address}/?lang={tag}")
    assert answered is not None
    assert answered.status == 200
