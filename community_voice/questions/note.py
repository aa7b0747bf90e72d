"""Note: words to read between questions; it asks for nothing."""

from collections.abc import Sequence

from community_voice.questions.answers import AnswerRow, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import QuestionType
from community_voice.questions.typed import Typed


class Note(QuestionType):
    """The label, and the help as smaller words below it."""

    name = "note"
    asks = False

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name no field."""
        return ()

    def check(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Find nothing: what asks nothing cannot be needed either."""
        return []

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Find nothing."""
        return []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep nothing."""
        return []

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show nothing."""
        return []
