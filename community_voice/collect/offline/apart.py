"""A contact in an entry: sealed apart whatever becomes of the entry, and shown to nobody here."""

import json
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.instrument import CONTACT
from community_voice.answering.receipts import make_receipt
from community_voice.collect.offline.entries import Entry
from community_voice.questions.contact import DETAIL, NOTE
from community_voice.questions.own_words import written
from community_voice.questions.typed import MAIN, field_name
from community_voice.store import Engagement, Question
from community_voice.store.columns import storable
from community_voice.store.contact import (
    SEALED_SIZE,
    Contact,
    ContactDetail,
    keep_contact,
    receipt_link,
)

# What stands beside the person's words in a sealed contact takes less than this.
AROUND = 1024


@dataclass(frozen=True)
class Given:
    """A contact as it was typed."""

    code: str
    way: str
    detail: str
    note: str

    def __repr__(self) -> str:
        return "<Given>"

    @property
    def fits(self) -> bool:
        """Say whether it can be sealed as it is."""
        texts = [self.way, self.detail, self.note]
        said = json.dumps(texts, ensure_ascii=False)
        return all(map(storable, texts)) and len(said.encode()) <= SEALED_SIZE - AROUND


def contact_codes(session: Session, version_id: int) -> list[str]:
    """Return the questions of a version that ask for a contact, asked of anybody now or not."""
    query = select(Question.code).where(Question.version_id == version_id, Question.type == CONTACT)
    return list(session.scalars(query))


def contact_in(session: Session, entry: Entry) -> Given | None:
    """Return the contact that was typed in an entry."""
    typed = dict(reversed(entry.fields))
    for code in contact_codes(session, entry.version_id):
        parts = [typed.get(field_name(code, part), "") for part in (MAIN, DETAIL, NOTE)]
        if any(map(written, parts)):
            return Given(code, *parts)
    return None


def without_contact(session: Session, entry: Entry) -> list[tuple[str, str]]:
    """Return the fields of an entry but for a contact's."""
    names = {
        field_name(code, part)
        for code in contact_codes(session, entry.version_id)
        for part in (MAIN, DETAIL, NOTE)
    }
    return [(name, value) for name, value in entry.fields if name not in names]


def has_contact(session: Session, receipt: str) -> bool:
    """Say whether a contact stands under a receipt: another may not take its place unseen."""
    query = select(ContactDetail.id).where(ContactDetail.receipt_link == receipt_link(receipt))
    return session.scalars(query).first() is not None


def keep_loose_contact(
    session: Session,
    engagement: Engagement,
    entry: Entry,
    receipt: str | None,
    *,
    whole: bool = False,
) -> None:
    """Seal a contact that storing the answers did not; `whole`: no answers were stored at all.

    Without a receipt of its own it stands under one that nobody holds.
    """
    given = contact_in(session, entry)
    if given is None or (written(given.detail) and not whole):
        return
    contact = Contact(
        engagement=engagement.slug,
        question=given.code,
        way=given.way,
        detail=given.detail,
        note=given.note,
        language=entry.language,
    )
    keep_contact(session, contact, receipt or make_receipt(), current_app.config)
