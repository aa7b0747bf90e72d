"""Release, Claim, Quote, Brief: what may be told, frozen."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import QUOTABLE, Moment, Words, now, one_of
from community_voice.store.engagement import Engagement
from community_voice.store.lease import LIVE, Leased, lease_constraints


class Release(Leased, Base):
    """Tables, quotes and claims that passed disclosure control; frozen when state is done.

    `run_id` and `last_act_id` say which codings were read, so the tables can be recomputed.
    `digest` is over the released cells, claims and salted quotes. One live Release an
    engagement, until disclosure control between Releases exists.
    """

    __tablename__ = "release"
    __table_args__ = (
        *lease_constraints(),
        CheckConstraint("threshold >= 11", name="threshold"),
        Index(
            "uq_release_one_live",
            "engagement_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"))
    last_act_id: Mapped[int] = mapped_column(default=0)
    question: Mapped[str] = mapped_column(Words, default="")
    threshold: Mapped[int] = mapped_column(default=11)
    dimensions: Mapped[list[str]] = mapped_column(JSON, default=list)
    method: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[str] = mapped_column(String(64), default="")
    frozen_on: Mapped[dt.date | None]

    engagement: Mapped[Engagement] = relationship()
    cells: Mapped[list["ReleaseCell"]] = relationship(order_by="ReleaseCell.position")
    themes: Mapped[list["ReleaseTheme"]] = relationship(order_by="ReleaseTheme.position")
    claims: Mapped[list["Claim"]] = relationship(order_by="Claim.position")
    quotes: Mapped[list["Quote"]] = relationship(order_by="Quote.position")


class ReleaseCell(Base):
    """One figure; `n` is null where it is not shown, for whichever cause."""

    __tablename__ = "release_cell"

    release_id: Mapped[int] = mapped_column(
        ForeignKey("release.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    position: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10))
    theme: Mapped[str | None] = mapped_column(String(20))
    dimension: Mapped[str | None] = mapped_column(String(80))
    value: Mapped[str | None] = mapped_column(Words)
    n: Mapped[int | None]


class ReleaseVoice(Base):
    """One response that a Release counted.

    Answers go on coming in after a Release froze; this says whose the record must be
    recomputed from. It keeps no order of arrival.
    """

    __tablename__ = "release_voice"
    __table_args__ = ({"sqlite_with_rowid": False},)

    release_id: Mapped[int] = mapped_column(
        ForeignKey("release.id", ondelete="CASCADE"), primary_key=True
    )
    response_id: Mapped[str] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ReleaseTheme(Base):
    """A theme's name and description as they stood when the Release froze."""

    __tablename__ = "release_theme"

    release_id: Mapped[int] = mapped_column(
        ForeignKey("release.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    name: Mapped[str] = mapped_column(Words)
    description: Mapped[str] = mapped_column(Words, default="")
    keywords: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)


class Claim(Base):
    """A sentence with the cells its numbers come from; unverified ones are not printed."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("release_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(20))
    template: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Words)
    numbers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sources: Mapped[list[str]] = mapped_column(JSON, default=list)
    verified: Mapped[bool] = mapped_column(default=False)


class QuoteReview(Base):
    """A second reader's word on a span: it points at nobody, or it does."""

    __tablename__ = "quote_review"
    __table_args__ = (
        UniqueConstraint("testimony_id", "start", "end"),
        UniqueConstraint("id", "testimony_id", "start", "end", "points_at_nobody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    testimony_id: Mapped[str] = mapped_column(ForeignKey("testimony.id", ondelete="CASCADE"))
    start: Mapped[int]
    end: Mapped[int]
    points_at_nobody: Mapped[bool]
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(Moment, default=now)


class Quote(Base):
    """A verbatim span that its person allowed to be quoted.

    Its foreign keys hold that the words are verbatim, that quoting was allowed, and that a
    person found that they point at nobody.
    `text` is a copy, so that a Release stands alone; it goes with the testimony.
    """

    __tablename__ = "quote"
    __table_args__ = (
        ForeignKeyConstraint(
            ["testimony_id", "consent", "verbatim"],
            ["testimony.id", "testimony.consent", "testimony.verbatim"],
            ondelete="CASCADE",
            name="fk_quote_verbatim_and_allowed",
        ),
        ForeignKeyConstraint(
            ["review_id", "testimony_id", "start", "end", "points_at_nobody"],
            [
                "quote_review.id",
                "quote_review.testimony_id",
                "quote_review.start",
                "quote_review.end",
                "quote_review.points_at_nobody",
            ],
            ondelete="CASCADE",
            name="fk_quote_points_at_nobody",
        ),
        one_of("consent", QUOTABLE),
        CheckConstraint("verbatim", name="verbatim"),
        CheckConstraint("points_at_nobody", name="points_at_nobody"),
        CheckConstraint("place IS NULL OR consent = 'quoted_with_place'", name="place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    position: Mapped[int]
    claim_code: Mapped[str] = mapped_column(String(60), default="")
    theme: Mapped[str] = mapped_column(String(20))
    testimony_id: Mapped[str] = mapped_column(String(32))
    consent: Mapped[str] = mapped_column(String(20))
    verbatim: Mapped[bool] = mapped_column(default=True)
    review_id: Mapped[int]
    points_at_nobody: Mapped[bool] = mapped_column(default=True)
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Words)
    language: Mapped[str] = mapped_column(String(16))
    place: Mapped[str | None] = mapped_column(Words)
    salt: Mapped[str] = mapped_column(String(32))


class Brief(Base):
    """The document made of a Release; a draft until a named person approves it."""

    __tablename__ = "brief"
    __table_args__ = (
        one_of("state", ("draft", "approved")),
        CheckConstraint(
            "(state = 'approved') = (approver_name IS NOT NULL AND approved_at IS NOT NULL)",
            name="approved_by_name",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(
        ForeignKey("release.id", ondelete="CASCADE"), unique=True
    )
    language: Mapped[str] = mapped_column(String(16), default="en")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approver_name: Mapped[str | None] = mapped_column(Words)
    approved_at: Mapped[dt.datetime | None] = mapped_column(Moment)

    release: Mapped[Release] = relationship()
