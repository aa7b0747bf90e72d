"""How a text came to be trusted in a language: reviews, opened languages, spoken prompts."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import Words, today


class WordingReview(Base):
    """Somebody who knows a language read one text in it and found it right.

    It holds for these words and the source words they were read beside (two digests): when
    either changes, the text must be read again. `path` is a version's, or `engagement.PATH`, or
    `interface.N` (a message about crisis that the page itself says). Who read on paper has no
    account: `reviewer` names them, and `recorded_by_id` is who typed it in.
    """

    __tablename__ = "wording_review"
    __table_args__ = (
        UniqueConstraint(
            *("version_id", "path", "language", "text_digest", "source_digest"),
            name="uq_wording_review_words",
        ),
        CheckConstraint("length(reviewer) > 0", name="reviewer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16))
    text_digest: Mapped[str] = mapped_column(String(64))
    source_digest: Mapped[str] = mapped_column(String(64))
    reviewer: Mapped[str] = mapped_column(Words)
    on_paper: Mapped[bool] = mapped_column(default=False)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_on: Mapped[dt.date] = mapped_column(default=today)


class OpenedLanguage(Base):
    """A language in which residents may answer a version, and who opened it."""

    __tablename__ = "opened_language"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_on: Mapped[dt.date] = mapped_column(default=today)


class SpokenPrompt(Base):
    """A text of a version, read aloud in one language."""

    __tablename__ = "spoken_prompt"
    __table_args__ = (UniqueConstraint("version_id", "path", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(60))
    sound: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    # Of the words that are read aloud: when they change, this is no longer what the page says.
    text_digest: Mapped[str] = mapped_column(String(64), default="")
