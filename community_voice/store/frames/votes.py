"""Votes on statements, one line a vote."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.frames.labels import asked_questions, question_names
from community_voice.store.response import Answer, Response, by_voters
from community_voice.store.survey import Choice

TYPE = "statement_votes"
COLUMNS = ["person", "question", "statement", "vote"]


def votes_frame(session: Session, engagement_id: int) -> pd.DataFrame:
    """Return `person, question, statement, vote`, ordered by person, question and statement.

    `question` is its name as in `question_labels`, `statement` the code of its choice, `vote` 1
    (agree), -1 (disagree) or 0 (pass). A statement that somebody left out has no line. Only
    people vote: a file's comments, of which nobody knows who made them, are left out. Whoever was
    asked for nothing but votes (audience "voters") votes like residents do.
    """
    questions = asked_questions(session, engagement_id)
    names = question_names(questions)
    asked = [question.id for question in questions if question.type == TYPE]
    rows = session.execute(
        select(Answer.response_id, Answer.question_id, Choice.code, Answer.number)
        .join(Response, Response.id == Answer.response_id)
        .join(Choice, Choice.id == Answer.choice_id)
        .where(
            Response.engagement_id == engagement_id,
            Response.unit == "people",
            by_voters(),
            Answer.question_id.in_(asked),
            Answer.number.in_((-1, 0, 1)),
        )
    )
    lines = sorted((person, names[key], code, int(vote)) for person, key, code, vote in rows)
    return pd.DataFrame(lines, columns=COLUMNS).astype({"vote": int})
