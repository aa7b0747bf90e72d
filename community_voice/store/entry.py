"""Links, codes, saved drafts and set-aside entries: the ways in, kept apart from responses."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import RandomKey, Words, one_of, today
from community_voice.store.engagement import Engagement
from community_voice.store.partner import Partner
from community_voice.store.survey import Survey


class EntryLink(Base):
    """A link (and QR code) to a survey, by site, session or campaign, with undated counts.

    `opened` and `sent` are added up in memory and written now and then, many at once, so that
    neither their order nor a transaction ties one to a response. `is_kiosk`: the survey is
    filled in on a shared device.
    """

    __tablename__ = "entry_link"
    __table_args__ = (
        UniqueConstraint("engagement_id", "code"),
        one_of("kind", ("site", "session", "campaign")),
        CheckConstraint("opened >= 0 AND sent >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("listening_session.id", ondelete="SET NULL")
    )
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Words)
    is_kiosk: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=True)
    opened: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)

    engagement: Mapped[Engagement] = relationship()
    survey: Mapped[Survey | None] = relationship()


class CodeSheet(Base):
    """A printed sheet of codes, each good for one answer to one survey."""

    __tablename__ = "code_sheet"
    __table_args__ = (CheckConstraint("codes > 0", name="codes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[str] = mapped_column(Words)
    codes: Mapped[int]
    printed_on: Mapped[dt.date] = mapped_column(default=today)
    is_open: Mapped[bool] = mapped_column(default=True)
    is_closed_by_staff: Mapped[bool] = mapped_column(default=False)

    survey: Mapped[Survey] = relationship()
    partner: Mapped[Partner | None] = relationship()


class EntryCode(RandomKey, Base):
    """One code: a keyed digest of it, and whether it was used; never when or for what."""

    __tablename__ = "entry_code"

    sheet_id: Mapped[int] = mapped_column(
        ForeignKey("code_sheet.id", ondelete="CASCADE"), index=True
    )
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    is_used: Mapped[bool] = mapped_column(default=False)

    sheet: Mapped[CodeSheet] = relationship()

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Nothing beside the keys."""
        return ()


class SavedDraft(RandomKey, Base):
    """A half-filled survey that somebody asked to keep: sealed by their code, until a day."""

    __tablename__ = "saved_draft"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_on: Mapped[dt.date]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Nothing beside the keys."""
        return ()


class AsideEntry(RandomKey, Base):
    """An entry that came and could not simply be stored, kept with its words for staff to see.

    `why`: "conflict" (its submission id is stored with other content: `response_id`), "unfit"
    (something in it is no answer to its question), "unreadable" (`content` holds what could be
    read). `way` says how it came. `content`: `{"version": .., "language": .., "answers": ..,
    "fields": ..}`. Staff store it as a response of its own, or set it aside; both can be undone.
    """

    __tablename__ = "aside_entry"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    response_id: Mapped[str | None] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    submission_id: Mapped[str] = mapped_column(String(120))
    content_digest: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    came_on: Mapped[dt.date] = mapped_column(default=today)
    # What it was stored as; where that is withdrawn the words here go with it.
    stored_as_id: Mapped[str | None] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """The same content once, whatever the number of times that it was sent."""
        return (
            UniqueConstraint("submission_id", "content_digest"),
            one_of("why", ("conflict", "unfit", "unreadable")),
            one_of("way", ("offline", "paper", "notes")),
            one_of("state", ("waiting", "stored", "set_aside")),
        )


class Statement(Base):
    """A sentence to put before people; `texts` by language, the first as it was written.

    `code` is that of the choice in the survey of statements (see collect/statements).
    """

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("engagement_id", "code"),
        one_of("origin", ("staff", "resident", "polis")),
        one_of("state", ("proposed", "approved", "declined", "retired")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(16))
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    origin: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(
        String(10), default="proposed", server_default=text("'proposed'")
    )
    # The testimony that a resident proposed it with, or in whose words it stands; the statement
    # goes when that is withdrawn.
    testimony_id: Mapped[str | None] = mapped_column(
        ForeignKey("testimony.id", ondelete="CASCADE"), index=True
    )
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
