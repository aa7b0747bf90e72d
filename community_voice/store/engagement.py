"""Engagement: a community engagement with a purpose, a host, dates and languages."""

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.types import JSON

from community_voice.errors import NotFound
from community_voice.extensions import Base
from community_voice.store.columns import Words, one_of, storable

# Addresses of ours: an engagement lives at /SLUG/ and may take none of them.
RESERVED_SLUGS = frozenset(
    {
        "brief",
        "favicon.ico",
        "host",
        "invited",
        "leave",
        "offline",
        "receipt",
        "robots.txt",
        "staff",
        "static",
        "what-we-keep",
    }
)


class Engagement(Base):
    """One engagement; everything else belongs to one."""

    __tablename__ = "engagement"
    __table_args__ = (
        one_of("state", ("draft", "open", "closed")),
        CheckConstraint("length(slug) > 0", name="slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[str] = mapped_column(String(8), default="draft")
    host: Mapped[str] = mapped_column(Words, default="")
    source_language: Mapped[str] = mapped_column(String(16), default="en")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    opens_on: Mapped[dt.date | None]
    closes_on: Mapped[dt.date | None]
    leave_url: Mapped[str] = mapped_column(Words, default="")
    # A line that does not bring police, where the host knows one: number now, words in wordings.
    local_line: Mapped[str] = mapped_column(Words, default="")
    local_line_brings_police: Mapped[bool | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    wordings: Mapped[list["EngagementWording"]] = relationship(cascade="all, delete-orphan")


class EngagementWording(Base):
    """One text of an engagement in one language: title, purpose, welcome, local_line."""

    __tablename__ = "engagement_wording"

    engagement_id: Mapped[int] = mapped_column(
        ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(80), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str] = mapped_column(Words)


def engagement_at(session: Session, slug: str) -> Engagement | None:
    """Return the engagement at an address; an address that no database can hold has none."""
    if not storable(slug):
        return None
    return session.scalar(select(Engagement).where(Engagement.slug == slug))


def engagement_named(session: Session, slug: str) -> Engagement:
    """Return the engagement at an address, or say that there is none."""
    found = engagement_at(session, slug)
    if found is None:
        raise NotFound(_("There is no engagement at this address."))
    return found
