"""Scale: a number between two ends that have words, or "not sure"."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import format_decimal
from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import MAIN, Typed, first
from community_voice.store.wording import Phrase

NOT_SURE = "not_sure"


class Scale(QuestionType):
    """Radio buttons from `low` to `high` (1 to 5), and "not sure" unless that is set false.

    "Not sure" is kept as an answer without a number: it is not the same as no answer.
    """

    name = "scale"

    def steps(self, asked: Asked) -> range:
        """Return the numbers offered."""
        return range(asked.whole_setting("low", 1), asked.whole_setting("high", 5) + 1)

    def offers_not_sure(self, asked: Asked) -> bool:
        """Say whether "not sure" is offered."""
        return bool(asked.settings.get("not_sure", True))

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a number is off the scale."""
        offered = {str(step) for step in self.steps(asked)}
        if self.offers_not_sure(asked):
            offered.add(NOT_SURE)
        chosen = typed.get(MAIN, [])
        if len(chosen) > 1 or any(value not in offered for value in chosen):
            return [Problem(unknown_choice())]
        return []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the number, or that the person is not sure."""
        chosen = first(typed)
        if not chosen:
            return []
        return [AnswerRow(number=None if chosen == NOT_SURE else Decimal(chosen))]

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the number, with the words of its end where it has them."""
        return [self._show_row(asked, row) for row in rows]

    def _show_row(self, asked: Asked, row: AnswerRow) -> Phrase:
        if row.number is None:
            return interface(_("Not sure"))
        steps = self.steps(asked)
        number = format_decimal(row.number)
        end = {steps[0]: asked.low, steps[-1]: asked.high}.get(int(row.number))
        if not end:
            return interface(number)
        return Phrase(f"{number} – {end.text}", end.language, end.is_fallback)
