"""Audit entry: one staff act, in a log that only grows and whose links can be checked."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import Moment, Words


class AuditEntry(Base):
    """Who did what to which thing, and when.

    An act that brings in a resident's words has a day and no finer time, and no response id.
    `entry_hash` covers the entry and `previous_hash`; triggers refuse update and delete.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (CheckConstraint("NOT brings_words OR at IS NULL", name="day_only"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    at: Mapped[dt.datetime | None] = mapped_column(Moment)
    brings_words: Mapped[bool] = mapped_column(default=False)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_name: Mapped[str] = mapped_column(Words, default="")
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(Words, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    entry_hash: Mapped[str] = mapped_column(String(64), unique=True)
