"""A whole survey on one page gives the answers that the survey gives page by page."""

import html
import json
import random
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from community_voice.answering.course import Course
from community_voice.answering.instrument import Instrument, load_instrument
from community_voice.answering.rows import rows_of
from community_voice.answering.whole_form import (
    not_kept,
    read_whole_form,
    write_whole,
)
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.logic import evaluate, truth
from community_voice.store import Answer, Response, Survey, Version
from tests.collect.survey.browser import Browser
from tests.collect.survey.made import (
    SLUG,
    answer,
    choices,
    op,
    publish_survey,
    question,
    section,
)

HOUSEHOLD = (
    section(
        "start",
        question("many", "number"),
        question("why", show_if=op("gt", answer("many"), 2)),
        question("twice", "calculated", calculate=op("mul", answer("many"), 2)),
        question("day", "date", limits=[op("le", {"self": True}, op("today"))]),
    ),
    section(
        "people",
        question("name"),
        question("age", "number", label="How old is ${name}?"),
        question("school", "yes_no", show_if=op("lt", answer("age"), 18)),
        question("older", "calculated", calculate=op("add", answer("age"), 1)),
        repeat={"most": 3},
    ),
    section(
        "rooms",
        question("room", "several_choices", choices=choices("a", "b", "none"), shuffle=True),
        repeat={"count": answer("twice"), "most": 4},
        show_if=op("ge", op("instances", "people"), 1),
    ),
    section(
        "end",
        question("sum", label="You named ${name}", show_if=op("gt", op("sum", answer("age")), 50)),
        question("old", show_if=op("gt", op("max", answer("older")), 60)),
        question(
            "pick",
            "one_choice",
            choices=choices("a", "b", "c", c={"filter": {"far": "yes"}}),
            choice_filter=op("or", op("eq", {"choice": "far"}, ""), op("gt", answer("twice"), 4)),
        ),
        question("never", show_if=op("eq", 1, 2)),
        show_if=op("ne", answer("many"), 9),
    ),
)


def instrument_of(session: Session, version: Version, tag: str = "en") -> Instrument:
    found = load_instrument(session, version.survey.engagement_id, version.id, tag)
    assert found
    return found


def rows_stored(session: Session, response: Response) -> set[tuple[Any, ...]]:
    found = session.query(Answer).filter_by(response_id=response.id)
    return {
        (each.question.code, each.instance, each.position, each.choice and each.choice.code)
        + (each.number, each.value, each.testimony and each.testimony.text)
        for each in found
    }


def rows_kept(course: Course) -> set[tuple[Any, ...]]:
    return {
        (kept.asked.code, kept.asked.instance, row.position, row.choice)
        + (row.number, row.value, row.words)
        for kept in rows_of(course)
        for row in kept.rows
    }


def shown_fields(instrument: Instrument, fields: list[tuple[str, str]]) -> set[str]:
    """Return the names of fields that the page's script shows, by the page's own rules alone."""
    whole = write_whole(instrument)
    calculations = json.loads(whole.calculations_json or "{}")
    lists = json.loads(whole.lists_json or "{}")
    typed = dict(fields)
    asked = {field.asked.key: field for part in whole.parts for field in part.fields}
    shown: set[str] = set()

    def value(code: str, part: str | None) -> Any:
        if code in lists:
            return [found for each in lists[code] if (found := value(each, part)) is not None]
        if code in calculations:
            return evaluate(calculations[code], value)
        if code.startswith("+repeat"):
            return typed.get(f"q-+repeat-{part}")
        if code not in shown or code not in asked:
            return None
        field = asked[code]
        main = [said for name, said in fields if name == field.asked.field()]
        return field.type.value(field.asked, {"": main} if main else {}, part or "")

    while True:
        now = {
            field.asked.key
            for part in whole.parts
            if part.show is None or truth(evaluate(part.show, value))
            for field in part.fields
            if field.rules.show is None or truth(evaluate(field.rules.show, value))
        }
        if now == shown:
            return {asked[key].asked.field() for key in shown}
        shown = now


@pytest.fixture
def household(session: Session) -> Instrument:
    return instrument_of(session, publish_survey(session, *HOUSEHOLD))


@pytest.mark.parametrize(
    ("many", "people"),
    [("0", [("Ana", "40")]), ("2", [("Ana", "40"), ("Ben", "9")]), ("9", [("Cy", "61")])],
    ids=["nobody else", "a child", "the end is not asked"],
)
def test_it_stores_what_walking_page_by_page_stores(
    client: FlaskClient, household: Instrument, session: Session, many: str, people: list[Any]
) -> None:
    browser, fields = Browser(client, f"/{SLUG}/survey"), [("q-+repeat-people", str(len(people)))]

    def press(go: str, **typed: str) -> None:
        named = {name.replace("__", "."): said for name, said in typed.items()}
        fields.extend((f"q-{name}", said) for name, said in named.items())
        browser.press(go, named)

    press("next", many=many, day="2026-01-02")
    if browser.at == "start":
        press("next")
    for number, (name, age) in enumerate(people, 1):
        end = "" if number == 1 else f"__{number}"
        more = {f"school{end}": "yes"} if int(age) < 18 else {}
        go = "another" if number < len(people) else "next"
        if more:
            press("stay", **{f"name{end}": name, f"age{end}": age})
        press(go, **({} if more else {f"name{end}": name, f"age{end}": age}), **more)
    while browser.at != "review":
        given = {"room": "a", "room.2": "b", "sum": "so many", "old": "yes", "pick": "a"}
        typed = {name: said for name, said in given.items() if browser.asks(name)}
        fields.extend((f"q-{name}", said) for name, said in typed.items())
        browser.press("next", typed)
    browser.press("send")
    course = Course(household, read_whole_form(household, fields))
    assert rows_kept(course) == rows_stored(session, session.query(Response).one())
    assert not not_kept(course, fields)
    assert {name for name, _said in fields if "repeat" not in name} <= shown_fields(
        household, fields
    )


AGES = st.sampled_from(["", "9", "40", "61"])


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    many=st.sampled_from(["", "0", "1", "2", "3", "9"]),
    times=st.sampled_from(["", "1", "2", "3"]),
    ages=st.lists(AGES, min_size=3, max_size=3),
)
def test_the_page_shows_what_the_server_asks(
    household: Instrument, many: str, times: str, ages: list[str]
) -> None:
    named = [("q-many", many), ("q-+repeat-people", times)]
    named += [(f"q-age{'' if n == 1 else f'.{n}'}", age) for n, age in enumerate(ages, 1)]
    fields = [(name, said) for name, said in named if said]
    course = Course(household, read_whole_form(household, fields))
    asked = {each.field() for each in course.asked if each.type != "calculated"}
    assert shown_fields(household, fields) == asked


def test_texts_tell_answers_of_the_same_person_or_of_all(household: Instrument) -> None:
    whole = write_whole(household)
    labels = {field.asked.key: field.asked.label.text for p in whole.parts for field in p.fields}
    assert "data-pipe=name.2>" in html.unescape(labels["age.2"].__html__())  # type: ignore[attr-defined]
    assert "data-pipe=name.*>" in html.unescape(labels["sum"].__html__())  # type: ignore[attr-defined]
    assert json.loads(whole.lists_json)["name.*"] == ["name", "name.2", "name.3"]
    assert "never" not in labels
    (mixed,) = {f.shuffle_json for p in whole.parts for f in p.fields if f.shuffle_json}
    assert sorted(json.loads(mixed)) == ["a", "b", "none"]


class Choosing(HTMLParser):
    """Chooses something for every open field of a page, as a person with a die would."""

    def __init__(self, page: str, die: random.Random) -> None:
        super().__init__()
        self.die, self.kind, self.select, self.disabled = die, "", "", 0
        self.offered: dict[str, list[str]] = {}
        self.feed(page.partition('<form id="walk"')[2].partition("</form>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.kind = given.get("data-type") or self.kind
        if tag == "fieldset" and (self.disabled or "disabled" in given):
            self.disabled += 1
        name, value = given.get("name") or "", given.get("value") or ""
        if self.disabled or (tag != "option" and not name.startswith("q-")):
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self.offered.setdefault(self.select, []).append(value)
        elif given.get("type") in ("radio", "checkbox"):
            self.offered.setdefault(name, []).append(value)
        elif given.get("type") not in ("image", "hidden", "file"):
            written = {"number": "7", "date": "2026-03-04", "time": "14:30"}
            self.offered[name] = [written.get(self.kind, "some words"), ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset" and self.disabled:
            self.disabled -= 1
        self.select = "" if tag == "select" else self.select

    def choose(self) -> dict[str, list[str]]:
        """Return a value of each field; fields for something else stay empty."""
        free = {name: each for name, each in self.offered.items() if not name.endswith("-other")}
        return {
            name.removeprefix("q-"): [self.die.choice([each for each in there if each != "+other"])]
            for name, there in free.items()
        }


@pytest.mark.parametrize("template", ["when-you-need-help", "resident-survey"])
def test_a_template_s_form_has_the_fields_of_its_pages_and_stores_the_same(
    client: FlaskClient, session: Session, template: str
) -> None:
    loaded = load_template(template)
    setup = Setup("ash-street", loaded["texts"], ("en", "ar"), source_language="en")
    engagement = make_engagement(session, setup, is_open=True)
    make_survey(session, engagement, loaded)
    session.commit()
    version = session.query(Version).join(Survey).filter_by(engagement_id=engagement.id).one()
    page = client.get(f"/ash-street/offline/form/{version.id}/ar").text
    there = set(re.findall(r'name="(q-[^"]+)"', page))
    browser, die = Browser(client, "/ash-street/survey"), random.Random(7)
    sent: dict[str, list[str]] = {}
    while browser.at != "review":
        assert {name for name in browser.form.there if name.startswith("q-")} <= there
        typed = Choosing(browser.text, die).choose()
        places = [name for name in typed if "-" in name and name.rpartition("-")[2].isdigit()]
        # A ranking takes each once, from the first place on.
        typed |= {name: [""] for name in places if not name.endswith("-1")}
        here = browser.at
        browser.press("next", typed)
        sent |= typed
        assert browser.at != here or browser.page.status_code == 200, browser.words
    browser.press("send")
    fields = [(f"q-{name}", said) for name, values in sent.items() for said in values]
    instrument = instrument_of(session, version)
    course = Course(instrument, read_whole_form(instrument, fields))
    stored = rows_stored(session, session.query(Response).one())
    assert len(stored) > 5
    assert rows_kept(course) == stored
