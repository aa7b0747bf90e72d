"""Contact details: a store that the web server can write and not read.

Each is sealed to public keys (age, X25519). The private key stays with a custodian; nothing
here can open what it sealed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyrage
from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import RandomKey
from community_voice.store.secrets import keyed_digest

SETTING = "CONTACT_RECIPIENT"
# Longer than any contact that the question lets through, so that every ciphertext holds as much.
SEALED_SIZE = 8192


class ContactDetail(RandomKey, Base):
    """One sealed contact; `receipt_link` is a separately labelled HMAC of the receipt secret.

    It has no key to a response: the two are never joined.
    """

    __tablename__ = "contact_detail"

    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    receipt_link: Mapped[str | None] = mapped_column(String(64), unique=True)


@dataclass(frozen=True)
class Contact:
    """What a person gave so that somebody can reach them, and about what."""

    engagement: str
    question: str
    way: str
    detail: str
    note: str = ""
    language: str = ""

    def __repr__(self) -> str:
        return "<Contact>"


def recipients_of(settings: Mapping[str, Any]) -> list[pyrage.x25519.Recipient]:
    """Return the public keys to seal to; ValueError where something else stands among them."""
    lines = str(settings.get(SETTING) or "").splitlines()
    keys = " ".join(line for line in lines if not line.lstrip().startswith("#"))
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys.replace(",", " ").split()]
    except pyrage.RecipientError:
        # Never the text itself: somebody may have put the private key there.
        raise ValueError(f"{SETTING} holds something that is no public key") from None


def can_keep_contacts(settings: Mapping[str, Any]) -> bool:
    """Say whether contacts can be sealed; where not, residents are not asked for one."""
    try:
        return bool(recipients_of(settings))
    except ValueError:
        return False


def receipt_link(receipt: str) -> str:
    """Return what finds the contact of a receipt; it cannot be told from the receipt's own hash."""
    return keyed_digest("contact", receipt)


def seal(contact: Contact, link: str, recipients: list[pyrage.x25519.Recipient]) -> bytes:
    """Seal a contact with its link; how long the result is tells nothing of what is in it."""
    said = json.dumps({**asdict(contact), "receipt_link": link}, ensure_ascii=False)
    return seal_padded(said.encode(), recipients)


def seal_padded(said: bytes, recipients: list[pyrage.x25519.Recipient]) -> bytes:
    """Seal bytes of JSON, brought to the one size by spaces, which JSON does not mind."""
    if len(said) > SEALED_SIZE:
        raise ValueError("a contact is longer than the question lets through")
    sealed: bytes = pyrage.encrypt(said.ljust(SEALED_SIZE), recipients)
    return sealed


def keep_contact(
    session: Session, contact: Contact, receipt: str, settings: Mapping[str, Any]
) -> None:
    """Keep a contact in place of what stands under the same receipt.

    The new row has a new key: nothing tells that it came later than others.
    """
    recipients = recipients_of(settings)
    if not recipients:
        raise ValueError(f"{SETTING} is empty: a contact cannot be sealed")
    delete_contact(session, receipt)
    link = receipt_link(receipt)
    session.add(ContactDetail(ciphertext=seal(contact, link, recipients), receipt_link=link))
    session.flush()


def delete_contact(session: Session, receipt: str) -> bool:
    """Delete what stands under a receipt; say whether there was something."""
    gone = session.execute(
        delete(ContactDetail)
        .where(ContactDetail.receipt_link == receipt_link(receipt))
        .returning(ContactDetail.id)
    )
    return gone.one_or_none() is not None
