"""Working group and Decision: room for what was decided and why (built later)."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import Words


class WorkingGroup(Base):
    """The people who receive an engagement's briefs."""

    __tablename__ = "working_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    name: Mapped[str] = mapped_column(Words)


class Decision(Base):
    """What a working group decided after a brief, told back to those who spoke."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    working_group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    brief_id: Mapped[int | None] = mapped_column(ForeignKey("brief.id"))
    decided_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(Words)
    reason: Mapped[str] = mapped_column(Words, default="")
