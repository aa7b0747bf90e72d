"""Yes, no, or not sure: three radio buttons in our own words, the same in every survey."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked, Option
from community_voice.questions.fixed_choices import FIXED_CHOICES, NOT_SURE, fixed_label
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import Typed, all_of, first


class YesNo(QuestionType):
    """Radio buttons; the setting `not_sure` false takes "not sure" away."""

    name = "yes_no"
    fixed_choices = FIXED_CHOICES["yes_no"]

    def options(self, asked: Asked) -> list[Option]:
        """Return the choices offered, an author's own words before ours."""
        offered = [code for code in self.fixed_choices if self._is_offered(asked, code)]
        options = [asked.option(code) for code in offered]
        return [
            option if option.label else replace(option, label=fixed_label(self.name, option.code))
            for option in options
            if option
        ]

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a choice is unknown, or that there are two."""
        chosen = all_of(typed)
        if any(code not in {option.code for option in self.options(asked)} for code in chosen):
            return [Problem(unknown_choice())]
        return [Problem(_("Please choose only one answer here."))] if len(chosen) > 1 else []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the choice."""
        chosen = first(typed)
        return [AnswerRow(choice=o.code) for o in self.options(asked) if o.code == chosen]

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the choice in the reader's language."""
        labels = {option.code: option.label for option in self.options(asked)}
        return [labels.get(row.choice or "", interface("–")) for row in rows]

    def _is_offered(self, asked: Asked, code: str) -> bool:
        return code != NOT_SURE or bool(asked.settings.get("not_sure", True))
