"""Answers as their owner reads them: before they are sent, and as they are stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from community_voice.collect.survey.instrument import Instrument, Page
from community_voice.collect.survey.state import Answers
from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked, Shown
from community_voice.store import Answer, Response


@dataclass(frozen=True)
class Line:
    """One question and what was answered, if anything."""

    asked: Asked
    shown: tuple[Shown, ...] = ()

    @property
    def is_ordered(self) -> bool:
        """Say whether the order of the answers means something."""
        return QUESTION_TYPES[self.asked.type].is_ordered


ReadBack = list[tuple[Page, list[Line]]]


def lines_to_send(instrument: Instrument, answers: Answers) -> ReadBack:
    """Return every question with what would be stored of its answer."""
    return [
        (page, [_line(asked, _rows_to_send(asked, answers)) for asked in page.asked])
        for page in instrument.pages
    ]


def lines_stored(instrument: Instrument, response: Response) -> ReadBack:
    """Return the answered questions of a stored response."""
    rows: dict[int, list[AnswerRow]] = {}
    for answer in sorted(response.answers, key=lambda answer: answer.position):
        rows.setdefault(answer.question_id, []).append(row_of(answer))
    pages: ReadBack = []
    for page in instrument.pages:
        lines = [
            _line(asked, kept)
            for asked in page.asked
            if (kept := rows.get(instrument.question_ids[asked.code]))
        ]
        if lines:
            pages.append((page, lines))
    return pages


def row_of(answer: Answer) -> AnswerRow:
    """Return a stored answer as the row it was."""
    return AnswerRow(
        answer.position,
        answer.choice.code if answer.choice else None,
        answer.number,
        answer.testimony.text if answer.testimony else None,
        answer.testimony.themed if answer.testimony else False,
    )


def _rows_to_send(asked: Asked, answers: Answers) -> list[AnswerRow]:
    return QUESTION_TYPES[asked.type].rows(asked, answers.get(asked.code, {}))


def _line(asked: Asked, rows: Sequence[AnswerRow]) -> Line:
    return Line(asked, tuple(QUESTION_TYPES[asked.type].show(asked, rows)))
