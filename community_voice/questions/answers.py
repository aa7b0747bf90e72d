"""What a type makes of what was typed: rows to keep, problems to tell, and what to show."""

from dataclasses import dataclass
from decimal import Decimal

from community_voice.questions.typed import MAIN
from community_voice.store.wording import Phrase


@dataclass(frozen=True)
class AnswerRow:
    """One row to keep as an Answer, its words (if any) as Testimony.

    A row with neither choice nor number says "something else" (one choice, several choices;
    with or without words) or "not sure" (scale).
    """

    position: int = 0
    choice: str | None = None
    number: Decimal | None = None
    words: str | None = None
    themed: bool = False
    # The ISO text of a day or a time.
    value: str | None = None

    def __repr__(self) -> str:
        return f"<AnswerRow {self.position} {self.choice} {self.number}>"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one part of a question, in the reader's language."""

    message: str
    part: str = MAIN


@dataclass(frozen=True)
class OwnWords:
    """Words that the person wrote, in whatever language they chose."""

    text: str

    def __repr__(self) -> str:
        return "<OwnWords>"


@dataclass(frozen=True)
class Voted:
    """A statement, and how the person voted on it."""

    statement: Phrase
    vote: Phrase

    @property
    def text(self) -> str:
        """Return both in one line."""
        return f"{self.statement}: {self.vote}"


Shown = Phrase | OwnWords | Voted
