"""Long text: a story or an opinion, in the person's own words."""

from collections.abc import Sequence

from community_voice.questions.answers import AnswerRow, OwnWords, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.own_words import word_problems, written
from community_voice.questions.question_type import QuestionType
from community_voice.questions.typed import MAIN, Typed, first

MOST_ROWS = 30


class LongText(QuestionType):
    """Words up to `max_length` characters; themed unless `themed` is false; `rows` lines high."""

    name = "long_text"
    is_group = False
    default_limit = 20_000
    themed_by_default = True
    default_rows = 6

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the one field."""
        return (MAIN,)

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a text is too long or holds what cannot be kept."""
        return word_problems(first(typed), asked.whole_setting("max_length", self.default_limit))

    def lines(self, asked: Asked) -> int:
        """Return how many lines high the field is."""
        return max(1, min(asked.whole_setting("rows", self.default_rows), MOST_ROWS))

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep the words to the letter."""
        text = first(typed)
        if not written(text):
            return []
        themed = bool(asked.settings.get("themed", self.themed_by_default))
        return [AnswerRow(words=text, themed=themed)]

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the words."""
        return [OwnWords(row.words) for row in rows if row.words]
