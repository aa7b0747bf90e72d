"""Paper: printed copies of a Version, and stacks of filled ones as they are typed in."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import RandomKey, Words, one_of, today
from community_voice.store.partner import Partner
from community_voice.store.survey import Version


class PrintRun(Base):
    """Copies of one Version in one language, printed at once."""

    __tablename__ = "print_run"
    __table_args__ = (CheckConstraint("copies > 0", name="copies"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    language: Mapped[str] = mapped_column(String(16))
    copies: Mapped[int]
    printed_on: Mapped[dt.date] = mapped_column(default=today)
    receipts_from: Mapped[dt.date]

    version: Mapped[Version] = relationship()
    partner: Mapped[Partner | None] = relationship()


class PaperCopy(RandomKey, Base):
    """One printed copy: the number on its form, and the digest of the receipt on its stub.

    The receipt stands on the stub alone, so whoever holds the form cannot use it.
    """

    __tablename__ = "paper_copy"

    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id", ondelete="CASCADE"), index=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)

    run: Mapped[PrintRun] = relationship()

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Nothing beside the keys."""
        return ()


class PaperStack(Base):
    """A stack of filled forms to type in: how many there are, and whether two people type each."""

    __tablename__ = "paper_stack"
    __table_args__ = (
        one_of("state", ("open", "closed")),
        CheckConstraint("forms >= 0 AND blank >= 0 AND unreadable >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[str] = mapped_column(Words)
    language: Mapped[str] = mapped_column(String(16))
    forms: Mapped[int]
    blank: Mapped[int] = mapped_column(default=0)
    unreadable: Mapped[int] = mapped_column(default=0)
    is_twice: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(6), default="open")

    version: Mapped[Version] = relationship()
    partner: Mapped[Partner | None] = relationship()


class PaperEntry(RandomKey, Base):
    """What one person typed of one form; once it is stored as a Response the words go from here.

    `turn` 1 and 2 are the two typings, by two people; `answers` are those of a Filling. A stored
    entry keeps a keyed digest alone, which tells a second typing of the same from a conflict.
    """

    __tablename__ = "paper_entry"

    stack_id: Mapped[int] = mapped_column(
        ForeignKey("paper_stack.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[str] = mapped_column(String(12))
    turn: Mapped[int] = mapped_column(default=1)
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(10), default="typed")
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    language: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))

    stack: Mapped[PaperStack] = relationship()

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """One typing a form and turn."""
        return (
            UniqueConstraint("number", "turn"),
            one_of("state", ("typed", "different", "stored")),
            CheckConstraint("turn IN (1, 2)", name="turn"),
            CheckConstraint("(state = 'stored') = (answers IS NULL)", name="answers"),
        )
