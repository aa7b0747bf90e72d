"""Numbers are read in any script, and never guessed at."""

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from community_voice.questions.asked import Asked
from community_voice.questions.number import Number, read_number
from community_voice.questions.scale import MOST_STEPS, Scale
from community_voice.store.wording import Phrase


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


@pytest.mark.parametrize(
    ("text", "decimals", "number"),
    [
        ("12", 0, "12"),
        (" ١٢ ", 0, "12"),
        ("１２", 0, "12"),
        ("۱۲", 0, "12"),
        ("-3", 0, "-3"),
        ("\u22123", 0, "-3"),
        ("\u200f٣", 0, "3"),
        ("1,234", 0, "1234"),
        ("1.234", 0, "1234"),
        ("1 234", 0, "1234"),
        ("1\u202f234", 0, "1234"),
        ("1’234", 0, "1234"),
        ("١٬٢٣٤", 0, "1234"),
        ("1.234.567", 0, "1234567"),
        ("2.0", 0, "2"),
        ("2.5", 1, "2.5"),
        ("2,5", 1, "2.5"),
        ("٢٫٥", 1, "2.5"),
        ("2．5", 1, "2.5"),
        (".5", 1, "0.5"),
        ("1,234.5", 1, "1234.5"),
        ("1.234,5", 1, "1234.5"),
        ("1,234", 2, "1234"),
        ("١٬٢٣٤٫٥", 1, "1234.5"),
    ],
)
def test_a_number_is_read(text: str, decimals: int, number: str) -> None:
    assert read_number(text.strip(), decimals) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("a few", 0),
        ("12 or 13", 0),
        ("1,234", 3),  # a thousand, or a bit more than one: only the person knows
        ("2.5", 0),
        ("2.55", 1),
        ("1.2.3", 1),
        ("--2", 0),
        ("2-", 0),
        ("٢٫٥٫١", 1),
        (".", 1),
        ("-", 1),
        ("½", 1),
        ("1e5", 0),
        ("NaN", 0),
        ("Infinity", 0),
        ("0x10", 0),
        ("9" * 16, 0),
        ("\x00", 0),
    ],
)
def test_what_is_not_surely_a_number_is_told_in_words(text: str, decimals: int) -> None:
    answer = read_number(text, decimals)
    assert isinstance(answer, str)
    assert len(answer) > 10


def test_a_number_as_long_as_a_book_is_told_at_once() -> None:
    began = time.process_time()
    assert isinstance(read_number("9" * 50_000 + "\u066b\u066b", 0), str)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("end", ["abc", {}, [1], True, 10**400, float("nan")])
def test_an_end_that_is_no_number_is_none(end: object) -> None:
    asked = Asked("q", "number", Phrase("?", "en"), settings={"min": end, "max": end})
    assert not Number().find_problems(asked, {"": ["7"]})


def test_a_scale_offers_no_more_steps_than_fit_a_page() -> None:
    asked = Asked("q", "scale", Phrase("?", "en"), settings={"low": -(10**9), "high": 10**9})
    assert len(Scale().steps(asked)) == MOST_STEPS
    assert Scale().find_problems(asked, {"": [str(10**9)]})
