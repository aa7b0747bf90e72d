"""Sign-in brake: how often signing in failed, so that guessing gets slower."""

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import Moment


class SignInBrake(Base):
    """Tries without success under one keyed e-mail, known or not; no address of any kind."""

    __tablename__ = "sign_in_brake"
    __table_args__ = (CheckConstraint("tries > 0", name="tries"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(Moment)
