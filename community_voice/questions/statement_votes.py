"""Votes on statements: agree, disagree or pass, each statement by itself."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from community_voice.questions.answers import AnswerRow, Problem, Shown, Voted
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType, interface, unknown_choice
from community_voice.questions.typed import MAIN, Typed, all_of, first

# What a form sends, and the number that is kept; a statement left out was not voted on.
VOTES = {"agree": Decimal(1), "disagree": Decimal(-1), "pass": Decimal(0)}


class StatementVotes(QuestionType):
    """Three radio buttons a statement; the statements are the question's choices."""

    name = "statement_votes"

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name one group of radio buttons a statement."""
        return tuple(option.code for option in asked.options)

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a vote is none of the three, or that there are two."""
        problems = []
        for part in self.parts(asked):
            votes = all_of(typed, part)
            if any(vote not in VOTES for vote in votes):
                problems.append(Problem(unknown_choice(), part))
            elif len(votes) > 1:
                problems.append(Problem(_("Please choose only one answer here."), part))
        return problems

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep a row for each statement that was voted on."""
        votes = ((part, VOTES.get(first(typed, part))) for part in self.parts(asked))
        return [
            AnswerRow(place, code, number)
            for place, (code, number) in enumerate(votes)
            if number is not None
        ]

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return the vote on one statement; the question as a whole has no value."""
        vote = first(typed, part)
        return vote if part in self.parts(asked) and vote in VOTES else None

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show each statement with the vote on it."""
        shown: list[Shown] = []
        for row in sorted(rows, key=lambda row: row.position):
            option = asked.option(row.choice)
            if option is not None and row.number is not None:
                shown.append(Voted(option.label, interface(vote_words(int(row.number)))))
        return shown

    def labels(self) -> dict[str, str]:
        """Return what each button is called."""
        return {name: vote_words(int(number)) for name, number in VOTES.items()}


def vote_words(vote: int) -> str:
    """Return a vote in the reader's language."""
    return {1: str(_("Agree")), -1: str(_("Disagree")), 0: str(_("Pass"))}[vote]
