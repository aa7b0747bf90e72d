"""A stored response, put back in words for its owner."""

from dataclasses import dataclass

from community_voice.collect.survey.instrument import Instrument, Page
from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked, Shown
from community_voice.store import Answer, Response


@dataclass(frozen=True)
class Line:
    """One question and what was answered."""

    asked: Asked
    shown: tuple[Shown, ...]


ReadBack = list[tuple[Page, list[Line]]]


def read_back(instrument: Instrument, response: Response) -> ReadBack:
    """Return every answered question of a stored response, page by page."""
    rows: dict[int, list[AnswerRow]] = {}
    for answer in sorted(response.answers, key=lambda answer: answer.position):
        rows.setdefault(answer.question_id, []).append(row_of(answer))
    pages: ReadBack = []
    for page in instrument.pages:
        lines = [
            Line(asked, tuple(QUESTION_TYPES[asked.type].show(asked, kept)))
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
