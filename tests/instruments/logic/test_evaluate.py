"""Every case that was worked out by hand evaluates as written."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from community_voice.instruments.logic import as_text, evaluate, fold, truth
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
