"""Consent: what may be done with a person's words, in a few plain words each."""

from collections.abc import Sequence

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType, unknown_choice
from community_voice.questions.typed import Typed, all_of, first
from community_voice.store.columns import CONSENTS

# Holds wherever nobody chose more.
DEFAULT = CONSENTS[0]


class Consent(QuestionType):
    """Radio buttons, each with its meaning; "counted" is chosen until the person changes it."""

    name = "consent"

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a level is unknown."""
        chosen = all_of(typed)
        known = [code for code in chosen if code in CONSENTS and asked.option(code)]
        return [Problem(unknown_choice())] if len(chosen) > 1 or known != chosen else []

    def level(self, typed: Typed) -> str:
        """Return what the person allowed."""
        return first(typed) or DEFAULT

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the level as a choice, where the survey offers it."""
        level = self.level(typed)
        return [AnswerRow(choice=level)] if asked.option(level) else []

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the level in the survey's words."""
        options = [asked.option(row.choice) for row in rows]
        return [option.label for option in options if option]
