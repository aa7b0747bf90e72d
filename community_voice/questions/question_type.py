"""The shape that every question type has."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.locale import current_language
from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.fixed_choices import fixed_label
from community_voice.questions.typed import MAIN, Typed
from community_voice.store.wording import Phrase


@dataclass(frozen=True)
class Apart:
    """What a person gave that is no Answer, and all that a type needs to keep it apart."""

    engagement_id: int
    response_id: str
    question_id: int
    asked: Asked
    typed: Typed
    receipt: str
    language: str
    upload: bytes | None = None

    def __repr__(self) -> str:
        return f"<Apart {self.asked.code}>"


class QuestionType(ABC):
    """How one type reads, checks, keeps and shows an answer.

    A type is stateless. Its form is the partial `survey/questions/NAME.html`.
    """

    name: ClassVar[str]
    # Its form is a group of fields (with a legend) or one field (with a label).
    is_group: ClassVar[bool] = True
    # The order of what is shown means something.
    is_ordered: ClassVar[bool] = False
    # Has a form or words of its own on a page; "calculated" has neither.
    is_shown: ClassVar[bool] = True
    # Takes an answer; a note does not.
    asks: ClassVar[bool] = True
    # Its form stands on the last page, and what it takes is uploaded only with Send.
    on_review: ClassVar[bool] = False
    # Choices that every question of this type has, and that we name ourselves.
    fixed_choices: ClassVar[tuple[str, ...]] = ()

    @property
    def template(self) -> str:
        """Return the name of the partial that asks."""
        return f"survey/questions/{self.name}.html"

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the form fields beside the question's own."""
        return (MAIN,)

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the parts in which a person writes words."""
        return ()

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> Any:
        """Return the answer as rules read it; None where there is none."""
        rows = self.rows(asked, typed)
        if not rows:
            return None
        row = rows[0]
        if row.choice is not None:
            return row.choice
        if row.number is not None:
            return float(row.number)
        return row.value if row.value is not None else row.words

    def label_of_fixed(self, code: str) -> str:
        """Return what one of the fixed choices is called, in the reader's language."""
        return fixed_label(self.name, code).text

    def keep_apart(self, session: Session, apart: Apart) -> None:
        """Keep what is no Answer, in the transaction that stores the Response."""
        return

    def show_apart(self, asked: Asked, typed: Typed) -> list[Shown]:
        """Return what its owner is shown, before sending, of what is no Answer."""
        return []

    def check_upload(self, asked: Asked, upload: bytes | None) -> list[Problem]:
        """Say what is wrong with what was uploaded with Send."""
        return []

    def check(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say what is wrong; an empty answer is right unless the question is marked."""
        problems = self.find_problems(asked, typed)
        return self.missing(asked, typed) if asked.required and not problems else problems

    def missing(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say what a question that needs an answer still lacks."""
        return [] if self.rows(asked, typed) else [Problem(self.message_for_missing(asked))]

    def message_for_missing(self, asked: Asked) -> str:
        """Return the author's own words for a missing answer, or ours."""
        return asked.required_message.text or self.needed_message(asked)

    def needed_message(self, asked: Asked) -> str:
        """Say in our words that an answer is needed."""
        return str(_("This one question needs an answer before you can go on."))

    @abstractmethod
    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say what is wrong with what was typed."""

    @abstractmethod
    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Return the rows to keep of an answer in which nothing is wrong."""

    @abstractmethod
    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Return what a reader is shown of rows, kept or about to be."""


def interface(text: str) -> Phrase:
    """Return words of ours as a Phrase in the reader's language."""
    return Phrase(text, current_language().tag)


def unknown_choice() -> str:
    """Say that a choice is none of those offered; only a broken or hostile client gets here."""
    return str(_("We do not know this choice. Please choose again from the list."))
