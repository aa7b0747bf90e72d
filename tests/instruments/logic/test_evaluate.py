"""Every case that was worked out by hand evaluates as written."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community_voice.instruments.logic import as_text, evaluate, fold, truth
from community_voice.instruments.logic.checking import check_logic
from community_voice.instruments.logic.evaluate import OPERATIONS as EVALUATED
from community_voice.instruments.logic.formula import parse_formula
from community_voice.instruments.logic.tree import OPERATIONS, nodes
from tests.instruments.logic.both import evaluate_here, exact, folded
from tests.instruments.logic.generating import CODES, GRID, SECTION, any_case

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("vectors.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", VECTORS, ids=[case["formula"] for case in VECTORS])
def test_a_case_evaluates_as_it_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    assert parse_formula(case["formula"]) == case["expr"]
    assert evaluate_here(case)[0] == exact(case["expected"])


def test_the_cases_use_every_operation() -> None:
    used = {node.get("op") for case in VECTORS for node in nodes(case["expr"])}
    assert used - {None} == set(OPERATIONS)
    assert set(OPERATIONS) == set(EVALUATED) | {"today", "instances"}
    assert len(VECTORS) >= 150


def test_nothing_raises_whatever_the_tree_is() -> None:
    broken: list[Any] = [
        {},
        {"op": "foo", "args": []},
        {"op": "eq", "args": [{"value": 1}]},
        {"op": "eq"},
        {"op": ["eq"], "args": []},
        {"value": {"a": 1}},
        {"value": 10**400},
        {"value": float("nan")},
    ]
    for expr in broken:
        assert evaluate(expr, lambda code, part: None) is None
    for seed in range(2000):
        evaluate_here(any_case(random.Random(seed)))


KINDS = ("scale", "number", "date", "grid", "one_choice", "several_choices")
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "a", "1"])
ANY_JSON = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "answer", "part", "self", "choice", "op", "args"]),
            inner | st.sampled_from(sorted(OPERATIONS)),
            max_size=3,
        )
        | st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(sorted(OPERATIONS)),
            st.lists(inner, max_size=3),
        )
    ),
    max_leaves=12,
)


@settings(max_examples=500, deadline=None)
@given(tree=ANY_JSON)
def test_any_json_is_evaluated_folded_and_checked(tree: Any) -> None:
    answers = {"a": [1, None, ["x"]], "1": "x"}
    look = lambda code, part: answers.get(code)  # noqa: E731
    found = evaluate(tree, look, choice={"a": "b"}, today="2026-01-02")
    left = fold(tree, look, {"1"}, choice={"a": "b"}, today="2026-01-02")
    assert exact(evaluate(left, look, choice={"a": "b"}, today="2026-01-02")) == exact(found)
    rules = {"show_if": tree, "limits": tree, "columns": tree, "low": tree, "max": tree}
    questions = [
        {"code": code, "type": kind, "label": {}, "settings": rules}
        for code, kind in zip("abcdef", KINDS, strict=True)
    ]
    section = {"code": "s", "title": {}, "questions": questions}
    section["settings"] = {"repeat": tree, "show_if": tree}
    check_logic({"source_language": "en", "languages": ["en"], "sections": [section]})  # type: ignore[list-item]


@pytest.mark.parametrize("depth", [300, 5000])
def test_what_nests_deeper_than_any_rule_is_nothing(depth: int) -> None:
    tree: dict[str, Any] = {"value": True}
    members: list[Any] = [1]
    for _level in range(depth):
        tree, members = {"op": "and", "args": [tree]}, [members]
    assert evaluate(tree, lambda code, part: None) is False
    assert fold(tree, lambda code, part: None, set()) == {"value": False}
    assert evaluate({"value": members}, lambda code, part: None) == [1]
    assert len(list(nodes(tree))) == depth + 1


def test_texts_and_truths_are_read_from_raw_answers() -> None:
    assert as_text(1e21) == "1" + "0" * 21
    assert as_text([1.0, None, ["b"]]) == "1 b"
    assert as_text(123456789.125) == "123456789.125"
    assert [truth(one) for one in (None, 0, 0.0, "", [], [None], False)] == [False] * 7
    assert [truth(one) for one in (1, "0", "false", [0], True)] == [True] * 5


def test_a_folded_rule_decides_as_the_whole_one() -> None:
    """Two thousand rules with some of the questions on the page."""
    chance = random.Random(7)
    for _time in range(2000):
        case = any_case(chance)
        keep = {code for code in (*CODES, GRID, SECTION) if chance.random() < 0.4}
        assert evaluate_here(folded(case, keep)) == evaluate_here(case), case


def test_a_folded_rule_keeps_nothing_that_its_outcome_does_not_need() -> None:
    answers = {"told": "secret", "age": 70}

    def look(code: str, part: str | None) -> object:
        return answers.get(code)

    assert fold(parse_formula("told = 'x' and here = 'yes'"), look, {"here"}) == {"value": False}
    assert fold(parse_formula("told = 'secret' and here = 'yes'"), look, {"here"}) == {
        "op": "and",
        "args": [parse_formula("here = 'yes'")],
    }
    assert fold(parse_formula("here or age > 18"), look, {"here"}) == {"value": True}
    assert fold(parse_formula("if(age > 18, here, told)"), look, {"here"}) == {"answer": "here"}
    assert fold(parse_formula("if(age < 18, here, concat(told, 's'))"), look, {"here"}) == {
        "value": "secrets"
    }
    rest = fold(parse_formula("coalesce(none, here, told, age)"), look, {"here"})
    assert rest == {"op": "coalesce", "args": [{"answer": "here"}, {"value": "secret"}]}
    kept = fold(parse_formula(". > age and today() > '2026-01-01'"), look, set())
    assert "secret" not in str(kept) and {"self": True} in list(nodes(kept))
    assert fold(parse_formula("today() > '2026-01-01'"), look, set(), today="2026-11-26") == {
        "value": True
    }
