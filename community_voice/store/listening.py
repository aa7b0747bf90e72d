"""Listening session and Contribution: room for what is said aloud (built later)."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import RandomKey, one_of


class ListeningSession(Base):
    """A hosted conversation; counted as a session, whatever the number of its voices."""

    __tablename__ = "listening_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    held_on: Mapped[dt.date | None]


class Contribution(RandomKey, Base):
    """One thing said in a session: verbatim, or as the note-taker put it, never mixed."""

    __tablename__ = "contribution"

    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    form: Mapped[str] = mapped_column(String(10))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Tell a person's own words from a note-taker's."""
        return (one_of("form", ("verbatim", "noted")),)
