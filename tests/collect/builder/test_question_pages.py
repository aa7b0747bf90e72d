"""The page of a question: fields, rows, rules, and what is said where something is wrong."""

import html
import json
from typing import Any

import pytest
from sqlalchemy import select

from community_voice.instruments.definition import publish, read_definition
from community_voice.questions import QUESTION_TYPES
from community_voice.store import Version
from tests.collect.builder.conftest import Desk

CHOICES = {
    "choice:0:old": "",
    "choice:0:code": "",
    "choice:0:label": "A friend",
    "choice:1:old": "",
    "choice:1:code": "medic",
    "choice:1:label": "A medic",
    "choice:2:old": "",
    "choice:2:code": "",
    "choice:2:label": "",
}


def form(kind: str = "one_choice", **more: str) -> dict[str, str]:
    """Return a new question as its form sends it."""
    said = {"type": kind, "old": "", "section": "calls", "after": "", "code": "who"}
    return {**said, "text:label": "Who came?", "required": "no", **more}


def shown(answer: Any) -> str:
    """Return a page's words."""
    return html.unescape(answer.text)


def test_choices_get_codes_from_their_words_and_empty_rows_go(desk: Desk) -> None:
    desk.save("/new-question", **form(), **CHOICES, **{"set:other": "on", "set:group": "on"})
    assert desk.question("who") == {
        "code": "who",
        "type": "one_choice",
        "label": {"en": "Who came?"},
        "settings": {"other": True, "group": True},
        "choices": [
            {"code": "friend", "label": {"en": "A friend"}},
            {"code": "medic", "label": {"en": "A medic"}},
        ],
    }


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_every_type_has_a_page_and_is_kept(desk: Desk, kind: str) -> None:
    assert "What people are asked" in desk.get(f"/new-question?type={kind}&section=calls")
    rows = dict(CHOICES)
    if kind == "consent":
        rows = {f"choice:0:{name}": text for name, text in (("code", "counted"), ("label", "Yes"))}
    more = {"calculate": "times * 2"} if kind == "calculated" else {}
    columns = {f"column:{n}:label": f"C{n}" for n in range(2)} if kind == "grid" else {}
    answer = desk.save("/new-question", **form(kind), **rows, **more, **columns)
    assert answer.status_code == 302, shown(answer)[-3000:]
    assert desk.question("who")["type"] == kind
    assert desk.browser.get(f"{desk.base}/questions/who").status_code == 200


def test_a_saved_page_changes_nothing_else(desk: Desk) -> None:
    before = desk.question("called")
    said = {
        **form(**{"text:label": "Did you call?"}),
        "old": "called",
        "code": "called",
        "choice:0:old": "yes",
        "choice:0:code": "yes",
        "choice:0:label": "Yes",
        "choice:1:old": "no",
        "choice:1:code": "no",
        "choice:1:label": "No",
    }
    desk.save("/questions/called", **said)
    assert desk.question("called") == before, "Spanish stays"
    assert desk.step == "0", "nothing was done, so nothing can be undone"


def test_rules_and_texts_follow_a_code_and_a_choice(desk: Desk) -> None:
    said = {
        **form(**{"text:label": "Did you call?"}),
        "old": "called",
        "code": "rang",
        "choice:0:old": "yes",
        "choice:0:code": "did",
        "choice:0:label": "Yes",
        "choice:1:old": "no",
        "choice:1:code": "no",
        "choice:1:label": "No",
    }
    desk.save("/questions/called", **said)
    times = desk.question("times")
    assert times["settings"]["show_if"] == {
        "op": "eq",
        "args": [{"answer": "rang"}, {"value": "did"}],
    }
    assert times["label"]["en"] == "How often after ${rang}?"
    assert desk.question("rang")["choices"][0]["label"] == {"en": "Yes", "es": "Sí"}


def test_codes_of_a_published_version_stay(desk: Desk) -> None:
    publish(desk.session, desk.session.scalars(select(Version)).one())
    made = desk.browser.post("/staff/river-street/surveys/help/version")
    assert made.location == "/staff/river-street/surveys/help/2/edit"
    desk.number, desk.base = 2, desk.base.replace("/1/", "/2/")
    assert 'value="called" dir="ltr"' in desk.get("/questions/called")
    said = {**form("long_text", **{"text:label": "W"}), "old": "story", "code": "tale"}
    refused = desk.save("/questions/story", **said)
    assert (refused.status_code, "so it stays" in refused.text) == (422, True)
    renamed = {"choice:0:old": "yes", "choice:0:code": "oui", "choice:0:label": "Yes"}
    refused = desk.save(
        "/questions/called", **{**form(), "old": "called", "code": "called"}, **renamed
    )
    assert "so it stays" in refused.text
    assert desk.codes == [["called", "times"], ["story"]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text:label": "  "}, "Write what people are asked."),
        ({"text:label": "a\x00b"}, "cannot keep"),
        ({"code": "called"}, "There is a question with this code already."),
        ({"code": "Who Came"}, "small letters"),
        ({"code": "a-b"}, "small letters"),
        ({"code": "x" * 61}, "small letters"),
        ({"code": "é"}, "small letters"),
        ({"choice:0:code": "a.b"}, "is no code"),
        ({"choice:0:code": "medic"}, "stands here twice"),
        ({"choice:1:label": " "}, "Write the words of “medic”"),
        ({"required": "if"}, "Add the condition"),
        (
            {"rule:show_if:kind": "formula", "rule:show_if:formula": "nobody = 1"},
            "There is no question “nobody”",
        ),
        ({"rule:show_if:kind": "formula", "rule:show_if:formula": "called ="}, "character"),
        (
            {"rule:show_if:0:code": "called", "rule:show_if:0:comparison": "is"},
            "no value to compare",
        ),
        (
            {
                "rule:show_if:0:code": "called",
                "rule:show_if:0:comparison": "is",
                "rule:show_if:0:value": "maybe",
            },
            "no choice “maybe”",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    desk: Desk, change: dict[str, str], told: str
) -> None:
    typed = {**form(**{"text:help": "Say it <b>plainly</b>"}), **CHOICES, **change}
    page = desk.save("/new-question", **typed)
    assert page.status_code == 422
    assert told in shown(page)
    assert "Say it &lt;b&gt;plainly&lt;/b&gt;" in page.text
    assert "A friend" in page.text
    assert desk.codes == [["called", "times"], ["story"]]


def test_a_type_that_is_none_is_refused(desk: Desk) -> None:
    assert "no such type" in desk.save("/new-question", **form("telepathy")).text
    assert desk.browser.get(f"{desk.base}/new-question?type=telepathy").status_code == 404
    assert desk.codes == [["called", "times"], ["story"]]


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        ("number", {"set:min": "5", "set:max": "4"}, "below the other end"),
        ("number", {"set:min": "٣"}, "Write a number"),
        ("number", {"set:decimals": "7"}, "from 0 to 6"),
        ("scale", {"set:low": "5"}, "below the other end"),
        ("short_text", {"set:max_length": "99999"}, "from 1 to 2000"),
        ("short_text", {"set:kind": "soul"}, "one of the list"),
        ("date", {"set:min": "2026-02-30"}, "Write a day"),
        ("time", {"set:min": "25:00"}, "Write a time"),
        ("one_choice", {}, "Add at least one"),
        ("grid", {}, "Add at least two answers"),
        ("consent", {"choice:0:code": "sold", "choice:0:label": "S"}, "these codes only"),
        ("calculated", {}, "Write the formula"),
        ("place", {"map": "{"}, "GeoJSON"),
    ],
)
def test_settings_are_held_to_what_the_type_can_do(
    desk: Desk, kind: str, change: dict[str, str], told: str
) -> None:
    page = desk.save("/new-question", **form(kind), **change)
    assert (page.status_code, told in shown(page)) == (422, True), shown(page)[:3000]


def test_settings_are_kept_as_numbers_days_and_choices(desk: Desk) -> None:
    desk.save("/new-question", **form("number"), **{"set:min": "0.5", "set:decimals": "2"})
    assert desk.question("who")["settings"] == {"min": 0.5, "decimals": 2}
    said = {"set:min": "today", "set:max": "2030-01-31", "set:time": "on"}
    desk.save("/new-question", **form("date", code="when"), **said)
    assert desk.question("when")["settings"] == {"time": True, "min": "today", "max": "2030-01-31"}
    desk.save(
        "/new-question", **form("scale", code="trust"), **{"text:low": "None", "set:high": "4"}
    )
    trust = desk.question("trust")
    assert (trust["low"], trust["settings"]) == ({"en": "None"}, {"not_sure": False, "high": 4})


def test_a_rule_is_made_of_conditions_by_buttons(desk: Desk) -> None:
    typed = {**form(), **CHOICES, "rule:show_if:new": "called"}
    page = desk.save("/new-question", **{**typed, "do": "condition:show_if"})
    assert 'name="rule:show_if:0:code" value="called"' in page.text
    assert '<option value="no">No</option>' in page.text
    typed |= {"rule:show_if:0:code": "called", "rule:show_if:0:comparison": "is"}
    typed |= {"rule:show_if:0:value": "no", "rule:show_if:new": "times"}
    page = desk.save("/new-question", **{**typed, "do": "condition:show_if"})
    typed |= {"rule:show_if:1:code": "times", "rule:show_if:1:comparison": "at_least"}
    typed |= {"rule:show_if:1:value": "3", "rule:show_if:joined": "any"}
    page = desk.save("/new-question", **{**typed, "do": "again"})
    assert "“Did you call?” is “No”, or “How often after ${called}?” is at least 3" in shown(page)
    desk.save("/new-question", **typed)
    assert desk.question("who")["settings"]["show_if"] == {
        "op": "or",
        "args": [
            {"op": "eq", "args": [{"answer": "called"}, {"value": "no"}]},
            {"op": "ge", "args": [{"answer": "times"}, {"value": 3}]},
        ],
    }
    page = desk.save("/new-question", **{**typed, "do": "uncondition:show_if:0"})
    assert 'name="rule:show_if:0:code" value="times"' in page.text
    assert desk.codes[0] == ["called", "times", "who"]


def test_a_rule_too_rich_for_conditions_is_a_formula_that_stays(desk: Desk) -> None:
    rich = "times * 2 > 5 and (called = 'yes' or called = 'no')"
    typed = {**form("long_text"), "rule:show_if:kind": "formula", "rule:show_if:formula": rich}
    desk.save("/new-question", **typed)
    page = html.unescape(desk.get("/questions/who"))
    assert rich in page
    rule = desk.question("who")["settings"]["show_if"]
    assert rule["op"] == "and"
    desk.save("/questions/who", **{**typed, "old": "who", "set:themed": "on"})
    assert desk.question("who")["settings"] == {"show_if": rule, "themed": True}


def test_limits_have_messages_that_keep_their_translations(desk: Desk) -> None:
    typed = {
        **form("number"),
        "rule:limit-0:there": "1",
        "rule:limit-0:0:code": ".",
        "rule:limit-0:0:comparison": "at_most",
        "rule:limit-0:0:value": "9",
        "limit:0:message": "Nine at most.",
    }
    desk.save("/new-question", **typed)
    made = desk.question("who")
    assert made["settings"]["limits"] == [{"op": "le", "args": [{"self": True}, {"value": 9}]}]
    assert made["limit_messages"] == [{"en": "Nine at most."}]
    page = desk.save("/new-question", **{**typed, "do": "add_limit"})
    assert 'name="rule:limit-1:there"' in page.text
    page = desk.save("/new-question", **{**typed, "do": "drop_limit:0"})
    assert "limit-0" not in page.text


def test_a_choice_filter_reads_columns_of_the_choices(desk: Desk) -> None:
    typed = {
        **form(),
        **CHOICES,
        "filter_columns": "called",
        "choice:0:filter:called": "yes",
        "rule:choice_filter:kind": "formula",
        "rule:choice_filter:formula": "@called = called",
    }
    desk.save("/new-question", **typed)
    made = desk.question("who")
    assert made["choices"][0]["settings"] == {"filter": {"called": "yes"}}
    assert made["settings"]["choice_filter"] == {
        "op": "eq",
        "args": [{"choice": "called"}, {"answer": "called"}],
    }
    assert 'name="choice:0:filter:called" value="yes"' in desk.get("/questions/who")


def test_rows_are_added_moved_and_removed_before_saving(desk: Desk) -> None:
    typed = {**form(), **CHOICES}
    page = desk.save("/new-question", **{**typed, "do": "lower:choice:0"})
    assert page.text.index("A medic") < page.text.index("A friend")
    page = desk.save("/new-question", **{**typed, "do": "drop:choice:0"})
    assert "A friend" not in page.text
    page = desk.save("/new-question", **{**typed, "do": "add:choice"})
    assert 'name="choice:3:label"' in page.text
    for hostile in ("drop:choice:99", "drop:choice:-1", "lift:choice:x", "drop:nothing:0", "lower"):
        assert desk.save("/new-question", **{**typed, "do": hostile}).status_code == 200
    assert desk.codes == [["called", "times"], ["story"]]


def test_a_list_is_pasted_one_a_line(desk: Desk) -> None:
    pasted = "North side\r\n\r\nsouth | South side\nNorth side"
    page = desk.save("/new-question", **form(), pasted=pasted, do="paste")
    assert 'value="South side"' in page.text
    rows = {
        f"choice:{n}:label": t for n, t in enumerate(("North side", "South side", "North side"))
    }
    desk.save("/new-question", **form(), **rows, **{"choice:1:code": "south"})
    codes = [choice["code"] for choice in desk.question("who")["choices"]]
    assert codes == ["north_side", "south", "north_side_2"]


def test_ten_thousand_choices_are_refused_and_stay_where_they_were_pasted(desk: Desk) -> None:
    pasted = "\n".join(f"Place {number}" for number in range(10_000))
    for do in ("paste", "save"):
        page = desk.save("/new-question", **{**form(), "pasted": pasted, "do": do})
        assert "Place 9999" in page.text
        assert 'name="choice:100:label"' not in page.text
    assert "a question can have 2000 choices" in page.text
    assert page.status_code == 422


def test_many_choices_are_one_list_and_keep_their_languages(desk: Desk) -> None:
    listed = "\n".join(f"p{number} | Place {number}" for number in range(500))
    page = desk.save("/new-question", **{**form(), "pasted": listed, "do": "paste"})
    assert 'name="listed"' in page.text
    desk.save("/new-question", **form(), listed=listed)
    assert len(desk.question("who")["choices"]) == 500
    assert "p499 | Place 499" in desk.get("/questions/who")
    fewer = "p7 | Seventh place\nA new one"
    desk.save("/questions/who", **{**form(), "old": "who"}, listed=fewer)
    assert desk.question("who")["choices"] == [
        {"code": "p7", "label": {"en": "Seventh place"}},
        {"code": "new_one", "label": {"en": "A new one"}},
    ]


def test_areas_of_a_map_become_the_choices_of_a_place(desk: Desk) -> None:
    square = [[-122.5, 37.7], [-122.4, 37.7], [-122.4, 37.8], [-122.5, 37.8], [-122.5, 37.7]]
    area = {"type": "Feature", "properties": {"name": "Old Town"}}
    area["geometry"] = {"type": "Polygon", "coordinates": [square]}
    text = json.dumps({"type": "FeatureCollection", "features": [area]})
    desk.save("/new-question", **form("place"), map=text)
    made = desk.question("who")
    assert made["choices"] == [{"code": "old_town", "label": {"en": "Old Town"}}]
    drawn = made["settings"]["map"]
    assert (drawn["width"], 120 < drawn["height"] < 130) == (100.0, True)
    assert len(drawn["shapes"]["old_town"]) == 4
    before = desk.question("who")
    again = {**form("place"), "old": "who", "map": json.dumps(drawn)}
    row = {"choice:0:old": "old_town", "choice:0:code": "old_town", "choice:0:label": "Old Town"}
    desk.save("/questions/who", **again, **row)
    assert desk.question("who") == before
    assert (
        "No choice has the code"
        in desk.save("/questions/who", **again, **{**row, "choice:0:code": "other"}).text
    )


def test_another_type_keeps_words_and_choices(desk: Desk) -> None:
    typed = {**form(), **CHOICES, "new_type": "several_choices", "do": "retype"}
    page = desk.save("/new-question", **typed)
    assert 'name="type" value="several_choices"' in page.text
    assert "A friend" in page.text
    assert "stands alone" in page.text


def test_a_new_version_takes_everything_over(desk: Desk) -> None:
    version = desk.session.scalars(select(Version)).one()
    publish(desk.session, version)
    desk.browser.post("/staff/river-street/surveys/help/version")
    again = desk.browser.post("/staff/river-street/surveys/help/version")
    assert again.status_code == 409
    old, new = desk.session.scalars(select(Version).order_by(Version.number)).all()
    assert (new.number, new.published_on) == (2, None)
    assert read_definition(desk.session, new) == read_definition(desk.session, old)
