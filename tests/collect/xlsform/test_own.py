"""Our own column in a workbook says nothing that the builder would not let a person say."""

import json
from typing import Any

import pytest

from community_voice.collect.xlsform import service
from community_voice.collect.xlsform.exporting import export_form
from community_voice.collect.xlsform.own import read_own
from tests.collect.xlsform.forms import questions, workbook

OWN = "community_voice"
DEEP: dict[str, Any] = {"value": 1}
for _level in range(300):
    DEEP = {"op": "not", "args": [DEEP]}


def take(kind: str, own: Any, *, of_group: bool = False) -> service.TakenIn:
    said = own if isinstance(own, str) else json.dumps({"settings": own})
    begin = ("begin repeat", "g", "G", said if of_group else "")
    rows = [begin, (kind, "a", "A?", "" if of_group else said), ("end repeat", "", "", "")]
    choices = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]
    content = workbook(survey=[("type", "name", "label", OWN), *rows], choices=choices)
    return service.take_in("form.xlsx", content, "en", check=False)


WRONG: dict[tuple[str, str], list[Any]] = {
    ("integer", "max"): ["abc", {}, [1], True, 10**400, 1e300],
    ("date", "min"): [5, "x" * 400],
    ("text", "limits"): [5, [5], {"a": 1}, "abc", [DEEP]],
    ("text", "columns"): [5, [5], ["A B"]],
    ("text", "show_if"): [5, {}, DEEP, {"op": "eq", "args": [5, 6]}, {"answer": ["x"]}],
    ("text", "require_if"): [{"op": "instances", "args": [5]}, {"value": {}}],
    ("text", "calculate"): [{"op": "x"}],
    ("select_one yn", "other"): [{}],
    ("text", "xlsform"): [5, {"#in": 5}, {"name": 5}, {"#list": {}}],
}


@pytest.mark.parametrize(
    ("kind", "name", "value"), [(*key, value) for key, values in WRONG.items() for value in values]
)
def test_a_setting_of_another_shape_is_left_out_by_name(kind: str, name: str, value: Any) -> None:
    imported = take(kind, {name: value, "themed": True}).imported
    settings = questions(imported)["a"].get("settings", {})
    assert settings.get(name) != value
    told = [(notice.reason, notice.what) for notice in imported.notices]
    assert ("own_setting", f"a: {name}") in told or ("own_column", "") in told


@pytest.mark.parametrize(
    "value", [5, {"most": "x"}, {"most": 1000}, {"count": {"op": "x"}}, {"count": []}]
)
def test_a_repeat_of_another_shape_is_left_out(value: object) -> None:
    imported = take("text", {"repeat": value}, of_group=True).imported
    (section,) = imported.definition["sections"]
    assert "repeat" not in section["settings"]
    assert ("own_setting", "g: repeat") in [(n.reason, n.what) for n in imported.notices]


@pytest.mark.parametrize(
    "said",
    [
        {"label": {"en": "\ud800"}},
        {"label": {"en": "a\0b"}},
        {"settings": {"x": ["\0"]}},
        {"settings": {"\ud800": 1}},
        {"limit_messages": 5},
        {"type": {}},
        {"languages": ["xx-<script>"]},
        {"source_language": "a" * 300},
        {"source_language": ""},
        {"settings": {"x": DEEP}},
    ],
)
def test_what_nobody_could_keep_is_not_read(said: Any) -> None:
    assert read_own(json.dumps(said)) is None


def test_a_rule_that_is_one_stays() -> None:
    rule = {"op": "eq", "args": [{"self": True}, {"value": "x"}]}
    imported = take("text", {"limits": [rule], "max_length": 7}).imported
    assert questions(imported)["a"]["settings"]["limits"] == [rule]
    assert questions(imported)["a"]["settings"]["max_length"] == 7


@pytest.mark.parametrize(
    "kept", [5, {"columns": 5}, {"groups": {"g": 5}}, {"rows": "x"}, {"a": "b"}]
)
def test_what_no_form_can_have_kept_is_left_out(kept: object) -> None:
    own = json.dumps({"settings": {"xlsform": kept}})
    content = workbook(
        survey=[("type", "name", "label"), ("text", "a", "A?")],
        settings=[("form_title", OWN), ("T", own)],
    )
    imported = service.take_in("form.xlsx", content, "en", check=False).imported
    assert imported.definition["settings"].get("xlsform") != kept
    assert {"own_setting", "own_column"} & {notice.reason for notice in imported.notices}
    export_form(imported.definition)
