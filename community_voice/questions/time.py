"""Time of day, kept as ISO text to the minute."""

import datetime as dt
import re
from collections.abc import Sequence

from babel.dates import format_time
from flask_babel import gettext as _

from community_voice.locale import current_language
from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType, interface
from community_voice.questions.read_time import read_time
from community_voice.questions.typed import MAIN, Typed, first

AS_BROWSERS_SEND = re.compile(r"\d\d:\d\d", re.ASCII)


class Time(QuestionType):
    """A browser's own time field, or a line of text; settings `min` and `max` (like 08:00)."""

    name = "time"
    is_group = False

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the field: what was typed may be words."""
        return (MAIN,)

    def input_type(self, asked: Asked, typed: str) -> str:
        """Return the field's type: what a browser's own field would drop is shown as text."""
        return "text" if typed and not AS_BROWSERS_SEND.fullmatch(typed) else "time"

    def limit(self, asked: Asked, name: str) -> str:
        """Return the setting `min` or `max` as the field takes it."""
        found = read_iso(asked.settings.get(name))
        return as_iso(found) if found else ""

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say what keeps this from being a time that was asked for."""
        text = first(typed).strip()
        found = read_time(text) if text else ""
        if isinstance(found, str):
            return [Problem(found)] if found else []
        low, high = (read_iso(asked.settings.get(name)) for name in ("min", "max"))
        if low is not None and found < low:
            return [Problem(_("The time must be %(time)s or later.", time=show_time(low)))]
        if high is not None and found > high:
            return [Problem(_("The time must be %(time)s or earlier.", time=show_time(high)))]
        return []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the time."""
        text = first(typed).strip()
        found = read_time(text) if text else ""
        return [] if isinstance(found, str) else [AnswerRow(value=as_iso(found))]

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the time as the reader's language writes it."""
        times = (read_iso(row.value) for row in rows)
        return [interface(show_time(time)) for time in times if time is not None]


def read_iso(text: object) -> dt.time | None:
    """Return what an ISO text says, if it is one."""
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None) if isinstance(text, str) else None
    except ValueError:
        return None


def as_iso(time: dt.time) -> str:
    """Write a time to the minute."""
    return time.isoformat(timespec="minutes")


def show_time(time: dt.time) -> str:
    """Write a time as the reader's language does."""
    return format_time(time, "short", locale=current_language().locale)
