"""What residents propose as statements: found, approved, declined; the caller commits."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community_voice.collect.statements.definition import OWN, SURVEY
from community_voice.collect.statements.service import (
    APPROVED,
    DECLINED,
    next_code,
    subject_of,
)
from community_voice.errors import Conflict, DomainError
from community_voice.staff.audit import record_act
from community_voice.store import (
    Answer,
    Engagement,
    Question,
    Response,
    Statement,
    Survey,
    Testimony,
    Version,
)
from community_voice.store.columns import QUOTABLE
from community_voice.store.response import COUNTED
from community_voice.store.survey import VOTERS


@dataclass(frozen=True)
class Proposal:
    """What a resident proposed and allowed to be shown; no statement has been made of it yet."""

    testimony_id: str
    text: str
    language: str

    def __repr__(self) -> str:
        return "<Proposal>"


def proposals_of(session: Session, engagement: Engagement) -> list[Proposal]:
    """Return what residents proposed, may be shown, and nobody has decided on."""
    made = select(Statement.testimony_id).where(
        Statement.testimony_id.is_not(None), Statement.origin == "resident"
    )
    rows = session.execute(
        select(Testimony.id, Testimony.text, Testimony.language)
        .where(_is_own_statement(engagement), Testimony.id.not_in(made))
        .where(Testimony.consent.in_(QUOTABLE))
        .order_by(Testimony.id)
    )
    return [Proposal(*row) for row in rows]


def find_proposal(session: Session, engagement: Engagement, testimony_id: str) -> Proposal:
    """Return one proposal that nobody has decided on."""
    for proposal in proposals_of(session, engagement):
        if proposal.testimony_id == testimony_id:
            return proposal
    raise Conflict(_("Somebody has decided on this proposal already, or it was withdrawn."))


def decide_proposal(
    session: Session, engagement: Engagement, testimony_id: str, state: str
) -> Statement:
    """Make a statement of what a resident proposed, word for word, approved or declined."""
    if state not in (APPROVED, DECLINED):
        raise DomainError(_("We could not read that. Go back and try again."))
    proposal = find_proposal(session, engagement, testimony_id)
    statement = Statement(
        engagement_id=engagement.id,
        code=next_code(session, engagement),
        language=proposal.language,
        texts={proposal.language: proposal.text.strip()},
        origin="resident",
        state=state,
        testimony_id=proposal.testimony_id,
    )
    session.add(statement)
    session.flush()
    record_act(session, f"statement.{state}", subject_of(engagement, statement), brings_words=True)
    return statement


def _is_own_statement(engagement: Engagement) -> ColumnElement[bool]:
    theirs = (
        select(Answer.id)
        .join(Question, Question.id == Answer.question_id)
        .join(Version, Version.id == Question.version_id)
        .join(Survey, Survey.id == Version.survey_id)
        .join(Response, Response.id == Answer.response_id)
        .where(
            Survey.engagement_id == engagement.id,
            Survey.slug == SURVEY,
            Survey.audience == VOTERS,
            Question.code == OWN,
            Response.standing.in_(COUNTED),
        )
    )
    return Testimony.answer_id.in_(theirs)
