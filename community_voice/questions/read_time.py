"""A time of day as people type it: 24 hours, or with "am" or "pm" in their own language."""

import datetime as dt
import re
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_period_names
from flask_babel import gettext as _

from community_voice.locale import current_language
from community_voice.questions.read_day import shortened, to_plain

# Words and signs that stand between hours and minutes, and those after the minutes.
HOURS = re.compile(r"(?<=\d)h|giờ|[点點时時시]")
MINUTES = re.compile("[分분]")
CLOCK = re.compile(r"(\D*?)(\d{1,2})([:.](\d{2})?)?(?::\d{2}(?:\.\d+)?)?(\D*)")
# Where these are spoken, many count the hours from dawn: "2 in the morning" may be eight.
COUNTED_FROM_DAWN = ("am", "om", "sw", "ti")


def read_time(text: str) -> dt.time | str:
    """Return the time a person meant, or what to tell them."""
    plain = HOURS.sub(":", MINUTES.sub("", to_plain(text).replace(" ", "")))
    found = CLOCK.fullmatch(plain)
    if found is None:
        return _unreadable(text)
    before, hours, mark, minutes, after = found.groups()
    half = _half_of_day(before.replace(".", ""), after.strip(":").replace(".", ""))
    hour, minute = int(hours), int(minutes or 0)
    if half is None or hour > 23 or minute > 59 or not (mark or half):
        return _unreadable(text)
    if not half:
        if len(hours) == 1 and hour:
            return str(_("Is this before or after noon? Please write it like 02:30 or 14:30."))
        return dt.time(hour, minute)
    if hour == 0 or (hour > 12 and half == "am"):
        return _unreadable(text)
    return dt.time(hour % 12 + (12 if half == "pm" else 0), minute)


def _unreadable(text: str) -> str:
    return str(
        _(
            "We could not read “%(text)s” as a time. Please write it like 14:30.",
            text=shortened(text),
        )
    )


def _half_of_day(before: str, after: str) -> str | None:
    """Return "am" or "pm", nothing where neither is said, None where other words stand there."""
    if not before and not after:
        return ""
    known = halves_of_day(current_language().locale)
    return known.get(before or after) if not (before and after) else None


@cache
def halves_of_day(locale: str) -> dict[str, str]:
    """Return what the halves of a day are called in a language, and "am" and "pm"."""
    try:
        spoken = Locale.parse(locale)
    except (ValueError, UnknownLocaleError):
        spoken = Locale("en")
    if spoken.language in COUNTED_FROM_DAWN:
        return {}
    found = {"am": "am", "pm": "pm"}
    for width in ("wide", "abbreviated"):
        names = get_period_names(width, "format", spoken)
        for half in ("am", "pm"):
            if half in names:
                found[to_plain(names[half]).replace(".", "").replace(" ", "")] = half
    return found
