"""Coding round, Judgement: how two people code the same segments without seeing each other.

And the judgements outside of rounds, from which the learned coder learns.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import Moment, now, one_of

ROUND_STATES = ("open", "closed", "compared")
STANCES = ("support", "oppose", "mixed", "condition", "neutral")
VOICES = ("own_experience", "witness", "caregiver", "provider", "opinion")
SAFETY = ("crisis_disclosure", "names_third_party", "alleges_misconduct")
ATTRIBUTES = {"stance": STANCES, "voice": VOICES, "safety": SAFETY}


class CodingRound(Base):
    """A sample of segments, drawn by seed, that two accounts code each by themselves.

    Fixed when it starts: the run whose segments were drawn from, and `themes`, the ids of the
    themes that both may choose. While it is open each coder can correct what they said; once
    it is closed nobody can, and the worker compares. `results` holds counts alone, no words.
    """

    __tablename__ = "coding_round"
    __table_args__ = (
        one_of("state", ROUND_STATES),
        CheckConstraint("first_coder_id <> second_coder_id", name="two_people"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed"),
        CheckConstraint("size > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"))
    seed: Mapped[int]
    size: Mapped[int]
    language: Mapped[str] = mapped_column(String(16), default="")
    themes: Mapped[list[int]] = mapped_column(JSON)
    first_coder_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    second_coder_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(8), default="open")
    started_at: Mapped[dt.datetime] = mapped_column(Moment, default=now)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    results: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def coders(self) -> tuple[int, int]:
        """Return the two accounts."""
        return self.first_coder_id, self.second_coder_id


class RoundSegment(Base):
    """One segment of a round's sample; withdrawn words take it along."""

    __tablename__ = "round_segment"
    __table_args__ = (Index("ix_round_segment_segment_id", "segment_id"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("coding_round.id", ondelete="CASCADE"), primary_key=True
    )
    segment_id: Mapped[int] = mapped_column(
        ForeignKey("segment.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int]


class Judgement(Base):
    """All that one person says of one segment; without themes it is about none of them.

    Once a round and person, or once a person outside of rounds: saying it again corrects it.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint("round_id", "segment_id", "coder_id"),
        Index(
            "uq_judgement_outside_rounds",
            "segment_id",
            "coder_id",
            unique=True,
            sqlite_where=text("round_id IS NULL"),
            postgresql_where=text("round_id IS NULL"),
        ),
        one_of("stance", ("", *STANCES)),
        one_of("voice", ("", *VOICES)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    coder_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("coding_round.id", ondelete="CASCADE"))
    # The themes that could be chosen: what is not chosen among them was judged not to fit.
    offered: Mapped[list[int]] = mapped_column(JSON)
    stance: Mapped[str] = mapped_column(String(10), default="")
    voice: Mapped[str] = mapped_column(String(16), default="")
    safety: Mapped[list[str]] = mapped_column(JSON, default=list)
    at: Mapped[dt.datetime] = mapped_column(Moment, default=now)


class JudgedTheme(Base):
    """One theme that a person says a segment is about."""

    __tablename__ = "judged_theme"

    judgement_id: Mapped[int] = mapped_column(
        ForeignKey("judgement.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
