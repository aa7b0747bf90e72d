"""Partner: an organization that hosts within an engagement, and what was agreed with it."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.account import Account
from community_voice.store.columns import Moment, RandomKey, Words, now, today
from community_voice.store.engagement import Engagement


class Partner(Base):
    """One organization in one engagement; its hosts see what is its own, and nothing else."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("engagement_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    name: Mapped[str] = mapped_column(Words)
    active: Mapped[bool] = mapped_column(default=True)

    engagement: Mapped[Engagement] = relationship()


class PartnerHost(Base):
    """Whom an account hosts for: one partner, and so one engagement."""

    __tablename__ = "partner_host"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))

    account: Mapped[Account] = relationship()
    partner: Mapped[Partner] = relationship()


class Invitation(Base):
    """A link that makes one host's account, once; only a keyed digest of its secret is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    for_whom: Mapped[str] = mapped_column(Words, default="")
    expires_at: Mapped[dt.datetime] = mapped_column(Moment)
    used_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Moment)

    partner: Mapped[Partner] = relationship()


class PartnerAgreement(Base):
    """What was agreed with a partner; a change is a new number, and the old one stays.

    `terms`: `words_belong_to`, `may_be_used_for`, `paid` (who is paid what), `answer_by` (ISO day
    by which an answer comes back), `other`. `agreed_on` is empty until a host said yes.
    """

    __tablename__ = "partner_agreement"
    __table_args__ = (
        UniqueConstraint("partner_id", "number"),
        CheckConstraint("(agreed_on IS NULL) = (agreed_by_id IS NULL)", name="agreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    number: Mapped[int]
    terms: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_on: Mapped[dt.date] = mapped_column(default=today)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    agreed_on: Mapped[dt.date | None]

    partner: Mapped[Partner] = relationship()


class PaymentRecord(RandomKey, Base):
    """One payment, sealed to the custodian's key: who, what for, how much, in which month.

    It refers to nothing and nothing refers to it; nothing in it can be read by the website.
    """

    __tablename__ = "payment_record"

    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class Dissent(Base):
    """A partner's own words beside a brief that it does not agree with, printed as they are."""

    __tablename__ = "dissent"
    __table_args__ = (UniqueConstraint("release_id", "partner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    partner_name: Mapped[str] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Words)
    language: Mapped[str] = mapped_column(String(16))
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[dt.datetime] = mapped_column(Moment, default=now)
    # Staff took it off the brief, which says so; it stays hidden whatever the partner writes next.
    is_hidden: Mapped[bool] = mapped_column(default=False)

    partner: Mapped[Partner] = relationship()

    @property
    def is_shown(self) -> bool:
        """Say whether a brief prints it: not hidden, and its partner still works here."""
        return self.partner.active and not self.is_hidden


def dissents_of(session: Session, release_id: int) -> list[Dissent]:
    """Return what partners wrote beside a release's brief: those shown are printed as they are."""
    found = select(Dissent).where(Dissent.release_id == release_id, Dissent.text != "")
    return list(session.scalars(found.order_by(Dissent.partner_name, Dissent.id)))


def newest_agreement(session: Session, partner_id: int) -> PartnerAgreement | None:
    """Return the terms that stand with a partner, agreed or not."""
    found = select(PartnerAgreement).where(PartnerAgreement.partner_id == partner_id)
    return session.scalar(found.order_by(PartnerAgreement.number.desc()).limit(1))
