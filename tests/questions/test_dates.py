"""Days and times are read as people write them, and where two are possible nobody guesses."""

from collections.abc import Iterator

import pytest
from flask import Flask

from community_voice.locale import INTERFACE_LANGUAGES, speak
from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked
from community_voice.questions.date import show_moment
from community_voice.questions.read_day import read_day
from community_voice.questions.read_time import read_time
from community_voice.store.columns import today
from community_voice.store.wording import Phrase


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def asked(kind: str, **settings: object) -> Asked:
    return Asked("q", kind, Phrase("When?", "en"), settings=settings)


def told(question: Asked, text: str) -> list[str]:
    return [each.message for each in QUESTION_TYPES[question.type].check(question, {"": [text]})]


def kept(question: Asked, text: str) -> list[str | None]:
    return [row.value for row in QUESTION_TYPES[question.type].rows(question, {"": [text]})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "2026-03-05"),
        ("en", "2026/3/5"),
        ("en", "March 5, 2026"),
        ("en", "5 March 2026"),
        ("en", "5th of march 2026"),
        ("en", "Mar. 5 2026"),
        ("ar", "٢٠٢٦-٠٣-٠٥"),
        ("ar", "\u200f٥ مارس ٢٠٢٦"),
        ("am", "5 ማርች 2026"),
        ("es", "5 de marzo de 2026"),
        ("es", "March 5, 2026"),
        ("pt", "5 de março de 2026"),
        ("fr", "5 mars 2026"),
        ("ht", "5 mars 2026"),
        ("fil", "Marso 5, 2026"),
        ("so", "Maarso 5, 2026"),
        ("ru", "5 марта 2026 г."),
        ("ru", "05.03.2026"),
        ("vi", "ngày 5 tháng 3 năm 2026"),
        ("ko", "2026년 3월 5일"),
        ("ko", "2026. 3. 5."),
        ("zh-Hans", "2026年3月5日"),
        ("zh-Hant", "２０２６／３／５"),
    ],
)
def test_a_day_is_read_as_its_language_writes_it(language: str, text: str) -> None:
    speak(language)
    assert str(read_day(text)) == "2026-03-05"


@pytest.mark.parametrize("tag", INTERFACE_LANGUAGES)
def test_the_day_that_we_write_ourselves_is_read_back(tag: str) -> None:
    speak(tag)
    for text in ("2026-12-01", "2027-05-31", "2028-02-29"):
        day = read_day(text)
        assert not isinstance(day, str)
        if tag != "zh-Hant":
            assert read_day(show_moment(day)) == day


@pytest.mark.parametrize(
    ("text", "day"), [("31/12/2026", "2026-12-31"), ("12/31/2026", "2026-12-31")]
)
def test_the_order_of_day_and_month_does_not_matter_where_only_one_is_possible(
    text: str, day: str
) -> None:
    assert str(read_day(text)) == day
    assert str(read_day("07-07-2026")) == "2026-07-07"


@pytest.mark.parametrize("tag", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("text", ["03/05/2026", "3-5-2026", "٠٣/٠٥/٢٠٢٦"])
def test_a_day_that_could_be_two_is_asked_for_again_in_every_language(tag: str, text: str) -> None:
    speak(tag)
    question = asked("date")
    assert kept(question, text) == []
    (message,) = told(question, text)
    assert text in message
    assert "2026-12-31" in message


def test_dots_put_the_day_first_only_in_a_language_that_writes_them() -> None:
    assert isinstance(read_day("03.05.2026"), str)
    speak("ru")
    assert str(read_day("03.05.2026")) == "2026-05-03"


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "not 5 March 2026",
        "5 March 2026 or 6 March 2026",
        "March 2026",
        "5 March",
        "5 marzo 2026",
        "2026",
        "20260305",
        "5 3 2026",
        "March 5 20266",
        "tháng 13 2026",
        "2026-03",
        "-2026-03-05",
        "2026-03-05T10:00",
        "maybe May 5 2026",
        "x" * 100,
        "",
    ],
)
def test_what_is_not_surely_one_day_is_told(text: str) -> None:
    answer = read_day(text)
    assert isinstance(answer, str)
    assert len(answer) > 10


@pytest.mark.parametrize("text", ["5/3/26", "5 March 26", "31.12.26"])
def test_a_year_of_two_digits_is_not_guessed(text: str) -> None:
    assert "four digits" in str(read_day(text))


@pytest.mark.parametrize("text", ["2026-02-30", "31/02/2026", "13/13/2026", "0 March 2026"])
def test_a_day_that_no_calendar_has_is_told(text: str) -> None:
    assert read_day(text) == "There is no such day. Please check the date."


def test_a_day_outside_its_limits_is_told_with_the_limit_in_words() -> None:
    question = asked("date", min="2026-01-01", max="2026-12-31")
    assert told(question, "2025-12-31") == ["The date must be January 1, 2026 or later."]
    assert told(question, "2027-01-01") == ["The date must be December 31, 2026 or earlier."]
    assert told(question, "2026-01-01") == told(question, "2026-12-31") == []


def test_a_limit_can_be_today() -> None:
    question = asked("date", max="today")
    assert told(question, today().isoformat()) == []
    assert len(told(question, f"{today().year + 1}-12-31")) == 1
    assert QUESTION_TYPES["date"].limit(question, "max") == today().isoformat()  # type: ignore[attr-defined]


@pytest.mark.parametrize("limit", ["soon", 7, None, ["2026-01-01"], "2026-99-99"])
def test_a_limit_that_is_no_day_limits_nothing_but_slips_of_the_year(limit: object) -> None:
    question = asked("date", min=limit, max=limit)
    assert told(question, "2026-03-05") == []
    assert len(told(question, "1026-03-05")) == len(told(question, "2569-03-05")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05T14:30",
        "2026-03-05 14:30",
        "5 March 2026, 14:30",
        "March 5, 2026 2:30 pm",
        "٢٠٢٦-٠٣-٠٥ ١٤:٣٠",
    ],
)
def test_a_day_with_a_time_is_read(text: str) -> None:
    question = asked("date", time=True)
    assert told(question, text) == []
    assert kept(question, text) == ["2026-03-05T14:30"]
    shown = QUESTION_TYPES["date"].show(question, [AnswerRow(value="2026-03-05T14:30")])
    assert [each.text for each in shown] == ["March 5, 2026, 2:30\u202fPM"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-03-05", "the day and the time"),
        ("14:30", "the day and the time"),
        ("03/05/2026 14:30", "two different days"),
        ("2026-03-05 2:30", "before or after noon"),
        ("2026-03-05 99:99", "as a time"),
        ("one two", "as a date"),
        ("2026-02-30 14:30", "no such day"),
    ],
)
def test_half_a_moment_is_no_moment(text: str, says: str) -> None:
    question = asked("date", time=True)
    assert kept(question, text) == []
    (message,) = told(question, text)
    assert says in message


def test_limits_of_a_day_with_a_time_hold_to_the_minute_and_a_day_ends_at_night() -> None:
    question = asked("date", time=True, min="2026-03-05T14:30", max="2026-03-06")
    assert len(told(question, "2026-03-05 14:29")) == 1
    assert told(question, "2026-03-05 14:30") == told(question, "2026-03-06 23:59") == []
    assert len(told(question, "2026-03-07 00:00")) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "14:30"),
        ("en", "14.30"),
        ("en", "2:30 pm"),
        ("en", "2.30 P.M."),
        ("en", "14:30:59"),
        ("fr", "14h30"),
        ("es", "2:30 p. m."),
        ("es", "14:30 h"),
        ("ar", "٢:٣٠ م"),
        ("vi", "2:30 CH"),
        ("vi", "14 giờ 30"),
        ("ko", "오후 2시 30분"),
        ("zh-Hans", "下午2点30分"),
        ("zh-Hant", "下午2：30"),
        ("am", "14:30"),
        ("so", "2:30 GD"),
    ],
)
def test_a_time_is_read_as_its_language_writes_it(language: str, text: str) -> None:
    speak(language)
    assert str(read_time(text)) == "14:30:00"


@pytest.mark.parametrize(
    ("text", "time"),
    [("00:00", "00:00"), ("12 am", "00:00"), ("12 pm", "12:00"), ("02:30", "02:30"), ("9h", "")],
)
def test_noon_and_midnight_are_where_people_put_them(text: str, time: str) -> None:
    assert kept(asked("time"), text) == ([time] if time else [])


@pytest.mark.parametrize("text", ["24:00", "12:60", "14", "two", "14:30 am", "0:10 pm", "am 2 pm"])
def test_what_is_no_time_is_told(text: str) -> None:
    assert "14:30" in str(read_time(text))
    assert isinstance(read_time(text), str)


def test_half_past_two_may_be_by_night_or_by_day() -> None:
    assert told(asked("time"), "2:30") == [
        "Is this before or after noon? Please write it like 02:30 or 14:30."
    ]


def test_halves_of_the_day_are_not_believed_where_hours_are_counted_from_dawn() -> None:
    speak("am")
    assert isinstance(read_time("2:30 ከሰዓት"), str)
    assert isinstance(read_time("2:30 pm"), str)


def test_a_time_outside_its_limits_is_told() -> None:
    question = asked("time", min="08:00", max="18:00")
    assert told(question, "07:59") == ["The time must be 8:00\u202fAM or later."]
    assert told(question, "18:01") == ["The time must be 6:00\u202fPM or earlier."]
    assert told(question, "08:00") == told(question, "18:00") == []
    assert told(asked("time", min="late", max=3), "03:00") == []


def test_what_a_browsers_own_field_would_drop_is_shown_as_text() -> None:
    day, time = QUESTION_TYPES["date"], QUESTION_TYPES["time"]
    types = [
        day.input_type(asked("date"), text)  # type: ignore[attr-defined]
        for text in ("", "2026-03-05", "5 March 2026", "٢٠٢٦-٠٣-٠٥")
    ]
    assert types == ["date", "date", "text", "text"]
    assert day.input_type(asked("date", time=True), "") == "datetime-local"  # type: ignore[attr-defined]
    assert time.input_type(asked("time"), "2 pm") == "text"  # type: ignore[attr-defined]


def test_what_is_stored_is_shown_in_the_words_of_the_reader() -> None:
    speak("es")
    shown = QUESTION_TYPES["date"].show(asked("date"), [AnswerRow(value="2026-03-05")])
    assert [each.text for each in shown] == ["5 de marzo de 2026"]
    assert QUESTION_TYPES["date"].show(asked("date"), [AnswerRow(value="no day")]) == []
