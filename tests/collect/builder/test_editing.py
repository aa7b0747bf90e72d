"""Acts on an instrument as data: each gives another one and leaves the first as it was."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_voice.collect.builder.codes import is_code, proposed_code
from community_voice.collect.builder.editing import (
    free_code,
    questions_of,
    unused,
    with_choices_renamed,
    with_code_changed,
    with_question,
    with_question_at,
    with_question_doubled,
    with_question_moved,
    with_section,
    with_section_moved,
    without_question,
    without_section,
)
from community_voice.errors import Conflict, NotFound
from community_voice.instruments.definition import Definition, QuestionDict
from tests.collect.builder.conftest import small_survey

ASKED: QuestionDict = {"code": "new", "type": "note", "label": {"en": "N"}}


def codes(definition: Definition) -> list[list[str]]:
    """Return the codes of the questions, section by section."""
    return [[q["code"] for q in section["questions"]] for section in definition["sections"]]


@pytest.mark.parametrize(
    ("code", "steps", "after"),
    [
        ("called", 1, [["times", "called"], ["story"]]),
        ("times", 1, [["called"], ["times", "story"]]),
        ("story", -1, [["called", "times", "story"], []]),
        ("called", -1, [["called", "times"], ["story"]]),
        ("story", 1, [["called", "times"], ["story"]]),
    ],
)
def test_a_question_moves_past_the_end_of_its_section(
    code: str, steps: int, after: list[list[str]]
) -> None:
    assert codes(with_question_moved(small_survey(), code, steps)) == after


@pytest.mark.parametrize(
    "act",
    [
        lambda d: with_question_moved(d, "times", 1),
        lambda d: with_question_at(d, "story", "calls", 0),
        lambda d: with_question_doubled(d, "called"),
        lambda d: without_question(d, "called"),
        lambda d: with_section_moved(d, "words", -1),
        lambda d: without_section(d, "calls"),
        lambda d: with_question(d, ASKED, "", "calls"),
        lambda d: with_code_changed(d, "called", "rang"),
        lambda d: with_choices_renamed(d, "called", {"yes": "oui"}, {}),
        lambda d: with_section(d, {"code": "s", "title": {}, "questions": []}, "", "calls"),
    ],
)
def test_what_was_there_stays_as_it_was(act: Callable[[Definition], Definition]) -> None:
    before = small_survey()
    made = act(before)
    assert before == small_survey()
    assert made != before


@given(st.lists(st.tuples(st.sampled_from(["called", "times", "story"]), st.sampled_from([-1, 1]))))
def test_moving_loses_and_doubles_nothing(moves: list[tuple[str, int]]) -> None:
    made = small_survey()
    for code, steps in moves:
        made = with_question_moved(made, code, steps)
    assert sorted(q["code"] for q in questions_of(made)) == ["called", "story", "times"]


def test_a_place_beyond_the_end_is_the_end() -> None:
    assert codes(with_question_at(small_survey(), "called", "words", 999))[1] == ["story", "called"]
    assert codes(with_question_at(small_survey(), "called", "words", -5))[1] == ["called", "story"]


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(NotFound):
        with_question_moved(small_survey(), "nobody", 1)
    with pytest.raises(NotFound):
        with_question_at(small_survey(), "called", "nowhere", 0)
    with pytest.raises(NotFound):
        without_section(small_survey(), "nowhere")
    with pytest.raises(Conflict):
        with_question(small_survey(), {**ASKED, "code": "called"}, "", "calls")


def test_a_code_changes_in_rules_texts_and_repeats_but_not_in_other_words() -> None:
    before = small_survey()
    before["sections"][1]["settings"] = {
        "repeat": {"most": 3, "count": {"answer": "times"}},
        "show_if": {"op": "answered", "args": [{"answer": "times"}]},
    }
    before["sections"][1]["questions"][0]["label"]["en"] = "After ${times}, many times"
    made = with_code_changed(before, "times", "often")
    settings = made["sections"][1]["settings"]
    assert settings["repeat"]["count"] == {"answer": "often"}
    assert settings["show_if"]["args"] == [{"answer": "often"}]
    assert made["sections"][1]["questions"][0]["label"]["en"] == "After ${often}, many times"


def test_choices_change_places_in_one_act() -> None:
    before = small_survey()
    swapped = with_choices_renamed(before, "called", {"yes": "no", "no": "yes"}, {})
    rule = swapped["sections"][0]["questions"][1]["settings"]["show_if"]
    assert rule["args"][1] == {"value": "no"}
    other = deepcopy(before)
    other["sections"][0]["questions"][1]["settings"]["show_if"]["args"][0] = {"answer": "story"}
    assert with_choices_renamed(other, "called", {"yes": "no"}, {}) == other


def test_a_section_that_gets_another_code_is_still_counted() -> None:
    before = small_survey()
    count = {"op": "instances", "args": [{"value": "words"}]}
    before["sections"][0]["questions"][1]["settings"]["show_if"] = count
    renamed = with_section(before, {"code": "said", "title": {}, "questions": []}, "words")
    rule = renamed["sections"][0]["questions"][1]["settings"]["show_if"]
    assert rule["args"] == [{"value": "said"}]
    assert codes(renamed) == codes(before)
    with pytest.raises(Conflict):
        with_section(before, {"code": "calls", "title": {}, "questions": []}, "words")


@given(st.text(max_size=300), st.sets(st.sampled_from(["question", "question_2", "age"])))
def test_a_code_is_proposed_from_any_words(text: str, taken: set[str]) -> None:
    made = proposed_code(text, taken, "question")
    assert is_code(made)
    assert made not in taken


def test_codes_say_what_is_asked() -> None:
    assert proposed_code("How old are you?", set(), "q") == "old"
    assert proposed_code("What is the ZIP code?", set(), "q") == "zip_code"
    assert proposed_code("¿Qué pasó?", set(), "q") == "que_paso"
    assert proposed_code("发生了什么", {"q"}, "q") == "q_2"
    assert free_code(small_survey(), "called") == "called_2"
    assert unused("a_9", {"a_9", "a_2"}) == "a_3"
    assert len(unused("x" * 60, {"x" * 60})) <= 60
