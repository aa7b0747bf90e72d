"""Needed only sometimes, and limits with the survey's own words."""

import html
import json
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.collect.survey.browser import Browser
from tests.collect.survey.made import (
    SLUG,
    answer,
    choices,
    eq,
    op,
    publish_survey,
    question,
    section,
)

ADDRESS = f"/{SLUG}/survey"
SELF = {"self": True}


def start(client: FlaskClient, session: Session, *sections: dict[str, Any]) -> Browser:
    publish_survey(session, *sections)
    return Browser(client, ADDRESS)


def test_an_answer_is_needed_where_the_rule_says_so(client: FlaskClient, session: Session) -> None:
    browser = start(
        client,
        session,
        section(
            "only",
            question("called", "one_choice", choices=choices("yes", "no")),
            question(
                "when",
                require_if=eq("called", "yes"),
                required_message={"en": "Please say when you called."},
            ),
        ),
    )
    needed = re.search(r'<span class="needed" data-when="([^"]+)" hidden>', browser.text)
    assert needed, "the page's script marks it as needed as soon as it is"
    browser.press("next", {"called": "yes"})
    assert browser.page.status_code == 422
    assert "Please say when you called." in browser.words
    browser.press("next", {"called": "no"})
    assert browser.at == "review"


def test_a_limit_holds_only_for_an_answer_and_says_why(
    client: FlaskClient, session: Session
) -> None:
    browser = start(
        client,
        session,
        section("one", question("adults", "number")),
        section(
            "two",
            question(
                "helped",
                "number",
                limits=[op("le", SELF, answer("adults")), op("ge", SELF, 0)],
                limit_messages=[{"en": "More than the ${adults} adults?"}, {}],
            ),
        ),
    )
    browser.press("next", {"adults": "3"})
    browser.press("next")
    assert browser.at == "review", "an empty answer is within every limit"
    browser.press("section:two")
    browser.press("next", {"helped": "4"})
    assert browser.page.status_code == 422
    assert "More than the 3 adults?" in browser.words
    browser.press("next", {"helped": "-1"})
    assert "This answer does not fit. Please look at it again." in browser.words
    browser.press("next", {"helped": "3"})
    assert browser.at == "review"


def test_a_message_in_another_language_says_which(client: FlaskClient, session: Session) -> None:
    browser = start(
        client,
        session,
        section(
            "one",
            question(
                "helped",
                "number",
                limits=[op("le", SELF, 3)],
                limit_messages=[{"en": "Too many!"}],
                required_message={"en": "Say it."},
                required=True,
            ),
        ),
    )
    browser.press("next", {"helped": "4"}, lang="es")
    assert "\u2068Too many!\u2069 (inglés)" in browser.words
    assert "\u2068Too many!\u2069 (inglés)" in html.unescape(
        browser.text.partition("data-limits")[2]
    )
    browser.press("next", {"helped": ""}, lang="es")
    assert "\u2068Say it.\u2069 (inglés)" in browser.words


def test_a_limit_is_checked_again_before_sending(client: FlaskClient, session: Session) -> None:
    browser = start(
        client,
        session,
        section("one", question("adults", "number")),
        section("two", question("helped", "number", limits=[op("le", SELF, answer("adults"))])),
    )
    browser.press("next", {"adults": "3"})
    browser.press("next", {"helped": "3"})
    browser.press("section:one")
    browser.press("send", {"adults": "2"})
    assert browser.at == "two"
    assert browser.page.status_code == 422


def test_the_page_is_told_the_limit_with_other_answers_filled_in(
    client: FlaskClient, session: Session
) -> None:
    browser = start(
        client,
        session,
        section("one", question("adults", "number")),
        section(
            "two",
            question(
                "helped",
                "number",
                limits=[op("le", SELF, answer("adults"))],
                limit_messages=[{"en": "Too many"}],
            ),
        ),
    )
    browser.press("next", {"adults": "3"})
    told = html.unescape(re.findall(r'data-limits="([^"]+)"', browser.text)[0])
    assert json.loads(told) == [[op("le", SELF, 3), "Too many"]]
    assert 'role="status"' in browser.text
