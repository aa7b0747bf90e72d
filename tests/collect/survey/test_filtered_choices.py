"""Choices that depend on an earlier answer, and choices in an order of one's own."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.collect.survey.browser import Browser
from tests.collect.survey.made import (
    SLUG,
    answer,
    choices,
    op,
    publish_survey,
    question,
    section,
    stored_of,
)

ADDRESS = f"/{SLUG}/survey"
DISTRICT = question("district", "one_choice", choices=choices("north", "south"))
CLINIC = question(
    "clinic",
    "one_choice",
    choices=choices(
        "hill",
        "lake",
        "port",
        hill={"filter": {"district": "north"}},
        lake={"filter": {"district": "north"}},
        port={"filter": {"district": "south"}},
    ),
    choice_filter=op("eq", {"choice": "district"}, answer("district")),
)


def offered(browser: Browser, code: str = "clinic") -> list[str]:
    return re.findall(rf'name="q-{code}" value="(\w+)"', browser.text)


def test_only_what_fits_an_earlier_answer_is_offered(client: FlaskClient, session: Session) -> None:
    publish_survey(session, section("one", DISTRICT), section("two", CLINIC))
    browser = Browser(client, ADDRESS)
    browser.press("next", {"district": "north"})
    assert offered(browser) == ["hill", "lake"]
    assert "data-filter" not in browser.text
    browser.press("next", {"clinic": "lake"})
    browser.press("section:one")
    browser.press("send", {"district": "south"})
    assert offered(browser) == ["port"]
    assert browser.page.status_code == 422, "what was chosen before does not fit any more"
    assert "does not fit your other answers now" in browser.words
    browser.press("next", {"clinic": "port"})
    browser.press("send")
    assert stored_of(session) == [("clinic", 1, "port"), ("district", 1, "south")]


def test_whoever_comes_to_a_choice_that_no_longer_fits_is_told(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(session, section("one", DISTRICT), section("two", CLINIC))
    browser = Browser(client, ADDRESS)
    browser.press("next", {"district": "north"})
    assert "does not fit" not in browser.words
    browser.press("back", {"clinic": "lake"})
    browser.press("next", {"district": "south"})
    assert browser.at == "two"
    assert "does not fit your other answers now" in browser.words
    browser.press("next")
    assert browser.at == "review", "told once, it may be left out"


def test_on_the_same_page_every_candidate_is_there_and_the_server_judges(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(session, section("one", DISTRICT, CLINIC))
    browser = Browser(client, ADDRESS)
    assert offered(browser) == ["hill", "lake", "port"]
    assert "data-filter" in browser.text
    browser.press("next", {"district": "north", "clinic": "port"})
    assert browser.at == "one"
    assert browser.page.status_code == 422
    browser.press("next", {"clinic": "hill"})
    assert browser.at == "review"


def test_shuffled_choices_stay_in_one_persons_order(client: FlaskClient, session: Session) -> None:
    codes = [f"c{number}" for number in range(8)]
    publish_survey(
        session,
        section(
            "one",
            question(
                "many",
                "several_choices",
                shuffle=True,
                choices=choices(
                    "none", "rest", *codes, none={"exclusive": True}, rest={"last": True}
                ),
            ),
        ),
        section("two", question("other")),
    )
    orders = set()
    for _person in range(6):
        browser = Browser(client, ADDRESS)
        order = offered(browser, "many")
        assert order[-2:] == ["none", "rest"], "what stands alone or last keeps its place"
        browser.press("stay", speak="es")
        assert offered(browser, "many") == order
        browser.press("next", {"many": ["c3", "c1"]})
        browser.press("back")
        assert offered(browser, "many") == order
        orders.add(tuple(order))
    assert len(orders) > 1
    browser.press("review")
    browser.press("send")
    assert [text for _code, _instance, text in stored_of(session)] == ["c1", "c3"]
