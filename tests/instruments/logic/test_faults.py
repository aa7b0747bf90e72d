"""What comes as a rule from outside is refused with words, whatever it is."""

from typing import Any

import pytest

from community_voice.instruments.logic import find_faults, known_of
from community_voice.instruments.logic.formula import parse_formula
from tests.instruments.logic.surveys import EVERYTHING

KNOWN = known_of(EVERYTHING)


@pytest.mark.parametrize(
    "formula",
    [
        "called = 'yes' and age >= 18",
        "selected(helpers, 'police') or count_selected(helpers) > 2",
        "views.cost = 'agree'",
        "rated = 'not_sure' or rated >= 4",
        "called = '' or called = null",
        "instances('people') > 1",
        "matches(., '[0-9]{5}')",
        "@name != 'x'",
    ],
)
def test_a_good_rule_has_no_fault(formula: str) -> None:
    assert find_faults(parse_formula(formula), KNOWN) == []


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        ("gone = 'yes'", "gone"),
        ("called = 'perhaps'", "perhaps"),
        ("'perhaps' != called", "perhaps"),
        ("selected(helpers, 'army')", "army"),
        ("views = 'agree'", "views"),
        ("views.price = 'agree'", "price"),
        ("views.cost = 'maybe'", "maybe"),
        ("instances('pets') > 1", "pets"),
        ("@country = 'so'", "country"),
        ("matches(story, '(a+)+')", "(a+)+"),
        ("matches(story, story)", "pattern"),
    ],
)
def test_a_fault_names_what_there_is_not(formula: str, word: str) -> None:
    faults = find_faults(parse_formula(formula), KNOWN)
    assert len(faults) == 1 and word in faults[0]


def deep(levels: int) -> dict[str, Any]:
    """Make a rule of this depth."""
    tree: dict[str, Any] = {"value": 1}
    for _level in range(levels):
        tree = {"op": "not", "args": [tree]}
    return tree


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "called = 'yes'",
        {},
        {"op": "foo", "args": []},
        {"op": 7, "args": []},
        {"op": "eq", "args": [{"value": 1}]},
        {"op": "eq", "args": "ab"},
        {"op": "not", "args": [{"value": 1}], "more": 1},
        {"op": "not", "args": [None]},
        {"value": {}},
        {"value": [1]},
        {"value": float("inf")},
        {"value": "\ud800"},
        {"value": "a\0"},
        {"value": "x" * 5000},
        {"value": 1, "self": True},
        {"answer": 5},
        {"answer": "age", "part": 5},
        {"answer": "age", "section": "first"},
        {"self": False},
        {"self": 1},
        {"choice": None},
        {"op": "instances", "args": [{"answer": "age"}]},
        deep(31),
        {"op": "and", "args": [{"value": 1}] * 100000},
        {"op": "and", "args": [{"op": "or", "args": [{"value": 1}] * 99}] * 99},
    ],
    ids=lambda tree: str(tree)[:40],
)
def test_what_is_no_rule_is_refused(tree: object) -> None:
    assert find_faults(tree, KNOWN)


def test_a_tree_of_any_depth_is_looked_at_without_a_crash() -> None:
    assert find_faults(deep(28), KNOWN) == []
    assert len(find_faults(deep(50_000), KNOWN)) == 1


def test_own_answers_stand_in_limits_and_columns_in_filters_only() -> None:
    assert find_faults(parse_formula(". > 3"), KNOWN, with_self=False)
    assert find_faults(parse_formula("@name = 'x'"), KNOWN, with_choice=False)
