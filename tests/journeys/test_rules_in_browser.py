"""With JavaScript a page follows its own answers at once, as the server does with Next."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from community_voice.extensions import db
from community_voice.store.database import begin_writing
from tests.collect.survey.made import (
    answer,
    choices,
    eq,
    op,
    publish_survey,
    question,
    section,
)
from tests.journeys.conftest import Live

pytestmark = pytest.mark.browser
SLUG = "maple-street"
SELF: dict[str, Any] = {"self": True}


def clinics() -> list[dict[str, Any]]:
    columns = {code: {"filter": {"side": side}} for code, side in (("hill", "n"), ("port", "s"))}
    return choices("hill", "port", **columns)


def sections() -> list[dict[str, Any]]:
    """Return a page on which nearly everything depends on the page itself."""
    yes = choices("yes", "no")
    grid: dict[str, Any] = {
        "choices": choices("r1", "r2"),
        "columns": [{"code": "a", "label": {"en": "A"}}],
    }
    return [
        section(
            "one",
            question("helped", "one_choice", choices=yes),
            question("who", label="Who?", show_if=eq("helped", "yes")),
            question("kind", "scale", "Was ${who} kind?", show_if=op("answered", answer("who"))),
            question("adults", "number"),
            question(
                "children",
                "number",
                limits=[op("le", SELF, answer("adults"))],
                limit_messages=[{"en": "More children than adults?"}],
            ),
            question(
                "all", "calculated", calculate=op("add", answer("adults"), answer("children"))
            ),
            question("crowd", show_if=op("ge", answer("all"), 5), require_if=eq("all", 7)),
            question("side", "one_choice", choices=choices("n", "s")),
            question(
                "clinic",
                "one_choice",
                choices=clinics(),
                choice_filter=op("eq", {"choice": "side"}, answer("side")),
            ),
            question(
                "some",
                "several_choices",
                choices=choices("a", "b", "none", none={"exclusive": True}),
            ),
            question(
                "none_said", "note", "None at all", show_if=op("selected", answer("some"), "none")
            ),
            question("grid", "grid", **grid),
            question("of_grid", "note", "A it is", show_if=eq_part("grid", "r2", "a")),
            question("day", "date"),
            question("of_day", label="On ${day}, ${some}?"),
        ),
        section("two", question("end")),
    ]


def eq_part(code: str, part: str, value: str) -> dict[str, Any]:
    return op("eq", answer(code, part), value)


@pytest.fixture(scope="module")
def address(live: Live) -> str:
    """Publish the survey on the running server, and return where it is welcomed."""
    with live.app.app_context():
        begin_writing(db.session())
        publish_survey(db.session(), *sections(), slug=SLUG, languages=("en", "ar"))
        db.session.remove()
    return f"{live.url}/{SLUG}/"


@pytest.fixture(params=["en", "ar"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return the first page, on a small phone."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{address}?lang={request.param}")
    page.locator("#start").click()
    page.wait_for_load_state()
    touch(page)
    yield page
    context.close()


def touch(page: Page) -> None:
    """Touch the form, and wait for what follows its answers."""
    assert not page.evaluate("'communityVoiceLogic' in window"), "fetched before it is needed"
    page.locator("#walk").dispatch_event("pointerdown")
    until = time.monotonic() + 10
    while not page.evaluate("'communityVoiceLogic' in window"):
        assert time.monotonic() < until


def field(page: Page, name: str, value: str = "") -> Locator:
    return page.locator(f"[name='q-{name}']" + (f"[value='{value}']" if value else "")).first


def sent(page: Page) -> dict[str, str]:
    """Return what the form would send now."""
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries(new FormData(document.getElementById('walk')))"
    )
    return found


def test_questions_come_and_go_with_the_answers(page: Page) -> None:
    assert not field(page, "who").is_visible()
    field(page, "helped", "yes").check()
    field(page, "who").fill("Ana <b>")
    assert field(page, "kind").is_visible()
    assert page.locator("[data-pipe=who]").inner_text().strip("\u2068\u2069") == "Ana <b>"
    field(page, "helped", "no").check()
    assert not field(page, "who").is_visible()
    assert not field(page, "kind").is_visible(), "it hung on an answer that is hidden now"
    assert "q-who" not in sent(page)
    field(page, "helped", "yes").check()
    assert field(page, "who").input_value() == "Ana <b>"


def test_numbers_in_any_script_limits_and_what_is_needed(page: Page) -> None:
    field(page, "adults").fill("٣")
    field(page, "children").fill("2")
    assert field(page, "crowd").is_visible()
    assert not page.locator(".needed").is_visible()
    field(page, "children").fill("4")
    field(page, "children").blur()
    assert page.locator(".live p").inner_text().startswith(("More", "\u2068More"))
    assert page.locator(".needed").is_visible()
    field(page, "children").fill("3")
    field(page, "children").blur()
    assert page.locator(".live p").count() == 0


def test_choices_that_do_not_fit_are_neither_seen_nor_sent(page: Page) -> None:
    assert not field(page, "clinic").is_visible()
    field(page, "side", "n").check()
    field(page, "clinic", "hill").check()
    assert not field(page, "clinic", "port").is_visible()
    field(page, "side", "s").check()
    assert field(page, "clinic", "port").is_visible()
    assert "q-clinic" not in sent(page)


def test_none_of_these_stands_alone(page: Page) -> None:
    field(page, "some", "a").check()
    field(page, "some", "none").check()
    assert not field(page, "some", "a").is_checked()
    assert page.get_by_text("None at all").is_visible()
    field(page, "some", "b").check()
    assert not field(page, "some", "none").is_checked()
    assert not page.get_by_text("None at all").is_visible()


def test_rows_of_a_grid_and_days_are_read(page: Page) -> None:
    field(page, "grid-r2", "a").check()
    assert page.get_by_text("A it is").is_visible()
    field(page, "day").fill("2026-03-05")
    assert "2026" in page.locator("[data-pipe=day]").inner_text()
    assert page.locator("[data-pipe=some]").inner_text() == "…"


def test_what_was_shown_is_not_asked_for_twice_and_nothing_is_amiss(page: Page) -> None:
    field(page, "helped", "yes").check()
    field(page, "who").fill("Ana")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("button[value=next]").first.click()
    page.wait_for_load_state()
    assert page.locator("[name=at]").get_attribute("value") == "two"


def test_reading_aloud_is_offered_where_the_browser_has_a_voice(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    context.add_init_script(
        """window.said = [];
        Object.defineProperty(window, "speechSynthesis", {value: {
          speaking: false, getVoices: () => [{lang: "en-US"}], addEventListener() {},
          cancel() {}, speak(part) { window.said.push([part.lang, part.text]); }}});
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""
    )
    page = context.new_page()
    page.goto(f"{address}?lang=en")
    page.locator("#start").click()
    page.locator(".read").first.click()
    assert page.evaluate("window.said") == [["en", "Helped"], ["en", "Yes"], ["en", "No"]]
    page.goto(f"{address}?lang=ar")
    page.locator("#start").click()
    page.wait_for_load_state()
    assert page.locator(".read").count() == 0, "no voice speaks Arabic here"
    context.close()
