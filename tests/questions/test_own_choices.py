"""Yes and no, grids, boxes to tick and notes."""

from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask, render_template

from community_voice.answering.walk import Field
from community_voice.locale import speak
from community_voice.questions import (
    QUESTION_TYPES,
    AnswerRow,
    Asked,
    Option,
    ask,
    with_fixed_choices,
)
from community_voice.store import Choice, Question, VersionWording
from community_voice.store.wording import Phrase, Wordings

ROWS = tuple(Option(code, Phrase(code.title(), "en")) for code in ("night", "vans", "peers"))
COLUMNS = tuple(Option(code, Phrase(code.title(), "en")) for code in ("never", "often"))


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def grid(required: bool = False, **settings: object) -> Asked:
    return Asked(
        "g",
        "grid",
        Phrase("How often?", "en"),
        required=required,
        settings=settings,
        options=ROWS,
        columns=COLUMNS,
    )


def show(question: Asked, typed: dict[str, list[str]]) -> str:
    shown = Field(question, typed, tuple(QUESTION_TYPES[question.type].check(question, typed)))
    return render_template(
        shown.type.template, field=shown, asked=question, name=question.field(), help_ids=[]
    )


def test_a_definition_is_given_the_choices_of_yes_and_no_once() -> None:
    question: dict[str, Any] = {"code": "q", "type": "yes_no", "label": {"en": "Safe?"}}
    made = with_fixed_choices(question)
    assert [choice["code"] for choice in made["choices"]] == ["yes", "no", "not_sure"]
    assert with_fixed_choices(made) == made
    other = {"code": "q", "type": "one_choice", "label": {}}
    assert with_fixed_choices(other) is other


def test_an_authors_own_words_for_yes_stay() -> None:
    question: dict[str, Any] = {
        "code": "q",
        "type": "yes_no",
        "choices": [{"code": "yes", "label": {"en": "Ay"}}],
    }
    made = with_fixed_choices(question)
    assert made["choices"][0] == {"code": "yes", "label": {"en": "Ay"}}
    assert len(made["choices"]) == 3
    assert len(question["choices"]) == 1, "the definition itself is not written on"


def test_a_stored_yes_or_no_is_asked_in_our_words_or_the_authors() -> None:
    question = Question(code="q", type="yes_no", required=False, settings={})
    question.choices = [Choice(code=code, settings={}) for code in ("yes", "no", "not_sure")]
    path = "question.q.choice.yes.label"
    row = VersionWording(path=path, language="en", text="Ay")
    asked = ask(question, Wordings([row], "en", "en"))
    assert [option.label.text for option in asked.options] == ["Ay", "No", "Not sure"]
    assert QUESTION_TYPES["yes_no"].label_of_fixed("no") == "No"


def test_yes_and_no_speak_the_readers_language() -> None:
    speak("es")
    options = tuple(Option(code, Phrase("", "es")) for code in ("yes", "no", "not_sure"))
    asked = Asked("q", "yes_no", Phrase("¿Segura?", "es"), options=options)
    (shown,) = QUESTION_TYPES["yes_no"].show(asked, [AnswerRow(choice="not_sure")])
    assert shown.text != "Not sure"
    assert cast(Phrase, shown).language == "es"


def test_not_sure_can_be_taken_away() -> None:
    options = tuple(Option(code, Phrase(code, "en")) for code in ("yes", "no", "not_sure"))
    settings = {"not_sure": False}
    asked = Asked("q", "yes_no", Phrase("?", "en"), options=options, settings=settings)
    assert len(QUESTION_TYPES["yes_no"].check(asked, {"": ["not_sure"]})) == 1
    assert QUESTION_TYPES["yes_no"].rows(asked, {"": ["not_sure"]}) == []
    assert "not_sure" not in show(asked, {})
    assert len(QUESTION_TYPES["yes_no"].check(asked, {"": ["yes", "no"]})) == 1


def test_a_row_of_a_grid_is_kept_as_the_number_of_its_column() -> None:
    typed = {"night": ["often"], "peers": ["not_sure"]}
    assert QUESTION_TYPES["grid"].rows(grid(), typed) == [
        AnswerRow(0, "night", Decimal(2)),
        AnswerRow(2, "peers"),
    ]


def test_not_sure_is_a_column_unless_it_is_taken_away_or_the_authors_own() -> None:
    kind = QUESTION_TYPES["grid"]
    assert kind.rows(grid(not_sure=False), {"vans": ["not_sure"]}) == []
    assert len(kind.check(grid(not_sure=False), {"vans": ["not_sure"]})) == 1
    own = (*COLUMNS, Option("not_sure", Phrase("Who knows", "en")))
    theirs = Asked("g", "grid", Phrase("?", "en"), options=ROWS, columns=own)
    rows = kind.rows(theirs, {"vans": ["not_sure"]})
    assert rows == [AnswerRow(1, "vans", Decimal(3))]
    assert [each.text for each in kind.show(theirs, rows)] == ["Vans: Who knows"]
    assert show(theirs, {}).count('value="not_sure"') == len(ROWS)


def test_a_grid_that_is_needed_says_beside_each_row_what_is_missing() -> None:
    problems = QUESTION_TYPES["grid"].check(grid(required=True), {"vans": ["never"]})
    assert [problem.part for problem in problems] == ["night", "peers"]
    assert problems[0].message == "“Night” needs an answer before you can go on."
    page = show(grid(required=True), {"vans": ["never"]})
    assert 'id="q-g-night-error"' in page
    assert 'aria-describedby="q-g-night-error"' in page
    assert 'id="q-g-vans-error"' not in page


def test_two_answers_in_one_row_are_told_beside_it() -> None:
    problems = QUESTION_TYPES["grid"].check(grid(), {"vans": ["never", "often"], "night": ["x"]})
    assert [problem.part for problem in problems] == ["night", "vans"]


def test_a_grid_is_one_table_whose_buttons_say_row_and_column() -> None:
    page = show(grid(), {"night": ["often"]})
    assert page.count('type="radio"') == len(ROWS) * 3
    assert page.count('scope="col"') == 3
    assert page.count('scope="row"') == len(ROWS)
    assert 'aria-labelledby="q-g-night-row q-g-night--often-column"' in page
    assert 'id="q-g-night-row"' in page
    assert 'id="q-g-night--often-column"' in page


def test_a_grid_too_wide_for_a_table_stays_one_row_at_a_time() -> None:
    many = tuple(Option(f"c{n}", Phrase(str(n), "en")) for n in range(8))
    wide = Asked("g", "grid", Phrase("?", "en"), options=ROWS, columns=many)
    assert '"gridded stacked"' in show(wide, {})
    assert '"gridded"' in show(grid(), {})


def test_a_box_is_ticked_or_is_nothing() -> None:
    kind = QUESTION_TYPES["acknowledgement"]
    asked = Asked("a", "acknowledgement", Phrase("Please read.", "en"), required=True)
    assert [p.message for p in kind.check(asked, {})] == ["Please tick this box before you go on."]
    assert kind.check(asked, {"": ["1"]}) == []
    assert kind.rows(asked, {"": ["1"]}) == [AnswerRow(number=Decimal(1))]
    assert len(kind.check(asked, {"": ["2"]})) == 1


def test_a_box_may_have_words_of_its_own() -> None:
    own = Phrase("We are a public agency", "en")
    asked = Asked("a", "acknowledgement", Phrase("All must hold.", "en"), low=own)
    assert "We are a public agency" in show(asked, {})
    shown = QUESTION_TYPES["acknowledgement"].show(asked, [AnswerRow(number=Decimal(1))])
    assert [each.text for each in shown] == ["We are a public agency"]


def test_a_note_shows_its_words_and_takes_nothing() -> None:
    kind = QUESTION_TYPES["note"]
    asked = Asked("n", "note", Phrase("First.\nSecond.", "en"), Phrase("Small.", "en"))
    page = show(asked, {})
    assert page.count("<p") == 3
    assert "<input" not in page
    assert kind.parts(asked) == ()
    assert not kind.asks
    assert kind.rows(asked, {"": ["words"]}) == []


def test_what_is_calculated_is_neither_shown_nor_kept() -> None:
    kind = QUESTION_TYPES["calculated"]
    asked = Asked("c", "calculated", Phrase("", "en"), required=True)
    assert not kind.is_shown
    assert kind.check(asked, {"": ["7"]}) == []
    assert kind.rows(asked, {"": ["7"]}) == []


def test_nothing_is_kept_apart_by_a_type_that_does_not_say_so() -> None:
    nowhere = cast("object", SimpleNamespace())
    assert QUESTION_TYPES["number"].keep_apart(nowhere, nowhere) is None  # type: ignore[arg-type, func-returns-value]
