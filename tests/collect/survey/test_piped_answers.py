"""Earlier answers in later texts: in the reader's language, escaped, and never as markup."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.collect.survey.browser import Browser
from tests.collect.survey.made import SLUG, choices, op, publish_survey, question, section

ADDRESS = f"/{SLUG}/survey"


def own(text: str) -> str:
    return f"\u2068{text}\u2069"


def read(text: str) -> str:
    """Return a text isolated in the direction of the reader's language, from left to right."""
    return f"\u2066{text}\u2069"


@pytest.fixture
def browser(client: FlaskClient, session: Session) -> Browser:
    """Return somebody at the first of two pages, the second of which tells the first."""
    helper = question("helper", "one_choice", choices=choices("nurse", "friend"))
    helper["choices"][0]["label"]["es"] = "Enfermera"
    publish_survey(
        session,
        section("one", question("name"), helper, question("times", "number", decimals=1)),
        section(
            "two",
            question(
                "next_to",
                "one_choice",
                "Was ${helper} kind to ${name}, ${times} times?",
                help={"en": "Say it of ${helper}."},
                choices=[{"code": "yes", "label": {"en": "${name} says yes"}}],
            ),
            question("day", "date"),
            question("of_day", label="And on ${day}?"),
            title="About ${name}",
        ),
    )
    return Browser(client, ADDRESS)


def test_an_answer_stands_in_label_help_title_and_choice(browser: Browser) -> None:
    browser.press("next", {"name": "Ana", "helper": "nurse", "times": "2.5"})
    assert f"Was Nurse kind to {own('Ana')}, 2.5 times?" in browser.words
    assert "Say it of Nurse." in browser.words
    assert f"About {own('Ana')}" in browser.words
    assert f"{own('Ana')} says yes" in browser.words
    browser.press("review", {"next_to": "yes"})
    assert f"Was Nurse kind to {own('Ana')}" in browser.words
    browser.press("send")
    assert browser.page.status_code == 200


def test_what_was_not_answered_is_an_ellipsis(browser: Browser) -> None:
    browser.press("next")
    assert "Was … kind to …, … times?" in browser.words


def test_choices_and_numbers_speak_the_readers_language(
    client: FlaskClient, browser: Browser
) -> None:
    browser.press("next", {"name": "Ana", "helper": "nurse", "times": "2.5"})
    browser.press("stay", speak="es")
    assert (
        f"Was {read('Enfermera')} kind to {read(own('Ana'))}, {read('2,5')} times?" in browser.words
    )
    browser.press("back")
    browser.press("next", {"helper": "friend"})
    assert f"Was {read(own('Friend (inglés)'))} kind" in browser.words, (
        "not in this language: it says so"
    )


def test_words_of_another_language_never_run_into_an_answer(browser: Browser) -> None:
    browser.press("next", {"name": "Ana", "helper": "nurse", "times": "2.5"})
    assert read("2.5") not in browser.words, (
        "in the reader's own language nothing needs to be apart"
    )
    browser.press("stay", speak="es")
    assert read("2,5") in browser.words


def test_own_words_are_escaped_and_turn_nothing_around_them(browser: Browser) -> None:
    browser.press("next", {"name": "<b>A\u2069\u202e&amp;\n${times}</b>", "times": "7"})
    assert "&lt;b&gt;A&amp;amp; ${times}&lt;/b&gt;" in browser.text
    assert "<b>A" not in browser.text
    assert own("<b>A&amp; ${times}</b>") in browser.words
    assert "\u202e" not in browser.text.partition("<h1>")[2]


def test_an_answer_of_the_same_page_can_be_told_as_it_changes(browser: Browser) -> None:
    browser.press("next")
    assert "And on <bdi dir=ltr data-pipe=day>…</bdi>?" in browser.text
    assert "survey_live.js" in browser.text
    browser.press("stay", {"day": "2026-03-05"})
    assert "And on <bdi dir=ltr data-pipe=day>March 5, 2026</bdi>?" in browser.text


def test_a_person_cannot_make_a_pipe_of_their_own(client: FlaskClient, session: Session) -> None:
    publish_survey(
        session,
        section("one", question("secret"), question("name")),
        section("two", question("again", label="Hello ${name}, ${nobody}")),
    )
    browser = Browser(client, ADDRESS)
    browser.press("next", {"secret": "do not tell", "name": "${secret}"})
    assert f"Hello {own('${secret}')}, …" in browser.words


def test_an_answer_that_is_not_asked_for_any_more_is_not_told(
    client: FlaskClient, session: Session
) -> None:
    shown = op("eq", {"answer": "keep"}, "yes")
    publish_survey(
        session,
        section(
            "one",
            question("keep", "one_choice", choices=choices("yes", "no")),
            question("name", show_if=shown),
        ),
        section("two", question("again", label="Hello ${name}")),
    )
    browser = Browser(client, ADDRESS)
    browser.press("next", {"keep": "yes"})
    browser.press("next", {"name": "Ana"})
    assert f"Hello {own('Ana')}" in browser.words
    browser.press("back")
    browser.press("next", {"keep": "no"})
    assert "Hello …" in browser.words
