"""A day as people type it: any script's digits, and never a guess between two days."""

import datetime as dt
import re
import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_date_format, get_month_names
from flask_babel import gettext as _

from community_voice.locale import current_language
from community_voice.questions.own_words import showable

# Nobody writes a day or a time at greater length.
LONGEST = 80
INVISIBLE = re.compile("[\u200b-\u200f\u061c\u2066-\u2069\ufeff]")
SIGNS = str.maketrans({"\u060d": "/", "\u2212": "-", **dict.fromkeys("‐‑‒–—", "-")})
YEAR_FIRST = re.compile(r"(\d{4}) ?[-/.年년] ?(\d{1,2}) ?[-/.月월] ?(\d{1,2}) ?[日일.]?")
YEAR_LAST = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2} ?([-/.]) ?\d{1,2} ?\1 ?\d{2}")
# What may stand between the day, the month's name and the year.
BETWEEN = {"de", "del", "of", "the", "st", "nd", "rd", "th", "er", "г", "года", "ngày", "năm"}


def to_plain(text: str) -> str:
    """Return a short text with plain digits, signs and single spaces; long ones come out empty."""
    if len(text) > LONGEST:
        return ""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(SIGNS)
    digits = (str(unicodedata.decimal(mark, mark)) for mark in text)
    return " ".join("".join(digits).casefold().split())


def shortened(text: str) -> str:
    """Return what was typed, as far as a message can show it."""
    return showable(text if len(text) <= 40 else text[:40] + "…")


def read_day(text: str) -> dt.date | str:
    """Return the day a person meant, or what to tell them."""
    plain = to_plain(text)
    if found := YEAR_FIRST.fullmatch(plain):
        return make_day(*map(int, found.groups()))
    if found := YEAR_LAST.fullmatch(plain):
        return _year_last(found, text)
    if SHORT_YEAR.fullmatch(plain):
        return _year_needed()
    return _with_month_name(plain) or str(
        _(
            "We could not read “%(text)s” as a date. Please write year-month-day, like 2026-12-31.",
            text=shortened(text),
        )
    )


def make_day(year: int, month: int, day: int) -> dt.date | str:
    """Return the day, or say that no calendar has it."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return str(_("There is no such day. Please check the date."))


def _year_needed() -> str:
    return str(_("Please write the year with four digits, like 2026-12-31."))


def _year_last(found: re.Match[str], text: str) -> dt.date | str:
    first, mark, second, year = found.groups()
    one, two = int(first), int(second)
    if one > 12 or one == two:
        return make_day(int(year), two, one)
    if two > 12:
        return make_day(int(year), one, two)
    if mark == "." and _writes_day_dot_month():
        return make_day(int(year), two, one)
    return str(
        _(
            "“%(text)s” could be two different days. Please write year-month-day, like 2026-12-31.",
            text=shortened(text),
        )
    )


def _writes_day_dot_month() -> bool:
    """Say whether this language writes 31.12.2026: with dots, nobody puts the month first.

    A language's own order with strokes proves nothing: forms here are filled in both ways.
    """
    pattern = str(get_date_format("short", _locale()).pattern)
    return pattern.startswith("d") and "." in pattern


def _with_month_name(plain: str) -> dt.date | str | None:
    names = month_names(str(_locale()))
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = re.search(rf"(?<![^\W\d])({longest_first})(?!\w)", plain)
    if found is None:
        return None
    rest = f"{plain[: found.start()]} {plain[found.end() :]}"
    numbers = re.findall(r"\d+", rest)
    if set(re.sub(r"[\d\s,.]+", " ", rest).split()) - BETWEEN or len(numbers) != 2:
        return None
    day, year = sorted(numbers, key=len)
    if len(year) != 4:
        return _year_needed()
    return make_day(int(year), names[found[1]], int(day))


@cache
def month_names(locale: str) -> dict[str, int]:
    """Return the months' names in a language and in English, without those that mean two."""
    numbers: dict[str, set[int]] = {}
    for tag in dict.fromkeys((locale, "en")):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, tag).items():
                    numbers.setdefault(to_plain(name).strip("."), set()).add(number)
    return {
        name: months.pop()
        for name, months in numbers.items()
        if len(months) == 1 and name and not name[0].isdigit()
    }


def _locale() -> Locale:
    """Return the reader's language as Babel knows it."""
    try:
        return Locale.parse(current_language().locale)
    except (ValueError, UnknownLocaleError):
        return Locale("en")
