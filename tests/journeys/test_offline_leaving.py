"""A page with something typed asks before it goes, and holds up nobody who must go."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.journeys.device import Gate
from tests.journeys.offline_pages import keep_entry, open_form

pytestmark = pytest.mark.browser

RELOAD = "setTimeout(() => location.reload())"


class Asked:
    """A person who stays on the page whenever the browser asks."""

    def __init__(self, page: Page) -> None:
        self.times = 0
        page.on("dialog", self._stay)

    def _stay(self, dialog: Dialog) -> None:
        self.times += dialog.type == "beforeunload"
        dialog.dismiss()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a fresh browser."""
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def type_words(page: Page, gate: Gate, *, kiosk: bool = False) -> None:
    open_form(page, gate.url, kiosk=kiosk)
    # By hand: a browser asks only on a page that somebody touched.
    page.locator("[name=q-what_happened]").click()
    page.keyboard.type("half a story")


def test_the_browser_asks_while_something_typed_is_kept_nowhere(page: Page, gate: Gate) -> None:
    asked = Asked(page)
    type_words(page, gate)
    with page.expect_event("dialog"):
        page.evaluate(RELOAD)
    expect(page.locator("[name=q-what_happened]")).to_have_value("half a story")
    gate.holds_back = True
    keep_entry(page)
    page.reload()
    assert asked.times == 1, "it is sealed now"


def test_a_call_for_help_is_never_asked_about(page: Page, gate: Gate) -> None:
    asked = Asked(page)
    type_words(page, gate)
    page.locator("a[href='tel:988']").first.click()
    expect(page.locator("[name=q-what_happened]")).to_have_value("half a story")
    assert asked.times == 0


@pytest.mark.parametrize("how", ["leave", "escape", "kiosk reload", "kiosk wipe"])
def test_nobody_who_leaves_is_held_up(page: Page, gate: Gate, how: str) -> None:
    asked = Asked(page)
    type_words(page, gate, kiosk=how.startswith("kiosk"))
    page.evaluate("document.getElementById('leave').href = '/'")
    with page.expect_navigation(wait_until="commit"):
        if how == "leave":
            page.locator("#leave").click()
        elif how == "escape":
            for _ in range(3):
                page.keyboard.press("Escape")
        elif how == "kiosk reload":
            page.evaluate(RELOAD)
        else:
            page.evaluate("document.getElementById('walk').dataset.idleSeconds = '0.2'")
            page.keyboard.type("!")
    assert asked.times == 0
