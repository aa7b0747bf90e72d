"""Rules that can never work are found before people meet them, and others are let be."""

import random
import time
from typing import Any

from community_voice.instruments.definition import Definition
from community_voice.instruments.logic import evaluate, truth
from community_voice.instruments.logic.checking import check_logic
from community_voice.instruments.logic.formula import parse_formula
from tests.instruments.logic.surveys import (
    AGE,
    CALLED,
    EVERYTHING,
    HELPERS,
    RATED,
    STORY,
    question,
    section,
    survey,
)


def found(definition: Definition) -> list[tuple[str, str, bool]]:
    return [(one.code, one.kind, one.is_error) for one in check_logic(definition)]


def asked(**settings: Any) -> dict[str, Any]:
    return question("more", "short_text", "Tell us more", **settings)


def after(*, asked_with: str) -> Definition:
    return survey(section("first", CALLED, AGE, HELPERS, RATED, STORY, asked(show_if=asked_with)))


def test_a_survey_without_rules_has_nothing_to_find() -> None:
    assert found(EVERYTHING) == []


def test_what_can_happen_is_let_be() -> None:
    for formula in (
        "called = 'yes' and age >= 18",
        "age > 17 and age < 18",
        "selected(helpers, 'police') and selected(helpers, 'fire')",
        "rated = 5 or rated = 'not_sure'",
        "age >= 18 and story = 'x'",
        "contains(story, 'a') and not contains(story, 'a')",
        "count_selected(helpers) = 4",
        "helpers = 'police'",
        "today() > '2999-01-01'",
        "age = 120",
    ):
        assert found(after(asked_with=formula)) == [], formula


def test_what_can_never_happen_is_found() -> None:
    for formula in (
        "called = 'yes' and called = 'no'",
        "age > 18 and age < 18",
        "age > 120",
        "age >= 18 and contains(story, 'x') and age < 10",
        "selected(helpers, 'police') and not answered(helpers)",
        "count_selected(helpers) > 4",
        "rated > 5",
        "rated + 1 > 6",
        "false",
        "called = 'yes' and false",
        "not answered(called) and called != ''",
    ):
        assert found(after(asked_with=formula)) == [("more", "never_seen", False)], formula


def test_a_question_after_one_that_is_never_answered_so_is_found() -> None:
    only_called = question("why", "one_choice", "Why?", "fear pain", show_if="called = 'yes'")
    seen = asked(show_if="why = 'fear' and called = 'yes'")
    never = asked(show_if="why = 'fear' and called = 'no'")
    assert found(survey(section("first", CALLED, only_called, seen))) == []
    assert found(survey(section("first", CALLED, only_called, never))) == [
        ("more", "never_seen", False)
    ]


def test_a_section_hides_its_questions() -> None:
    page = section("second", asked(show_if="called = 'no'"), show_if="called = 'yes'")
    assert found(survey(section("first", CALLED), page)) == [("more", "never_seen", False)]
    page = section("second", asked(), show_if="age < 0")
    assert found(survey(section("first", AGE), page)) == [("second", "never_seen", False)]


def test_answers_of_several_people_can_contradict_each_other() -> None:
    people = section("people", HELPERS, CALLED, repeat={"most": 5})
    formula = "selected(called, 'yes') and selected(called, 'no')"
    assert found(survey(people, section("last", asked(show_if=formula)))) == []
    inside = section("people", CALLED, asked(show_if=formula), repeat={"most": 5})
    assert found(survey(inside)) == [("more", "never_seen", False)]


def test_a_limit_that_no_answer_meets_is_found() -> None:
    never = question("old", "number", "How old?", min=0, max=120, limits=[". > 18", ". > 150"])
    assert found(survey(section("first", never))) == [("old", "never_met", True)]
    named = question("old", "number", "How old?", limits=["old > 18 and old < 3"])
    assert found(survey(section("first", named))) == [("old", "never_met", True)]
    days = question("day", "date", "When?", limits=[". > '2026-02-01' and . < '2026-01-01'"])
    assert found(survey(section("first", days))) == [("day", "never_met", True)]
    fine = question("day", "date", "When?", limits=[". > '2026-01-01' and . < '2026-02-01'"])
    assert found(survey(section("first", fine))) == []
    none = question("number", "number", "How many?", limits=[". = 0"])
    assert found(survey(section("first", none))) == []


def test_a_limit_of_what_is_answered_row_by_row_is_found() -> None:
    columns, limits = ["agree", "disagree"], [". = 'agree'"]
    for asked in (
        question("views", "grid", "Well?", "cost speed", columns=columns, limits=limits),
        question("votes", "statement_votes", "Do you agree?", "a b", limits=limits),
    ):
        assert found(survey(section("first", asked))) == [(asked["code"], "no_whole", True)]


def test_a_filter_that_leaves_no_choice_is_found() -> None:
    town = question(
        "town", "one_choice", "Which town?", "north south", choice_filter="@land = called"
    )
    for choice in town["choices"]:
        choice["settings"] = {"filter": {"land": "elsewhere"}}
    assert found(survey(section("first", CALLED, town))) == [("town", "no_choice_left", False)]
    town["required"] = True
    assert found(survey(section("first", CALLED, town))) == [("town", "no_choice_left", True)]
    town["choices"][0]["settings"]["filter"]["land"] = "yes"
    assert found(survey(section("first", CALLED, town))) == []


def any_condition(chance: random.Random, depth: int) -> str:
    """Draw a condition on four questions whose answers are few."""
    if depth and chance.random() < 0.6:
        inner = [any_condition(chance, depth - 1) for _time in range(2)]
        return chance.choice(("({} and {})", "({} or {})", "not {}")).format(*inner)
    sign = chance.choice(("=", "!=", "<", "<=", ">", ">="))
    return chance.choice(
        (
            f"called {chance.choice(('=', '!='))} '{chance.choice(('yes', 'no', 'not_sure', ''))}'",
            f"selected(helpers, '{chance.choice(('police', 'fire', 'team', 'nobody'))}')",
            f"count_selected(helpers) {sign} {chance.randrange(6)}",
            f"rated {sign} {chance.randrange(7)}",
            f"age {sign} {chance.choice((-1, 0, 17, 18, 18.5, 65, 120, 121))}",
            f"answered({chance.choice(('called', 'helpers', 'rated', 'age'))})",
            f"age {sign} rated",
            "called",
            "rated = 'not_sure'",
        )
    )


def test_nothing_is_called_impossible_that_can_happen() -> None:
    """Random answers to random conditions: one that holds for any of them is possible."""
    chance = random.Random(11)
    helpers = ("police", "fire", "team", "nobody")
    answers = [
        {
            "called": chance.choice((None, "yes", "no", "not_sure")),
            "helpers": [one for one in helpers if chance.random() < 0.5],
            "rated": chance.choice((None, 1, 2, 3, 4, 5, "not_sure")),
            "age": chance.choice((None, 0, 1, 3, 16, 17, 17.5, 18, 18.2, 18.5, 40, 65, 66, 120)),
        }
        for _time in range(150)
    ]
    impossible = 0
    for _time in range(200):
        formula = " and ".join(any_condition(chance, 2) for _part in range(3))
        rule = parse_formula(formula)
        if found(after(asked_with=formula)):
            impossible += 1
            for given in answers:
                look = lambda code, part, given=given: given[code]  # noqa: E731
                assert not truth(evaluate(rule, look)), (formula, given)
    assert 20 < impossible < 150


def test_circles_are_found_and_named_once() -> None:
    first = question("one", "yes_no", "One?", show_if="two = 'yes'")
    second = question("two", "yes_no", "Two?", require_if="one = 'yes'")
    circles = [one for one in check_logic(survey(section("first", first, second))) if one.is_error]
    assert [(one.code, one.kind) for one in circles] == [("one", "circle")]
    assert "one → two → one" in circles[0].message
    alone = question("one", "yes_no", "One?", show_if="one = 'yes'")
    assert ("one", "circle", True) in found(survey(section("first", alone)))
    own = survey(section("first", CALLED, show_if="called = 'yes'"))
    assert ("called", "circle", True) in found(own)
    limit = question("n", "number", "N?", limits=["n > 3"])
    assert found(survey(section("first", limit))) == []


def test_a_rule_that_reads_a_later_answer_is_a_warning() -> None:
    early = survey(section("first", asked(show_if="called = 'yes'"), CALLED))
    assert found(early) == [("more", "later", False)]


def test_a_faulty_rule_is_an_error_and_stops_nothing_else() -> None:
    broken = asked(show_if="gone = 'yes'", limits=[". = 'a'"])
    never = question("old", "number", "How old?", limits=["1 > 2"])
    assert found(survey(section("first", broken, never))) == [
        ("more", "fault", True),
        ("old", "never_met", True),
    ]
    own = asked(show_if=". = 'x'")
    assert found(survey(section("first", own))) == [("more", "fault", True)]


def test_a_thousand_rules_are_checked_while_one_waits() -> None:
    many = [
        question(
            f"q{n}", "one_choice", "Which?", "a b c d", show_if=f"q{n - 1} = 'a' and age > {n % 90}"
        )
        for n in range(1, 1000)
    ]
    start = question("q0", "one_choice", "Which?", "a b c d")
    began = time.process_time()
    assert found(survey(section("first", AGE, start, *many))) == []
    assert time.process_time() - began < 5
