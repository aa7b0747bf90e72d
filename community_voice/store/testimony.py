"""Testimony and Segment: one person's words, and the spans of them that are coded."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import CONSENTS, MODES, UNDETERMINED, RandomKey, Words, one_of


class Testimony(RandomKey, Base):
    """Free text as it was said. A trigger holds that its words never change.

    `language` is what the person or file declared (`und` where nobody said); what a run
    detects is kept with its segments. The composite key lets a Quote prove by foreign key
    that its words are verbatim and that its person allowed quoting.
    """

    __tablename__ = "testimony"
    __test__ = False  # The name begins like a test's; pytest would collect it.

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    response_id: Mapped[str | None] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    answer_id: Mapped[str | None] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), unique=True
    )
    contribution_id: Mapped[str | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str] = mapped_column(Words)
    language: Mapped[str] = mapped_column(String(16), default=UNDETERMINED)
    language_source: Mapped[str] = mapped_column(String(10), default="none")
    mode: Mapped[str] = mapped_column(String(10))
    consent: Mapped[str] = mapped_column(String(20), default="counted")
    source: Mapped[str] = mapped_column(String(10))
    verbatim: Mapped[bool] = mapped_column(default=True)
    themed: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Tie words to one source, and offer the key that quotes refer to."""
        return (
            one_of("mode", MODES),
            one_of("consent", CONSENTS),
            one_of("source", ("survey", "import", "listening")),
            one_of("language_source", ("declared", "page", "none")),
            CheckConstraint("length(text) > 0", name="words"),
            CheckConstraint("(answer_id IS NULL) <> (contribution_id IS NULL)", name="one_origin"),
            CheckConstraint("response_id IS NOT NULL", name="response"),
            UniqueConstraint("id", "consent", "verbatim"),
        )


class Segment(Base):
    """A span of a testimony, in characters; the unit that is coded.

    `text_key` is a keyed digest of the span (a derived word: deleted with it); `tone` is the
    rough tone, English only.
    """

    __tablename__ = "segment"
    __table_args__ = (
        UniqueConstraint("testimony_id", "start", "end"),
        CheckConstraint('0 <= start AND start < "end"', name="span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    testimony_id: Mapped[str] = mapped_column(ForeignKey("testimony.id", ondelete="CASCADE"))
    start: Mapped[int]
    end: Mapped[int]
    language: Mapped[str] = mapped_column(String(16), default=UNDETERMINED)
    text_key: Mapped[str] = mapped_column(String(64), index=True)
    tone: Mapped[float | None]
