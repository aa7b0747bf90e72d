"""Voice note: what a resident said aloud, until a person has written it down."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import RandomKey


class VoiceNote(RandomKey, Base):
    """A recording that only transcribers hear; deleted once its transcript is accepted."""

    __tablename__ = "voice_note"

    response_id: Mapped[str] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    instance: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(60))
    sound: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """One recording a question, and none that is empty."""
        return (
            UniqueConstraint("response_id", "question_id", "instance"),
            CheckConstraint("size > 0", name="size"),
        )
