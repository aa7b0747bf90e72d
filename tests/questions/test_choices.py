"""Choices, rankings, scales and consent: what is kept, and what is told."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked, Option
from community_voice.store.wording import Phrase

OPTIONS = tuple(Option(code, Phrase(code.title(), "en")) for code in ("medic", "peer", "police"))
OTHER = "+other"


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def asked(kind: str, **settings: object) -> Asked:
    return Asked("q", kind, Phrase("Who?", "en"), settings=settings, options=OPTIONS)


def parts_wrong(kind: str, question: Asked, typed: dict[str, list[str]]) -> list[str]:
    return [problem.part for problem in QUESTION_TYPES[kind].check(question, typed)]


def test_something_else_needs_no_words() -> None:
    question, kind = asked("one_choice", other=True), QUESTION_TYPES["one_choice"]
    assert kind.check(question, {"": [OTHER]}) == []
    assert kind.rows(question, {"": [OTHER]}) == [AnswerRow(0)]
    shown = kind.show(question, [AnswerRow(0)])
    assert [item.text for item in shown] == ["Something else"]


def test_words_for_something_else_count_without_its_button() -> None:
    question, kind = asked("one_choice", other=True), QUESTION_TYPES["one_choice"]
    rows = kind.rows(question, {"other": ["my aunt"]})
    assert rows == [AnswerRow(0, words="my aunt", themed=False)]


def test_a_choice_and_other_words_at_once_are_told_and_nothing_is_dropped() -> None:
    question = asked("one_choice", other=True)
    assert parts_wrong("one_choice", question, {"": ["peer"], "other": ["my aunt"]}) == ["other"]
    assert parts_wrong("several_choices", question, {"": ["peer"], "other": ["my aunt"]}) == []


def test_something_else_is_unknown_where_it_is_not_offered() -> None:
    assert parts_wrong("one_choice", asked("one_choice"), {"": [OTHER]}) == [""]
    assert parts_wrong("several_choices", asked("several_choices"), {"": [OTHER]}) == [""]


def test_one_choice_takes_one() -> None:
    question = asked("one_choice")
    assert parts_wrong("one_choice", question, {"": ["peer", "medic"]}) == [""]


def test_a_choice_sent_twice_is_kept_once() -> None:
    rows = QUESTION_TYPES["several_choices"].rows(
        asked("several_choices"), {"": ["police", "peer", "peer"]}
    )
    assert [(row.position, row.choice) for row in rows] == [(0, "peer"), (1, "police")]


def test_a_ranking_asks_for_as_many_places_as_it_was_told() -> None:
    kind = QUESTION_TYPES["ranking"]
    assert kind.parts(asked("ranking", top=2)) == ("1", "2")
    assert kind.parts(asked("ranking", top=9)) == ("1", "2", "3")
    assert kind.parts(asked("ranking")) == ("1", "2", "3")


def test_a_choice_in_two_places_is_told_where_it_stands_again() -> None:
    typed = {"1": ["peer"], "2": ["medic"], "3": ["peer"]}
    assert parts_wrong("ranking", asked("ranking"), typed) == ["3"]


def test_a_ranking_keeps_the_order_and_closes_gaps() -> None:
    rows = QUESTION_TYPES["ranking"].rows(asked("ranking"), {"1": ["police"], "3": ["medic"]})
    assert [(row.position, row.choice) for row in rows] == [(1, "police"), (2, "medic")]


@pytest.mark.parametrize("value", ["0", "6", "3.5", "٣", "", " 3", "nine"])
def test_a_scale_takes_only_its_own_steps(value: str) -> None:
    typed = {"": [value]} if value else {}
    assert bool(parts_wrong("scale", asked("scale"), typed)) == bool(value)


def test_not_sure_is_an_answer_without_a_number() -> None:
    kind = QUESTION_TYPES["scale"]
    assert kind.rows(asked("scale"), {"": ["not_sure"]}) == [AnswerRow()]
    assert kind.rows(asked("scale"), {"": ["2"]}) == [AnswerRow(number=Decimal(2))]
    assert kind.rows(asked("scale"), {}) == []
    assert parts_wrong("scale", asked("scale", not_sure=False), {"": ["not_sure"]}) == [""]


def test_consent_is_counted_until_somebody_allows_more() -> None:
    kind = QUESTION_TYPES["consent"]
    levels = tuple(Option(code, Phrase(code, "en")) for code in ("counted", "quoted"))
    question = Asked("c", "consent", Phrase("May we?", "en"), options=levels)
    assert [row.choice for row in kind.rows(question, {})] == ["counted"]
    assert kind.check(question, {"": ["quoted"]}) == []
    # Known to the law of this house, but not offered by this survey; and unknown to both.
    for level in ("paraphrased", "everything"):
        assert len(kind.check(question, {"": [level]})) == 1
    assert len(kind.check(question, {"": ["counted", "quoted"]})) == 1


def test_a_text_too_long_is_told_by_how_much_and_not_cut() -> None:
    question = asked("long_text", max_length=10)
    problems = QUESTION_TYPES["long_text"].check(question, {"": ["x" * 13]})
    assert [problem.message for problem in problems] == [
        "This is 3 characters too long. Please shorten it."
    ]
    assert QUESTION_TYPES["long_text"].check(question, {"": ["x" * 10]}) == []


def test_long_words_are_themed_and_short_ones_are_not_unless_told() -> None:
    def themed(kind: str, **settings: object) -> bool:
        return QUESTION_TYPES[kind].rows(asked(kind, **settings), {"": ["words"]})[0].themed

    assert themed("long_text")
    assert not themed("long_text", themed=False)
    assert not themed("short_text")
    assert themed("short_text", themed=True)


def with_none(kind: str = "several_choices", **settings: object) -> Asked:
    none = Option("none", Phrase("None of these", "en"), settings={"exclusive": True})
    label = Phrase("Who?", "en")
    return Asked("q", kind, label, settings=settings, options=(*OPTIONS, none))


@pytest.mark.parametrize(
    "typed",
    [
        {"": ["none", "peer"]},
        {"": ["none", OTHER]},
        {"": ["none"], "other": ["my aunt"]},
    ],
)
def test_a_choice_that_stands_alone_is_told_apart_from_others(typed: dict[str, list[str]]) -> None:
    kind = QUESTION_TYPES["several_choices"]
    problems = kind.check(with_none(other=True), typed)
    assert [problem.message for problem in problems] == [
        "“None of these” cannot stand beside other answers. Please keep it alone, or take it away."
    ]


def test_a_choice_that_stands_alone_may() -> None:
    kind = QUESTION_TYPES["several_choices"]
    assert kind.check(with_none(), {"": ["none"]}) == []
    assert kind.check(with_none(), {"": ["none", "none"]}) == []
    assert kind.check(with_none(), {"": ["peer", "medic"]}) == []


def test_several_choices_have_the_order_of_the_form_as_their_value() -> None:
    kind = QUESTION_TYPES["several_choices"]
    typed = {"": ["police", OTHER, "medic"]}
    assert kind.value(asked("several_choices", other=True), typed) == ["medic", "police", OTHER]


@pytest.mark.parametrize(
    ("top", "said"),
    [
        (1, "Choose 1 answer: the one that comes first for you."),
        (2, "Choose up to 2 answers. Place 1 comes first for you."),
        (9, "Choose up to 3 answers. Place 1 comes first for you."),
    ],
)
def test_a_ranking_says_how_many_it_asks_for(top: int, said: str) -> None:
    assert QUESTION_TYPES["ranking"].how_many(asked("ranking", top=top)) == said  # type: ignore[attr-defined]


def test_a_choice_of_an_author_called_other_is_not_our_something_else() -> None:
    options = (*OPTIONS, Option("other", Phrase("Other", "en")))
    question = Asked("q", "one_choice", Phrase("?", "en"), options=options)
    assert question.button_id("medic") == "q-q"
    assert question.button_id("peer") == "q-q--peer"
    assert question.button_id("other") != "q-q--other"


def test_a_ranking_in_which_something_is_wrong_keeps_no_choice_twice_and_no_unknown_one() -> None:
    typed = {"1": ["peer"], "2": ["peer"], "3": ["nowhere"]}
    rows = QUESTION_TYPES["ranking"].rows(asked("ranking"), typed)
    assert rows == [AnswerRow(1, "peer")]
    assert QUESTION_TYPES["ranking"].value(asked("ranking"), typed) == ["peer"]
