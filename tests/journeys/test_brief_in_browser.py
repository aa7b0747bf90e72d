"""From reading quotes to a printed brief, in a real browser, with the real worker."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from community_voice import worker
from community_voice.app import create_app
from community_voice.extensions import db
from community_voice.staff.accounts import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import EngagementWording
from community_voice.store.database import begin_writing
from community_voice.store.migrating import upgrade
from tests.journeys.conftest import WIDTHS, Live
from tests.journeys.device import QuietHandler
from tests.release.ready import NAMES, USUAL, Crowd, make_ready

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "noor@example.org", "river-lantern-orchard"
TITLES = {"en": "When you need help", "ar": "عندما تحتاج إلى المساعدة"}
HOSTILE = {
    "wait": "<script>document.title='taken'</script>=HYPERLINK(1)",
    "words": "A name that goes on and on " * 6 + "without-any-place-to-break" * 6,
    "rare": "\u202erare",
}
MIXED = (
    *USUAL,
    Crowd(40, "wait", "en", unit="comments"),
    Crowd(30, None, "en", unit="comments"),
)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Run the app with engagements that are ready to freeze."""
    folder: Path = tmp_path_factory.mktemp("brief")
    app = create_app(
        {
            "SECRET_KEY": "journey-secret-key",
            "RECORD_KEY": "journey-record-key",
            "OPEN_ALL_LANGUAGES": True,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'brief.sqlite3'}",
            "SESSION_COOKIE_SECURE": False,
            "SESSION_COOKIE_NAME": "staff",
            "HTTPS_ONLY": False,
            "SECURITY_PASSWORD_HASH": "plaintext",
            "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
        }
    )
    with app.app_context():
        upgrade(db.engine)
        fill()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(f"http://127.0.0.1:{server.server_port}", app, folder)
    server.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()


def fill() -> None:
    """Make the engagements, and freeze three of them."""
    session = db.session()
    begin_writing(session)
    create_account(session, EMAIL, "نور حداد", ANALYST, PASSWORD)
    make_ready(session, MIXED, slug="waiting")
    make_ready(session, slug="walked")
    for slug, crowds, names in (
        ("usual", MIXED, NAMES),
        ("hostile", USUAL, HOSTILE),
        ("tiny", (Crowd(5, "wait", "en", consent="quoted"),), NAMES),
    ):
        ready = make_ready(session, crowds, slug, names)
        for tag, title in TITLES.items():
            session.add(
                EngagementWording(
                    engagement_id=ready.speaking.engagement.id,
                    path="title",
                    language=tag,
                    text=title,
                )
            )
        ready.name("wait", names["wait"], "describe")
        ready.freeze()
    session.commit()
    db.session.remove()


def sign_in(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/staff/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live.url}/staff/")


def check(page: Page) -> None:
    """Find nothing that axe calls a violation, and nothing that scrolls sideways."""
    violations = Axe().run(page).response["violations"]
    found = [(v["id"], [node["html"][:90] for node in v["nodes"]][:3]) for v in violations]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("tag", "scheme"), [("en", "light"), ("ar", "dark")])
def test_the_rooms_and_the_brief_have_no_violation(
    browser: Browser, live: Live, tag: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        locale=tag,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sign_in(page, live)
    for address in (
        "waiting/release",
        "waiting/release/quotes",
        "usual/release",
        "usual/release/quotes",
        "usual/brief",
        "usual/brief/approve",
        "hostile/release/quotes",
        "hostile/brief",
        "tiny/brief",
    ):
        page.goto(f"{live.url}/staff/{address}")
        check(page)
    assert page.title() != "taken"
    assert complaints == []
    context.close()


def test_from_the_room_to_an_approved_brief_without_javascript(
    browser: Browser, live: Live
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{live.url}/staff/walked/release/quotes")
    page.locator("input[value=somebody]").first.check()
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{live.url}/staff/walked/release")
    page.fill("#question", "Who should come when someone calls 911?")
    page.locator("main form button[type=submit]").click()
    page.locator("main form button[type=submit]").click()
    assert page.locator("main .button", has_text="Look again").count() == 1
    with live.app.app_context():
        worker.run_worker(db.engine, worker.Stopping(), idle_exit=True)
        db.session.remove()
    page.locator("main .button", has_text="Look again").click()
    page.locator("main .actions a").click()
    assert page.locator(".draft-mark").count() == 1
    page.locator("main .actions a").click()
    page.fill("#name", "Noor Haddad")
    page.locator("main form button[type=submit]").click()
    assert page.locator(".draft-mark").count() == 0
    context.close()
    stranger = browser.new_context().new_page()
    stranger.goto(f"{live.url}/walked/brief/")
    assert "Noor Haddad" in stranger.locator(".brief-head").inner_text()
    assert stranger.locator("blockquote").count() > 0
    result = live.app.test_cli_runner().invoke(args=["brief", "verify", "4"])
    assert result.exit_code == 0, result.output
    stranger.context.close()


def test_a_reference_leads_to_the_numbers_of_its_sentence(browser: Browser, live: Live) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{live.url}/staff/usual/brief")
    page.locator("a.reference", has_text="finding-1").first.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#why-finding-1")
    target = page.locator("#why-finding-1")
    said = target.locator("[data-told='claim:finding-1']").inner_text()
    numbers = target.locator("[data-told^='number:']").all_inner_texts()
    assert numbers
    assert all(number in said for number in numbers)
    target.locator("a").first.click()
    cell = page.locator(":target")
    assert cell.inner_text() == numbers[0]
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_draft_prints_as_a_draft_and_cuts_no_quote(
    browser: Browser, live: Live, paper: str, tmp_path: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{live.url}/staff/usual/brief")
    page.emulate_media(media="print")
    assert page.locator(".draft-mark").is_visible()
    assert not page.locator(".staffbar").is_visible()
    style = "e => getComputedStyle(e).breakInside"
    assert page.locator(".quote").first.evaluate(style) == "avoid"
    frame = "getComputedStyle(document.body, '::after').position"
    assert page.evaluate(frame) == "fixed"
    printed = page.pdf(path=tmp_path / "brief.pdf", format=paper)
    assert printed.startswith(b"%PDF")
    context.close()
