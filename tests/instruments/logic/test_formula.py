"""A formula reads as the tree that it was written from, and an error says where it is."""

import random

import pytest

from community_voice.instruments.logic.formula import FormulaError, parse_formula, write_formula
from tests.instruments.logic.generating import Tree, any_tree


def answer(code: str) -> dict[str, object]:
    return {"answer": code}


def op(name: str, *args: object) -> dict[str, object]:
    return {"op": name, "args": list(args)}


def value(what: object) -> dict[str, object]:
    return {"value": what}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "fled = 'yes' and age >= 18",
            op("and", op("eq", answer("fled"), value("yes")), op("ge", answer("age"), value(18))),
        ),
        ("a or b and not c", op("or", answer("a"), op("and", answer("b"), op("not", answer("c"))))),
        (
            "a + b + 1.5 - c",
            op("sub", op("add", answer("a"), answer("b"), value(1.5)), answer("c")),
        ),
        ("(a + b) + c", op("add", op("add", answer("a"), answer("b")), answer("c"))),
        ("a + 2 * -3", op("add", answer("a"), op("mul", value(2), value(-3)))),
        ("grid.row != ''", op("ne", {"answer": "grid", "part": "row"}, value(""))),
        ("{and} = ${1st.row}", op("eq", answer("and"), {"answer": "1st", "part": "row"})),
        (
            ". > 5 and @country == name",
            op(
                "and",
                op("gt", {"self": True}, value(5)),
                op("eq", {"choice": "country"}, answer("name")),
            ),
        ),
        ("it = 'it''s'", op("eq", answer("it"), value("it's"))),
        (
            'if(a, "x", null) = true',
            op("eq", op("if", answer("a"), value("x"), value(None)), value(True)),
        ),
        ("today() >= born", op("ge", op("today"), answer("born"))),
        (
            "AGE >= 18 AND NOT(fled)",
            op("and", op("ge", answer("age"), value(18)), op("not", answer("fled"))),
        ),
        ("instances('people') ≥ 2", op("ge", op("instances", value("people")), value(2))),
        ("matches(., '\\d{5}')", op("matches", {"self": True}, value("\\d{5}"))),
        ("a div 2 mod 3", op("mod", op("div", answer("a"), value(2)), value(3))),
    ],
)
def test_a_formula_reads_as_its_tree(text: str, tree: dict[str, object]) -> None:
    assert parse_formula(text) == tree
    assert parse_formula(write_formula(tree)) == tree


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a = ", 4),
        ("a ==== b", 4),
        ("a = 'open", 4),
        ("foo(a)", 0),
        ("if(a, b)", 0),
        ("(a", 2),
        ("a b", 2),
        ("a and and b", 6),
        ("a = b = c", 6),
        ("", 0),
        ("a ; b", 2),
        ("12abc", 0),
        ("selected(a 'b')", 11),
    ],
)
def test_an_error_says_where(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert caught.value.position == position, caught.value.message


def test_what_nests_too_deep_is_refused_and_not_a_crash() -> None:
    deep = ("(" * 5000, "not " * 5000 + "a", "-" * 5000 + "a", "-(" * 3000, "a" + " - a" * 5000)
    for text in (*deep, "a or " * 5000 + "a"):
        with pytest.raises(FormulaError):
            parse_formula(text)


def with_doubles(tree: Tree) -> Tree:
    """Write every number as the double that a rule computes with."""
    found = tree.get("value")
    if isinstance(found, int) and not isinstance(found, bool):
        return {"value": float(found)}
    if "args" in tree:
        return {"op": tree["op"], "args": [with_doubles(arg) for arg in tree["args"]]}
    return tree


def test_five_hundred_generated_trees_come_back_the_same() -> None:
    chance = random.Random(4)
    for _time in range(500):
        tree = with_doubles(any_tree(chance, 5))
        assert with_doubles(parse_formula(write_formula(tree))) == tree, write_formula(tree)
