"""Paraphrase: what few people said and is serious, in a reviewer's own words."""

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, object_session
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import Moment, Words, now, one_of
from community_voice.store.release import Claim, Release

PARAPHRASABLE = ("paraphrased", "quoted", "quoted_with_place")
SAID_ONCE, SERIOUS = "said_once", "serious"
# A note-taker's words are not the person's: a paraphrase of them says so, in a sentence of its own.
NOTED = "noted"
SAID_ONCE_NOTED = "said_once_noted"
RETOLD = (SAID_ONCE, SAID_ONCE_NOTED)


class Paraphrase(Base):
    """A layer over a passage: its author's words for it, and who else read and approved them.

    Its foreign key holds that the person allowed other words; it goes with the testimony.
    Words are never edited: whoever wants others removes the row and writes again, which also
    takes the approval away. `author_name` is printed, `approved_by_id` is another account.
    """

    __tablename__ = "paraphrase"
    __table_args__ = (
        ForeignKeyConstraint(
            ["testimony_id", "consent", "verbatim"],
            ["testimony.id", "testimony.consent", "testimony.verbatim"],
            ondelete="CASCADE",
            name="fk_paraphrase_allowed",
        ),
        UniqueConstraint("testimony_id", "start", "end"),
        # What was told of a paraphrase proves by it that a second person approved.
        UniqueConstraint("id", "approved_by_id"),
        one_of("consent", PARAPHRASABLE),
        CheckConstraint('0 <= start AND start < "end"', name="span"),
        CheckConstraint("length(text) > 0 AND length(author_name) > 0", name="words"),
        CheckConstraint("approved_by_id <> author_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    testimony_id: Mapped[str] = mapped_column(String(32))
    consent: Mapped[str] = mapped_column(String(20))
    verbatim: Mapped[bool]
    start: Mapped[int]
    end: Mapped[int]
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    text: Mapped[str] = mapped_column(Words)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    author_name: Mapped[str] = mapped_column(Words)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime] = mapped_column(Moment, default=now)


class ToldParaphrase(Base):
    """A claim of a Release that holds a paraphrase; kept apart because it can be withdrawn.

    Like a Quote it is sealed by a salted hash, and goes with the words that it rests on.
    """

    __tablename__ = "told_paraphrase"
    __table_args__ = (
        ForeignKeyConstraint(
            ["paraphrase_id", "approved_by_id"],
            ["paraphrase.id", "paraphrase.approved_by_id"],
            ondelete="CASCADE",
            name="fk_told_paraphrase_approved",
        ),
        UniqueConstraint("release_id", "code"),
        Index("ix_told_paraphrase_paraphrase_id", "paraphrase_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    paraphrase_id: Mapped[int]
    approved_by_id: Mapped[int]
    text: Mapped[str] = mapped_column(Words)
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(32))

    @property
    def template(self) -> str:
        """Return the sentence that it is told in."""
        return SAID_ONCE_NOTED if NOTED in self.values else SAID_ONCE

    def as_claim(self) -> Claim:
        """Return it as the claim that it is, belonging to no session."""
        return Claim(
            release_id=self.release_id,
            code=self.code,
            position=self.position,
            section=SERIOUS,
            template=self.template,
            text=self.text,
            numbers={},
            values=dict(self.values),
            sources=[],
            verified=True,
        )


def told_paraphrases(release: Release) -> list[ToldParaphrase]:
    """Return what a Release tells in a reviewer's words, in order."""
    session = object_session(release)
    if session is None:
        return []
    told = select(ToldParaphrase).where(ToldParaphrase.release_id == release.id)
    return list(session.scalars(told.order_by(ToldParaphrase.position)))
