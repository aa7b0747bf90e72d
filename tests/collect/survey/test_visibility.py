"""What is asked follows the answers: pages, questions, and words where nothing is asked now."""

import gzip
import html
import json
import re
from time import perf_counter
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering.state import unseal
from community_voice.store import Testimony
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
    stored_of,
)
from tests.collect.survey.test_weight import LATER_PAGE

ADDRESS = f"/{SLUG}/survey"
HELPED = question("helped", "one_choice", "Were you helped?", choices=choices("yes", "no"))


@pytest.fixture
def browser(client: FlaskClient, session: Session) -> Browser:
    """Return somebody at the first page of a survey with rules."""
    publish_survey(
        session,
        section(
            "first",
            HELPED,
            question("who", label="Who helped?", show_if=eq("helped", "yes")),
            question("more", label="Who else?", show_if=op("answered", answer("who"))),
        ),
        section("waiting", question("how_long", "long_text"), show_if=eq("helped", "no")),
        section(
            "last",
            question("thanks_to", show_if=op("and", eq("helped", "yes"), eq("who", "Ana secret"))),
            question("end", "number", required=True, show_if=eq("helped", "no")),
            question("always"),
        ),
    )
    return Browser(client, ADDRESS)


def test_a_question_that_depends_on_its_own_page_waits_hidden_and_unsent(browser: Browser) -> None:
    assert browser.asks("helped")
    assert "who" in {name.removeprefix("q-") for name in browser.form.there}
    assert not browser.asks("who")
    assert "shown" not in browser.form.sent
    assert re.search(r'<fieldset class="when"[^>]* hidden disabled>', browser.text)
    assert "survey_live.js" in browser.text


def test_without_a_script_next_shows_what_the_answers_brought_up(browser: Browser) -> None:
    browser.press("next", {"helped": "yes"})
    assert browser.at == "first"
    assert browser.page.status_code == 200
    assert "Because of your answers there is one more question here." in browser.words
    assert 'href="#q-who"' in browser.text
    assert browser.asks("who")
    browser.press("next", {"who": "A neighbour"})
    assert browser.at == "first", "one question brings up another"
    assert browser.asks("more")
    browser.press("next")
    assert browser.at == "last"


def test_who_was_shown_it_may_leave_it_empty(browser: Browser) -> None:
    browser.press("next", {"helped": "yes"})
    browser.press("next")
    assert browser.at == "last"


def test_a_section_whose_rule_is_false_is_passed_over_both_ways(browser: Browser) -> None:
    assert "Page 1 of 2" in browser.words
    browser.press("next", {"helped": "no"})
    assert browser.at == "waiting"
    assert "Page 2 of 3" in browser.words
    browser.press("back")
    assert browser.at == "first"
    browser.press("next", {"helped": "yes"})
    browser.press("next")
    assert browser.at == "last"
    assert "Page 2 of 2" in browser.words
    browser.press("back")
    assert browser.at == "first"


def test_a_question_that_cannot_come_up_here_is_not_in_the_page(browser: Browser) -> None:
    browser.press("next", {"helped": "yes"})
    browser.press("next", {"who": "Ana secret"})
    browser.press("next")
    assert browser.at == "last"
    assert "q-end" not in browser.form.there
    assert "q-thanks_to" in browser.form.there
    assert "data-when" not in browser.text, "it is certain, so nothing is left to decide"
    assert "survey_live.js" not in browser.text


def test_a_page_holds_nothing_that_was_said_on_another(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(
        session,
        section("one", question("name")),
        section(
            "two",
            HELPED,
            question("who", show_if=op("and", eq("helped", "yes"), eq("name", "very secret"))),
        ),
    )
    browser = Browser(client, ADDRESS)
    browser.press("next", {"name": "very secret"})
    assert "data-when" in browser.text
    assert "very secret" not in browser.text.replace(browser.form.sent["state"], "")
    rule = html.unescape(re.findall(r'data-when="([^"]+)"', browser.text)[0])
    assert '"helped"' in rule
    assert '"name"' not in rule


def test_what_is_hidden_again_travels_but_is_neither_asked_nor_sent(
    browser: Browser, session: Session
) -> None:
    browser.press("next", {"helped": "yes"})
    browser.press("next", {"who": "my own words"})
    browser.press("next", {"more": "x"})
    browser.press("back")
    browser.press("next", {"helped": "no"})
    assert browser.at == "waiting"
    browser.press("next")
    browser.press("next", {"end": "3"})
    assert browser.at == "review"
    left = browser.text.partition('id="left"')[2]
    assert "You wrote this where it is no longer asked; it will not be sent" in left
    assert "my own words" in left
    browser.press("send")
    assert stored_of(session) == [("end", 1, "3"), ("helped", 1, "no")]
    assert session.query(Testimony).count() == 0


def test_going_back_finds_what_was_hidden_meanwhile(browser: Browser, session: Session) -> None:
    browser.press("next", {"helped": "yes"})
    browser.press("next", {"who": "my own words"})
    browser.press("next")
    browser.press("back")
    browser.press("next", {"helped": "no"})
    browser.press("back")
    browser.press("next", {"helped": "yes"})
    browser.press("back")
    assert browser.form.sent["q-who"] == "my own words"
    browser.press("review")
    assert 'id="left"' not in browser.text
    browser.press("send")
    assert ("who", 1, "my own words") in stored_of(session)


def test_a_question_that_is_not_asked_needs_no_answer(browser: Browser, session: Session) -> None:
    browser.press("next", {"helped": "yes"})
    browser.press("review")
    assert browser.at == "review"
    browser.press("section:first")
    browser.press("review", {"helped": "no"})
    assert browser.at == "last", "now it is asked, and needed"
    assert browser.page.status_code == 422


def test_a_form_without_the_list_of_what_it_showed_is_read_as_before(
    browser: Browser, session: Session
) -> None:
    browser.press("next", {"helped": "yes"})
    data = {**browser.form.sent, "q-who": "words of an older page", "go": "review"}
    data.pop("shown")
    browser.page = browser.client.post(ADDRESS, data=data)
    filling = unseal(browser.form.sent["state"])
    assert filling
    assert filling.answers["who"] == {"": ["words of an older page"]}


def test_rules_see_no_answer_of_a_question_that_is_hidden(browser: Browser) -> None:
    browser.press("next", {"helped": "yes"})
    browser.press("next", {"who": "somebody"})
    browser.press("next", {"helped": "no"})
    browser.press("back")
    assert not browser.asks("who")
    assert not browser.asks("more"), "it was asked only because of an answer that is hidden"


def test_rules_that_run_in_a_circle_never_hang(client: FlaskClient, session: Session) -> None:
    publish_survey(
        session,
        section(
            "only",
            question("a", show_if=op("answered", answer("b"))),
            question("b", show_if=op("answered", answer("a"))),
            question("c"),
        ),
    )
    browser = Browser(client, ADDRESS)
    assert browser.page.status_code == 200
    assert browser.asks("c")


def test_pages_with_rules_cost_little_too(browser: Browser) -> None:
    assert len(gzip.compress(browser.page.data)) <= LATER_PAGE


def test_a_long_chain_of_rules_is_followed_to_its_end(
    client: FlaskClient, session: Session
) -> None:
    chained = [question("q0")]
    for number in range(1, 200):
        chained.append(question(f"q{number}", show_if=op("answered", answer(f"q{number - 1}"))))
    backwards = [
        question(f"b{number}", show_if=op("answered", answer(f"b{number + 1}")))
        for number in range(200)
    ]
    pages = [section(f"s{start}", *chained[start : start + 20]) for start in range(0, 200, 20)]
    publish_survey(session, *pages, section("back", *backwards), section("end", question("e")))
    browser = Browser(client, ADDRESS)
    assert browser.page.status_code == 200
    for start in range(0, 200, 20):
        assert browser.at == f"s{start}"
        here = {f"q{number}": "x" for number in range(start, start + 20)}
        browser.press(
            "next",
            {
                **here,
                "shown": "",
            },
        )
        while browser.at == f"s{start}":
            browser.press("next")
    assert browser.at == "end"
    browser.press("review")
    assert browser.at == "review"


def test_calculated_answers_steer_and_are_neither_shown_nor_stored(
    client: FlaskClient, session: Session
) -> None:
    publish_survey(
        session,
        section(
            "only",
            question("adults", "number"),
            question("children", "number"),
            question(
                "all", "calculated", calculate=op("add", answer("adults"), answer("children"))
            ),
            question("crowd", label="So many?", show_if=op("ge", answer("all"), 5)),
        ),
    )
    browser = Browser(client, ADDRESS)
    assert "q-all" not in browser.text
    browser.press("next", {"adults": "2", "children": "٣"})
    assert browser.asks("crowd")
    told = html.unescape(re.findall(r'data-calculations="([^"]+)"', browser.text)[0])
    assert list(json.loads(told)) == ["all"], "it has no field for a script to read"
    browser.press("next", {"crowd": "yes"})
    browser.press("send")
    assert [code for code, _, _ in stored_of(session)] == ["adults", "children", "crowd"]


@pytest.mark.parametrize("is_backwards", [False, True])
def test_a_chain_of_calculations_is_sent_link_by_link(
    client: FlaskClient, session: Session, is_backwards: bool
) -> None:
    def chain(length: int) -> list[dict[str, Any]]:
        """Return calculations of which each names the one before it twenty times."""
        links = [question("c0", "calculated", calculate=op("add", answer("adults"), 1))]
        for number in range(1, length):
            rule = op("add", *[answer(f"c{number - 1}")] * 20)
            links.append(question(f"c{number}", "calculated", calculate=rule))
        return links[::-1] if is_backwards else links

    sizes, times = [], []
    for length in (2, 4, 8):
        crowd = question("crowd", show_if=op("gt", answer(f"c{length - 1}"), 20 ** (length - 1)))
        parts = [question("adults", "number"), *chain(length), crowd]
        slug = f"chain-{length}"
        publish_survey(session, section("only", *parts), survey=slug)
        began = perf_counter()
        browser = Browser(client, f"/{SLUG}/s/{slug}/survey")
        times.append(perf_counter() - began)
        sizes.append(len(re.findall(r'data-calculations="([^"]+)"', browser.text)[0]))
        browser.press("next", {"adults": "1"})
        assert browser.asks("crowd")
    assert sizes[2] < 5 * sizes[1] < 25 * sizes[0]
    assert times[2] < 10 * max(times[1], 0.05)


def test_text_that_calculations_double_comes_to_an_end(
    client: FlaskClient, session: Session
) -> None:
    links = [question("c0", "calculated", calculate=op("concat", *[answer("words")] * 2))]
    for number in range(1, 40):
        rule = op("concat", *[answer(f"c{number - 1}")] * 2)
        links.append(question(f"c{number}", "calculated", calculate=rule))
    long = question("long", show_if=op("answered", answer("c3")))
    endless = question("endless", show_if=op("ge", op("length", answer("c39")), 1))
    publish_survey(session, section("only", question("words"), *links, long, endless))
    browser = Browser(client, ADDRESS)
    browser.press("next", {"words": "x" * 100})
    assert browser.asks("long")
    browser.press("next", {"long": "seen"})
    assert browser.at == "review", "a text beyond all measure is none"


def test_consent_that_is_not_asked_is_the_least(client: FlaskClient, session: Session) -> None:
    publish_survey(
        session,
        section(
            "only",
            HELPED,
            question("story", "long_text"),
            question(
                "consent",
                "consent",
                choices=choices("counted", "quoted"),
                show_if=eq("helped", "yes"),
            ),
        ),
    )
    browser = Browser(client, ADDRESS)
    browser.press("next", {"helped": "yes"})
    browser.press("next", {"consent": "quoted", "story": "words"})
    browser.press("section:only")
    browser.press("review", {"helped": "no"})
    browser.press("send")
    assert session.query(Testimony).one().consent == "counted"
