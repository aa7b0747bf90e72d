"""Voice note: what a resident said aloud, until a person has written it down."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import RandomKey
from community_voice.store.response import Answer
from community_voice.store.sound_kinds import RECORDED, kind_of
from community_voice.store.survey import Question
from community_voice.store.testimony import Testimony

# 1.5 MB: two minutes of speech in any browser's own coding.
LARGEST_SOUND = 1_500_000


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


@dataclass(frozen=True)
class HeldNote:
    """A recording that waits to be written down, as its owner is told of it."""

    question_id: int
    instance: int
    size: int


def sound_type(sound: bytes) -> str | None:
    """Return the media type that a recording's first bytes show; None where it is no recording."""
    return kind_of(sound, RECORDED)


def voice_notes_of(session: Session, response_id: str) -> list[HeldNote]:
    """Return what of a response is a recording that nobody has written down yet."""
    found = session.execute(
        select(VoiceNote.question_id, VoiceNote.instance, VoiceNote.size)
        .where(VoiceNote.response_id == response_id)
        .order_by(VoiceNote.question_id, VoiceNote.instance)
    )
    return [HeldNote(*row) for row in found]


def written_down() -> ColumnElement[bool]:
    """Tell words that a transcriber wrote down from a recording: no person typed them so."""
    spoken = select(Answer.id).join(Question).where(Question.type == VoiceNote.__tablename__)
    return and_(Testimony.answer_id.is_not(None), Testimony.answer_id.in_(spoken))
