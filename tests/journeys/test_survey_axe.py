"""Every resident page, in four languages, small and wide, with its security policy on."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import LANGUAGES, SLUG, WIDTHS, Live, Resident

pytestmark = pytest.mark.browser

TARGETS = "button, select, textarea, input[type=text], .choice, .leave, .lines a, .languages a"
SMALL_TARGETS = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 44 || box.width < 44).map(([html]) => html)"""


class Examiner:
    """Looks at each page that comes, and remembers every fault with its page."""

    def __init__(self, page: Page) -> None:
        self.page, self.seen = page, 0
        self.faults: list[Any] = []

    def look(self, name: str) -> None:
        """Run axe, and see that nothing is cut off or too small to touch."""
        self.seen += 1
        violations = Axe().run(self.page).response["violations"]
        for each in violations:
            self.faults.append((name, each["id"], [node["html"] for node in each["nodes"]][:3]))
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.faults.append((name, "scrolls sideways", wide))
        if small := self.page.evaluate(SMALL_TARGETS):
            self.faults.append((name, "small targets", small))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_resident_page_is_accessible(
    browser: Browser, live: Live, lang: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    resident = Resident(context, live, lang)
    examiner = Examiner(resident.page)
    for path in ("", f"{SLUG}/", "receipt", "what-we-keep", "nowhere/"):
        resident.page.goto(f"{live.url}/{path}?lang={lang}")
        examiner.look(path or "home")
    walk(resident, examiner)
    receipts(resident, examiner)
    accidents(resident, examiner)
    context.close()
    assert examiner.seen == 26
    assert examiner.faults == []


def walk(resident: Resident, examiner: Examiner) -> None:
    """See each page empty and full, and with mistakes."""
    resident.start()
    resident.write("times_needed", "many")
    resident.press("next")
    examiner.look("a mistake")
    while resident.at != "review":
        examiner.look(f"{resident.at}, empty")
        resident.fill_page("Some words, and a few more.")
        examiner.look(f"{resident.at}, full")
        resident.press("next")
    examiner.look("review")


def receipts(resident: Resident, examiner: Examiner) -> None:
    """See the receipt's pages."""
    page = resident.page
    resident.press("send")
    examiner.look("receipt")
    receipt = resident.receipt()
    page.locator("#pin").fill("123")
    resident.click("main form button")
    examiner.look("a poor pin")
    page.locator("#pin").fill("482915")
    resident.click("main form button")
    page.goto(f"{resident.live.url}/receipt?lang={resident.lang}")
    page.locator("input#receipt").fill("1234")
    resident.click("main form button")
    examiner.look("no receipt")
    page.locator("input#receipt").fill(receipt)
    resident.click("main form button")
    examiner.look("found")
    page.locator("#pin").fill("482915")
    resident.click("main form button")
    examiner.look("words")


def accidents(resident: Resident, examiner: Examiner) -> None:
    """See the pages for a conflict and for a changed field."""
    page = resident.page
    resident.start()
    resident.press("review")
    state = page.locator("input[name=state]").get_attribute("value")
    resident.press("send")
    resident.start()
    resident.write("times_needed", "3")
    resident.press("review")
    page.evaluate("s => { document.querySelector('[name=state]').value = s }", state)
    resident.press("section:about_help")
    resident.write("times_needed", "3")
    resident.press("review")
    resident.press("send")
    assert page.locator("button[value=keep]").is_visible()
    examiner.look("conflict")
    resident.start()
    page.evaluate("document.querySelector('[name=state]').value = 'changed'")
    resident.write("times_needed", "3")
    resident.press("next")
    examiner.look("changed field")
