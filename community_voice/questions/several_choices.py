"""Several choices of a list, with "something else" where it is offered."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.one_choice import (
    choice_rows,
    chosen_codes,
    is_offered,
    show_choices,
)
from community_voice.questions.own_words import OTHER_LIMIT, word_problems
from community_voice.questions.question_type import QuestionType, unknown_choice
from community_voice.questions.typed import MAIN, OTHER, Typed, all_of, first


class SeveralChoices(QuestionType):
    """Check boxes; the setting `other` adds a text field, a choice's `exclusive` stands alone."""

    name = "several_choices"

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the boxes and, where there is one, the text field."""
        return (MAIN, OTHER) if asked.settings.get("other") else (MAIN,)

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the text field."""
        return self.parts(asked)[1:]

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a choice is unknown, or what is wrong with the words."""
        problems = word_problems(first(typed, OTHER), OTHER_LIMIT, OTHER)
        if any(not is_offered(asked, code) for code in all_of(typed)):
            return [*problems, Problem(unknown_choice())]
        return [*problems, *self._beside_exclusive(asked, typed)]

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep each choice once, in the form's order."""
        return choice_rows(asked, typed)

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return the codes of the choices in the form's order."""
        return chosen_codes(asked, typed) or None

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show every choice."""
        return show_choices(asked, rows)

    def _beside_exclusive(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a choice which stands alone does not; which of the two is meant, we ask."""
        chosen = chosen_codes(asked, typed)
        alone = [option for option in asked.options if option.exclusive and option.code in chosen]
        if not alone or len(chosen) == 1:
            return []
        message = _(
            "“%(choice)s” cannot stand beside other answers. "
            "Please keep it alone, or take it away.",
            choice=alone[0].label.text,
        )
        return [Problem(message)]
