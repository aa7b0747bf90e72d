"""Whatever goes out comes back as it was, and pyxform takes all of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from community_voice.collect.xlsform.exporting import export_form
from community_voice.collect.xlsform.importing import import_form
from community_voice.collect.xlsform.own import read_own, write_own
from community_voice.collect.xlsform.raw import as_book, write_book
from community_voice.collect.xlsform.reading import Form, read_form
from community_voice.instruments.template import TEMPLATES, load_template
from tests.collect.xlsform.forms import taken

SHARED = Path(__file__).parents[4] / "shared" / "data" / "xlsform"
TAGS = ("en", "es", "ar", "zh-Hans", "fil", "ht", "x-default")
Definition = dict[str, Any]


def there_and_back(definition: Definition, source: str = "en") -> tuple[Definition, Form]:
    """Write a definition as a workbook's bytes, and read those."""
    form = read_form("form.xlsx", write_book(export_form(definition)))
    return import_form(form, source).definition, form


def refusal(form: Form) -> str:
    """Return why pyxform refuses a form, or nothing."""
    try:
        convert(as_book(form), warnings=[], form_name="data")
    except Exception as reason:  # any kind of it is a refusal
        return str(reason)
    return ""


def same(one: object, other: object) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the workbooks lie beside the project")
@pytest.mark.parametrize("name", sorted(p.name for p in SHARED.glob("*.xls*")))
def test_a_workbook_is_held_or_named_and_comes_back(name: str) -> None:
    read = import_form(read_form(name, (SHARED / name).read_bytes()))
    lost = {(notice.sheet, notice.row) for notice in read.notices if not notice.held}
    assert read.held == read.rows - len(lost)
    again, form = there_and_back(read.definition)
    assert same(again, read.definition)
    assert refusal(form) == ""
    # What XLSForm can say needs no column of ours.
    assert not any("community_voice" in row for row in form.survey.rows)


@pytest.mark.parametrize("slug", TEMPLATES)
def test_every_template_comes_back_and_converts(slug: str) -> None:
    template = {
        k: v
        for k, v in load_template(slug).items()
        if k in ("source_language", "languages", "title", "intro", "thanks", "settings", "sections")
    }
    again, form = there_and_back(template)
    assert same(again, template)
    assert refusal(form) == ""


def test_everything_of_a_hard_form_is_written_back() -> None:
    survey = [
        ("type", "name", "label::English", "label::Spanish (es)", "relevant", "appearance",
         "required", "constraint", "calculation", "my column", "choice_filter", "parameters"),
        ("start", "started", "", "", "", "", "", "", "", "x", "", ""),
        ("begin group", "A", "Group A", "Grupo A", "", "field-list", "", "", "", "", "", ""),
        ("begin group", "B", "", "", "${q} = 1", "", "", "", "", "", "", ""),
        ("select_one L", "q-1", "${q}", "¿Q?", "${q}=1", "quick", "TRUE", "", "", "y", "f=1", ""),
        ("geopoint", "where", "Where?", "", "", "", "", "", "", "", "", ""),
        ("end group", "", "", "", "", "", "", "", "", "", "", ""),
        ("integer", "q", "=1+1", "@SUM(1)", "", "", "${q-1} = 'Yes'", ".>0", "", "", "", ""),
        ("end_group", "the end", "", "", "", "", "", "", "", "", "", ""),
        ("begin repeat", "R", "R", "", "", "", "", "", "", "", "", ""),
        ("begin group", "G", "In R", "", "${q} > 1", "", "", "", "", "", "", ""),
        ("range", "s", "S", "", "", "", "", "", "", "", "", "start=0 end=10 step=2"),
        ("calculate", "c", "", "", "", "", "", "", "pulldata('a','b','c',${q})", "", "", ""),
        ("end group", "", "", "", "", "", "", "", "", "", "", ""),
        ("end repeat", "", "", "", "", "", "", "", "", "", "", ""),
        ("note", "", "Bye ${c}", "", "", "", "", "", "", "", "", ""),
    ]  # fmt: skip
    choices = [("list_name", "name", "label::English", "label::Spanish (es)", "f", "extra col"),
               ("L", "Yes", "Yes", "Sí", "1", "e"), ("L", "no", "No", "", "2", ""),
               ("unused", "x", "X", "", "", ""), ("", "stray", "?", "", "", "")]  # fmt: skip
    sheets: dict[str, Any] = {"survey": survey, "choices": choices,
              "settings": [("form_title", "form_id", "odd"), ("T", "t1", "o")]}  # fmt: skip
    read = taken(**sheets)
    again, form = there_and_back(read.definition)
    assert same(again, read.definition)
    header = list(survey[0])
    written = [[row.get(key, "") for key in header] for row in form.survey.rows]
    assert form.survey.header == header
    assert written == [list(row) for row in survey[1:]]
    assert form.settings.rows == [{"form_title": "T", "form_id": "t1", "odd": "o"}]


def test_what_a_form_keeps_is_read_in_our_own_column() -> None:
    """What the whole form keeps is deeper than what a row does; some exports must say it."""
    kept = {
        "columns": {"survey": ["type", "name"]},
        "groups": {"g": {"cells": {"relevant": "${a} = 'Y'"}, "end": {"type": "end_group"}}},
        "rows": [{"after": "q:a", "cells": {"type": "start"}}],
        "languages": {"": "en"},
    }
    said = {"source_language": "en", "settings": {"xlsform": kept}}
    assert read_own("".join(write_own(said))) == said


@pytest.mark.parametrize("title", ["Costs ${", "${q}", "$ {", "${}${no}"])
def test_a_title_that_looks_like_a_reference_converts_and_comes_back(title: str) -> None:
    read = taken(survey=[("type", "name", "label"), ("text", "q", "Q?")]).definition
    read["title"] = {"en": title}
    again, form = there_and_back(read)
    assert same(again, read)
    assert refusal(form) == ""


@pytest.mark.parametrize("name", ["English (en)", "Kreyòl (ht)"])
@pytest.mark.parametrize("engaged", ["en", "ht", "es"])
def test_bare_words_beside_a_language_come_back_in_theirs(name: str, engaged: str) -> None:
    """Two words in one row, only the one, only the other, and both the same."""
    read = taken(
        survey=[
            ("type", "name", "label", f"label::{name}", "hint"),
            *[("select_one l", f"q{n}", *words) for n, words in enumerate(
                [("A", "B", ""), ("", "C", "h"), ("D", "", ""), ("E", "E", "i")])],
        ],
        choices=[("list_name", "name", "label", f"label::{name}"), ("l", "x", "X", "Y")],
    )  # fmt: skip
    source = read.definition["source_language"]
    assert all(
        question["label"][source] for question in read.definition["sections"][0]["questions"]
    )
    again, form = there_and_back(read.definition, engaged)
    assert same(again, read.definition)
    assert refusal(form) == ""


@pytest.mark.parametrize(
    "rule",
    [
        {"op": "gt", "args": [{"answer": "age"}, {"value": 17}]},
        {"op": "answered", "args": [{"answer": "age"}]},
        {"op": "lower", "args": [{"value": "A"}]},
    ],
)
def test_a_rule_that_was_changed_is_written_as_it_is_now(rule: dict[str, Any]) -> None:
    read = taken(
        survey=[("type", "name", "label", "relevant"), ("integer", "age", "Age?", ""),
                ("text", "why", "Why?", "${age}>5")],
    )  # fmt: skip
    settings = read.definition["sections"][0]["questions"][1]["settings"]
    assert settings["xlsform"]["relevant"] == "${age}>5"
    settings["show_if"] = rule
    again, form = there_and_back(read.definition)
    assert again["sections"][0]["questions"][1]["settings"]["show_if"] == rule
    assert form.survey.rows[1]["relevant"] != "${age}>5"


# Generated definitions, in the shape in which a stored version is read.

WORDS = st.text(
    st.sampled_from("aZ é中ع\n\t=+@'\"{}$<>&_x0041\u00a0\u200f\r\x07"), min_size=1, max_size=12
).filter(lambda text: bool(text.strip()))
CODES = st.from_regex(r"[a-z0-9][a-z0-9_]{0,8}", fullmatch=True)
CHOSEN = ("one_choice", "several_choices", "ranking", "yes_no", "place", "consent",
          "statement_votes")  # fmt: skip
PLAIN = ("short_text", "long_text", "number", "scale", "date", "time", "note", "contact",
         "acknowledgement", "voice_note", "calculated")  # fmt: skip
READABLE = {"one_choice", "several_choices", "short_text", "number", "scale", "date", "yes_no"}


@st.composite
def texts(draw: st.DrawFn, tags: list[str], empty: bool = False) -> dict[str, str]:
    there = draw(st.lists(st.sampled_from(tags), unique=True, min_size=0 if empty else 1))
    return {tag: draw(WORDS) for tag in there}


@st.composite
def rules(draw: st.DrawFn, earlier: list[str], own: bool = False) -> dict[str, Any]:
    leaves = [{"value": draw(st.sampled_from(["yes", "", 3, 2.5, True, None, 'it\'s "so"']))}]
    leaves += [{"answer": draw(st.sampled_from(earlier))}] if earlier else []
    leaves += [{"self": True}] if own else []
    args = [draw(st.sampled_from(leaves)) for _each in range(2)]
    op = draw(st.sampled_from(["eq", "lt", "and", "add", "concat", "selected", "contains"]))
    rule = {"op": op, "args": args}
    wrap = draw(st.sampled_from(["", "not", "answered", "lower", "neg"]))
    return {"op": wrap, "args": [rule]} if wrap else rule


@st.composite
def choices(draw: st.DrawFn, tags: list[str]) -> list[dict[str, Any]]:
    found = []
    for code in draw(st.lists(CODES, unique=True, min_size=1, max_size=4)):
        choice: dict[str, Any] = {"code": code, "label": draw(texts(tags))}
        if draw(st.booleans()):
            choice["help"] = draw(texts(tags))
        made = {
            **({"exclusive": True} if draw(st.booleans()) else {}),
            **({"filter": {"area": draw(CODES)}} if draw(st.booleans()) else {}),
        }
        found.append({**choice, **({"settings": made} if made else {})})
    return found


@st.composite
def asked(draw: st.DrawFn, code: str, tags: list[str], earlier: list[str]) -> dict[str, Any]:
    type_name = draw(st.sampled_from([*CHOSEN, *PLAIN, "grid"]))
    question: dict[str, Any] = {"code": code, "type": type_name, "label": draw(texts(tags))}
    made: dict[str, Any] = {}
    for key in ("help", "low", "high", "required_message"):
        if draw(st.booleans()):
            question[key] = draw(texts(tags))
    if draw(st.booleans()):
        question["required"] = True
    for key in ("show_if", "require_if", "calculate"):
        if draw(st.booleans()):
            made[key] = draw(rules(earlier))
    if draw(st.booleans()):
        made["limits"] = [
            draw(rules(earlier, own=True)) for _each in range(draw(st.integers(1, 2)))
        ]
        told = [draw(texts(tags, empty=True)) for _each in made["limits"]]
        if any(told):
            question["limit_messages"] = told
    for key, values in (("min", [0, 1.5]), ("low", [0, 1, 7]), ("themed", [True, False]),
                        ("decimals", [0, 2]), ("other", [True]), ("shuffle", [True])):  # fmt: skip
        if draw(st.booleans()):
            made[key] = draw(st.sampled_from(values))
    if type_name in (*CHOSEN, "grid"):
        question["choices"] = draw(choices(tags))
    if type_name in CHOSEN and draw(st.booleans()):
        made["choice_filter"] = {"op": "eq", "args": [{"choice": "area"}, {"value": "a"}]}
    if type_name == "grid":
        columns = draw(st.lists(CODES, unique=True, min_size=1, max_size=3))
        question["columns"] = [{"code": each, "label": draw(texts(tags))} for each in columns]
        made["columns"] = columns
    return {**question, **({"settings": made} if made else {})}


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    tags = draw(st.lists(st.sampled_from(TAGS), unique=True, min_size=1, max_size=3))
    codes = draw(st.lists(CODES, unique=True, min_size=1, max_size=7))
    earlier: list[str] = []
    sections: list[dict[str, Any]] = []
    for code in codes:
        if not sections or draw(st.booleans()):
            section: dict[str, Any] = {
                "code": code,
                "title": draw(texts(tags, empty=True)),
                "questions": [],
            }
            if draw(st.booleans()):
                section["intro"] = draw(texts(tags))
            made = {
                **({"show_if": draw(rules(earlier))} if draw(st.booleans()) else {}),
                **(
                    {"repeat": {"most": draw(st.sampled_from([2, 50]))}}
                    if draw(st.booleans())
                    else {}
                ),
            }
            sections.append({**section, **({"settings": made} if made else {})})
        question = draw(asked(code, tags, earlier))
        sections[-1]["questions"].append(question)
        if question["type"] in READABLE:
            earlier.append(code)
    found: Definition = {"source_language": tags[0], "languages": tags, "sections": sections}
    for key in ("title", "intro", "thanks"):
        if draw(st.booleans()):
            found[key] = draw(texts(tags))
    if draw(st.booleans()):
        found["settings"] = {"deadline": "2026-12-31T17:00"}
    return found


@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=40,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
@given(definitions())
def test_any_definition_converts_and_comes_back(definition: Definition) -> None:
    again, form = there_and_back(definition)
    assert refusal(form) == ""
    assert same(again, definition)
