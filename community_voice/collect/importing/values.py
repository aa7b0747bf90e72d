"""Read what a file says about a row: its language, its day, what its person allowed."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from community_voice.locale import language, match_language
from community_voice.store.columns import today

# What files say for each level. A bare "yes" is not here: it may be a yes to taking part, and
# nobody's words are quoted on a guess.
CONSENT_WORDS = {
    "counted": "counted",
    "count": "counted",
    "count only": "counted",
    "counted only": "counted",
    "no": "counted",
    "none": "counted",
    "do not quote": "counted",
    "no quotes": "counted",
    "paraphrased": "paraphrased",
    "paraphrase": "paraphrased",
    "paraphrase only": "paraphrased",
    "summary": "paraphrased",
    "quoted": "quoted",
    "quote": "quoted",
    "may be quoted": "quoted",
    "ok to quote": "quoted",
    "quoted with place": "quoted_with_place",
    "quote with place": "quoted_with_place",
    "quoted and place": "quoted_with_place",
}

# Languages whose own names are understood besides those of the engagement.
NAMED = (
    *("en", "es", "zh", "zh-Hans", "zh-Hant", "ar", "am", "bn", "cs", "da", "de", "el", "fa", "fi"),
    *("fil", "fr", "gu", "ha", "he", "hi", "hmn", "ht", "hu", "hy", "id", "ig", "it", "ja", "ka"),
    *("km", "ko", "lo", "ml", "mr", "ms", "my", "ne", "nl", "om", "pa", "pl", "ps", "pt", "ro"),
    *("ru", "rw", "si", "sk", "sm", "so", "sr", "sv", "sw", "ta", "te", "th", "ti", "tl", "tr"),
    *("uk", "ur", "uz", "vi", "yo", "zu"),
)
TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.DOTALL)
DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[ ,].*)?", re.DOTALL)
EITHER_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ ,].*)?", re.DOTALL)
MONTH_NAMED = re.compile(
    r"(?:[a-z]{3,9},? )?([a-z]{3,9})\.? (\d{1,2}),? "
    r"(?:[\d:.]+ (?:[ap]m )?)?(?:[a-z+\-0-9:]{2,6} )?(\d{4})"
)
DAY_NAMED = re.compile(r"(?:[a-z]{3,9},? )?(\d{1,2})\.?[ -]([a-z]{3,9})\.?,?[ -](\d{4})(?: .*)?")
SECONDS, MILLISECONDS = re.compile(r"1\d{9}(?:\.\d+)?"), re.compile(r"1\d{12}")
EARLIEST = dt.date(1990, 1, 1)


class Day(NamedTuple):
    """A day as written, under both orders; `shows` says which order it proves."""

    day_first: dt.date
    month_first: dt.date
    shows: str = "nothing"


def read_consent(text: str) -> str | None:
    """Return the level a cell names, or None."""
    return CONSENT_WORDS.get(" ".join(re.split(r"[\s_\-]+", text.strip().casefold())))


def read_day(text: str) -> Day | None:
    """Return the day that a cell names, or None where it names none or one that cannot be."""
    text = text.strip()
    if found := EITHER_FIRST.fullmatch(text):
        first, second, year = (int(part) for part in found.groups())
        return _day_of_two(year, first, second)
    if found := YEAR_FIRST.fullmatch(text):
        return _certain(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_FIRST.fullmatch(text):
        return _certain(int(found[3]), int(found[2]), int(found[1]))
    if MILLISECONDS.fullmatch(text) or SECONDS.fullmatch(text):
        seconds = float(text) / (1000 if len(text) == 13 else 1)
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
        return _certain(moment.year, moment.month, moment.day)
    lower = text.lower()
    if found := MONTH_NAMED.fullmatch(lower):
        return _certain(int(found[3]), _month(found[1]), int(found[2]))
    if found := DAY_NAMED.fullmatch(lower):
        return _certain(int(found[3]), _month(found[2]), int(found[1]))
    return None


def _day_of_two(year: int, first: int, second: int) -> Day | None:
    by_day, by_month = _certain(year, second, first), _certain(year, first, second)
    if by_day and by_month:
        shows = "nothing" if first == second else "either"
        return Day(by_day.day_first, by_month.day_first, shows)
    if by_day:
        return by_day._replace(shows="day_first")
    return by_month._replace(shows="month_first") if by_month else None


def _certain(year: int, month: int, day: int) -> Day | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    # A day of grace: somewhere it is tomorrow already.
    if not EARLIEST <= date <= today() + dt.timedelta(days=1):
        return None
    return Day(date, date)


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1 if name[:3] in MONTHS else 0


def read_language(text: str, ours: Sequence[str]) -> str | None:
    """Return the tag for a tag or a name ("es-MX", "Spanish", "español"), or None.

    Where the engagement speaks the language (`ours`), its own tag is used.
    """
    text = unicodedata.normalize("NFC", text.strip())
    tag = language_names(tuple(ours)).get(text.casefold()) or _known_tag(text)
    return tag and (match_language(tag, ours) or tag)


@cache
def language_names(ours: tuple[str, ...]) -> dict[str, str]:
    """Return the tag of every language by its English name and, for many, by its own."""
    english = Locale("en").languages
    names = {name.casefold(): code.replace("_", "-") for code, name in english.items()}
    for tag in (*NAMED, *ours):
        names.setdefault(language(tag).own_name.casefold(), tag)
    return names


@cache
def _known_tag(text: str) -> str | None:
    if TAG.fullmatch(text) is None:
        return None
    first, *rest = re.split("[-_]", text)
    first = first.lower()
    # "spa" is a name of "es" too.
    first = get_global("language_aliases").get(first, first)
    if first not in Locale("en").languages:
        return None
    return "-".join([first, *(part.title() if len(part) == 4 else part.upper() for part in rest)])
