"""Cards of what was heard: written by the host, read back to the room, marked right or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from community_voice.collect.listening.finding import subject_of
from community_voice.collect.listening.forms import MOST_PEOPLE
from community_voice.errors import NotFound
from community_voice.staff.audit import record_act
from community_voice.store import HeardCard, ListeningSession
from community_voice.store.columns import today

COUNTS = ("said_right", "said_wrong")


@dataclass(frozen=True)
class Said:
    """What a card's form says."""

    text: str
    language: str
    said_right: int
    said_wrong: int
    correction: str


def cards_of(session: Session, listening_session: ListeningSession) -> Sequence[HeardCard]:
    """Return the cards in order."""
    query = select(HeardCard).where(HeardCard.session_id == listening_session.id)
    return session.scalars(query.order_by(HeardCard.position)).all()


def find_card(session: Session, listening_session: ListeningSession, card_id: int) -> HeardCard:
    """Return a card of this session, or say that there is none."""
    found = session.get(HeardCard, card_id)
    if found is None or found.session_id != listening_session.id:
        raise NotFound(_("There is no such card."))
    return found


def add_card(
    session: Session, listening_session: ListeningSession, text: str, language: str
) -> HeardCard:
    """Add a card after the last."""
    last = select(func.max(HeardCard.position)).where(HeardCard.session_id == listening_session.id)
    newest = session.scalar(last)
    made = HeardCard(
        session_id=listening_session.id,
        position=0 if newest is None else newest + 1,
        text=text,
        language=language,
        said_right=0,
        said_wrong=0,
        correction="",
    )
    session.add(made)
    session.flush()
    record_act(session, "listening.card", subject_of(listening_session), brings_words=True)
    return made


def said_on(card: HeardCard) -> Said:
    """Return what a card says now."""
    return Said(card.text, card.language, card.said_right, card.said_wrong, card.correction)


def change_card(session: Session, card: HeardCard, said: Said, seen: Said) -> bool:
    """Change what the host changed; say False, and change nothing, where somebody else did too.

    Counts that were tapped meanwhile are added to, not written over.
    """
    now = said_on(card)
    for name in ("text", "language", "correction"):
        was, new = getattr(seen, name), getattr(said, name)
        if was != new and getattr(now, name) not in (was, new):
            return False
    for name in ("text", "language", "correction"):
        if getattr(seen, name) != getattr(said, name):
            setattr(card, name, getattr(said, name))
    for name in COUNTS:
        change = getattr(said, name) - getattr(seen, name)
        setattr(card, name, min(max(0, getattr(now, name) + change), MOST_PEOPLE))
    if (said.said_right, said.said_wrong) != (seen.said_right, seen.said_wrong):
        card.read_on = today()
    session.flush()
    return True


def count_one(session: Session, card: HeardCard, is_right: bool) -> None:
    """Count one more person who says that a card is right, or wrong."""
    column = HeardCard.said_right if is_right else HeardCard.said_wrong
    session.execute(
        update(HeardCard)
        .where(HeardCard.id == card.id)
        .values({column: column + 1, HeardCard.read_on: today()})
        .execution_options(synchronize_session=False)
    )
    session.expire(card)


def delete_card(session: Session, listening_session: ListeningSession, card: HeardCard) -> None:
    """Throw a card away."""
    session.delete(card)
    session.flush()
    record_act(session, "listening.card_gone", subject_of(listening_session))
