"""Number: typed in any script's digits, read carefully, and never guessed at."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_decimal
from flask_babel import gettext as _

from community_voice.locale import current_language
from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.own_words import showable
from community_voice.questions.question_type import QuestionType, interface
from community_voice.questions.typed import MAIN, Typed, first

MINUS = "-\u2212\ufe63\uff0d"
# "." and "," mean thousands in one country and decimals in another; the others are certain.
POINTS = {".": ".", ",": ",", "\uff0e": ".", "\uff0c": ",", "\u066b": "d", "\u060c": ","}
GROUPING = "\u066c'\u2019\u00a0\u202f\u2009 "
INVISIBLE = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff"
# What the column keeps exactly on both databases.
MOST_DIGITS = 15
MOST_DECIMALS = 6
# No number that we keep is written at greater length, whatever stands between its digits.
LONGEST = 400


class Number(QuestionType):
    """A number between `min` and `max`, with up to `decimals` decimals (none unless set)."""

    name = "number"
    is_group = False

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the field: what was typed may be words."""
        return (MAIN,)

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say what keeps this from being a number that was asked for."""
        text = first(typed).strip()
        if not text:
            return []
        found = read_number(text, decimals(asked))
        if isinstance(found, str):
            return [Problem(found)]
        low, high = _end(asked, "min"), _end(asked, "max")
        if low is not None and found < Decimal(str(low)):
            return [Problem(_("The number must be %(low)s or more.", low=show_number(low)))]
        if high is not None and found > Decimal(str(high)):
            return [Problem(_("The number must be %(high)s or less.", high=show_number(high)))]
        return []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the number."""
        text = first(typed).strip()
        found = read_number(text, decimals(asked)) if text else ""
        return [AnswerRow(number=found)] if isinstance(found, Decimal) else []

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the number as the reader's language writes it."""
        return [interface(show_number(row.number)) for row in rows if row.number is not None]


def _end(asked: Asked, name: str) -> int | float | None:
    """Return a setting that is a number; what is none sets no end."""
    value = asked.settings.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if abs(value) < 10**MOST_DIGITS else None


def decimals(asked: Asked) -> int:
    """Return how many decimals the question takes."""
    return min(asked.whole_setting("decimals", 0), MOST_DECIMALS)


def show_number(number: Decimal | int | float) -> str:
    """Write a number as the reader's language does."""
    # The column gives back six decimals; nobody typed those noughts.
    value = Decimal(f"{Decimal(str(number)).normalize():f}")
    return format_decimal(value, locale=current_language().locale, decimal_quantization=False)


def read_number(text: str, decimals: int) -> Decimal | str:
    """Return the number a person meant, or what to tell them."""
    plain = to_plain(text) if len(text) <= LONGEST else None
    if plain is None or not re.fullmatch(r"-?\d[\d.,]*d?\d*|-?[.,d]\d+", plain):
        shortened = showable(text if len(text) <= 40 else text[:40] + "…")
        return str(_("We could not read “%(text)s” as a number. Use digits.", text=shortened))
    sign, digits = (-1, plain[1:]) if plain.startswith("-") else (1, plain)
    split = split_decimals(digits, decimals)
    if split is None:
        return str(_("Please write the number without marks between thousands, like 1234."))
    whole, fraction = split
    if len(whole) > MOST_DIGITS:
        return str(_("This number is too long."))
    if len(fraction.rstrip("0")) > decimals:
        if decimals == 0:
            return str(_("Please write a whole number, without decimals."))
        return str(_("Please use at most %(count)s decimals.", count=decimals))
    return sign * Decimal(f"{whole or '0'}.{fraction or '0'}")


def to_plain(text: str) -> str | None:
    """Turn any script's digits and signs into plain ones; None where something else stands.

    A certain decimal mark becomes "d"; "." and "," stay, because they mean two things.
    """
    plain = []
    for index, mark in enumerate(text):
        digit = unicodedata.decimal(mark, None)
        if digit is not None:
            plain.append(str(digit))
        elif mark in MINUS and not plain:
            plain.append("-")
        elif mark in POINTS:
            plain.append(POINTS[mark])
        elif not (mark in INVISIBLE or (mark in GROUPING and 0 < index < len(text) - 1)):
            return None
    return "".join(plain)


def split_decimals(digits: str, decimals: int) -> tuple[str, str] | None:
    """Split into whole part and decimals; None where a mark could mean either."""
    if "d" in digits:
        whole, _mark, fraction = digits.partition("d")
        return whole.replace(",", "").replace(".", ""), fraction
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return digits, ""
    last = digits.rfind(marks[-1])
    whole, fraction = digits[:last], digits[last + 1 :]
    grouped = re.fullmatch(r"\d{1,3}([.,])\d{3}(\1\d{3})*", digits)
    if len(set(marks)) == 1 and grouped:
        # 1,234: thousands where only whole numbers are asked for, else it could be either.
        certain = len(marks) > 1 or decimals < len(fraction)
        return (re.sub(r"[.,]", "", digits), "") if certain else None
    if len(marks) == 1:
        return whole, fraction
    if len(set(marks)) == 2 and re.fullmatch(r"\d{1,3}([.,]\d{3})+", whole):
        return re.sub(r"[.,]", "", whole), fraction
    return None
