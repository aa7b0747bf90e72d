"""Listening session, Speaker, note, Contribution: a hosted conversation and what was said in it.

While a session is open, what its host types are `SessionNote`s, which can be changed. When it is
sent they become Contributions: words of a person or of the room are Testimony (`verbatim` or
not), a facilitator's stand in the Contribution itself and are never testimony.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import CONSENTS, RandomKey, Words, one_of, random_id, today
from community_voice.store.engagement import Engagement
from community_voice.store.partner import Partner
from community_voice.store.survey import Question, Version

PLANNED, OPEN, CLOSED, SENT = STATES = ("planned", "open", "closed", "sent")
VERBATIM, NOTED, FACILITATOR = FORMS = ("verbatim", "noted", "facilitator")


class ListeningSession(Base):
    """A hosted conversation; counted as a session, whatever the number of its voices.

    `guide_version_id` is the Version whose questions were asked (a Survey of the kind "guide").
    `scripts`: language tag -> consent script. `room`: totals only, `{"people": 12, "languages":
    {"es": 5}, "ages": {"18-24": 2}}`. `revision` counts the host's changes of the plan.
    `taken_out`: the keys that deleted notes would have had, so that none comes back from a device
    as a late one.
    """

    __tablename__ = "listening_session"
    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("(state = 'sent') = (sent_on IS NOT NULL)", name="sent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    guide_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    title: Mapped[str] = mapped_column(Words, default="", server_default=text("''"))
    held_on: Mapped[dt.date | None]
    place: Mapped[str] = mapped_column(Words, default="", server_default=text("''"))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    agreements: Mapped[str] = mapped_column(Words, default="", server_default=text("''"))
    scripts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    room: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    taken_out: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    state: Mapped[str] = mapped_column(String(8), default=PLANNED, server_default=text("'planned'"))
    sent_on: Mapped[dt.date | None]
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))

    engagement: Mapped[Engagement] = relationship()
    partner: Mapped[Partner | None] = relationship()
    guide: Mapped[Version | None] = relationship()
    speakers: Mapped[list["Speaker"]] = relationship(
        back_populates="session", order_by="Speaker.number"
    )


class Speaker(RandomKey, Base):
    """One voice in a session, as a number; what they allowed by saying so aloud.

    `receipt_hash` is that of a printed slip, where the speaker wanted one. Sending makes one
    Response (mode "session") of each speaker, with the same receipt; then `response_id` tells
    that it was made. A speaker has no name. `was_asked`: somebody recorded what they allow, so
    that no note of theirs may allow more; before that, each note says it for itself.
    """

    __tablename__ = "speaker"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("listening_session.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    consent: Mapped[str] = mapped_column(String(20), default="counted")
    was_asked: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(16), default="und")
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    response_id: Mapped[str | None] = mapped_column(
        ForeignKey("response.id", ondelete="SET NULL"), index=True
    )

    session: Mapped[ListeningSession] = relationship(back_populates="speakers")

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """One number once a session."""
        return (
            UniqueConstraint("session_id", "number"),
            CheckConstraint("number >= 1", name="number"),
            one_of("consent", CONSENTS),
        )


class SessionNote(Base):
    """What a host typed of one turn, until the session is sent; then it is a Contribution.

    `id` is made on the device, so that a note sent again is the same note. `revision` counts its
    changes: an older one never takes the place of a newer. `speaker` is a number, empty where
    the room or nobody in particular spoke. `position` orders the notes of a session.
    """

    __tablename__ = "session_note"
    __table_args__ = (
        one_of("form", FORMS),
        one_of("consent", CONSENTS),
        CheckConstraint("length(id) >= 16", name="id"),
        CheckConstraint("speaker IS NULL OR form <> 'facilitator'", name="speaker"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True, default=random_id)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("listening_session.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[float] = mapped_column(default=0.0)
    speaker: Mapped[int | None]
    form: Mapped[str] = mapped_column(String(12), default=NOTED)
    language: Mapped[str] = mapped_column(String(16), default="und")
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    consent: Mapped[str] = mapped_column(String(20), default="counted")
    text: Mapped[str] = mapped_column(Words, default="")
    revision: Mapped[int] = mapped_column(default=1)
    is_deleted: Mapped[bool] = mapped_column(default=False)

    question: Mapped[Question | None] = relationship()


class Contribution(RandomKey, Base):
    """One thing said in a session: verbatim, or as the note-taker put it, never mixed.

    `words` are there for a facilitator's turn alone; all others stand in their Testimony, whose
    `response_id` is the speaker's Response (unit "people") or, where nobody in particular spoke,
    the room's (unit "sessions"). `position` counts from 0 within the session.
    """

    __tablename__ = "contribution"

    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), index=True)
    form: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    speaker: Mapped[int | None]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    words: Mapped[str | None] = mapped_column(Words)

    session: Mapped[ListeningSession] = relationship()
    question: Mapped[Question | None] = relationship()

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Tell a person's own words from a note-taker's, and both from a facilitator's."""
        return (
            one_of("form", FORMS),
            CheckConstraint("(form = 'facilitator') = (words IS NOT NULL)", name="words"),
        )


class HeardCard(Base):
    """What was heard, read back to the room: how many said it is right, and how many not."""

    __tablename__ = "heard_card"
    __table_args__ = (
        CheckConstraint("said_right >= 0 AND said_wrong >= 0", name="said"),
        UniqueConstraint("session_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("listening_session.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Words)
    language: Mapped[str] = mapped_column(String(16), default="und")
    said_right: Mapped[int] = mapped_column(default=0)
    said_wrong: Mapped[int] = mapped_column(default=0)
    correction: Mapped[str] = mapped_column(Words, default="")
    read_on: Mapped[dt.date | None] = mapped_column(default=today)
