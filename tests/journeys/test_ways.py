"""A shared device in a real browser: after each person nothing of them is left to be seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from community_voice.answering.eligible import print_codes
from community_voice.answering.tally import tally
from community_voice.extensions import db
from community_voice.store import CodeSheet, Engagement, EntryLink, Response, Survey
from community_voice.store.database import begin_writing
from tests.journeys.conftest import SLUG, Live, Resident
from tests.journeys.field_work import prepare, sign_in

pytestmark = pytest.mark.browser

UNIQUE = "unmistakable-medlar-51c2"
CODE = "KSKS2345"


@pytest.fixture(scope="module")
def kiosk(live: Live) -> str:
    """Return the address of a shared device's start."""
    with live.app.app_context():
        begin_writing(db.session())
        engagement = db.session.query(Engagement).filter_by(slug=SLUG).one()
        db.session.add(
            EntryLink(
                engagement_id=engagement.id, code=CODE, kind="site", name="Hall", is_kiosk=True
            )
        )
        db.session.commit()
        db.session.remove()
    return f"{live.url}/{SLUG}/kiosk/{CODE}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


class Visitor(Resident):
    """Somebody at the kiosk: pages come into one another's place, without a navigation."""

    def sit_down(self, kiosk: str, *, lang: str = "en") -> None:
        self.page.clock.install()
        self.page.goto(f"{kiosk}?lang={lang}")
        self.page.locator("#start").click()
        expect(self.page.locator("[name=at]")).to_have_value("about_help")

    def press(self, go: str) -> None:
        self.page.evaluate("document.getElementById('main').dataset.old = '1'")
        self.page.locator(f"button[name=go][value='{go}']").first.click()
        expect(self.page.locator("#main[data-old]")).to_have_count(0)

    def write_something(self) -> None:
        self.press("next")
        self.write("what_happened", UNIQUE)

    def wait(self, seconds: int) -> None:
        self.page.clock.run_for(seconds * 1000)

    def is_back_at(self, kiosk: str) -> None:
        """Check that the start is there, and that no way back shows anything of the last one."""
        page = self.page
        page.wait_for_url(kiosk)
        expect(page.locator("#start")).to_be_visible()
        assert UNIQUE not in page.content()
        for _step in range(4):
            page.go_back()
            if page.url == "about:blank":
                break
            assert UNIQUE not in page.content()
            assert page.locator("[name=state], #receipt").count() == 0


def test_after_the_receipt_the_device_is_cleared(
    context: BrowserContext, live: Live, kiosk: str
) -> None:
    visitor = Visitor(context, live, "en")
    visitor.sit_down(kiosk)
    length = visitor.page.evaluate("history.length")
    visitor.write_something()
    visitor.press("review")
    visitor.press("send")
    expect(visitor.page.locator("#receipt")).to_be_visible()
    assert visitor.page.evaluate("history.length") == length
    visitor.wait(50)
    expect(visitor.page.locator("#ended")).to_be_visible()
    visitor.page.locator("[data-more]").click()
    visitor.wait(55)
    expect(visitor.page.locator("#receipt")).to_be_visible()
    visitor.wait(8)
    visitor.is_back_at(kiosk)
    with live.app.app_context():
        assert db.session.query(Response).filter_by(mode="kiosk").count() == 1
        db.session.remove()


def test_when_nobody_is_there_it_asks_and_then_clears(
    context: BrowserContext, live: Live, kiosk: str
) -> None:
    visitor = Visitor(context, live, "en")
    visitor.sit_down(kiosk)
    visitor.write_something()
    # Somebody who speaks into the recorder touches nothing.
    visitor.page.evaluate("""main.insertAdjacentHTML(
        "beforeend", '<span data-voice-box="stop" id="speaks">…</span>')""")
    visitor.wait(90)
    expect(visitor.page.locator("#still")).to_be_hidden()
    visitor.page.evaluate("document.getElementById('speaks').remove()")
    visitor.wait(61)
    expect(visitor.page.locator("#still")).to_be_visible()
    visitor.page.locator("[data-stay]").click()
    expect(visitor.page.locator("#still")).to_be_hidden()
    assert visitor.page.locator("[name=q-what_happened]").input_value() == UNIQUE
    visitor.wait(61)
    visitor.wait(21)
    visitor.is_back_at(kiosk)


@pytest.mark.parametrize("button", ["#clear", "#leave"])
def test_finish_and_leave_clear_it_at_once(
    context: BrowserContext, live: Live, kiosk: str, button: str
) -> None:
    visitor = Visitor(context, live, "en")
    visitor.sit_down(kiosk, lang="ar")
    visitor.write_something()
    visitor.page.evaluate("sessionStorage.setItem('note', 'mine')")
    visitor.page.locator(button).click()
    visitor.page.wait_for_url(kiosk)
    assert visitor.page.evaluate("sessionStorage.length") == 0
    visitor.is_back_at(kiosk)


def test_without_a_network_the_page_stays_and_says_so(
    context: BrowserContext, live: Live, kiosk: str
) -> None:
    visitor = Visitor(context, live, "en")
    visitor.sit_down(kiosk)
    visitor.write_something()
    context.set_offline(True)
    visitor.page.locator("button[value=next]").click()
    expect(visitor.page.locator("#kiosk-failed")).to_be_visible()
    assert visitor.page.locator("[name=q-what_happened]").input_value() == UNIQUE
    context.set_offline(False)
    visitor.press("next")
    assert visitor.at == "the_team"


def test_without_scripts_nobody_begins_for_nothing_would_clear_it(
    browser: Browser, live: Live, kiosk: str
) -> None:
    """The browser would send the last person's pages again: Back, then Reload."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(kiosk)
    expect(page.locator("#start")).to_be_hidden()
    expect(page.locator("#no-script")).to_be_visible()
    context.close()


def test_a_code_behind_the_hash_fills_its_field_and_leaves_the_address(
    context: BrowserContext, live: Live
) -> None:
    with live.app.app_context():
        begin_writing(db.session())
        asked = db.session.query(Survey).join(Engagement).filter(Engagement.slug == SLUG)
        # Other journeys may have put surveys beside the engagement's first.
        survey = asked.order_by(Survey.id).limit(1).one()
        sheet = CodeSheet(survey_id=survey.id, name="Tuesday", codes=1)
        db.session.add(sheet)
        db.session.flush()
        code, sheet_id = print_codes(db.session(), sheet)[0], sheet.id
        db.session.commit()
        db.session.remove()
    resident = Resident(context, live, "en")
    try:
        resident.page.goto(f"{live.url}/{SLUG}/with-code#{code}")
        assert resident.page.locator("#code").input_value() == code
        assert resident.page.url == f"{live.url}/{SLUG}/with-code"
        resident.click("#start")
        assert resident.at == "about_help"
    finally:
        with live.app.app_context():
            begin_writing(db.session())
            db.session.get_one(CodeSheet, sheet_id).is_open = False
            db.session.commit()
            tally().forget()
            db.session.remove()


def test_an_interview_is_not_lost_by_a_slip(context: BrowserContext, live: Live) -> None:
    interviewer = prepare(live.app, "fills-in@example.org", "Lakeside Library")
    page = context.new_page()
    sign_in(page, live.url, interviewer.email)
    page.goto(f"{live.url}/host/assisted/?lang=en")
    page.locator("#assisted button").click()
    page.locator("button", has_text="Start").click()
    page.locator("[name=go][value=next]").click()
    page.locator("[name=q-what_happened]").click()
    page.keyboard.type(UNIQUE)
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.assign('/'))")
    assert asked.value.type == "beforeunload"
    # Nothing asks on the way on.
    page.locator("[name=go][value=review]").click()
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("main")).to_contain_text(UNIQUE)
