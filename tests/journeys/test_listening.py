"""A session of twelve speakers in three languages, typed by keyboard in a browser, and sent."""

from collections import Counter
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from community_voice.extensions import db
from community_voice.staff.roles import HOST
from community_voice.staff.service import create_account
from community_voice.store import (
    Contribution,
    Engagement,
    ListeningSession,
    Partner,
    PartnerHost,
    Response,
    SessionNote,
    Testimony,
)
from community_voice.store.database import begin_writing
from tests.journeys.conftest import SLUG, Live
from tests.journeys.field_work import unlock

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "listening-host@example.org", "river-lantern-orchard"
PARTNER = "Riverside Day Center"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WORDS = {
    "en": "They came late and nobody told us why.",
    "es": "Esperamos mucho y nadie nos dijo nada.",
    "ar": "انتظرنا طويلا ولم يخبرنا أحد بشيء.",
}
TONGUES = {number: ("en", "es", "ar")[number % 3] for number in range(1, 13)}


@pytest.fixture(scope="module")
def hosting(live: Live) -> Live:
    """Return the server with a partner, and an account that hosts for it."""
    with live.app.app_context():
        session = db.session()
        begin_writing(session)
        account = create_account(session, EMAIL, "Rosa Vega", HOST, PASSWORD)
        engagement = session.scalars(select(Engagement).where(Engagement.slug == SLUG)).one()
        partner = Partner(engagement=engagement, name=PARTNER)
        session.add(partner)
        session.flush()
        session.add(PartnerHost(account_id=account.id, partner_id=partner.id))
        session.commit()
        db.session.remove()
    return live


@pytest.fixture
def context(browser: Browser, hosting: Live) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, hosting: Live) -> Page:
    """Return a page on which the host has signed in."""
    made = context.new_page()
    made.goto(f"{hosting.url}/staff/sign-in")
    made.fill("#email", EMAIL)
    made.fill("#password", PASSWORD)
    made.locator("main button[type=submit]").click()
    made.wait_for_url(f"{hosting.url}/host/")
    return made


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def plan(page: Page, live: Live, title: str) -> str:
    """Plan a session with twelve speakers, open it, and return its address."""
    page.goto(f"{live.url}/host/sessions/new")
    page.fill("#title", title)
    page.fill("#place", "North side")
    page.fill("#speakers", "12")
    for language in page.locator("[name=languages]").all():
        language.check()
    press(page, "main form button[type=submit]")
    address = page.url
    press(page, "form[action$='/open'] button")
    return address


class Keyboard:
    """Types as a note-taker does, and counts every key that goes down."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def saved(page: Page) -> None:
    page.wait_for_selector("#note[data-state=saved]")


def notes_stored(live: Live) -> dict[str, SessionNote]:
    with live.app.app_context():
        # Other files' hosts take notes in the same database.
        theirs = select(ListeningSession.id).join(Partner).where(Partner.name == PARTNER)
        query = select(SessionNote).where(SessionNote.session_id.in_(theirs))
        found = db.session.scalars(query).all()
        db.session.remove()
    return {note.text: note for note in found}


def look_at(page: Page, name: str) -> None:
    """Find nothing that axe calls a violation, and no sideways scrolling."""
    violations = Axe().run(page, options=RULES).response["violations"]
    assert not violations, (name, [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations])
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide}"


def test_twelve_speakers_in_three_languages_are_typed_and_sent(page: Page, hosting: Live) -> None:
    address = plan(page, hosting, "Evening at the day center")
    keys = Keyboard(page)
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("Alt+F")
    keys.type("Welcome. Who wants to begin?")
    keys.press("Enter")
    page.keyboard.press("Alt+V")
    for number in range(1, 13):
        # The first time, a speaker's language is chosen; from then on it comes by itself.
        page.keyboard.type(f"{number}:")
        page.select_option("#language", TONGUES[number])
        page.focus("#text")
        keys.type(f"{WORDS[TONGUES[number]]} {number}")
        keys.press("Enter")
    # Ordinary notes: the same speaker goes on. The words and one key, no more.
    before, typed = keys.pressed, 0
    for turn in range(10):
        words = f"{WORDS['en']} Turn {turn}."
        keys.type(words)
        keys.press("Enter")
        typed += len(words)
    assert keys.pressed - before == typed + 10
    page.keyboard.press("Alt+W")
    for number in (4, 2, 3):
        keys.type(f"{number}: Agreed with that, number {number}")
        keys.press("Enter")
    saved(page)
    stored = notes_stored(hosting)
    assert len(stored) == 26
    assert {stored[f"{WORDS[TONGUES[n]]} {n}"].language for n in (3, 1, 2)} == {"en", "es", "ar"}
    agreed = {n: stored[f"Agreed with that, number {n}"] for n in (2, 3, 4)}
    assert {n: (note.speaker, note.language, note.form) for n, note in agreed.items()} == {
        n: (n, TONGUES[n], "noted") for n in agreed
    }
    send(page, address)
    with hosting.app.app_context():
        of_session = select(ListeningSession.id).where(
            ListeningSession.title == "Evening at the day center"
        )
        said = db.session.scalars(
            select(Contribution).where(Contribution.session_id.in_(of_session))
        ).all()
        units = Counter(db.session.scalars(select(Response.unit).where(Response.mode == "session")))
        words = db.session.scalar(
            select(func.count()).select_from(Testimony).where(Testimony.source == "listening")
        )
        db.session.remove()
    assert Counter(each.form for each in said) == {"verbatim": 22, "noted": 3, "facilitator": 1}
    assert (units, words) == ({"people": 12}, 25)


def send(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "form[action$='/close'] button")
    press(page, "a.button[href$='/send']")
    look_at(page, "send")
    press(page, "main form button[type=submit]")
    assert page.locator("main form").count() == 0, "nothing is left for a host to change"
    assert WORDS["en"] not in page.content()


def test_no_keystroke_is_lost_by_a_reload_or_without_a_connection(
    page: Page, hosting: Live
) -> None:
    plan(page, hosting, "Interrupted")
    page.keyboard.press("Alt+V")
    page.keyboard.type("3:In the middle of a sen")
    # At once: what was typed goes out as the page is left.
    page.reload()
    expect(page.locator("#text")).to_have_value("In the middle of a sen", timeout=15_000)
    assert page.locator("[name=speaker]:checked").get_attribute("value") == "3"
    page.keyboard.type("tence")
    page.keyboard.press("Enter")
    saved(page)
    assert notes_stored(hosting)["In the middle of a sentence"].speaker == 3

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/notes", cut)
    page.keyboard.type("While the network is down")
    page.keyboard.press("Enter")
    page.keyboard.type("And still down")
    page.wait_for_selector("#note[data-state=not-saved]")
    assert page.locator("#trouble").inner_text()
    page.unroute("**/notes", cut)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    stored = notes_stored(hosting)
    assert {"While the network is down", "And still down"} <= stored.keys()
    assert page.locator("#notes > li").count() == 2


def test_an_older_state_in_the_queue_is_no_change_of_somebody_elses(
    page: Page, hosting: Live
) -> None:
    plan(page, hosting, "Queued")
    unlock(page)
    page.route("**/notes", lambda route: route.abort())
    page.fill("#text", "Wehn it waited")
    expect(page.locator("#outbox-waiting")).to_have_text("Waiting to be sent: 1")
    held: list[Route] = []
    page.unroute("**/notes")
    page.route("**/notes", lambda route: held.append(route))
    page.fill("#text", "When it waited")
    # Both the page and the queue may try now; the page's own states arrive first.
    page.wait_for_timeout(6_000)
    for route in sorted(held, key=lambda each: -len(each.request.post_data or "")):
        route.continue_()
        page.wait_for_timeout(500)
    page.unroute("**/notes")
    saved(page)
    expect(page.locator("#outbox-waiting")).to_have_text("Nothing waits to be sent.")
    stored = [text for text in notes_stored(hosting) if text.endswith("it waited")]
    assert stored == ["When it waited"]


def test_an_answer_that_is_lost_makes_no_second_note(page: Page, hosting: Live) -> None:
    plan(page, hosting, "Lost answers")
    lost = []

    def lose(route: Route) -> None:
        """Let the server have it, and keep its answer from the page, twice of three times."""
        lost.append(route.fetch())
        if len(lost) % 3:
            route.abort()
        else:
            route.fulfill(response=lost[-1])

    page.route("**/notes", lose)
    for turn in range(3):
        page.keyboard.type(f"Said once, turn {turn}")
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
    saved(page)
    stored = [text for text in notes_stored(hosting) if text.startswith("Said once")]
    assert sorted(stored) == [f"Said once, turn {turn}" for turn in range(3)]
    assert len(lost) >= 3


def test_a_note_is_taken_to_hand_again_and_changed(page: Page, hosting: Live) -> None:
    plan(page, hosting, "Mended")
    page.keyboard.type("2:Mended latter")
    page.keyboard.press("Enter")
    # A time is no number of a speaker, however it is typed.
    page.keyboard.type("10:30 nobody was there")
    assert page.input_value("#text") == "10:30 nobody was there"
    page.keyboard.press("Enter")
    page.locator("[data-part=edit]").nth(1).click()
    page.keyboard.press("Enter")
    page.keyboard.type("Half of the next")
    page.locator("[data-part=edit]").first.click()
    assert page.input_value("#text") == "Mended latter"
    page.fill("#text", "Mended later")
    page.keyboard.press("Enter")
    saved(page)
    stored = notes_stored(hosting)
    assert {"Mended later", "Half of the next"} <= stored.keys()
    assert "Mended latter" not in stored and stored["Mended later"].speaker == 2
    assert stored["10:30 nobody was there"].speaker == 2


@pytest.mark.parametrize(("lang", "width"), [("ar", 320), ("en", 1280)])
def test_every_page_of_a_session_is_accessible(
    page: Page, hosting: Live, lang: str, width: int
) -> None:
    title = f"Looked at {lang} {width}"
    address = plan(page, hosting, title)
    page.keyboard.type(f"1:{WORDS['ar']}")
    page.keyboard.press("Enter")
    saved(page)
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("", "plan", "notes", "speakers", "speakers/1", "room", "heard", "delete"):
        page.goto(f"{address}{path}?lang={lang}")
        assert page.locator("html").get_attribute("lang") == lang
        look_at(page, f"{path} {lang} {width}")
    page.goto(f"{address}heard?lang={lang}")
    page.fill("#text", WORDS["ar"])
    press(page, "#new button")
    press(page, "button[value=right]")
    look_at(page, "cards")
    page.goto(f"{address}heard/read?lang={lang}")
    look_at(page, "big print")
    page.goto(f"{address}speakers/1?lang={lang}")
    press(page, "button[formaction$='/slip']")
    look_at(page, "slip")
    page.goto(f"{hosting.url}/host/sessions/?lang={lang}")
    look_at(page, "list")
