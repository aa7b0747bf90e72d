"""Ranking: first, second, third of a list, as one select list a place.

Select lists work with a keyboard, a screen reader and one thumb, and without JavaScript.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import MAIN, Typed, first


class Ranking(QuestionType):
    """The first `top` places (all, where it is not set) of the choices."""

    name = "ranking"
    is_ordered = True

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name one select list a place."""
        places = min(asked.whole_setting("top", len(asked.options)), len(asked.options))
        return tuple(str(place) for place in range(1, places + 1))

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a choice is unknown, or stands in two places."""
        problems = []
        seen: dict[str, str] = {}
        for part in self.parts(asked):
            code = first(typed, part)
            option = asked.option(code)
            if code and option is None:
                problems.append(Problem(unknown_choice(), part))
            elif option is not None and code in seen:
                message = _(
                    "“%(choice)s” is already in place %(place)s. Each can have only one place.",
                    choice=option.label.text,
                    place=seen[code],
                )
                problems.append(Problem(message, part))
            seen.setdefault(code, part)
        return problems

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the order; a place left empty is closed by those behind it."""
        codes = (first(typed, part) for part in self.parts(asked))
        # A choice in two places is told before anything is kept.
        known = dict.fromkeys(code for code in codes if asked.option(code))
        return [AnswerRow(place, code) for place, code in enumerate(known, start=1)]

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return the codes, the first place first."""
        return [row.choice for row in self.rows(asked, typed)] or None

    def how_many(self, asked: Asked) -> str:
        """Say how many places there are to fill."""
        places = len(self.parts(asked))
        return str(
            ngettext(
                "Choose %(places)s answer: the one that comes first for you.",
                "Choose up to %(places)s answers. Place 1 comes first for you.",
                places,
                places=format_decimal(places),
            )
        )

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the choices in their order."""
        options = [asked.option(row.choice) for row in sorted(rows, key=lambda row: row.position)]
        return [option.label if option else interface("–") for option in options]
