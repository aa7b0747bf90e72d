"""A rule can be read as a sentence, and edited as lines where it is simple."""

import pytest

from community_voice.instruments.logic.builder import (
    COMPARISONS,
    SimpleRule,
    comparisons_of,
    simple_of,
    tree_of,
)
from community_voice.instruments.logic.formula import parse_formula
from community_voice.instruments.logic.sentences import LISTED, PATTERNS, sentence_of
from community_voice.instruments.logic.tree import OPERATIONS
from community_voice.questions.registry import QUESTION_TYPES
from tests.instruments.logic.surveys import EVERYTHING


def said(formula: str, language: str = "en") -> str:
    return sentence_of(parse_formula(formula), EVERYTHING, language)


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("called = 'yes'", "“Have you called 911?” is “Yes”"),
        (
            "called = 'yes' and age >= 18",
            "“Have you called 911?” is “Yes”, and “How old are you?” is at least 18",
        ),
        (
            "age < 18 and (called = 'no' or answered(story))",
            "“How old are you?” is less than 18, and "
            "(“Have you called 911?” is “No”, or “What happened?” is answered)",
        ),
        ("not selected(helpers, 'team')", "“Who came?” does not have the choice “Team”"),
        ("views.cost = 'agree'", "“What do you think?” (Cost) is “Agree”"),
        ("rated = 'not_sure'", "“How was it?” is “Not sure”"),
        ("rated = 5", "“How was it?” is 5"),
        ("called != ''", "“Have you called 911?” is not empty"),
        ("instances('people') > 1", "how often “People” is filled in is more than 1"),
        (". <= 2.5", "this answer is at most 2.5"),
        ("gone = 'x'", "“gone” is “x”"),
        ("count_selected(helpers) = 2", "the number of choices in “Who came?” is 2"),
        ("sum(age, 1) > 3", "the sum of (“How old are you?”; 1) is more than 3"),
    ],
)
def test_a_rule_reads_as_a_sentence(formula: str, sentence: str) -> None:
    assert said(formula) == sentence


def test_labels_are_in_the_language_asked_for_or_else_in_the_source() -> None:
    called = EVERYTHING["sections"][0]["questions"][0]
    called["label"]["es"] = "¿Llamó al 911?"
    assert said("called = 'yes' and age > 5", "es").startswith(
        "“¿Llamó al 911?” is “Yes”, and “How"
    )
    del called["label"]["es"]


def test_every_operation_has_words() -> None:
    assert {*PATTERNS, *LISTED, "and", "or", "instances"} == set(OPERATIONS)


@pytest.mark.parametrize(
    ("formula", "conditions"),
    [
        ("called = 'yes'", [{"code": "called", "comparison": "is", "value": "yes"}]),
        (
            "not selected(helpers, 'team')",
            [{"code": "helpers", "comparison": "did_not_choose", "value": "team"}],
        ),
        ("not answered(story)", [{"code": "story", "comparison": "not_answered"}]),
        ("count_selected(.) <= 3", [{"code": ".", "comparison": "chose_at_most", "value": 3}]),
        ("length(story) > 20", [{"code": "story", "comparison": "longer_than", "value": 20}]),
        (
            "views.cost = 'agree' and age >= 18",
            [
                {"code": "views", "part": "cost", "comparison": "is", "value": "agree"},
                {"code": "age", "comparison": "at_least", "value": 18},
            ],
        ),
    ],
)
def test_a_simple_rule_is_lines_and_back(formula: str, conditions: list[object]) -> None:
    tree = parse_formula(formula)
    simple = simple_of(tree)
    assert simple == {"joined": "all", "conditions": conditions}
    assert tree_of(simple) == tree


def test_any_of_some_conditions_comes_back() -> None:
    tree = parse_formula("called = 'yes' or age < 18 or matches(story, 'a+')")
    simple = simple_of(tree)
    assert simple is not None and simple["joined"] == "any" and len(simple["conditions"]) == 3
    assert tree_of(simple) == tree


@pytest.mark.parametrize(
    "formula",
    [
        "age + 1 > 3",
        "called = story",
        "age > 3 and (called = 'yes' or called = 'no')",
        "not (age > 3)",
        "'yes' = called",
        "if(age, 1, 2)",
        "today() > '2026-01-01'",
    ],
)
def test_a_richer_rule_is_left_to_the_formula(formula: str) -> None:
    assert simple_of(parse_formula(formula)) is None


def test_a_number_typed_into_a_form_is_a_number_in_the_rule() -> None:
    rule: SimpleRule = {
        "joined": "all",
        "conditions": [{"code": "age", "comparison": "at_least", "value": "18"}],
    }
    assert tree_of(rule) == parse_formula("age >= 18")
    assert tree_of({"joined": "all", "conditions": []}) == {"value": True}


def test_every_comparison_comes_back() -> None:
    for name in COMPARISONS:
        condition = {"code": "age", "comparison": name, "value": 3}
        if name in ("answered", "not_answered"):
            del condition["value"]
        rule: SimpleRule = {"joined": "all", "conditions": [condition]}  # type: ignore[list-item]
        assert simple_of(tree_of(rule)) == rule


def test_each_type_of_question_has_comparisons_that_make_sense() -> None:
    for name in QUESTION_TYPES:
        assert set(comparisons_of(name)) <= set(COMPARISONS)
        assert "answered" in comparisons_of(name)
    assert "chose" in comparisons_of("several_choices") and "is" not in comparisons_of("ranking")
    assert "at_least" in comparisons_of("number") and "at_least" not in comparisons_of("yes_no")
