"""Payments to people who hosted or spoke: sealed when they are written down, unreadable here."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import pyrage
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError
from community_voice.staff.audit import record_act
from community_voice.store import Partner, PaymentRecord
from community_voice.store.columns import storable
from community_voice.store.contact import can_keep_contacts, recipients_of, seal_padded

LONGEST = {"payee": 200, "what_for": 400, "amount": 30, "currency": 20, "month": 7}
AMOUNT = re.compile(r"\d+([.,]\d+)*")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Payment:
    """Who was paid, what for, how much, and in which month."""

    payee: str = ""
    what_for: str = ""
    amount: str = ""
    currency: str = "USD"
    month: str = ""
    partner: str = ""
    engagement: str = ""

    def __repr__(self) -> str:
        return "<Payment>"


# How the rest of a row is known to a custodian, whoever wrote it.
COLUMNS = tuple(field.name for field in fields(Payment))


def can_keep_payments(settings: Mapping[str, Any]) -> bool:
    """Say whether there is a custodian's key to seal to; without one nothing is kept."""
    return can_keep_contacts(settings)


def read_payment(form: Mapping[str, str], partner: str, engagement: str) -> Payment:
    """Return the payment of a form, or say what is wrong with it."""
    said = {name: " ".join(form.get(name, "").split()) for name in LONGEST}
    if any(len(said[name]) > most or not storable(said[name]) for name, most in LONGEST.items()):
        raise DomainError(_("This is too long, or holds a mark that we cannot keep."))
    if not said["payee"] or not said["what_for"]:
        raise DomainError(_("Write who was paid, and what for."))
    if not AMOUNT.fullmatch(said["amount"]) or not said["currency"]:
        raise DomainError(_("Write how much, in digits, and in which money."))
    if not MONTH.fullmatch(said["month"]):
        raise DomainError(_("Write the month as year and month, like 2026-05."))
    return Payment(**said, partner=partner, engagement=engagement)


def take_payment(
    session: Session, partner: Partner, form: Mapping[str, str], settings: Mapping[str, Any]
) -> None:
    """Seal a payment and keep it apart; the log says that there was one, and nothing of it."""
    payment = read_payment(form, partner.name, partner.engagement.slug)
    if not can_keep_payments(settings):
        raise Conflict(_("Payments cannot be kept here: nobody holds a key for them yet."))
    said = json.dumps(asdict(payment), ensure_ascii=False).encode()
    session.add(PaymentRecord(ciphertext=seal_padded(said, recipients_of(settings))))
    session.flush()
    # With its day alone: a time would tell which payment it was.
    record_act(session, "payment.record", brings_words=True)


def open_payments(
    rows: Iterable[bytes], identities: list[pyrage.x25519.Identity]
) -> tuple[list[Payment], int]:
    """Return what these keys open, by month and payee, and how many they do not open."""
    opened, unopened = [], 0
    for ciphertext in rows:
        try:
            said = json.loads(pyrage.decrypt(ciphertext, identities))
            opened.append(Payment(**{name: str(said.get(name, "")) for name in COLUMNS}))
        except (pyrage.DecryptError, ValueError, AttributeError):
            unopened += 1
    return sorted(opened, key=lambda each: (each.month, each.payee, each.amount)), unopened


def sealed_payments(session: Session) -> list[bytes]:
    """Return every sealed payment."""
    return list(session.scalars(select(PaymentRecord.ciphertext)))


def reseal_payments(
    session: Session, identities: list[pyrage.x25519.Identity], new: pyrage.x25519.Recipient
) -> tuple[int, int]:
    """Seal to another key whatever these open; return how many they open, and how many not."""
    sealed = unopened = 0
    for row in session.scalars(select(PaymentRecord)):
        try:
            row.ciphertext = seal_padded(pyrage.decrypt(row.ciphertext, identities), [new])
            sealed += 1
        except pyrage.DecryptError:
            unopened += 1
    session.flush()
    return sealed, unopened
