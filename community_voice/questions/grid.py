"""Grid: the same few answers for several rows, one radio button a cell.

A table with headers where there is room; on a phone each row stands by itself, with the answers
below it. It is one piece of markup: site.css lays it out.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown, Voted
from community_voice.questions.asked import Asked, Option
from community_voice.questions.fixed_choices import NOT_SURE
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import MAIN, Typed, all_of, first
from community_voice.store.wording import Phrase


class Grid(QuestionType):
    """Rows are the choices, columns the setting `columns`, and "not sure" unless that is false.

    A row's answer is kept as the number of its column, from 1; "not sure" has no number.
    """

    name = "grid"

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name one group of radio buttons a row."""
        return tuple(option.code for option in asked.options)

    def columns(self, asked: Asked) -> tuple[Option, ...]:
        """Return every column offered, "not sure" last."""
        own = {column.code for column in asked.columns}
        if NOT_SURE in own or not asked.settings.get("not_sure", True):
            return asked.columns
        return (*asked.columns, Option(NOT_SURE, interface(_("Not sure"))))

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say beside a row that its answer is unknown, or that there are two."""
        offered = {column.code for column in self.columns(asked)}
        problems = []
        for part in self.parts(asked):
            chosen = all_of(typed, part)
            if any(code not in offered for code in chosen):
                problems.append(Problem(unknown_choice(), part))
            elif len(chosen) > 1:
                problems.append(Problem(_("Please choose only one answer here."), part))
        return problems

    def missing(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say beside each row that it needs an answer: a grid that is needed is needed whole."""
        answered = {row.choice for row in self.rows(asked, typed)}
        return [
            Problem(asked.required_message.text or self._needs_answer(option), option.code)
            for option in asked.options
            if option.code not in answered
        ]

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep one answer a row that has one, at the place of its row."""
        numbers = self._numbers(asked)
        chosen = ((place, part, first(typed, part)) for place, part in enumerate(self.parts(asked)))
        return [
            AnswerRow(place, part, numbers[code]) for place, part, code in chosen if code in numbers
        ]

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return the column of one row; a grid as a whole has no value."""
        code = first(typed, part)
        return code if part in self.parts(asked) and code in self._numbers(asked) else None

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show each answered row with its column."""
        labels = {
            number: column.label
            for column, number in zip(
                self.columns(asked), self._numbers(asked).values(), strict=True
            )
        }
        shown: list[Shown] = []
        for row in sorted(rows, key=lambda row: row.position):
            option = asked.option(row.choice)
            if option is not None:
                label: Phrase = labels.get(row.number, interface(_("Not sure")))
                shown.append(Voted(option.label, label))
        return shown

    def _needs_answer(self, row: Option) -> str:
        """Name the row: the list of problems at the top of the page has only the message."""
        return str(_("“%(row)s” needs an answer before you can go on.", row=row.label.text))

    def _numbers(self, asked: Asked) -> dict[str, Decimal | None]:
        """Return what is kept for each column: "not sure" of ours is no number."""
        own = {column.code: Decimal(n) for n, column in enumerate(asked.columns, start=1)}
        return {column.code: own.get(column.code) for column in self.columns(asked)}
