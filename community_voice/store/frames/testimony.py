"""Free text with what is known of where it came from."""

import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from community_voice.store.frames.labels import asked_questions, question_labels, question_names
from community_voice.store.listening import Contribution
from community_voice.store.response import Answer, Response, said_by_residents
from community_voice.store.survey import Choice, Question
from community_voice.store.testimony import Testimony

COLUMNS = [
    "testimony",
    "person",
    "unit",
    "text",
    "language",
    "question",
    "consent",
    "mode",
    "verbatim",
    "place",
]


def testimony_frame(
    session: Session, engagement_id: int, only_themed: bool = True, any_standing: bool = False
) -> pd.DataFrame:
    """Return `testimony, person, unit, text, language, question, consent, mode, verbatim, place`.

    Only what residents said, ordered by testimony. `person` is the response's id: a speaker's in
    a listening session too; that of the room (unit "sessions") where nobody in particular spoke.
    `language` is what was declared ("und" where nobody said); `question` is its name as in
    `question_labels`, of a survey or of a session's guide; `verbatim` is false of a note-taker's
    words. `place` is there only for people who allowed it to be told, from the first question
    of the type `place` (or with that setting) that they answered, in the source language.
    `any_standing` also reads what is held or set aside now.
    """
    questions = asked_questions(session, engagement_id)
    names = question_names(questions)
    query = (
        select(
            Testimony.id,
            Testimony.response_id,
            Response.unit,
            Testimony.text,
            Testimony.language,
            question_of(),
            Testimony.consent,
            Testimony.mode,
            Testimony.verbatim,
        )
        .join(Response, Response.id == Testimony.response_id)
        .outerjoin(Answer, Answer.id == Testimony.answer_id)
        .outerjoin(Contribution, Contribution.id == Testimony.contribution_id)
        .where(Testimony.engagement_id == engagement_id, said_by_residents(any_standing))
        .order_by(Testimony.id)
    )
    if only_themed:
        query = query.where(Testimony.themed)
    rows = [tuple(row) for row in session.execute(query)]
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    frame["question"] = [names.get(question) for question in frame["question"]]
    places = _places(session, engagement_id)
    told = frame["consent"] == "quoted_with_place"
    column = [
        places.get(who) if may else None for who, may in zip(frame["person"], told, strict=True)
    ]
    frame["place"] = pd.Series(column, index=frame.index, dtype=object)
    return frame[COLUMNS]


def question_of() -> ColumnElement[int | None]:
    """Return the question that words answer: of a survey, or of the guide of a session.

    For queries that outer-join Answer and Contribution to Testimony.
    """
    return func.coalesce(Answer.question_id, Contribution.question_id)


def _places(session: Session, engagement_id: int) -> dict[str, str]:
    """Return the place that each person chose first, where a question asks for one."""
    questions = asked_questions(session, engagement_id)
    asked = {q.id: q for q in questions if q.place}
    if not asked:
        return {}
    labels = question_labels(session, engagement_id)
    names = question_names(questions)
    rows = session.execute(
        select(Answer.response_id, Answer.question_id, Choice.code)
        .join(Response, Response.id == Answer.response_id)
        .join(Choice, Choice.id == Answer.choice_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Response.engagement_id == engagement_id, Answer.question_id.in_(asked))
        .order_by(Answer.response_id, Question.position, Answer.instance, Answer.position)
    )
    places: dict[str, str] = {}
    for person, question_id, code in rows:
        places.setdefault(person, labels[names[question_id]].choices.get(code, code))
    return places
