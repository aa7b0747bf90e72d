"""Every question type, rules and a repeat, answered in every language: the answers are the same.

By keyboard alone with JavaScript, and without JavaScript; both at 320 px.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyrage
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import delete, select

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.instruments.definition import publish
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Answer, ContactDetail, Engagement, Question, Response
from community_voice.store.database import begin_writing
from tests.journeys.conftest import Live
from tests.journeys.every_type import definition, said
from tests.journeys.test_survey_walk import tab_to

pytestmark = pytest.mark.browser

SLUG = "every-type"
STORY = "Nobody came. لم يأتِ أحد 👩🏽‍🚒"
CONTACT = "+1 555-010-0199"
# What is stored: question, instance, position, choice, number, day or time, words.
Row = tuple[str, int, int, str | None, Decimal | None, str | None, str | None]
EXPECTED: list[Row] = [
    ("area", 1, 0, "north", None, None, None),
    ("consent", 1, 0, "quoted", None, None, None),
    ("day", 1, 0, None, None, "2026-03-05", None),
    ("each", 1, 0, "police", Decimal(1), None, None),
    ("each", 1, 1, "ambulance", Decimal(2), None, None),
    ("first", 1, 1, "friend", None, None, None),
    ("first", 1, 2, "medic", None, None, None),
    ("hour", 1, 0, None, None, "14:30", None),
    ("name_it", 1, 0, None, None, None, "River Team"),
    ("read_rule", 1, 0, None, Decimal(1), None, None),
    ("role", 1, 0, None, None, None, "Driver"),
    ("role", 2, 0, None, None, None, "Listener"),
    ("role_count", 1, 0, None, Decimal(2), None, None),
    ("role_count", 2, 0, None, Decimal(1), None, None),
    ("street", 1, 0, "bridge", None, None, None),
    ("times", 1, 0, None, Decimal(3), None, None),
    ("trust", 1, 0, None, Decimal(4), None, None),
    ("votes", 1, 0, "first", Decimal(-1), None, None),
    ("votes", 1, 1, "uniform", Decimal(1), None, None),
    ("wanted", 1, 0, "yes", None, None, None),
    ("ways", 1, 0, "text", None, None, None),
    ("who", 1, 0, "social", None, None, None),
    ("why_not", 1, 0, None, None, None, STORY),
]


@pytest.fixture(scope="module")
def key(live: Live) -> Iterator[pyrage.x25519.Identity]:
    """Open the survey, and keep the key that only the custodian of contacts has."""
    identity = pyrage.x25519.Identity.generate()
    before = live.app.config["CONTACT_RECIPIENT"]
    live.app.config["CONTACT_RECIPIENT"] = str(identity.to_public())
    setup = Setup(
        slug=SLUG,
        wordings={"title": said("Urgent help: short form")},
        languages=INTERFACE_LANGUAGES,
        source_language="en",
    )
    with live.app.app_context():
        begin_writing(db.session())
        made = make_engagement(db.session(), setup, is_open=True)
        publish(db.session(), make_draft(db.session(), made, definition(), "main"))
        db.session.commit()
    yield identity
    live.app.config["CONTACT_RECIPIENT"] = before
    with live.app.app_context():
        begin_writing(db.session())
        db.session.execute(delete(ContactDetail))
        db.session.commit()


class Hand:
    """Answers with a pointer; knows fields by their names and no interface words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, name: str, value: str) -> None:
        """Choose a radio button or tick a box."""
        self.page.locator(f"[name='q-{name}'][value='{value}']").check()

    def pick(self, name: str, value: str) -> None:
        """Choose from a select list, or from radio buttons where there are few."""
        field = self.page.locator(f"select[name='q-{name}']")
        if field.count():
            field.select_option(value)
        else:
            self.choose(name, value)

    def write(self, name: str, text: str) -> None:
        """Write into a field of text, a day or a time."""
        self.page.locator(f"[name='q-{name}']").fill(text)

    def press(self, go: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(f"button[name=go][value='{go}']:not(.unseen)").first.click()

    def start(self) -> None:
        """Press Start."""
        with self.page.expect_navigation():
            self.page.locator("#start").click()


class Keys(Hand):
    """Answers with a keyboard alone."""

    def choose(self, name: str, value: str) -> None:
        """Move to the group, then with arrows to the button; a box is ticked with Space."""
        wanted = f"[name='q-{name}'][value='{value}']"
        if self.page.locator(wanted).get_attribute("type") == "checkbox":
            tab_to(self.page, wanted)
            self.page.keyboard.press("Space")
        else:
            tab_to(self.page, f"[name='q-{name}']")
            self.page.keyboard.press("Space")
            for _ in range(12):
                if self.page.locator(wanted).is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        assert self.page.locator(wanted).is_checked()

    def pick(self, name: str, value: str) -> None:
        """Move down a select list until the value stands in it."""
        field = self.page.locator(f"select[name='q-{name}']")
        if not field.count():
            self.choose(name, value)
            return
        tab_to(self.page, f"select[name='q-{name}']")
        for _ in range(12):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the list {name} has no {value}")

    def write(self, name: str, text: str) -> None:
        """Type; a day and a time are typed as this browser's own fields ask for them."""
        tab_to(self.page, f"[name='q-{name}']")
        kind = self.page.locator(f"[name='q-{name}']").get_attribute("type")
        if kind == "date":
            year, month, day = text.split("-")
            text = month + day + year
        elif kind == "time":
            hour, minute = text.split(":")
            text = f"{int(hour) % 12:02d}{minute}{'PM' if int(hour) >= 12 else 'AM'}"
        if kind in ("date", "time"):
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.insert_text(text)

    def press(self, go: str) -> None:
        """Move to the button and press Enter."""
        tab_to(self.page, f"button[name=go][value='{go}']")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def start(self) -> None:
        """Move to Start and press Enter."""
        tab_to(self.page, "#start")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def walk(hand: Hand, look: Any, has_script: bool) -> None:
    """Answer everything, page by page, as far as the review."""
    hand.start()
    look("start")
    hand.choose("read_rule", "1")
    hand.choose("wanted", "yes")
    if not has_script:
        # The page comes back with the question that the answer calls for.
        hand.press("next")
        look("start, with one question more")
    hand.write("why_not", STORY)
    hand.choose("who", "social")
    hand.choose("consent", "quoted")
    hand.press("next")
    look("views")
    hand.choose("ways", "text")
    hand.choose("trust", "4")
    hand.choose("each-police", "little")
    hand.choose("each-ambulance", "lot")
    hand.pick("first-1", "friend")
    hand.pick("first-2", "medic")
    hand.choose("votes-first", "disagree")
    hand.choose("votes-uniform", "agree")
    hand.press("next")
    look("facts")
    hand.write("times", "91")
    hand.press("next")
    look("facts, a limit")
    hand.page.locator("[name='q-times']").fill("")
    hand.write("times", "3")
    hand.write("day", "2026-03-05")
    hand.write("hour", "14:30")
    hand.pick("area", "north")
    hand.choose("street", "bridge")
    hand.write("name_it", "River Team")
    hand.press("next")
    look("people")
    hand.write("role", "Driver")
    hand.press("next")
    look("people, a number is needed")
    hand.write("role_count", "2")
    hand.press("another")
    look("people, the second")
    hand.write("role.2", "Listener")
    hand.write("role_count.2", "1")
    hand.press("next")
    look("end")
    hand.choose("reach", "phone")
    hand.write("reach-detail", CONTACT)
    hand.press("next")
    look("review")


def stored(live: Live, language: str) -> list[list[Row]]:
    """Return what each response in a language holds."""
    with live.app.app_context():
        responses = db.session.scalars(
            select(Response)
            .join(Engagement)
            .where(Engagement.slug == SLUG, Response.language == language)
        ).all()
        codes = dict(db.session.execute(select(Question.id, Question.code)).tuples().all())
        return [sorted(row(codes, each) for each in response.answers) for response in responses]


def row(codes: dict[int, str], answer: Answer) -> Row:
    """Return an answer as plain values."""
    return (
        codes[answer.question_id],
        answer.instance,
        answer.position,
        answer.choice.code if answer.choice else None,
        answer.number,
        answer.value,
        answer.testimony.text if answer.testimony else None,
    )


@pytest.mark.parametrize("lang", INTERFACE_LANGUAGES)
def test_every_type_is_answered_by_keyboard_alone(
    browser: Browser, live: Live, key: pyrage.x25519.Identity, lang: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(20_000)
    faults: list[Any] = []

    def look(name: str) -> None:
        assert page.locator("html").get_attribute("lang") == lang
        for each in Axe().run(page).response["violations"]:
            faults.append((name, each["id"], [node["html"] for node in each["nodes"]][:3]))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append((name, "scrolls sideways", wide))

    page.goto(f"{live.url}/{SLUG}/?lang={lang}")
    look("welcome")
    walk(Keys(page), look, has_script=True)
    reached = len(contacts(live, key))
    Keys(page).press("send")
    look("receipt")
    context.close()
    assert faults == []
    assert EXPECTED in stored(live, lang)
    opened = contacts(live, key)
    assert len(opened) == reached + 1
    assert {(each["detail"], each["way"]) for each in opened} == {(CONTACT, "phone")}


@pytest.mark.parametrize("lang", INTERFACE_LANGUAGES)
def test_every_type_is_answered_without_javascript(
    browser: Browser, live: Live, key: pyrage.x25519.Identity, lang: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 700}, java_script_enabled=False, locale="en-US"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{live.url}/{SLUG}/?lang={lang}")
    faults: list[str] = []

    def look(name: str) -> None:
        assert page.locator("html").get_attribute("lang") == lang
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            faults.append(name)

    walk(Hand(page), look, has_script=False)
    before, reached = len(stored(live, lang)), len(contacts(live, key))
    Hand(page).press("send")
    assert page.locator("#receipt").is_visible()
    context.close()
    assert faults == []
    answers = stored(live, lang)
    assert len(answers) == before + 1
    assert len(contacts(live, key)) == reached + 1
    assert all(each == EXPECTED for each in answers)


def contacts(live: Live, key: pyrage.x25519.Identity) -> list[dict[str, Any]]:
    """Open every contact with the custodian's key."""
    with live.app.app_context():
        sealed = db.session.scalars(select(ContactDetail.ciphertext)).all()
    return [json.loads(pyrage.decrypt(each, [key])) for each in sealed]
