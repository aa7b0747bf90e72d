"""Codebook, Theme, Coding and ReviewAct: what was said about what, by whom."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import Moment, Words, now, one_of

ACTS = ("rename", "describe", "merge", "move", "set_aside_segment", "set_aside_theme", "undo")


class Codebook(Base):
    """An engagement's list of themes."""

    __tablename__ = "codebook"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), unique=True)


class Theme(Base):
    """One theme as it was proposed; people's names, merges and such are ReviewActs over it.

    `keywords` maps a language tag to words; `central` lists segment ids, most central first.
    """

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    codebook_id: Mapped[int] = mapped_column(ForeignKey("codebook.id"), index=True)
    proposed_by_run_id: Mapped[int | None] = mapped_column(ForeignKey("analysis_run.id"))
    label: Mapped[str] = mapped_column(Words, default="")
    description: Mapped[str] = mapped_column(Words, default="")
    keywords: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    central: Mapped[list[int]] = mapped_column(JSON, default=list)


class AdoptedTheme(Base):
    """Says that people took a theme into the codebook that they code with, and what to mind.

    `slug` is its name among the starter themes, or made for one that people added. `serious`:
    it weighs more at equal size; `sensitive`: no quotes unless somebody decides so; `doubt`: it
    speaks against or questions what is planned.
    """

    __tablename__ = "adopted_theme"
    __table_args__ = (UniqueConstraint("codebook_id", "slug"),)

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    codebook_id: Mapped[int] = mapped_column(ForeignKey("codebook.id"))
    slug: Mapped[str] = mapped_column(String(60))
    serious: Mapped[bool] = mapped_column(default=False)
    sensitive: Mapped[bool] = mapped_column(default=False)
    doubt: Mapped[bool] = mapped_column(default=False)


class ReviewAct(Base):
    """One act of a reviewer, in order; never changed, only undone by a later act."""

    __tablename__ = "review_act"
    __table_args__ = (
        one_of("kind", ACTS),
        CheckConstraint("undone_by_id IS NULL OR undone_by_id > id", name="undone_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(20))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    into_theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Words, default="")
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("review_act.id"))
    at: Mapped[dt.datetime] = mapped_column(Moment, default=now)


class Coding(Base):
    """Says that "this segment is about that theme", told by a run or by a named person's act.

    A person's coding without a theme says "about none of the themes" (set aside).
    """

    __tablename__ = "coding"
    __table_args__ = (
        CheckConstraint("(run_id IS NULL) <> (act_id IS NULL)", name="one_author"),
        CheckConstraint("theme_id IS NOT NULL OR act_id IS NOT NULL", name="theme"),
        Index("ix_coding_run_segment_theme", "run_id", "segment_id", "theme_id", unique=True),
        Index("ix_coding_segment_id", "segment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("analysis_run.id"))
    act_id: Mapped[int | None] = mapped_column(ForeignKey("review_act.id"))
    score: Mapped[float] = mapped_column(default=1.0)
    primary: Mapped[bool] = mapped_column(default=True)


def codebook_of(session: Session, engagement_id: int) -> Codebook:
    """Return an engagement's codebook, making it where there is none yet."""
    codebook = session.scalar(select(Codebook).where(Codebook.engagement_id == engagement_id))
    if codebook is None:
        codebook = Codebook(engagement_id=engagement_id)
        session.add(codebook)
        session.flush()
    return codebook
