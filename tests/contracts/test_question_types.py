"""Every question type keeps the same promises: whoever adds one adds it to these tests."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community_voice.collect.survey.walk import Field
from community_voice.questions import QUESTION_TYPES, Asked, Option, Typed, read_typed
from community_voice.questions.typed import field_name
from community_voice.store.columns import storable
from community_voice.store.wording import Phrase

OPTIONS = tuple(Option(code, Phrase(code.title(), "en")) for code in ("counted", "quoted", "other"))
HOSTILE = (
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "=1+1",
    "\u202eevil",
    "a\u0301" * 5000,
    "x" * 100_000,
    "' OR 1=1 --",
    "+other",
    "nowhere",
    "9" * 400,
    "\ufeff",
)


@dataclass(frozen=True)
class Sample:
    """A question of one type, an answer as a form sends it, and what its owner reads."""

    asked: Asked
    sent: dict[str, list[str]]
    read: list[str]


def asked(kind: str, **more: object) -> Asked:
    return Asked("q1", kind, Phrase("Question?", "en"), options=OPTIONS, **more)  # type: ignore[arg-type]


SAMPLES = {
    "consent": Sample(asked("consent"), {"": ["quoted"]}, ["Quoted"]),
    "one_choice": Sample(
        asked("one_choice", settings={"other": True}), {"other": ["a cousin"]}, ["a cousin"]
    ),
    "several_choices": Sample(
        asked("several_choices", settings={"other": True}),
        {"": ["quoted", "counted", "+other"], "other": ["both"]},
        ["Counted", "Quoted", "both"],
    ),
    "scale": Sample(asked("scale"), {"": ["4"]}, ["4"]),
    "ranking": Sample(
        asked("ranking", settings={"top": 2}),
        {"1": ["other"], "2": ["counted"]},
        ["Other", "Counted"],
    ),
    "statement_votes": Sample(
        asked("statement_votes"),
        {"quoted": ["disagree"], "counted": ["agree"]},
        ["Counted: Agree", "Quoted: Disagree"],
    ),
    "number": Sample(asked("number"), {"": ["١٢"]}, ["12"]),
    "short_text": Sample(asked("short_text"), {"": ["  two words "]}, ["  two words "]),
    "long_text": Sample(asked("long_text"), {"": ["first\nthen\t👩🏽‍🚒"]}, ["first\nthen\t👩🏽‍🚒"]),
}
TYPES = sorted(QUESTION_TYPES)


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def form_of(sent: dict[str, list[str]]) -> dict[str, list[str]]:
    return {field_name("q1", part): values for part, values in sent.items()}


def read(kind: str, sent: dict[str, list[str]], sample: Asked | None = None) -> Typed:
    form = form_of(sent)
    parts = QUESTION_TYPES[kind].parts(sample or SAMPLES[kind].asked)
    return read_typed("q1", parts, lambda name: form.get(name, []))


def test_every_type_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(QUESTION_TYPES)
    assert all(QUESTION_TYPES[name].name == name for name in TYPES)


@pytest.mark.parametrize("kind", TYPES)
def test_what_a_form_sends_comes_back_as_its_owner_meant_it(kind: str) -> None:
    sample, type_ = SAMPLES[kind], QUESTION_TYPES[kind]
    typed = read(kind, sample.sent)
    carried = json.loads(json.dumps(typed))
    assert carried == typed, "what was typed travels as JSON"
    assert type_.check(sample.asked, typed) == []
    rows = type_.rows(sample.asked, typed)
    assert [shown.text for shown in type_.show(sample.asked, rows)] == sample.read
    assert len({row.position for row in rows}) == len(rows), "a place holds one answer"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("required", [False, True])
def test_an_empty_answer_is_an_answer_only_where_it_may_be(kind: str, required: bool) -> None:
    type_ = QUESTION_TYPES[kind]
    question = asked(kind, required=required, settings=SAMPLES[kind].asked.settings)
    typed = read(kind, {part: ["", ""] for part in type_.parts(question)}, question)
    assert typed == {}
    # Consent always has its default, so nobody can fail to give it.
    assert bool(type_.check(question, typed)) == (required and kind != "consent")
    assert [row.choice for row in type_.rows(question, typed)] == (
        ["counted"] if kind == "consent" else []
    )


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_kept_whole_or_refused_with_words(kind: str, text: str) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    for part in type_.parts(question):
        typed = read(kind, {part: [text]})
        problems = type_.check(question, typed)
        if problems:
            assert all(problem.message and storable(problem.message) for problem in problems)
            continue
        rows = type_.rows(question, typed)
        assert all(row.choice is None or question.option(row.choice) for row in rows)
        words = [row.words for row in rows if row.words]
        assert words == ([text] if part in type_.word_parts(question) and words else [])
        assert all(storable(word) for word in words)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("text", ["", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_the_form_shows_whatever_was_typed(kind: str, text: str) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    typed = read(kind, {part: [text] for part in type_.parts(question)})
    field = Field(question, typed, tuple(type_.check(question, typed)))
    page = render_template(
        type_.template, field=field, asked=question, name=question.field(), help_ids=[]
    )
    page.encode()
    assert f'name="{field.anchor()}"' in page
    assert "<script>" not in page


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
@pytest.mark.parametrize("kind", TYPES)
def test_words_are_kept_to_the_letter(kind: str, text: str) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    if kind == "number":
        return
    for part in type_.word_parts(question):
        typed = read(kind, {part: [text]})
        if type_.check(question, typed):
            assert not storable(text)
            continue
        kept = [row.words for row in type_.rows(question, typed) if row.words]
        assert kept == ([text.replace("\r\n", "\n")] if text.strip() else [])
