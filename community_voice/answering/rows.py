"""What a course's answers are stored as: rows, question by question, and the consent."""

from collections.abc import Iterator
from dataclasses import dataclass

from community_voice.answering.course import Course
from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked
from community_voice.questions.consent import DEFAULT, Consent


@dataclass(frozen=True)
class QuestionRows:
    """The rows of one question, as they are to be stored."""

    asked: Asked
    rows: tuple[AnswerRow, ...]


def rows_of(course: Course) -> Iterator[QuestionRows]:
    """Turn checked answers into rows, question by question; only of what is asked."""
    for asked in course.asked:
        kind = QUESTION_TYPES[asked.type]
        if not (kind.is_shown and kind.asks):
            continue
        rows = kind.rows(asked, course.typed(asked.key))
        if rows:
            yield QuestionRows(asked, tuple(rows))


def consent_of(course: Course) -> str:
    """Return what the person allowed; "counted" where nothing was asked or chosen."""
    for asked in course.asked:
        kind = QUESTION_TYPES[asked.type]
        if isinstance(kind, Consent):
            return kind.level(course.typed(asked.key))
    return DEFAULT
