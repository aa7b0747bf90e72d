"""A resident's whole way in a real browser: without JavaScript, and with a keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from community_voice.extensions import db
from community_voice.store import Response, Testimony
from tests.journeys.conftest import LANGUAGES, SLUG, Live, Resident

pytestmark = pytest.mark.browser

STORIES = {
    "en": "It was late, and I did not know whom to call.\nIn the end we waited.",
    "es": "Era tarde y no sabía a quién llamar.\nAl final esperamos.",
    "zh-Hans": "那时已经很晚了，我不知道该给谁打电话。\n最后我们一起等着。",
    "ar": "كان الوقت متأخراً ولم أعرف بمن أتصل.\nفي النهاية انتظرنا.",
}


def stored_words(live: Live, language: str) -> set[str]:
    with live.app.app_context():
        query = (
            select(Testimony.text)
            .join(Response, Response.id == Testimony.response_id)
            .where(Response.language == language)
        )
        return set(db.session.scalars(query))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_resident_without_javascript_says_everything_and_sees_it_again(
    browser: Browser, live: Live, lang: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    resident = Resident(context, live, lang)
    resident.start()
    resident.walk_to_review(STORIES[lang])
    for text in STORIES[lang].splitlines():
        assert resident.page.get_by_text(text).first.is_visible()
    resident.press("send")
    receipt = resident.receipt()
    assert "receipt" not in resident.page.url
    assert receipt.replace(" ", "") not in resident.page.url
    assert STORIES[lang] in stored_words(live, lang)

    resident.page.locator("#pin").fill("482915")
    resident.click("main form button")
    assert resident.page.locator("#pin-set").is_visible()
    resident.page.goto(f"{live.url}/receipt?lang={lang}")
    resident.page.locator("input#receipt").fill(receipt)
    resident.click("main form button")
    assert resident.page.locator("#stored").is_visible()
    resident.page.locator("#pin").fill("482915")
    resident.click("main form button")
    assert STORIES[lang] in resident.page.locator("#words").inner_text()
    context.close()


def test_a_resident_changes_the_language_half_way_and_loses_nothing(
    browser: Browser, live: Live
) -> None:
    context = browser.new_context(java_script_enabled=False)
    resident = Resident(context, live, "en")
    resident.start()
    resident.press("next")
    resident.write("what_happened", "half said")
    resident.click("button[name=speak][value=ar]")
    assert resident.page.locator("html").get_attribute("dir") == "rtl"
    assert resident.page.locator("[name=q-what_happened]").input_value() == "half said"
    context.close()


def test_a_line_end_at_the_start_survives_going_back_and_forth(
    browser: Browser, live: Live
) -> None:
    context = browser.new_context(java_script_enabled=False)
    resident = Resident(context, live, "en")
    resident.start()
    resident.press("next")
    words = "\n\n  first\n\nthen 👩🏽‍🚒 \u202eback\u202c\n"
    resident.write("what_happened", words)
    for go in ("next", "back", "back", "next", "next", "back"):
        resident.press(go)
    assert resident.page.locator("[name=q-what_happened]").input_value() == words
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what the selector finds."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def enter(page: Page) -> None:
    """Press Enter, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_keyboard_alone_is_enough(browser: Browser, live: Live, lang: str) -> None:
    context = browser.new_context()
    resident = Resident(context, live, lang)
    page = resident.page
    page.goto(f"{live.url}/{SLUG}/?lang={lang}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "#start")
    enter(page)
    tab_to(page, "[name=q-which_fit]")
    page.keyboard.press("Space")
    tab_to(page, "[name=q-wanted_help_did_not_call]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=q-times_needed]")
    page.keyboard.type("many")
    enter(page)  # the form's first button: next
    assert page.evaluate("document.activeElement.id") == "problems"
    tab_to(page, "#problems a")
    page.keyboard.press("Enter")
    expect(page.locator("[name=q-times_needed]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    tab_to(page, "button[value=next]")
    enter(page)
    tab_to(page, "[name=q-what_happened]")
    page.keyboard.type("typed by hand")
    tab_to(page, "[name=q-who_first-1]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=q-who_first-2]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button[value=review]")
    enter(page)
    assert "typed by hand" in page.locator("main").inner_text()
    tab_to(page, "#send")
    enter(page)
    assert "typed by hand" in stored_words(live, lang)
    context.close()
