"""Sections that are filled in once for each person."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering.state import unseal
from tests.collect.survey.browser import Browser
from tests.collect.survey.made import (
    SLUG,
    answer,
    eq,
    op,
    publish_survey,
    question,
    section,
    stored_of,
)

ADDRESS = f"/{SLUG}/survey"
PERSON = [
    question("name"),
    question("age", "number", required=True),
    question("school", label="Does ${name} go to school?", show_if=op("lt", answer("age"), 18)),
]


@pytest.fixture
def browser(client: FlaskClient, session: Session) -> Browser:
    """Return somebody at the first person of a survey about up to three."""
    publish_survey(
        session,
        section("people", *PERSON, title="Person", repeat={"most": 3}),
        section(
            "after",
            question("names", label="You told us of ${name}."),
            question("crowd", show_if=op("ge", op("instances", "people"), 2)),
            question("total", show_if=op("gt", op("sum", answer("age")), 50)),
        ),
    )
    return Browser(client, ADDRESS)


def fill(browser: Browser, key: str, name: str, age: str, go: str) -> None:
    browser.press(go, {f"name{key}": name, f"age{key}": age})


def test_one_page_a_person_and_another_where_it_is_asked_for(
    browser: Browser, session: Session
) -> None:
    assert "Person 1" in browser.words
    assert "Page 1 of 2" in browser.words
    fill(browser, "", "Ana", "40", "another")
    assert browser.at == "people.2"
    assert "Person 2" in browser.words
    assert "Page 2 of 3" in browser.words
    fill(browser, ".2", "Ben", "30", "another")
    fill(browser, ".3", "Cy", "20", "stay")
    assert "another" not in browser.form.buttons, "three is the most"
    browser.press("next")
    assert browser.at == "after"
    assert browser.asks("crowd")
    assert browser.asks("total")
    assert "You told us of \u2068Ana\u2069, \u2068Ben\u2069, and \u2068Cy\u2069." in browser.words
    browser.press("back")
    assert browser.at == "people.3"
    browser.press("review")
    assert "Person 2" in browser.words
    browser.press("send")
    assert stored_of(session) == [
        ("age", 1, "4E+1"),
        ("age", 2, "3E+1"),
        ("age", 3, "2E+1"),
        ("name", 1, "Ana"),
        ("name", 2, "Ben"),
        ("name", 3, "Cy"),
    ]


def test_a_rule_inside_means_the_same_person(browser: Browser) -> None:
    fill(browser, "", "Ana", "40", "another")
    fill(browser, ".2", "Ben", "9", "next")
    assert browser.at == "people.2"
    assert browser.asks("school.2")
    assert "Does <bdi dir=ltr data-pipe=name>\u2068Ben\u2069</bdi> go to school?" in browser.text
    browser.press("back")
    assert not browser.asks("school")


def test_another_person_comes_only_after_mistakes_are_mended(browser: Browser) -> None:
    browser.press("another", {"name": "Ana"})
    assert browser.page.status_code == 422
    assert browser.at == "people"


def test_removing_a_person_asks_first_and_the_others_move_up(
    browser: Browser, session: Session
) -> None:
    fill(browser, "", "Ana", "40", "another")
    fill(browser, ".2", "Ben", "30", "another")
    fill(browser, ".3", "Cy", "20", "back")
    assert browser.at == "people.2"
    browser.press("remove")
    assert "Remove this one?" in browser.words
    assert "Ben" in browser.words, "what would go away is in sight"
    browser.press("section:people.2")
    assert browser.at == "people.2"
    assert browser.form.sent["q-name.2"] == "Ben"
    browser.press("remove")
    browser.press("remove:people.2")
    assert browser.at == "people.2"
    assert browser.form.sent["q-name.2"] == "Cy"
    browser.press("review")
    browser.press("send")
    assert [text for code, _n, text in stored_of(session) if code == "name"] == ["Ana", "Cy"]


def test_a_blank_person_goes_at_once_and_one_always_stays(browser: Browser) -> None:
    assert "remove" not in browser.form.buttons
    fill(browser, "", "Ana", "40", "another")
    browser.press("remove")
    assert browser.at == "people"
    assert "Number 2 was removed." in browser.words
    assert "remove" not in browser.form.buttons
    browser.press("remove")
    filling = unseal(browser.form.sent["state"])
    assert filling
    assert filling.answers == {"name": {"": ["Ana"]}, "age": {"": ["40"]}}


def test_a_number_can_say_how_many_there_are(client: FlaskClient, session: Session) -> None:
    publish_survey(
        session,
        section("before", question("how_many", "number")),
        section("people", question("name"), repeat={"most": 3, "count": answer("how_many")}),
        section("after", question("end")),
    )
    browser = Browser(client, ADDRESS)
    browser.press("next", {"how_many": "2"})
    assert browser.at == "people"
    assert "another" not in browser.form.buttons
    browser.press("next", {"name": "Ana"})
    assert browser.at == "people.2"
    browser.press("next", {"name.2": "Ben, whom I wrote about"})
    browser.press("section:before")
    browser.press("next", {"how_many": "1"})
    browser.press("next")
    assert browser.at == "after"
    browser.press("review")
    assert "Ben, whom I wrote about" in browser.text.partition('id="left"')[2]
    browser.press("section:before")
    browser.press("next", {"how_many": "0"})
    assert browser.at == "after", "no person, no page"
    browser.press("section:before")
    browser.press("next", {"how_many": "99"})
    assert "of 5" in browser.words, "never more than the most"


def test_from_outside_the_answers_of_all_are_a_list(client: FlaskClient, session: Session) -> None:
    publish_survey(
        session,
        section("people", question("name"), repeat={"most": 3}),
        section("after", question("seen", show_if=op("selected", answer("name"), "Ben"))),
        section("last", question("end", show_if=eq("name", "Ana"))),
    )
    browser = Browser(client, ADDRESS)
    browser.press("another", {"name": "Ana"})
    browser.press("next", {"name.2": "Ben"})
    assert browser.at == "after"
    browser.press("next")
    assert browser.at == "review"
