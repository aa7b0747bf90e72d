"""Response and Answer: one person's filled-in survey, with nothing they did not type."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    and_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community_voice.extensions import Base
from community_voice.store.columns import CONSENTS, MODES, UNITS, RandomKey, one_of, today
from community_voice.store.survey import RESIDENTS, VOTERS, Choice, Question, Survey, Version
from community_voice.store.testimony import Testimony

# What a flood brings is held until a person looks; both counts are shown, nothing is deleted.
COUNTED = ("counted", "let_in")
STANDINGS = (*COUNTED, "held", "set_aside")
# In what role somebody typed for the person who spoke.
TYPED_AS = ("host", "interviewer", "family", "staff")


class Response(RandomKey, Base):
    """One filled-in survey, of a person or (imported, no person column) one comment.

    `submission_id` is made when the form is served; it is unique, so a retry is one Response.
    `content_digest` is a keyed digest that tells a retry from a conflict. `standing`: "held" ones
    wait for a person to look ("near_copy", "burst", "no_code", "late"), and count when they were
    let in.
    `typed_as` is the role of somebody who filled it in for the person, `interview_language` the
    language that they spoke; `is_late`: it came from a device after the survey had closed.
    """

    __tablename__ = "response"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    submission_id: Mapped[str] = mapped_column(String(120), unique=True)
    content_digest: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(10), default="people")
    mode: Mapped[str] = mapped_column(String(10), default="web")
    language: Mapped[str] = mapped_column(String(16))
    consent: Mapped[str] = mapped_column(String(20), default="counted")
    received_on: Mapped[dt.date] = mapped_column(default=today)
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    pin_tries: Mapped[int] = mapped_column(default=0)
    standing: Mapped[str] = mapped_column(
        String(10), default="counted", server_default=text("'counted'")
    )
    held_because: Mapped[str] = mapped_column(String(12), default="", server_default=text("''"))
    typed_as: Mapped[str | None] = mapped_column(String(12))
    interview_language: Mapped[str | None] = mapped_column(String(16))
    is_late: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    version: Mapped[Version] = relationship()
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="response", cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Keep units, modes and consent to their lists, and pins to receipts."""
        return (
            one_of("unit", UNITS),
            one_of("mode", MODES),
            one_of("consent", CONSENTS),
            one_of("standing", STANDINGS),
            one_of("typed_as", TYPED_AS),
            CheckConstraint("(standing = 'counted') = (held_because = '')", name="held_because"),
            CheckConstraint("length(submission_id) >= 16", name="submission_id"),
            CheckConstraint("pin_hash IS NULL OR receipt_hash IS NOT NULL", name="pin"),
            CheckConstraint("(mode = 'import') = (import_batch_id IS NOT NULL)", name="imported"),
        )


class Answer(RandomKey, Base):
    """One answer: a choice, a number, a day or time (`value`, ISO), or words (kept as Testimony).

    `position` is the rank in a ranking and the order of choices elsewhere; `instance` counts
    from 1 in a section that repeats.
    """

    __tablename__ = "answer"

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    instance: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    position: Mapped[int] = mapped_column(default=0)
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("choice.id"))
    number: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))
    value: Mapped[str | None] = mapped_column(String(25))

    response: Mapped[Response] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    choice: Mapped[Choice | None] = relationship()
    testimony: Mapped[Testimony | None] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, single_parent=True
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """One answer a place."""
        return (
            UniqueConstraint("response_id", "question_id", "instance", "position"),
            CheckConstraint("instance >= 1", name="instance"),
            Index("ix_answer_question_id", "question_id"),
        )


def by_residents(any_standing: bool = False) -> ColumnElement[bool]:
    """Return the condition that keeps those who answered as residents and are not held.

    Call-takers, institutions that apply and guests of a session are counted apart from them.
    `any_standing` also keeps what is held or set aside now: a frozen Release counted some of it.
    """
    return _asked_as((RESIDENTS,), any_standing)


def by_voters() -> ColumnElement[bool]:
    """Return the condition that keeps whoever may vote: residents, and those asked only to vote."""
    return _asked_as((RESIDENTS, VOTERS), any_standing=False)


def said_by_residents(any_standing: bool = False) -> ColumnElement[bool]:
    """Return the condition that keeps testimony of residents, in a survey or in a room."""
    theirs = select(Response.id).where(by_residents(any_standing))
    return Testimony.response_id.in_(theirs)


def said_by_somebody() -> ColumnElement[bool]:
    """Return the condition that leaves out words of a room, which are nobody's in particular.

    Nobody could say that they may be quoted, or told in other words.
    """
    return Testimony.response_id.in_(select(Response.id).where(Response.unit != "sessions"))


def _asked_as(audiences: tuple[str, ...], any_standing: bool) -> ColumnElement[bool]:
    asked = select(Version.id).join(Survey).where(Survey.audience.in_(audiences))
    theirs = Response.version_id.in_(asked)
    return theirs if any_standing else and_(theirs, Response.standing.in_(COUNTED))
