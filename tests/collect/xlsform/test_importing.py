"""What a form says, as a definition; what cannot be held is told row by row."""

from typing import Any

import pytest

from community_voice.collect.xlsform.notices import lines
from tests.collect.xlsform.forms import questions, reasons, survey, taken

CHOICES = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]


def test_texts_stand_under_their_languages() -> None:
    found = taken(
        survey=[
            ("type", "name", "label::English (en)", "label::Kreyòl (ht)", "hint::English (en)",
             "hint::Kreyòl (ht)", "required", "required_message::English (en)", "constraint",
             "constraint_message::Kreyòl (ht)"),
            ("integer", "age", "How old?", "Ki laj?", "In years", "Ane", "yes", "Please say",
             ". > 0", "Plis pase 0"),
        ]
    )  # fmt: skip
    assert found.definition["languages"] == ["en", "ht"]
    assert found.definition["source_language"] == "en"
    assert questions(found)["age"] == {
        "code": "age",
        "type": "number",
        "label": {"en": "How old?", "ht": "Ki laj?"},
        "help": {"en": "In years", "ht": "Ane"},
        "required": True,
        "required_message": {"en": "Please say"},
        "limit_messages": [{"ht": "Plis pase 0"}],
        "settings": {"limits": [{"op": "gt", "args": [{"self": True}, {"value": 0}]}]},
    }
    assert (found.held, found.rows) == (1, 1)


def test_bare_words_fill_the_gaps_of_a_named_language_and_others_are_kept_apart() -> None:
    found = taken(
        survey=[
            ("type", "name", "label", "label::English (en)", "label::Kreyòl (ht)"),
            ("text", "a", "A?", "", "A kreyòl"),
            ("text", "b", "", "B?", ""),
            ("text", "c", "C?", "C?", ""),
        ]
    )
    assert found.definition["languages"] == ["en", "ht"]
    assert [each["label"]["en"] for each in questions(found).values()] == ["A?", "B?", "C?"]
    assert found.held == found.rows

    found = taken(
        survey=[
            ("type", "name", "label", "label::English (en)"),
            ("text", "a", "First?", "A?"),
            ("text", "b", "", "B?"),
            ("text", "c", "C?", ""),
        ]
    )
    assert (found.definition["source_language"], found.languages) == ("en", ["en", "x-default"])
    assert [each["label"] for each in questions(found).values()] == [
        {"en": "A?", "x-default": "First?"}, {"en": "B?"}, {"en": "C?"},
    ]  # fmt: skip
    assert ("survey", 1, "label", "language_given") in reasons(found)


def test_a_form_whose_bare_words_have_gaps_has_a_named_language_as_its_source() -> None:
    rows = [("type", "name", "label", "label::Kreyòl (ht)"), ("text", "a", "A?", "A kreyòl")]
    assert taken(survey=rows).languages == ["en", "ht"]
    assert taken(survey=[*rows, ("text", "b", "", "B kreyòl")]).languages == ["ht", "en"]


def test_old_headers_and_types_are_read() -> None:
    found = taken(
        survey=[
            ("Type", "Name", "Caption:English", "label:Français", "bind:relevant",
             "bind:jr:constraintMsg", "bind:constraint"),
            ("q int", "age", "Age?", "Âge ?", "", "No!", ". > 1"),
            ("select one from yn", "ok", "Ok?", "", "${age} > 3", "", ""),
            ("add select multiple prompt using yn or specify other", "all", "All?", "", "", "", ""),
            ("select1 yn", "one", "One?", "", "", "", ""),
        ],
        choices=[("list name", "value", "caption"), *CHOICES[1:]],
    )  # fmt: skip
    asked = questions(found)
    assert [q["type"] for q in asked.values()] == [
        "number", "one_choice", "several_choices", "one_choice",
    ]  # fmt: skip
    assert asked["age"]["label"] == {"en": "Age?", "fr": "Âge ?"}
    assert asked["age"]["limit_messages"] == [{"en": "No!"}]
    assert asked["ok"]["settings"]["show_if"]["op"] == "gt"
    assert asked["all"]["settings"]["other"] is True


@pytest.mark.parametrize(
    ("type_name", "ours", "settings"),
    [
        ("text", "short_text", {}),
        ("integer", "number", {}),
        ("decimal", "number", {"decimals": 6}),
        ("date", "date", {}),
        ("time", "time", {}),
        ("dateTime", "date", {"time": True}),
        ("note", "note", {}),
        ("acknowledge", "acknowledgement", {}),
        ("audio", "voice_note", {}),
        ("phone number", "contact", {}),
        ("percentage", "number", {"min": 0, "max": 100}),
        ("rank yn", "ranking", {}),
    ],
)
def test_a_type_becomes_ours(type_name: str, ours: str, settings: dict[str, Any]) -> None:
    found = survey((type_name, "q", "Q?"))
    assert questions(found)["q"]["type"] == ours
    told = questions(found)["q"].get("settings", {})
    assert {key: value for key, value in told.items() if key != "xlsform"} == settings
    assert found.held == found.rows


@pytest.mark.parametrize(
    ("type_name", "reason"),
    [
        *[(name, "metadata") for name in ("start", "end", "today", "deviceid", "phonenumber",
                                          "username", "email", "audit", "background-audio")],
        *[(name, "media") for name in ("image", "video", "file", "geopoint", "barcode")],
        ("select_one_from_file towns.csv", "outside"),
        ("select_one_external towns", "outside"),
        ("cascading_select towns", "outside"),
        ("select_one ${people}", "outside"),
        ("select_one nothing", "no_list"),
        ("begin of everything", "unknown_type"),
        ("", "no_type"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_named_and_kept(type_name: str, reason: str) -> None:
    found = survey(("text", "a", "A?"), (type_name, "q", "Q?"))
    assert [(row, why) for _sheet, row, _column, why in reasons(found) if why == reason] == [
        (3, reason)
    ]
    assert list(questions(found)) == ["a"]
    assert found.held == found.rows - 1
    kept = found.definition["settings"]["xlsform"]["rows"]
    assert kept[0]["after"] == "q:a"
    assert kept[0]["cells"]["name"] == "q"


def test_a_rule_that_is_none_of_ours_is_named_and_kept() -> None:
    found = survey(
        ("text", "a", "A?", ""),
        ("text", "b", "B?", "pulldata('x', 'y', 'z', ${a}) = 1"),
        header=("type", "name", "label", "relevant"),
    )
    assert ("survey", 3, "relevant", "expr_function") in reasons(found)
    settings = questions(found)["b"]["settings"]
    assert settings == {"xlsform": {"relevant": "pulldata('x', 'y', 'z', ${a}) = 1"}}
    assert found.held == found.rows - 1


def test_a_calculation_that_cannot_be_held_takes_with_it_what_reads_it() -> None:
    found = survey(
        ("calculate", "c", "", "uuid()", ""),
        ("calculate", "d", "", "concat(${c}, 'x')", ""),
        ("text", "e", "E ${d}?", "", "${d} != ''"),
        header=("type", "name", "label", "calculation", "relevant"),
    )
    assert list(questions(found)) == ["e"]
    assert {(row, reason) for _s, row, _c, reason in reasons(found)} == {
        (2, "expr_function"), (3, "expr_dropped"), (4, "expr_dropped"), (4, "pipe"),
    }  # fmt: skip


def test_names_become_codes_and_rules_follow() -> None:
    found = taken(
        survey=[
            ("type", "name", "label", "relevant"),
            ("select_one answers", "Do-You.Agree", "Agree?", ""),
            ("text", "été", "Why?", "${Do-You.Agree} = 'Strongly-No'"),
            ("text", "ete", "${été}?", ""),
        ],
        choices=[
            ("list_name", "name", "label"),
            ("answers", "Strongly-No", "No!"),
            ("answers", "-99", "Do not know"),
            ("answers", "99", "Ninety-nine"),
        ],
    )
    asked = questions(found)
    assert list(asked) == ["do_you_agree", "ete", "ete_2"]
    assert [c["code"] for c in asked["do_you_agree"]["choices"]] == [
        "strongly_no",
        "minus_99",
        "99",
    ]
    assert asked["ete"]["settings"]["show_if"]["args"][1] == {"value": "strongly_no"}
    assert asked["ete_2"]["label"] == {"en": "${ete}?"}
    assert found.held == found.rows


def test_filters_compare_codes_where_the_form_compares_names() -> None:
    found = taken(
        survey=[
            ("type", "name", "label", "choice_filter"),
            ("select_one states", "state", "State?", ""),
            ("select_one towns", "town", "Town?", "state = ${state}"),
        ],
        choices=[
            ("list_name", "name", "label", "state", "note"),
            ("states", "TX", "Texas", "", ""),
            ("states", "WA", "Washington", "", ""),
            ("towns", "dallas", "Dallas", "TX", "big"),
            ("towns", "seattle", "Seattle", "WA", ""),
        ],
    )
    dallas = questions(found)["town"]["choices"][0]
    assert dallas["settings"] == {
        "filter": {"state": "tx"},
        "xlsform": {"state": "TX", "note": "big"},
    }


def test_groups_become_sections_and_their_rules_add_up() -> None:
    found = survey(
        ("text", "before", "Before?", ""),
        ("begin group", "outer", "Outer", "${before} = 'a'"),
        ("text", "one", "One?", ""),
        ("begin_group", "inner", "Inner", "${one} = 'b'"),
        ("text", "two", "Two?", ""),
        ("end_group", "", "", ""),
        ("text", "three", "Three?", ""),
        ("end group", "", "", ""),
        ("text", "after", "After?", ""),
        header=("type", "name", "label", "relevant"),
    )
    sections = {s["code"]: s for s in found.definition["sections"]}
    assert {code: [q["code"] for q in s["questions"]] for code, s in sections.items()} == {
        "page": ["before"],
        "outer": ["one"],
        "inner": ["two"],
        "outer_2": ["three"],
        "page_2": ["after"],
    }
    outer = sections["outer"]["settings"]["show_if"]
    inner = sections["inner"]["settings"]["show_if"]
    assert inner["op"] == "and" and inner["args"][0] == outer
    assert sections["outer_2"]["settings"]["show_if"] == outer
    assert "show_if" not in sections["page_2"]["settings"]
    assert found.held == found.rows


def test_a_repeat_is_one_section_whose_inner_groups_are_notes_and_rules() -> None:
    found = survey(
        ("integer", "how_many", "How many?", "", ""),
        ("begin repeat", "people", "Each person", "", "${how_many}"),
        ("text", "name", "Name?", "", ""),
        ("begin group", "work", "About work", "${name} != ''", ""),
        ("text", "job", "Job?", "", ""),
        ("end group", "", "", "", ""),
        ("end repeat", "", "", "", ""),
        ("text", "last", "Last?", "count(${people}) > 1", ""),
        header=("type", "name", "label", "relevant", "repeat_count"),
    )
    people = found.definition["sections"][1]
    assert people["settings"]["repeat"] == {"most": 50, "count": {"answer": "how_many"}}
    assert [(q["code"], q["type"]) for q in people["questions"]] == [
        ("name", "short_text"), ("work", "note"), ("job", "short_text"),
    ]  # fmt: skip
    rule = {"op": "ne", "args": [{"answer": "name"}, {"value": ""}]}
    assert [q.get("settings", {}).get("show_if") for q in people["questions"]] == [None, rule, rule]
    assert found.held == found.rows


@pytest.mark.parametrize(
    ("count", "column", "reason"),
    [
        ("", "type", "repeat_open"),
        ("${n}", "repeat_count", "repeat_open"),
        ("51", "repeat_count", "repeat_most"),
        ("50", "", ""),
    ],
)
def test_how_often_a_repeat_can_be_filled_in_is_told(count: str, column: str, reason: str) -> None:
    found = survey(
        ("integer", "n", "How many?", ""),
        ("begin repeat", "people", "Each person", count),
        ("text", "name", "Name?", ""),
        ("end repeat", "", "", ""),
        header=("type", "name", "label", "repeat_count"),
    )
    assert reasons(found) == ([("survey", 3, column, reason)] if reason else [])
    told = lines(found.notices)
    assert len(told) == bool(reason)
    assert all("at most 50 times" in line for line in told)
    assert found.rows - found.held == (reason == "repeat_most")


def test_a_repeat_within_a_repeat_is_named() -> None:
    found = survey(
        ("begin repeat", "a", "A"), ("begin repeat", "b", "B"), ("text", "c", "C?"),
        ("end repeat", "", ""), ("end repeat", "", ""),
    )  # fmt: skip
    assert ("survey", 3, "type", "nested_repeat") in reasons(found)
    assert found.held == found.rows - 1


def test_a_table_of_questions_becomes_a_grid_and_rules_read_its_rows() -> None:
    found = survey(
        ("begin group", "trust", "Do you trust:", "table-list", ""),
        ("select_one yn", "police", "The police?", "", ""),
        ("select_one yn", "medics", "The medics?", "", ""),
        ("end group", "", "", "", ""),
        ("text", "why", "Why?", "", "${police} = 'no'"),
        header=("type", "name", "label", "appearance", "relevant"),
    )
    grid = questions(found)["trust"]
    assert grid["type"] == "grid"
    assert [c["code"] for c in grid["choices"]] == ["police", "medics"]
    assert grid["settings"]["columns"] == ["yes", "no"]
    assert questions(found)["why"]["settings"]["show_if"] == {
        "op": "eq", "args": [{"answer": "trust", "part": "police"}, {"value": "no"}],
    }  # fmt: skip
    assert found.held == found.rows


@pytest.mark.parametrize(
    ("parameters", "ours", "settings"),
    [
        ("start=1 end=5 step=1", "scale", {"low": 1, "high": 5, "not_sure": False}),
        ("start=0 end=100 step=1", "number", {"min": 0, "max": 100}),
        ("start=0 end=1 step=0.1", "number", {"min": 0, "max": 1, "decimals": 1}),
    ],
)
def test_a_range_becomes_a_scale_or_a_number(
    parameters: str, ours: str, settings: dict[str, Any]
) -> None:
    found = survey(("range", "q", "Q?", parameters), header=("type", "name", "label", "parameters"))
    question = questions(found)["q"]
    assert question["type"] == ours
    kept = {key: value for key, value in question["settings"].items() if key != "xlsform"}
    assert kept == settings
    assert found.held == found.rows


def test_a_survey_asks_for_one_contact_at_most() -> None:
    found = survey(("phone number", "a", "Yours?"), ("phone number", "b", "Your father's?"))
    assert [q["code"] for q in questions(found).values()] == ["a"]
    assert ("survey", 3, "type", "one_contact") in reasons(found)


def test_rows_that_are_switched_off_and_groups_without_end_lose_nothing_silently() -> None:
    found = survey(
        ("text", "off", "Off?", "yes"), ("end group", "", "", ""), ("begin group", "g", "G", ""),
        ("text", "a", "A?", ""),
        header=("type", "name", "label", "disabled"),
    )  # fmt: skip
    assert list(questions(found)) == ["a"]
    assert {reason for *_where, reason in reasons(found)} == {"disabled", "end_alone", "never_ends"}


def test_every_lost_column_is_named() -> None:
    found = survey(
        ("text", "a", "A?", "x", "yes", "Tell them", "a.jpg", "${a}", "what is this"),
        header=("type", "name", "label", "default", "read_only", "guidance_hint", "media::image",
                "trigger", "my own column"),
    )  # fmt: skip
    assert {(column, reason) for _s, row, column, reason in reasons(found) if row == 2} == {
        ("default", "default"), ("read_only", "read_only"), ("guidance_hint", "guidance"),
        ("media::image", "media_shown"), ("trigger", "not_done"),
        ("my own column", "unknown_column"),
    }  # fmt: skip
    assert questions(found)["a"]["settings"]["xlsform"]["my own column"] == "what is this"
    assert found.rows == 3 and found.held == 2


def test_settings_give_the_title_and_the_language() -> None:
    found = taken(
        survey=[("type", "name", "label", "label::French (fr)"), ("text", "a", "Quoi ?", "Quoi ?")],
        settings=[("form_title", "default_language", "submission_url"),
                  ("Enquête", "French (fr)", "https://example.org")],
    )  # fmt: skip
    assert found.definition["title"] == {"fr": "Enquête"}
    assert found.definition["languages"] == ["fr"]
    assert ("settings", 2, "submission_url", "settings_key") in reasons(found)
