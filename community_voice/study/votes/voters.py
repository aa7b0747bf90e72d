"""Whether an engagement lets people vote on statements, and how many did. Light: no frames."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.store import Answer, Question, Response, Survey, Version
from community_voice.store.response import by_voters

TYPE = "statement_votes"


def has_statements(session: Session, engagement_id: int) -> bool:
    """Say whether any survey of an engagement asks for votes."""
    query = (
        select(Question.id)
        .join(Version, Version.id == Question.version_id)
        .join(Survey, Survey.id == Version.survey_id)
        .where(Survey.engagement_id == engagement_id, Question.type == TYPE)
    )
    return session.scalar(query.limit(1)) is not None


def count_voters(session: Session, engagement_id: int) -> int:
    """Count the people who voted on at least one statement."""
    query = (
        select(func.count(Response.id.distinct()))
        .join(Answer, Answer.response_id == Response.id)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Response.engagement_id == engagement_id,
            Response.unit == "people",
            by_voters(),
            Question.type == TYPE,
            Answer.number.in_((-1, 0, 1)),
        )
    )
    return session.scalar(query) or 0
