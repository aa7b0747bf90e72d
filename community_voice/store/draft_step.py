"""Draft step: a draft as it stood before an act of its makers, so that the act can be undone."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import Moment, Words, now


class DraftStep(Base):
    """One act on a draft: what was done, by whom, and the definition before it.

    `before` is a whole draft, so it is read only of the step that is undone.
    """

    __tablename__ = "draft_step"
    __table_args__ = (UniqueConstraint("version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(Words)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(Moment, default=now)
