"""Date: one day, or with the setting `time` a day with a time, kept as ISO text."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from babel.dates import format_date, format_time, get_datetime_format
from flask_babel import gettext as _

from community_voice.locale import current_language
from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType, interface
from community_voice.questions.read_day import LONGEST, read_day
from community_voice.questions.read_time import read_time
from community_voice.questions.typed import MAIN, Typed, first
from community_voice.store.columns import today

Moment = dt.date | dt.datetime
# Unless the question says otherwise: a year outside is a slip, or of another calendar.
YEARS = ("1900-01-01", "2100-12-31")
AS_BROWSERS_SEND = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", re.ASCII)


class Date(QuestionType):
    """A browser's own date field, or a line of text where it has none.

    Settings: `min` and `max` (ISO, or "today"), `time` (true: with a time).
    """

    name = "date"
    is_group = False

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the field: what was typed may be words."""
        return (MAIN,)

    def input_type(self, asked: Asked, typed: str) -> str:
        """Return the field's type: what a browser's own field would drop is shown as text."""
        if typed and not AS_BROWSERS_SEND.fullmatch(typed):
            return "text"
        return "datetime-local" if asked.settings.get("time") else "date"

    def limit(self, asked: Asked, name: str) -> str:
        """Return the setting `min` or `max` as the field takes it."""
        found = self._bound(asked, name)
        if found is None:
            return ""
        return as_iso(found)

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say what keeps this from being a day that was asked for."""
        text = first(typed).strip()
        found = self._read(asked, text) if text else None
        if found is None or isinstance(found, str):
            return [Problem(found)] if found else []
        low, high = self._bound(asked, "min"), self._bound(asked, "max")
        if low is not None and found < low:
            return [Problem(_("The date must be %(date)s or later.", date=show_moment(low)))]
        if high is not None and found > high:
            return [Problem(_("The date must be %(date)s or earlier.", date=show_moment(high)))]
        return []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the day."""
        text = first(typed).strip()
        found = self._read(asked, text) if text else ""
        return [] if isinstance(found, str) else [AnswerRow(value=as_iso(found))]

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the day as the reader's language writes it, its month in words."""
        moments = (read_iso(row.value, with_time="T" in row.value) for row in rows if row.value)
        return [interface(show_moment(moment)) for moment in moments if moment is not None]

    def _read(self, asked: Asked, text: str) -> Moment | str:
        return read_moment(text) if asked.settings.get("time") else read_day(text)

    def _bound(self, asked: Asked, name: str) -> Any:
        with_time = bool(asked.settings.get("time"))
        said = asked.settings.get(name)
        if said == "today":
            said = today().isoformat()
        found = read_iso(said, with_time, ends=name == "max") if isinstance(said, str) else None
        return found or read_iso(YEARS[name == "max"], with_time, ends=name == "max")


def read_moment(text: str) -> dt.datetime | str:
    """Return a day with a time, or what to tell the person."""
    told = str(_("Please write the day and the time, like 2026-12-31 14:30."))
    if len(text) > LONGEST or isinstance(read_day(text), dt.date):
        return told
    for gap in re.finditer(r"[T\s,]", text):
        day = read_day(text[: gap.start()].strip(" ,"))
        if isinstance(day, dt.date):
            time = read_time(text[gap.end() :].strip(" ,"))
            return time if isinstance(time, str) else dt.datetime.combine(day, time)
        told = day
    return told


def read_iso(text: str, with_time: bool, ends: bool = False) -> Moment | None:
    """Return what an ISO text says; a day alone begins at midnight, or `ends` before the next."""
    try:
        if not with_time:
            return dt.date.fromisoformat(text[:10])
        found = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return found.replace(hour=23, minute=59) if ends and len(text) == 10 else found


def as_iso(moment: Moment) -> str:
    """Write a day, or a day with a time to the minute."""
    if isinstance(moment, dt.datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat()


def show_moment(moment: Moment) -> str:
    """Write a day, with its time where it has one, as the reader's language does."""
    locale = current_language().locale
    day = format_date(moment, "long", locale=locale)
    if not isinstance(moment, dt.datetime):
        return day
    time = format_time(moment.time(), "short", locale=locale)
    pattern = str(get_datetime_format("long", locale=locale)).replace("'", "")
    return pattern.replace("{1}", day).replace("{0}", time)
