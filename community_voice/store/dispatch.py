"""Dispatch dataset and Call map: room for call records beside testimony (built later)."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import Words


class DispatchDataset(Base):
    """An imported call record set and the dates it covers."""

    __tablename__ = "dispatch_dataset"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    name: Mapped[str] = mapped_column(Words)
    covers_from: Mapped[dt.date | None]
    covers_to: Mapped[dt.date | None]


class CallMap(Base):
    """A versioned table from call types to groups and tiers."""

    __tablename__ = "call_map"
    __table_args__ = (UniqueConstraint("engagement_id", "name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    name: Mapped[str] = mapped_column(Words)
    version: Mapped[int] = mapped_column(default=1)
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
