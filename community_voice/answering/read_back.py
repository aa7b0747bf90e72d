"""Answers as their owner reads them: before they are sent, and as they are stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.course import Course
from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.piping import (
    UNANSWERED,
    dress,
    dress_page,
    line_of,
    tell_of,
    without_pipes,
)
from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked, OwnWords, Shown
from community_voice.questions.own_words import written
from community_voice.questions.question_type import interface
from community_voice.store import Answer, Contribution, Response, Testimony
from community_voice.store.voice_note import voice_notes_of


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
# A question's code and its instance -> the rows stored of its answer.
Rows = Mapping[tuple[str, int], Sequence[AnswerRow]]


def lines_to_send(course: Course) -> ReadBack:
    """Return every question that is asked, with what would be stored of its answer."""
    found = []
    for page in course.pages:
        tell = tell_of(course, page)
        lines = [
            _line_to_send(course, dress(asked, tell))
            for asked in page.asked
            if is_answerable(asked)
        ]
        found.append((dress_page(page, tell), lines))
    return [(page, lines) for page, lines in found if lines]


def left_behind(course: Course) -> list[Line]:
    """Return words written where they are no longer asked for: they will not be sent."""
    asked_now = {asked.key for asked in course.asked}
    lines = []
    for key, typed in course.answers.items():
        asked = None if key in asked_now else course.instrument.question(key)
        if asked is None:
            continue
        parts = QUESTION_TYPES[asked.type].word_parts(asked)
        words = [text for part in parts for text in typed.get(part, []) if written(text)]
        if words:
            told = dress(asked, tell_of(course, None))
            lines.append(Line(told, tuple(OwnWords(text) for text in words)))
    return lines


def lines_stored(session: Session, instrument: Instrument, response: Response) -> ReadBack:
    """Return the answered questions of a stored response, recordings that wait included."""
    codes = {number: code for code, number in instrument.question_ids.items()}
    rows: dict[tuple[str, int], list[AnswerRow]] = {}
    for answer in sorted(response.answers, key=lambda answer: answer.position):
        place = (codes[answer.question_id], answer.instance)
        rows.setdefault(place, []).append(row_of(answer))
    held = voice_notes_of(session, response.id)
    waiting = {(codes[note.question_id], note.instance) for note in held}
    pages: ReadBack = []
    for page in instrument.pages:
        here = {asked.code for asked in page.asked}
        for number in sorted({number for code, number in {*rows, *waiting} if code in here}):
            pages.append(_page_stored(instrument, page.as_instance(number), rows, waiting))
    return pages


def said_stored(session: Session, response: Response) -> list[Testimony]:
    """Return what was written down of one voice in a listening session, in the order it came."""
    query = (
        select(Testimony)
        .join(Contribution, Contribution.id == Testimony.contribution_id)
        .where(Testimony.response_id == response.id)
        .order_by(Contribution.position)
    )
    return list(session.scalars(query))


def row_of(answer: Answer) -> AnswerRow:
    """Return a stored answer as the row it was."""
    return AnswerRow(
        answer.position,
        answer.choice.code if answer.choice else None,
        answer.number,
        answer.testimony.text if answer.testimony else None,
        answer.testimony.themed if answer.testimony else False,
        answer.value,
    )


def is_answerable(asked: Asked) -> bool:
    """Say whether a question has a line among the answers; what is recorded stands apart."""
    kind = QUESTION_TYPES[asked.type]
    return kind.is_shown and kind.asks and not kind.on_review


def _page_stored(
    instrument: Instrument, page: Page, rows: Rows, waiting: Collection[tuple[str, int]]
) -> tuple[Page, list[Line]]:
    def tell(code: str) -> str:
        asked = instrument.question(code)
        numbers = [number for found, number in rows if found == code]
        here = page.instance if page.instance in numbers else min(numbers, default=0)
        if asked is None or not here:
            return UNANSWERED
        kept = rows[code, here]
        return line_of(QUESTION_TYPES[asked.type].show(without_pipes(asked), kept)) or UNANSWERED

    lines = []
    for asked in page.asked:
        place = (asked.code, asked.instance)
        if kept := rows.get(place):
            lines.append(_line(dress(asked, tell), kept))
        elif place in waiting:
            said = interface(_("A recording, not yet written down"))
            lines.append(Line(dress(asked, tell), (said,)))
    return dress_page(page, tell), lines


def _line_to_send(course: Course, asked: Asked) -> Line:
    kind = QUESTION_TYPES[asked.type]
    typed = course.typed(asked.key)
    line = _line(asked, kind.rows(asked, typed))
    if line.shown:
        return line
    # What is kept apart from the answers has no rows.
    return replace(line, shown=tuple(kind.show_apart(asked, typed)))


def _line(asked: Asked, rows: Sequence[AnswerRow]) -> Line:
    return Line(asked, tuple(QUESTION_TYPES[asked.type].show(asked, rows)))
