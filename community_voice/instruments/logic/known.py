"""What a rule may speak of: the questions, sections and columns of one instrument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from community_voice.instruments.definition import ChoiceDict, Definition, QuestionDict

# What is written beside the choices, and what a scale holds beside its numbers.
OTHER = "+other"
NOT_SURE = "not_sure"
VOTES = ("agree", "disagree", "pass")
YES_NO = ("yes", "no", NOT_SURE)
ONE_OF = ("one_choice", "place", "consent")
SEVERAL_OF = ("several_choices", "ranking")
# A rule cannot read these: they hold no answer, or one that the server keeps apart.
WITHOUT_ANSWER = ("note", "contact", "voice_note")


@dataclass(frozen=True)
class KnownQuestion:
    """A question: its type, its codes where its answer is a code, and its rows.

    `choices` is None where the answer is no code; `parts` is empty where there are no rows.
    """

    type: str
    choices: tuple[str, ...] | None = None
    parts: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Known:
    """Everything that a rule of an instrument may name."""

    questions: Mapping[str, KnownQuestion] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


def known_of(definition: Definition) -> Known:
    """List what the rules of a definition may name."""
    sections = definition["sections"]
    return Known(
        {
            question["code"]: known_question(question, section["code"])
            for section in sections
            for question in section["questions"]
        },
        frozenset(section["code"] for section in sections),
        frozenset(
            column
            for section in sections
            for question in section["questions"]
            for choice in question.get("choices", ())
            for column in filter_columns(choice)
        )
        | {"name"},
    )


def filter_columns(choice: ChoiceDict) -> dict[str, object]:
    """Return the columns of a choice that a filter may read."""
    found = choice.get("settings", {}).get("filter")
    return found if isinstance(found, dict) else {}


def known_question(question: QuestionDict, section: str) -> KnownQuestion:
    """Say what a rule may know of one question."""
    kind, settings = question["type"], question.get("settings", {})
    codes = tuple(choice["code"] for choice in question.get("choices", ()))
    if kind == "grid":
        named = settings.get("columns")
        columns = [one["code"] for one in question.get("columns", ())]
        if isinstance(named, list) and named:
            columns = [code for code in named if isinstance(code, str)]
        return KnownQuestion(kind, tuple(columns), codes, section)
    if kind == "statement_votes":
        return KnownQuestion(kind, VOTES, codes, section)
    if kind == "yes_no":
        return KnownQuestion(kind, codes or YES_NO, (), section)
    if kind in (*ONE_OF, *SEVERAL_OF):
        other = (OTHER,) if settings.get("other") else ()
        return KnownQuestion(kind, codes + other, (), section)
    return KnownQuestion(kind, None, (), section)
