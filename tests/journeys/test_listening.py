"""A session of twelve speakers in three languages: from the keyboard in a browser to the brief."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.deliver.brief.checking import check_brief
from community_voice.deliver.brief.routes import render_brief
from community_voice.extensions import db
from community_voice.release.candidates import candidates
from community_voice.staff.roles import HOST
from community_voice.staff.service import create_account
from community_voice.store import (
    Account,
    Brief,
    Contribution,
    Engagement,
    ListeningSession,
    Partner,
    PartnerHost,
    Quote,
    QuoteReview,
    Response,
    Segment,
    SessionNote,
    Testimony,
)
from community_voice.store.columns import now
from community_voice.store.database import begin_writing
from community_voice.store.review_state import read_codebook
from community_voice.study.runs.compute import compute
from tests.journeys.conftest import Live
from tests.journeys.field_work import unlock
from tests.release.ready import Ready, silent
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, add_survey, start_engagement

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "listening-host@example.org", "river-lantern-orchard"
PARTNER, SLUG = "Riverside Day Center", "day-center"
TITLE = "Evening at the day center"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WORDS = {
    "en": "The ambulance took two hours to come and nobody told us why",
    "es": "La ambulancia tardó dos horas en llegar y nadie nos dijo por qué",
    "ar": "انتظرنا طويلا ولم يخبرنا أحد بشيء",
}
ASKED, AGREED = "Welcome, who wants to begin", "Agreed with that"
# What was heard, and how many said that it is right, and how many not.
CARDS = (("Help comes late", 12, 0), ("Nobody explains anything", 11, 11))
TONGUES = {number: ("en", "es", "ar")[number % 3] for number in range(1, 13)}


@pytest.fixture(scope="module")
def hosting(live: Live) -> Live:
    """Return the server with a partner in an engagement of its own, and a host of it."""
    with live.app.app_context():
        session = db.session()
        begin_writing(session)
        account = create_account(session, EMAIL, "Rosa Vega", HOST, PASSWORD)
        engagement = start_engagement(session, SLUG).engagement
        engagement.languages = ["en", "es", "ar"]
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


def test_twelve_speakers_in_three_languages_are_typed_read_back_sent_and_told(
    page: Page, hosting: Live
) -> None:
    address = plan(page, hosting, TITLE)
    typed = type_the_evening(page)
    saved(page)
    stored = notes_stored(hosting)
    assert len(stored) == typed == 26
    assert {stored[f"{WORDS[TONGUES[n]]} {n}"].language for n in (3, 1, 2)} == {"en", "es", "ar"}
    agreed = {n: stored[f"{AGREED}, number {n}"] for n in (2, 3, 4)}
    assert {n: (note.speaker, note.language, note.form) for n, note in agreed.items()} == {
        n: (n, TONGUES[n], "noted") for n in agreed
    }
    read_back(page, address)
    send(page, address)
    with hosting.app.app_context():
        session = db.session()
        sent_as_typed(session)
        with hosting.app.test_request_context("/"):
            told_in_a_brief(session, mentions=typed - 1)
        session.rollback()
        db.session.remove()


def type_the_evening(page: Page) -> int:
    """Type all turns by keyboard, an ordinary one with its words and one key; return how many."""
    keys = Keyboard(page)
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("Alt+F")
    keys.type(ASKED)
    keys.press("Enter")
    page.keyboard.press("Alt+V")
    for number in range(1, 13):
        # The first time, a speaker's language is chosen; from then on it comes by itself.
        page.keyboard.type(f"{number}:")
        page.select_option("#language", TONGUES[number])
        page.select_option("#consent", "quoted")
        page.focus("#text")
        keys.type(f"{WORDS[TONGUES[number]]} {number}")
        keys.press("Enter")
    # Ordinary notes: the same speaker goes on. The words and one key, no more.
    before, typed = keys.pressed, 0
    for turn in range(10):
        words = f"{WORDS['en']}, turn {turn}"
        keys.type(words)
        keys.press("Enter")
        typed += len(words)
    assert keys.pressed - before == typed + 10
    page.keyboard.press("Alt+W")
    for number in (4, 2, 3):
        page.keyboard.type(f"{number}:")
        # They would allow to be quoted: but these are not their words.
        page.select_option("#consent", "quoted")
        page.focus("#text")
        keys.type(f"{AGREED}, number {number}")
        keys.press("Enter")
    return 1 + 12 + 10 + 3


def read_back(page: Page, address: str) -> None:
    """Write the cards, and count what the room says of each."""
    for text, right, wrong in CARDS:
        page.goto(f"{address}heard")
        page.fill("#text", text)
        press(page, "#new button")
        card = page.locator(".heard-card").last
        card.locator("[name=said_right]").fill(str(right))
        card.locator("[name=said_wrong]").fill(str(wrong))
        with page.expect_navigation():
            card.locator("button[value=save]").click()


def sent_as_typed(session: Session) -> None:
    of_session = select(ListeningSession.id).where(ListeningSession.title == TITLE)
    said = session.scalars(
        select(Contribution).where(Contribution.session_id.in_(of_session))
    ).all()
    assert Counter(each.form for each in said) == {"verbatim": 22, "noted": 3, "facilitator": 1}
    units = session.scalars(
        select(Response.unit)
        .join(Engagement, Engagement.id == Response.engagement_id)
        .where(Response.mode == "session", Engagement.slug == SLUG)
    )
    assert Counter(units) == {"people": 12}


def told_in_a_brief(session: Session, mentions: int) -> None:
    """Find themes in what was said there and in answers on the web; release, and read the brief."""
    ready = analyse(session)
    of_session = select(Segment.id).join(Testimony).where(Testimony.source == "listening")
    ours = of_session.where(Testimony.engagement_id == ready.speaking.engagement.id)
    passages = session.scalar(select(func.count()).select_from(ours.subquery()))
    assert passages == mentions, "each was typed as one sentence"
    brief = ready.freeze(dimensions=["language", "mode", "partner"])
    heard = [claim.text for claim in brief.release.claims if claim.section == "heard"]
    assert heard[:3] == [
        "1 listening session is counted here. 12 people spoke in it.",
        f"{mentions} mentions come from listening sessions."
        " A mention is one passage of what was said.",
        "Did we hear you? What was heard was read back in the sessions (cards: 2)."
        " Of 34 marks, 23 (68%) said that it is right.",
    ]
    assert check_brief(session, brief).failures == ()
    tells_whose_words_they_are(session, ready, brief)


def tells_whose_words_they_are(session: Session, ready: Ready, brief: Brief) -> None:
    """Find no facilitator's turn in a segment, and no note-taker's words in a quote."""
    cut = session.execute(
        select(Testimony.text, Testimony.verbatim, Testimony.id)
        .join(Segment, Segment.testimony_id == Testimony.id)
        .where(Testimony.engagement_id == ready.speaking.engagement.id)
    ).all()
    assert not any(ASKED in text for text, _verbatim, _key in cut)
    noted = {key for _text, verbatim, key in cut if not verbatim}
    assert len(noted) == 3
    state = read_codebook(session, ready.speaking.engagement.id)
    offered = [each for found in candidates(session, state).values() for each in found]
    spoken = tuple(WORDS.values())
    assert any(each.text.startswith(spoken) for each in offered)
    assert not noted & {each.testimony_id for each in offered}
    quotes = session.scalars(select(Quote).where(Quote.release_id == brief.release_id)).all()
    assert any(quote.text.startswith(spoken) for quote in quotes)
    page = render_brief(brief)
    assert ASKED not in page and AGREED not in page


def analyse(session: Session) -> Ready:
    """Add answers from the web, run the analysis as a worker does, name themes, clear quotes."""
    session.rollback()
    begin_writing(session)
    engagement = session.scalars(select(Engagement).where(Engagement.slug == SLUG)).one()
    speaking = add_survey(session, engagement, "street")
    for text, tag in ((WAITING, "en"), (LANGUAGE_HELP, "en"), (SPANISH, "es")):
        for number, said in enumerate(islice(cycle(text), 24)):
            speaking.say(f"{said[:-1]}, {chr(ord('a') + number)}.", language=tag)
    run = speaking.ask_for_run()
    reader = session.scalars(select(Account).where(Account.email == EMAIL)).one()
    session.commit()
    compute(session, run, silent)
    run.state, run.finished_at = "done", now()
    ready = Ready(session, speaking, run, reader)
    state = read_codebook(session, engagement.id)
    for theme in state.shown.values():
        ready.themes[theme.code] = theme  # type: ignore[assignment]
        ready.name(theme.code, f"What was said of {theme.code}")
    state = read_codebook(session, engagement.id)
    session.add_all(
        QuoteReview(
            testimony_id=each.testimony_id,
            start=each.start,
            end=each.end,
            points_at_nobody=True,
            reviewer_id=reader.id,
        )
        for found in candidates(session, state).values()
        for each in found
    )
    session.flush()
    return ready


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
