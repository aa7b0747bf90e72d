"""Coding task and Suggestion: what the worker learns from people's codings, and compares."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import one_of
from community_voice.store.lease import Leased, lease_constraints


class CodingTask(Leased, Base):
    """One piece of leased work on codings.

    "learn": learn from judgements outside of rounds and suggest themes for every segment of a
    run; `results` says how much was read and holds `queue`, the segments that would teach most.
    "agree": compare the two coders of a closed round, and the machine with them.
    """

    __tablename__ = "coding_task"
    __table_args__ = (
        *lease_constraints(),
        one_of("kind", ("learn", "agree")),
        CheckConstraint("(kind = 'agree') = (round_id IS NOT NULL)", name="its_round"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("coding_round.id"))
    versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    results: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Suggestion(Base):
    """What the learned coder thinks of a segment, for a person to accept or not.

    A theme, or a value of an attribute ("stance", "support"). `score` is a probability; `sure`
    is False where the coder would rather not say.
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        CheckConstraint("(theme_id IS NULL) = (attribute <> '')", name="one_subject"),
        Index("ix_suggestion_segment_id_task_id", "segment_id", "task_id"),
        Index("ix_suggestion_task_id", "task_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("coding_task.id", ondelete="CASCADE"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    attribute: Mapped[str] = mapped_column(String(10), default="")
    value: Mapped[str] = mapped_column(String(20), default="")
    score: Mapped[float]
    suggested: Mapped[bool]
    sure: Mapped[bool]
