"""Acknowledgement: one box to tick, "I have read this"."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import MAIN, Typed, all_of
from community_voice.store.wording import Phrase

TICKED = "1"


class Acknowledgement(QuestionType):
    """A check box, kept as the number 1; the wording `low` may give it words of its own."""

    name = "acknowledgement"

    def box_label(self, asked: Asked) -> Phrase:
        """Return the words beside the box."""
        return asked.low or interface(_("I have read this"))

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that something else than a tick came; only a broken client gets here."""
        return [Problem(unknown_choice())] if set(all_of(typed)) - {TICKED} else []

    def needed_message(self, asked: Asked) -> str:
        """Say that the box must be ticked."""
        return str(_("Please tick this box before you go on."))

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the tick; a box left empty keeps nothing."""
        return [AnswerRow(number=Decimal(1))] if TICKED in all_of(typed) else []

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return true where the box is ticked."""
        return True if self.rows(asked, typed) else None

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the words of the box."""
        return [self.box_label(asked) for row in rows if row.number]
