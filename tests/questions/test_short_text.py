"""A short text may have to be a web address, an e-mail address or a telephone number."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template

from community_voice.answering.walk import Field
from community_voice.questions import QUESTION_TYPES, Asked
from community_voice.store.wording import Phrase


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def asked(type_: str = "short_text", **settings: object) -> Asked:
    return Asked("q", type_, Phrase("Where?", "en"), settings=settings)


def told(question: Asked, text: str) -> list[str]:
    return [each.message for each in QUESTION_TYPES[question.type].check(question, {"": [text]})]


def show(question: Asked, text: str = "") -> str:
    field = Field(question, {"": [text]} if text else {})
    return render_template(
        field.type.template, field=field, asked=question, name=question.field(), help_ids=[]
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("link", "https://example.org/a?b=c#d"),
        ("link", "HTTP://EXAMPLE.ORG"),
        ("link", " https://пример.рф/страница "),
        ("link", "http://127.0.0.1:8000/"),
        ("email", "name.surname+tag@mail.example.org"),
        ("email", "имя@пример.рф"),
        ("phone", "555-010-0199"),
        ("phone", "+1 (555) 010-0199 ext. 12"),
        ("phone", "٠١٢٣٤٥٦٧٨٩"),
        ("phone", "988"),
        ("words", "anything at all"),
        ("", "anything at all"),
    ],
)
def test_what_was_asked_for_is_kept_to_the_letter(kind: str, text: str) -> None:
    question = asked(kind=kind)
    assert told(question, text) == []
    (row,) = QUESTION_TYPES["short_text"].rows(question, {"": [text]})
    assert row.words == text


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("link", "example.org", "begins with https://"),
        ("link", "javascript:alert(1)", "begins with https://"),
        ("link", "data:text/html,hi", "begins with https://"),
        ("link", "ftp://example.org", "begins with https://"),
        ("link", "//example.org", "begins with https://"),
        ("link", "https://", "not whole"),
        ("link", "https:///page", "not whole"),
        ("link", "https://-.org", "not whole"),
        ("link", "https://[", "not whole"),
        ("link", "https://example.org:port/", "not whole"),
        ("link", "see https://example.org", "no spaces"),
        ("email", "name", "one e-mail address"),
        ("email", "name@example", "one e-mail address"),
        ("email", "@example.org", "one e-mail address"),
        ("email", "a b@example.org", "one e-mail address"),
        ("email", "a@b.org, c@d.org", "one e-mail address"),
        ("email", "a@b@c.org", "one e-mail address"),
        ("email", "a@c..org", "one e-mail address"),
        ("phone", "call me", "telephone number"),
        ("phone", "12", "telephone number"),
        ("phone", "9" * 21, "telephone number"),
        ("phone", "---", "telephone number"),
    ],
)
def test_what_is_something_else_is_told_with_an_example(kind: str, text: str, says: str) -> None:
    (message,) = told(asked(kind=kind), text)
    assert says in message


@pytest.mark.parametrize("kind", ["link", "email", "phone"])
def test_an_empty_field_and_what_cannot_be_kept_are_as_with_any_text(kind: str) -> None:
    assert told(asked(kind=kind), "  ") == []
    (message,) = told(asked(kind=kind), "https://example.org/\x00")
    assert "cannot keep" in message


@pytest.mark.parametrize("kind", [["link"], 7, None, {"a": 1}])
def test_a_kind_that_is_none_asks_for_words(kind: object) -> None:
    assert told(asked(kind=kind), "words") == []
    assert 'dir="auto"' in show(asked(kind=kind))


def test_a_phone_shows_the_right_keyboard_and_the_browser_changes_nothing() -> None:
    for kind, mode in (("link", "url"), ("email", "email"), ("phone", "tel")):
        page = show(asked(kind=kind))
        assert f'inputmode="{mode}"' in page
        assert 'type="text"' in page
        assert 'dir="ltr"' in page


def test_a_field_is_as_high_as_it_is_told() -> None:
    assert "<textarea" not in show(asked())
    assert 'rows="3"' in show(asked(rows=3))
    assert 'rows="6"' in show(asked("long_text"))
    assert 'rows="12"' in show(asked("long_text", rows=12))
    assert 'rows="30"' in show(asked("long_text", rows=10_000))
    assert 'rows="1"' in show(asked("long_text", rows=-4))
