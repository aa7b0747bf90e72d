"""A real server on a free port, with a database of its own, and a real browser to visit it."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from community_voice.app import create_app
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.store.database import begin_writing
from community_voice.store.migrating import upgrade
from tests.journeys.device import BROWSER_ARGS, Device, Gate, QuietHandler, serve

SLUG = "river-street"
LANGUAGES = ("en", "es", "zh-Hans", "ar")
# With JavaScript off, or on; small as an old phone, or wide.
WIDTHS = (320, 1280)


@dataclass(frozen=True)
class Live:
    """A running server: its address, its app and the folder with its database."""

    url: str
    app: Flask
    folder: Path


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Run the app on a free port, with an open engagement and the template survey."""
    folder = tmp_path_factory.mktemp("journey")
    app = create_app(
        {
            "SECRET_KEY": "journey-secret-key",
            "RECORD_KEY": "journey-record-key",
            "OPEN_ALL_LANGUAGES": True,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'journey.sqlite3'}",
            "SESSION_COOKIE_SECURE": False,
            "SESSION_COOKIE_NAME": "staff",
            "HTTPS_ONLY": False,
            "SECURITY_PASSWORD_HASH": "plaintext",
            "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
        }
    )
    with app.app_context():
        upgrade(db.engine)
        make_open_engagement()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(f"http://127.0.0.1:{server.server_port}", app, folder)
    server.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()


def make_open_engagement() -> None:
    """Make an engagement in all four languages with the template survey."""
    template = load_template("when-you-need-help")
    setup = Setup(
        slug=SLUG,
        wordings={**template["texts"], "local_line": {"en": "Riverton crisis line"}},
        languages=LANGUAGES,
        source_language="en",
        host="City of Riverton",
        local_line="555-0100",
        local_line_brings_police=False,
    )
    begin_writing(db.session())
    make_survey(db.session(), make_engagement(db.session(), setup, is_open=True), template)
    db.session.commit()
    db.session.remove()


@pytest.fixture
def gate(live: Live) -> Iterator[Gate]:
    """Return the network before the app, which can be cut."""
    gate = Gate(live.app)
    server, gate.url = serve(gate)
    yield gate
    server.shutdown()


@pytest.fixture
def device(browser: Browser, gate: Gate, tmp_path: Path) -> Iterator[Device]:
    """Return a browser that can be killed."""
    device = Device(browser.browser_type, tmp_path, gate)
    device.switch_on()
    yield device
    device.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium; where there is none, CI fails and a person's machine skips."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "Chromium is not installed, so pages were not tried in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGS)
        yield browser
        # A browser that is gone already must not hide what a test found.
        with suppress(Exception):
            browser.close()


class Resident:
    """One person with a browser, who knows fields by their names and no interface words."""

    def __init__(self, context: BrowserContext, live: Live, lang: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.live, self.lang = live, lang

    def start(self) -> None:
        """Open the welcome and press Start."""
        self.page.goto(f"{self.live.url}/{SLUG}/?lang={self.lang}")
        self.click("#start")

    @property
    def at(self) -> str:
        """Return the name of the page the person is on."""
        field = self.page.locator("input[name=at]")
        return field.get_attribute("value") or "" if field.count() else ""

    def press(self, go: str) -> None:
        """Press a button of the survey."""
        self.click(f"button[name=go][value='{go}']")

    def click(self, selector: str) -> None:
        """Press what leads to another page, and wait until that page is there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def choose(self, code: str, value: str) -> None:
        """Choose a radio button or tick a box."""
        self.page.locator(f"[name='q-{code}'][value='{value}']").check()

    def write(self, code: str, text: str) -> None:
        """Write into a field."""
        self.page.locator(f"[name='q-{code}']").fill(text)

    def place(self, code: str, place: int, value: str) -> None:
        """Choose what stands in a place of a ranking."""
        self.page.locator(f"[name='q-{code}-{place}']").select_option(value)

    def fill_page(self, words: str) -> None:
        """Fill in the page at hand with answers of the template survey."""
        acts: dict[str, Callable[[], None]] = {
            "about_help": self._about_help,
            "hard_moment": lambda: self._hard_moment(words),
            "the_team": lambda: self._the_team(words),
            "trust_and_worries": lambda: self._trust(words),
            "about_you": lambda: self.choose("age", "25_44"),
            "your_choice": lambda: self.choose("consent", "quoted"),
        }
        acts[self.at]()

    def _about_help(self) -> None:
        self.choose("which_fit", "live_here")
        self.choose("which_fit", "used_crisis_help")
        self.choose("wanted_help_did_not_call", "yes")
        self.write("times_needed", "٣")

    def _hard_moment(self, words: str) -> None:
        self.write("what_happened", words)
        for place, value in enumerate(("peer", "medic", "family_friend"), start=1):
            self.place("who_first", place, value)

    def _the_team(self, words: str) -> None:
        self.choose("situations", "mental_distress")
        self.page.locator("[name='q-situations-other']").fill(f"other {words}")
        self.write("appearance", f"appearance {words}")
        self.choose("reach", "text")

    def _trust(self, words: str) -> None:
        self.choose("trust_911", "2")
        self.write("worries", f"worries {words}")

    def walk_to_review(self, words: str) -> None:
        """Fill in every page from here to the review."""
        while self.at != "review":
            self.fill_page(words)
            self.press("next")

    def receipt(self) -> str:
        """Return the receipt on the page."""
        return self.page.locator("#receipt").inner_text().strip()
