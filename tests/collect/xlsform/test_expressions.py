"""XPath read as our rules, and our rules written as XPath."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_voice.collect.xlsform.expressions import read_expression
from community_voice.collect.xlsform.targets import Target, Targets, choices_of
from community_voice.collect.xlsform.terms import Here, Unmapped
from community_voice.collect.xlsform.xpath import write_expression

AGE = {"answer": "age"}
COLOUR = {"answer": "colour"}


def known() -> Targets:
    targets = Targets()
    targets.add("age", Target("question", "age", type="number"))
    targets.add("born", Target("question", "born", type="date"))
    targets.add("name", Target("question", "name", type="short_text"))
    targets.add("phone", Target("question", "phone", type="contact"))
    targets.add("where", Target("dropped", ""))
    targets.add("house", Target("group", "house"))
    targets.add("people", Target("repeat", "people"))
    codes = choices_of([("red", "red"), ("Dark-Blue", "dark_blue"), ("-99", "minus_99")])
    targets.add("Colour", Target("question", "colour", type="one_choice", choices=codes))
    doubled = choices_of([("king", "king"), ("king", "king_2"), ("pierce", "pierce")])
    targets.add("county", Target("question", "county", type="one_choice", choices=doubled))
    targets.add("likes", Target("question", "likes", type="several_choices", other=True))
    targets.add("police", Target("row", "trust", part="police", type="grid"))
    return targets


def read(text: str, **where: Any) -> dict[str, Any]:
    targets = known()
    own = targets.by_code[("age", None)]
    return read_expression(text, Here(targets, own, **where))


def op(name: str, *args: Any) -> dict[str, Any]:
    plain = [arg if isinstance(arg, dict) else {"value": arg} for arg in args]
    return {"op": name, "args": plain}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("${age} >= 18", op("ge", AGE, 18)),
        ("${ age }>=18 and ${age}<=49", op("and", op("ge", AGE, 18), op("le", AGE, 49))),
        ("${age} = 1 or ${age} = 2 or true()",
         op("or", op("eq", AGE, 1), op("eq", AGE, 2), True)),
        ("not(${age} != '')", op("not", op("ne", AGE, ""))),
        ("1 + 2 * ${age} - -3", op("sub", op("add", 1, op("mul", 2, AGE)), -3)),
        ("(${age} + 1) div 2 mod 3", op("mod", op("div", op("add", AGE, 1), 2), 3)),
        ("-${age}", op("neg", AGE)),
        ("${Colour} = 'Dark-Blue'", op("eq", COLOUR, "dark_blue")),
        ("'Dark-Blue' != ${Colour}", op("ne", COLOUR, "dark_blue")),
        ("${Colour} = -99", op("eq", COLOUR, "minus_99")),
        ("selected(${Colour}, “Dark-Blue”)", op("selected", COLOUR, "dark_blue")),
        ("selected(${likes}, 'other')", op("selected", {"answer": "likes"}, "+other")),
        ("${county} = 'king'",
         op("or", op("eq", {"answer": "county"}, "king"),
            op("eq", {"answer": "county"}, "king_2"))),
        ("${county} != 'king'",
         op("not", op("or", op("eq", {"answer": "county"}, "king"),
                      op("eq", {"answer": "county"}, "king_2")))),
        ("${police} = 'yes'", op("eq", {"answer": "trust", "part": "police"}, "yes")),
        ("count-selected(${likes}) > 2", op("gt", op("count_selected", {"answer": "likes"}), 2)),
        ("if(${age} > 5, 'a', \"b's\")", op("if", op("gt", AGE, 5), "a", "b's")),
        ("coalesce(${name}, 'x')", op("coalesce", {"answer": "name"}, "x")),
        ("regex(${name}, '[A-Z]{2}')", op("matches", {"answer": "name"}, "[A-Z]{2}")),
        ("string-length(${name}) > 0", op("gt", op("length", {"answer": "name"}), 0)),
        ("substr(${name}, 0, 2)", op("substring", {"answer": "name"}, 0, 2)),
        ("substring(${name}, 2, 3)", op("substring", {"answer": "name"}, 1, 4)),
        ("${born} <= today()", op("le", {"answer": "born"}, op("today"))),
        ("${born} < date('2020-01-31')", op("lt", {"answer": "born"}, "2020-01-31")),
        ("count(${people}) > 1", op("gt", op("instances", "people"), 1)),
        ("concat(${name}, ' ', round(${age}, 1))",
         op("concat", {"answer": "name"}, " ", op("round", AGE, 1))),
        ("starts-with(${name}, 'A') and contains(${name}, 'b')",
         op("and", op("starts_with", {"answer": "name"}, "A"),
            op("contains", {"answer": "name"}, "b"))),
    ],
)  # fmt: skip
def test_xpath_becomes_a_rule(text: str, rule: dict[str, Any]) -> None:
    assert read(text) == rule


def test_a_dot_is_the_own_answer_in_limits() -> None:
    assert read(". >= 0 and .<=120", limits=True) == op(
        "and", op("ge", {"self": True}, 0), op("le", {"self": True}, 120)
    )


def test_a_bare_name_is_a_column_of_choices_in_filters_and_a_word_where_there_is_none() -> None:
    here = Here(known(), filters=True, columns=frozenset({"area"}))
    assert read_expression("area = ${name}", here) == op(
        "eq", {"choice": "area"}, {"answer": "name"}
    )
    assert read_expression("area = north", here) == op("eq", {"choice": "area"}, "north")
    assert here.words == ["north"]


def test_an_answer_in_a_calculation_is_read_by_its_choices_own_names() -> None:
    named = op("if", op("eq", COLOUR, "dark_blue"), "Dark-Blue",
               op("if", op("eq", COLOUR, "minus_99"), "-99", COLOUR))  # fmt: skip
    assert read("concat('c', ${Colour})") == op("concat", "c", named)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pulldata('fruits', 'name', 'key', ${name})", "expr_function"),
        ("indexed-repeat(${name}, ${people}, 1)", "expr_group"),
        ("position(..)", "expr_path"),
        ("../age > 3", "expr_path"),
        ("/data/age > 3", "expr_path"),
        ("instance('x')/root/item[name = 'a']/label", "expr_function"),
        ("${nobody} = 1", "expr_name"),
        ("nobody = 1", "expr_name"),
        ("${where} = 1", "expr_dropped"),
        ("${phone} = 1", "expr_never_read"),
        ("${house} = 1", "expr_group"),
        ("${last-saved#age} = 1", "expr_earlier"),
        ("today() - ${born} > 5", "expr_dates"),
        ("regex(${name}, '(a+)+')", "expr_pattern"),
        ("regex(${name}, ${age})", "expr_pattern"),
        ("${age} >", "expr_broken"),
        ("${age} > 3)", "expr_broken"),
        ("${age", "expr_broken"),
        ("${age} = 'it", "expr_broken"),
        ("", "expr_broken"),
        ("(" * 80 + "1" + ")" * 80, "expr_deep"),
        ("-" * 500 + "1", "expr_deep"),
        ("1" + " + 1" * 500, "expr_deep"),
        ("1 or " * 5000 + "1", "expr_deep"),
        ("uuid()", "expr_function"),
        ("not(1, 2)", "expr_function"),
    ],
)
def test_what_is_no_rule_says_why(text: str, reason: str) -> None:
    with pytest.raises(Unmapped) as refusal:
        read(text)
    assert refusal.value.reason == reason


LEAVES = st.one_of(
    st.builds(
        lambda v: {"value": v}, st.integers(-50, 1000) | st.sampled_from([True, False, 0.25])
    ),
    st.builds(lambda v: {"value": v}, st.text("abc '\"é", max_size=6)),
    st.sampled_from([AGE, {"answer": "name"}, {"answer": "trust", "part": "police"}]),
)
NAMES = {2: ["eq", "ne", "lt", "le", "gt", "ge", "sub", "div", "mod", "add", "mul", "and", "or",
             "contains", "starts_with", "ends_with", "selected"],
         1: ["not", "abs", "int", "number", "string", "length", "lower", "upper", "min", "sum",
             "count_selected", "round"],
         3: ["if", "coalesce", "concat", "substring"]}  # fmt: skip


def grown(children: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        [
            st.builds(
                lambda name, args: {"op": name, "args": args},
                st.sampled_from(names),
                st.lists(children, min_size=count, max_size=count),
            )
            for count, names in NAMES.items()
        ]
    )


@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_a_rule_that_is_written_says_the_same_when_it_is_read(rule: dict[str, Any]) -> None:
    targets = known()
    written = write_expression(rule, targets)
    again = read_expression(written, Here(targets))
    # What is joined by one "and" may be joined in one list, and a negative number is a number.
    assert write_expression(again, targets) == written


def test_choices_are_written_by_their_names() -> None:
    targets = known()
    assert write_expression(op("eq", COLOUR, "dark_blue"), targets) == "${Colour} = 'Dark-Blue'"
    rule = op("selected", {"answer": "likes"}, "+other")
    assert write_expression(rule, targets) == "selected(${likes}, 'other')"
