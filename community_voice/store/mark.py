"""Marks that a database carries about itself."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import Words


class Mark(Base):
    """A named mark, such as `demo`, which only a demo database carries."""

    __tablename__ = "mark"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Words, default="")


def is_demo(session: Session) -> bool:
    """Say whether this database was made as a demo."""
    return session.get(Mark, "demo") is not None
