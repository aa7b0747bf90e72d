"""Every question type keeps the same promises: whoever adds one adds it to these tests."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community_voice.answering.walk import Field
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.questions import QUESTION_TYPES, Asked, Option, Typed, read_typed
from community_voice.questions.typed import field_name
from community_voice.store.columns import storable
from community_voice.store.wording import Phrase

OPTIONS = tuple(Option(code, Phrase(code.title(), "en")) for code in ("counted", "quoted", "other"))
YES_NO = tuple(Option(code, Phrase("", "en")) for code in ("yes", "no", "not_sure"))
COLUMNS = tuple(Option(code, Phrase(code.title(), "en")) for code in ("agree", "disagree"))
HOSTILE = (
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "=1+1",
    "\u202eevil",
    "a\u0301" * 5000,
    "x" * 100_000,
    "9" * 50_000 + "\u066b\u066b",
    "' OR 1=1 --",
    "+other",
    "nowhere",
    "9" * 400,
    "\ufeff",
    "2026-02-30",
    "0000-00-00T99:99",
)
# What no form of ours sends: a field changed on its way, or kept by an older program.
MISSHAPEN: tuple[dict[str, Any], ...] = (
    {"": "counted"},
    {"": None},
    {"": [1, None, ["counted"], {"a": 1}]},
    {"": ["counted", "counted", "quoted"]},
    {"": []},
    {"nowhere": ["counted"], "map": ["1"], "9": ["other"]},
    {"other": {"a": "b"}, "counted": 7, "1": [7]},
    {"1": ["other"], "2": ["other"], "3": ["\x00"]},
)


@dataclass(frozen=True)
class Sample:
    """A question of one type, an answer as a form sends it, what its owner reads, and its value.

    The value is by part.
    """

    asked: Asked
    sent: dict[str, list[str]]
    read: list[str]
    value: dict[str, Any] = field(default_factory=lambda: {"": None})


def asked(kind: str, options: tuple[Option, ...] = OPTIONS, **more: object) -> Asked:
    return Asked("q1", kind, Phrase("Question?", "en"), options=options, **more)  # type: ignore[arg-type]


SAMPLES = {
    "consent": Sample(asked("consent"), {"": ["quoted"]}, ["Quoted"], {"": "quoted"}),
    "one_choice": Sample(
        asked("one_choice", settings={"other": True}),
        {"other": ["a cousin"]},
        ["a cousin"],
        {"": "+other"},
    ),
    "several_choices": Sample(
        asked("several_choices", settings={"other": True}),
        {"": ["counted", "quoted", "+other"], "other": ["both"]},
        ["Counted", "Quoted", "both"],
        {"": ["counted", "quoted", "+other"]},
    ),
    "yes_no": Sample(asked("yes_no", YES_NO), {"": ["no"]}, ["No"], {"": "no"}),
    "scale": Sample(asked("scale"), {"": ["4"]}, ["4"], {"": 4.0}),
    "grid": Sample(
        asked("grid", columns=COLUMNS),
        {"counted": ["disagree"], "other": ["not_sure"]},
        ["Counted: Disagree", "Other: Not sure"],
        {"": None, "counted": "disagree", "quoted": None, "other": "not_sure"},
    ),
    "ranking": Sample(
        asked("ranking", settings={"top": 2}),
        {"1": ["other"], "2": ["counted"]},
        ["Other", "Counted"],
        {"": ["other", "counted"]},
    ),
    "statement_votes": Sample(
        asked("statement_votes"),
        {"quoted": ["disagree"], "counted": ["agree"]},
        ["Counted: Agree", "Quoted: Disagree"],
        {"": None, "quoted": "disagree", "counted": "agree", "other": None},
    ),
    "place": Sample(
        asked("place", settings={"other": True}), {"": ["quoted"]}, ["Quoted"], {"": "quoted"}
    ),
    "number": Sample(asked("number"), {"": ["١٢"]}, ["12"], {"": 12.0}),
    "date": Sample(asked("date"), {"": ["٢٠٢٦-٠٣-٠٥"]}, ["March 5, 2026"], {"": "2026-03-05"}),
    "time": Sample(asked("time"), {"": ["14:30"]}, ["2:30\u202fPM"], {"": "14:30"}),
    "short_text": Sample(
        asked("short_text"), {"": ["  two words "]}, ["  two words "], {"": "  two words "}
    ),
    "long_text": Sample(
        asked("long_text"),
        {"": ["first\nthen\t👩🏽‍🚒"]},
        ["first\nthen\t👩🏽‍🚒"],
        {"": "first\nthen\t👩🏽‍🚒"},
    ),
    "note": Sample(asked("note"), {}, []),
    "acknowledgement": Sample(
        asked("acknowledgement"), {"": ["1"]}, ["I have read this"], {"": True}
    ),
    "calculated": Sample(asked("calculated"), {}, []),
    "contact": Sample(
        asked("contact"), {"": ["phone"], "detail": ["+1 555-010-0199"]}, [], {"": None}
    ),
    "voice_note": Sample(asked("voice_note"), {}, []),
}
TYPES = sorted(QUESTION_TYPES)
SHOWN = [name for name in TYPES if QUESTION_TYPES[name].is_shown]
# A recording is never needed: not everybody's browser can make one.
ASKING = [n for n in SHOWN if QUESTION_TYPES[n].asks and not QUESTION_TYPES[n].on_review]
# They read what was typed as something else than words, or keep it apart from the answers.
KEEPS_NO_WORDS = {"number", "date", "time", "contact"}


class Fields(HTMLParser):
    """The fields of a form: what a browser would send of each, its ids, and what is labelled."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.names: dict[str, list[str]] = {}
        self.labelled: set[str] = set()
        self._text: list[str] | None = None
        self._name = ""
        self._in_label = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "label":
            self._in_label += 1
            self.labelled.add(found.get("for", ""))
        if tag == "option" and "selected" in found and found["value"]:
            self.sent.setdefault(self._name, []).append(found["value"])
        if tag in ("input", "select", "textarea") and found.get("type") != "image":
            self._meet(tag, found)

    def _meet(self, tag: str, found: dict[str, str]) -> None:
        self._name = found["name"]
        self.names.setdefault(self._name, []).append(found.get("id", ""))
        if self._in_label:
            self.labelled.add(found.get("id", ""))
        if tag == "textarea":
            self._text = []
        button = found.get("type") in ("radio", "checkbox")
        if tag == "input" and found.get("value") and (not button or "checked" in found):
            self.sent.setdefault(self._name, []).append(found["value"])

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_label -= tag == "label"
        if tag == "textarea" and self._text is not None:
            # A browser drops the first line end of a text area.
            text = "".join(self._text).removeprefix("\n")
            if text:
                self.sent[self._name] = [text]
            self._text = None


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


def show_form(question: Asked, typed: Typed) -> str:
    type_ = QUESTION_TYPES[question.type]
    shown = Field(question, typed, tuple(type_.check(question, typed)))
    return render_template(
        type_.template, field=shown, asked=question, name=question.field(), help_ids=[]
    )


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
def test_rules_read_the_value_of_an_answer(kind: str) -> None:
    sample, type_ = SAMPLES[kind], QUESTION_TYPES[kind]
    typed = read(kind, sample.sent)
    found = {part: type_.value(sample.asked, typed, part) for part in sample.value}
    assert found == sample.value
    assert json.loads(json.dumps(found)) == found
    assert [type(each) for each in found.values()] == [type(v) for v in sample.value.values()]


@pytest.mark.parametrize("kind", TYPES)
def test_no_answer_has_no_value(kind: str) -> None:
    type_, question = QUESTION_TYPES[kind], SAMPLES[kind].asked
    values = [type_.value(question, {}, part) for part in ("", *type_.parts(question), "nowhere")]
    assert {repr(value) for value in values} == {"'counted'" if kind == "consent" else "None"}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("required", [False, True])
def test_an_empty_answer_is_an_answer_only_where_it_may_be(kind: str, required: bool) -> None:
    type_, sample = QUESTION_TYPES[kind], SAMPLES[kind].asked
    question = asked(
        kind, sample.options, required=required, settings=sample.settings, columns=sample.columns
    )
    typed = read(kind, {part: ["", ""] for part in type_.parts(question)}, question)
    assert typed == {}
    # Consent always has its default, so nobody can fail to give it; a note asks for nothing.
    can_fail = required and kind in ASKING and kind != "consent"
    problems = type_.check(question, typed)
    assert bool(problems) == can_fail
    assert {problem.part for problem in problems} <= {"", *type_.parts(question)}
    assert [row.choice for row in type_.rows(question, typed)] == (
        ["counted"] if kind == "consent" else []
    )


@pytest.mark.parametrize("kind", [name for name in ASKING if name != "consent"])
def test_a_missing_answer_is_told_in_the_authors_own_words_where_there_are_some(kind: str) -> None:
    sample = SAMPLES[kind].asked
    question = asked(
        kind,
        sample.options,
        required=True,
        columns=sample.columns,
        required_message=Phrase("We need this to call you.", "en"),
    )
    messages = {problem.message for problem in QUESTION_TYPES[kind].check(question, {})}
    assert messages == {"We need this to call you."}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_kept_whole_or_refused_with_words(kind: str, text: str) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    for part in type_.parts(question):
        typed = read(kind, {part: [text]})
        rows = type_.rows(question, typed)
        type_.show(question, rows)
        type_.value(question, typed, part)
        problems = type_.check(question, typed)
        if problems:
            assert all(problem.message and storable(problem.message) for problem in problems)
            continue
        assert all(row.choice is None or question.option(row.choice) for row in rows)
        words = [row.words for row in rows if row.words]
        assert words == ([text] if part in type_.word_parts(question) and words else [])
        assert all(storable(word) for word in words)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("typed", MISSHAPEN, ids=range(len(MISSHAPEN)))
def test_an_answer_of_another_shape_breaks_nothing_and_invents_nothing(
    kind: str, typed: Typed
) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    problems = type_.check(question, typed)
    assert all(problem.message for problem in problems)
    rows = type_.rows(question, typed)
    assert len({row.position for row in rows}) == len(rows)
    assert all(row.choice is None or question.option(row.choice) for row in rows)
    assert len(type_.show(question, rows)) == len(rows)
    said = {each for texts in typed.values() if isinstance(texts, list) for each in map(str, texts)}
    kept = {row.choice for row in rows if row.choice} | {row.words for row in rows if row.words}
    assert kept <= said | ({"counted"} if kind == "consent" else set())
    for part in ("", *typed):
        json.dumps(type_.value(question, typed, part))


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("text", ["", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_the_form_shows_whatever_was_typed(kind: str, text: str) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    typed = read(kind, {part: [text] for part in type_.parts(question)})
    page = show_form(question, typed)
    page.encode()
    assert "<script>" not in page
    if text and storable(text):
        shown = Fields(page).sent
        assert all(shown[question.field(part)] == [text] for part in type_.word_parts(question))


@pytest.mark.parametrize("kind", SHOWN)
def test_a_form_shown_again_sends_what_it_was_sent(kind: str) -> None:
    sample = SAMPLES[kind]
    assert Fields(show_form(sample.asked, read(kind, sample.sent))).sent == form_of(sample.sent)


@pytest.mark.parametrize("kind", SHOWN)
def test_every_part_has_a_field_with_a_label_where_a_problem_leads_to(kind: str) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    fields = Fields(show_form(question, {}))
    assert len(set(fields.ids)) == len(fields.ids)
    for part in type_.parts(question):
        name = question.field(part)
        assert fields.names[name][0] == name
        if type_.is_group:
            assert set(fields.names[name]) <= fields.labelled
        else:
            assert fields.names == {name: [name]}, "its label stands on the page"
    assert set(fields.names) == {question.field(part) for part in type_.parts(question)}


@pytest.mark.parametrize("tag", INTERFACE_LANGUAGES)
def test_every_type_speaks_every_language(app: Flask, tag: str) -> None:
    for kind in TYPES:
        sample, type_ = SAMPLES[kind], QUESTION_TYPES[kind]
        with app.test_request_context(f"/?lang={tag}"):
            typed = read(kind, sample.sent)
            assert type_.check(sample.asked, typed) == []
            rows = type_.rows(sample.asked, typed)
            assert len(type_.show(sample.asked, rows)) == len(sample.read)
            if type_.is_shown:
                assert Fields(show_form(sample.asked, typed)).sent == form_of(sample.sent)
        # What is stored is the same in every language.
        assert rows == type_.rows(sample.asked, typed)


@pytest.mark.parametrize("kind", ASKING)
def test_a_second_time_in_a_repeated_section_has_fields_of_its_own(kind: str) -> None:
    first = SAMPLES[kind].asked
    second = asked(kind, first.options, settings=first.settings, columns=first.columns, instance=2)
    fields = Fields(show_form(second, {}))
    assert fields.names
    assert all(name.split("-")[1] == "q1.2" for name in fields.names)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
@pytest.mark.parametrize("kind", TYPES)
def test_words_are_kept_to_the_letter(kind: str, text: str) -> None:
    question, type_ = SAMPLES[kind].asked, QUESTION_TYPES[kind]
    if kind in KEEPS_NO_WORDS:
        return
    for part in type_.word_parts(question):
        typed = read(kind, {part: [text]})
        if type_.check(question, typed):
            assert not storable(text)
            continue
        kept = [row.words for row in type_.rows(question, typed) if row.words]
        assert kept == ([text.replace("\r\n", "\n")] if text.strip() else [])
