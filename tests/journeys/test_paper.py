"""A stack is typed in by keyboard alone, and what is odd is looked at once."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from community_voice.collect.paper.desk import PaperDesk
from community_voice.collect.paper.printing import print_copies
from community_voice.collect.paper.stacks import make_stack
from community_voice.extensions import db
from community_voice.store import Engagement, PaperStack, Response
from community_voice.store.columns import today
from community_voice.store.database import begin_writing
from tests.collect.paper.made import publish_survey
from tests.conftest import PASSWORD, make_host, make_partner
from tests.journeys.conftest import Live
from tests.journeys.field_work import unlock

pytestmark = pytest.mark.browser

EMAIL, PLACE = "types@example.org", "paper-town"


def make_ready(app: Flask) -> tuple[str, list[str]]:
    """Print two forms and make a stack; return the stack's address and the numbers."""
    with app.app_context():
        begin_writing(db.session())
        partner = make_partner(db.session(), PLACE, "Lakeside Day Center")
        make_host(db.session(), partner, EMAIL)
        version = publish_survey(db.session(), partner.engagement)
        desk = PaperDesk(db.session(), partner.engagement, partner)
        copies = print_copies(db.session(), desk, version, "en", 2, today())
        stack = make_stack(db.session(), desk, version, "en", "Monday", 2, False)
        db.session.commit()
        ready = f"/host/paper/{stack.id}/enter", [copy.number for copy in copies]
        db.session.remove()
    return ready


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()
    with live.app.app_context():
        begin_writing(db.session())
        made = select(Engagement).where(Engagement.slug == PLACE)
        db.session().scalars(made).one().state = "closed"
        db.session.commit()
        db.session.remove()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def type_on(page: Page, texts: dict[str, str]) -> None:
    """Go through the fields by Enter, in lines of words by Tab, and type where there is a text."""
    for _field in range(60):
        at = focused(page)
        if at == "save":
            return
        if at in texts:
            page.keyboard.type(texts[at])
        is_lines = page.evaluate("document.activeElement.matches('textarea')")
        page.keyboard.press("Tab" if is_lines else "Enter")
    pytest.fail(f"the keyboard stopped at {focused(page)}")


def test_a_stack_is_typed_in_by_keyboard_alone(page: Page, live: Live) -> None:
    address, numbers = make_ready(live.app)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{live.url}{address}")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # A number with a slip stays in its field.
    assert focused(page) == "number"
    page.keyboard.type(numbers[0][:-1] + str((int(numbers[0][-1]) + 1) % 10))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#number-error").is_visible()
    page.locator("#number").fill(numbers[0])
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # Letters tick boxes, and Enter goes on, to the last field and to Save.
    assert focused(page) == "k-read_rule"
    type_on(page, {"k-read_rule": "x", "k-ways": "ab", "q-times": "many", "q-name_it": "Lantern"})
    assert page.locator("[name=q-ways]:checked").count() == 2
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # What is odd is shown, with all that was typed; saved again, it is stored as it stands.
    assert focused(page) == "odd"
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.locator("a", has_text="Do not save this form").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    assert page.locator("#q-times").input_value() == "many"
    assert page.locator("[name=q-ways]:checked").count() == 2
    with page.expect_navigation():
        page.locator("#save").press("Enter")
    assert focused(page) == "number"

    # A click on a box writes its letter.
    page.keyboard.type(numbers[1])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("[name=q-who][value=social]").check()
    assert page.locator("#k-who").input_value() == "b"
    page.locator("[name=q-who][value=medic]").check()
    assert page.locator("#k-who").input_value() == "a"
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("#k-read_rule").fill("x")
    with page.expect_navigation():
        page.locator("#save").press("Enter")

    # The page that a device keeps asks too, and says what became of a form that was typed again.
    page.goto(f"{live.url}{address}?keep=1")
    unlock(page)
    # What the page fetches for its own script must be there before the network goes.
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    save, told = page.locator("#save"), page.locator("#look-told")
    for waiting, field, text in ((1, "k-ways", "zz"), (2, "q-times", "a lot")):
        page.locator("#number").fill(numbers[0])
        page.locator(f"#{field}").fill(text)
        save.click()
        expect(told).to_contain_text("Please look at the paper once more")
        expect(told).to_contain_text("B1" if field == "k-ways" else "C1")
        shown = f"{numbers[0][:4]} {numbers[0][4:]}"
        assert (shown in told.inner_text()) == (waiting == 2)
        save.click()
        expect(page.locator("#outbox-waiting")).to_contain_text(str(waiting))
        expect(told).to_be_hidden()
    page.context.set_offline(False)
    page.locator("#outbox-send").click()
    expect(page.locator("#outbox-conflicts")).to_contain_text("Staff will look at both")

    assert broken == []
    with live.app.app_context():
        stack = db.session().scalars(select(PaperStack).where(PaperStack.name == "Monday")).one()
        stored = select(Response).where(Response.version_id == stack.version_id)
        assert len(db.session().scalars(stored).all()) == 2
        db.session.remove()
