"""Scale: a number between two ends that have words, or "not sure"."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.fixed_choices import NOT_SURE
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import MAIN, Typed, all_of, first
from community_voice.store.wording import Phrase

# More buttons than anybody reads, and few enough for a page.
MOST_STEPS = 101


class Scale(QuestionType):
    """Radio buttons from `low` to `high` (1 to 5), and "not sure" unless that is set false.

    "Not sure" is kept as an answer without a number: it is not the same as no answer.
    """

    name = "scale"

    def steps(self, asked: Asked) -> range:
        """Return the numbers offered."""
        low = asked.whole_setting("low", 1)
        return range(low, min(asked.whole_setting("high", 5), low + MOST_STEPS - 1) + 1)

    def offers_not_sure(self, asked: Asked) -> bool:
        """Say whether "not sure" is offered."""
        return bool(asked.settings.get("not_sure", True))

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a number is off the scale."""
        chosen = all_of(typed)
        if len(chosen) > 1 or not set(chosen) <= self._offered(asked):
            return [Problem(unknown_choice())]
        return []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the number, or that the person is not sure."""
        chosen = first(typed)
        if chosen not in self._offered(asked):
            return []
        return [AnswerRow(number=None if chosen == NOT_SURE else Decimal(chosen))]

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return the number, or "not_sure"."""
        rows = self.rows(asked, typed)
        if not rows:
            return None
        return NOT_SURE if rows[0].number is None else float(rows[0].number)

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the number, with the words of its end where it has them."""
        return [self._show_row(asked, row) for row in rows]

    def _offered(self, asked: Asked) -> set[str]:
        not_sure = {NOT_SURE} if self.offers_not_sure(asked) else set()
        return not_sure | {str(step) for step in self.steps(asked)}

    def _show_row(self, asked: Asked, row: AnswerRow) -> Phrase:
        if row.number is None:
            return interface(_("Not sure"))
        steps = self.steps(asked)
        number = format_decimal(row.number)
        end = {steps[0]: asked.low, steps[-1]: asked.high}.get(int(row.number))
        if not end:
            return interface(number)
        return Phrase(f"{number} – {end.text}", end.language, end.is_fallback)
