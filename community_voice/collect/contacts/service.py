"""What a custodian does with sealed contacts; the caller has the private key, and commits."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import Any

import pyrage
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import DomainError
from community_voice.store import ContactDetail
from community_voice.store.contact import Contact, delete_contact, seal_padded

Identities = list[pyrage.x25519.Identity]
FIELDS = ("engagement", "question", "way", "detail", "note", "language")
RECEIPT_DIGITS = 16


@dataclass(frozen=True)
class Sealed:
    """One sealed contact, as the store or a file taken from it holds it."""

    ciphertext: bytes
    link: str | None
    id: str = ""


@dataclass
class Opened:
    """What a key opened, in no order, and how many rows it could not open or that were changed."""

    contacts: list[tuple[Sealed, Contact]] = field(default_factory=list)
    unopened: int = 0
    changed: int = 0

    def of(self, engagement: str) -> list[Contact]:
        """Return the contacts given to one engagement."""
        return [contact for _sealed, contact in self.contacts if contact.engagement == engagement]


def count_contacts(session: Session) -> int:
    """Count the sealed contacts; which engagement they belong to is sealed too."""
    return session.scalar(select(func.count()).select_from(ContactDetail)) or 0


def sealed_contacts(session: Session) -> list[Sealed]:
    """Return every sealed contact."""
    return [
        Sealed(row.ciphertext, row.receipt_link, row.id)
        for row in session.scalars(select(ContactDetail))
    ]


def open_contacts(rows: Iterable[Sealed], identities: Identities) -> Opened:
    """Open what these keys open.

    The link beside a ciphertext must be the one inside: a row that somebody moved or changed
    is counted and not believed.
    """
    found = Opened()
    for row in rows:
        said = open_one(row.ciphertext, identities)
        if said is None:
            found.unopened += 1
        elif said.get("receipt_link") != row.link:
            found.changed += 1
        else:
            contact = Contact(*(str(said.get(name, "")) for name in FIELDS))
            found.contacts.append((row, contact))
    SystemRandom().shuffle(found.contacts)
    return found


def open_one(ciphertext: bytes, identities: Identities) -> dict[str, Any] | None:
    """Return what was sealed; None where none of the keys opens it."""
    try:
        said = json.loads(pyrage.decrypt(ciphertext, identities))
    except (pyrage.DecryptError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def reseal(
    session: Session, identities: Identities, recipients: list[pyrage.x25519.Recipient]
) -> Opened:
    """Seal to other keys whatever these open; the rest stays as it is."""
    found = open_contacts(sealed_contacts(session), identities)
    for sealed, _contact in found.contacts:
        row = session.get_one(ContactDetail, sealed.id)
        row.ciphertext = seal_padded(pyrage.decrypt(sealed.ciphertext, identities), recipients)
    session.flush()
    return found


def delete_by_receipt(session: Session, typed: str) -> bool:
    """Delete the contact of a receipt; say whether there was one."""
    digits = read_receipt_digits(typed)
    if digits is None:
        raise DomainError(f"A receipt has {RECEIPT_DIGITS} digits.")
    return delete_contact(session, digits)


def delete_opened(
    session: Session, identities: Identities, engagement: str, detail: str = ""
) -> int:
    """Delete an engagement's contacts, or those alone with this number or address."""
    found = open_contacts(sealed_contacts(session), identities)
    gone = [
        sealed.id
        for sealed, contact in found.contacts
        if contact.engagement == engagement
        and (not detail or comparable(contact.detail) == comparable(detail))
    ]
    for key in gone:
        session.delete(session.get_one(ContactDetail, key))
    session.flush()
    return len(gone)


def comparable(detail: str) -> str:
    """Return a number or address without what people write differently."""
    return "".join(mark for mark in detail.casefold() if mark.isalnum() or mark in "@.")


def read_receipt_digits(typed: str) -> str | None:
    """Return the digits of a receipt as it was typed, in any script; None where it is none."""
    marks = [mark for mark in typed if not (mark.isspace() or mark == "-")]
    digits = [unicodedata.decimal(mark, None) for mark in marks]
    if len(digits) != RECEIPT_DIGITS or None in digits:
        return None
    return "".join(map(str, digits))
