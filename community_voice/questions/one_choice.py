"""One choice of a list, with "something else" in the person's own words where it is offered."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, OwnWords, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.own_words import OTHER_LIMIT, word_problems, written
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import MAIN, OTHER, OTHER_CHOSEN, Typed, all_of, first


class OneChoice(QuestionType):
    """Radio buttons; the setting `other` adds a text field."""

    name = "one_choice"

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the radio buttons and, where there is one, the text field."""
        return (MAIN, OTHER) if asked.settings.get("other") else (MAIN,)

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the text field."""
        return self.parts(asked)[1:]

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a choice is unknown, that there are two, or what is wrong with the words."""
        chosen, other = all_of(typed), first(typed, OTHER)
        problems = word_problems(other, OTHER_LIMIT, OTHER)
        if any(not is_offered(asked, code) for code in chosen):
            return [*problems, Problem(unknown_choice())]
        if len(chosen) > 1:
            return [*problems, Problem(_("Please choose only one answer here."))]
        if written(other) and chosen and chosen[0] != OTHER_CHOSEN:
            message = _(
                "You chose an answer from the list and also wrote something else. "
                "Please keep only one of the two."
            )
            return [*problems, Problem(message, OTHER)]
        return problems

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the choice, or something else."""
        return choice_rows(asked, typed)

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return the choice's code."""
        return next(iter(chosen_codes(asked, typed)), None)

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the choice, or the words that stand for it."""
        return show_choices(asked, rows)


def is_offered(asked: Asked, code: str) -> bool:
    """Say whether the form offers this choice."""
    if code == OTHER_CHOSEN:
        return bool(asked.settings.get("other"))
    return asked.option(code) is not None


def choice_rows(asked: Asked, typed: Typed) -> list[AnswerRow]:
    """Return the chosen choices in the form's order, something else last.

    Words count as "something else" though its button was not pressed.
    """
    chosen, other = all_of(typed), first(typed, OTHER)
    codes = [option.code for option in asked.options if option.code in chosen]
    rows = [AnswerRow(position, code) for position, code in enumerate(codes)]
    if written(other) or OTHER_CHOSEN in chosen:
        themed = bool(asked.settings.get("themed", False))
        rows.append(AnswerRow(len(rows), words=other if written(other) else None, themed=themed))
    return rows


def chosen_codes(asked: Asked, typed: Typed) -> list[str]:
    """Return the chosen codes in the form's order, with the code of something else."""
    return [row.choice or OTHER_CHOSEN for row in choice_rows(asked, typed)]


def show_choices(asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
    """Return the labels of choices, and the words written for something else."""
    shown: list[Shown] = []
    for row in rows:
        option = asked.option(row.choice)
        if option is not None:
            shown.append(option.label)
        elif row.words:
            shown.append(OwnWords(row.words))
        else:
            shown.append(interface(_("Something else")))
    return shown
