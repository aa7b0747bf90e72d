"""Find a response by its receipt, and guard its words with a PIN."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community_voice.store import PaperCopy, Response, Speaker
from community_voice.store.secrets import keyed_digest

MOST_PIN_TRIES = 10


def find_by_receipt(session: Session, receipt: str) -> Response | None:
    """Return the response that a receipt belongs to."""
    digest = keyed_digest("receipt", receipt)
    return session.scalars(select(Response).where(Response.receipt_hash == digest)).one_or_none()


def is_given_out(session: Session, receipt: str) -> bool:
    """Say whether a receipt stands on a slip or a form on paper that was given out."""
    return is_promised(session, keyed_digest("receipt", receipt))


def is_promised(session: Session, receipt_hash: str) -> bool:
    """Say whether this is the digest of a receipt that was given out before anything is stored."""
    return any(
        session.scalar(select(given.id).where(given.receipt_hash == receipt_hash)) is not None
        for given in (Speaker, PaperCopy)
    )


def is_free(session: Session, receipt_hash: str) -> bool:
    """Say whether no response has the receipt of this digest."""
    query = select(Response.id).where(Response.receipt_hash == receipt_hash)
    return session.scalar(query) is None


def hash_pin(pin: str) -> str:
    """Return an Argon2 hash; slow on purpose, so it is made before any transaction."""
    return PasswordHasher().hash(pin)


def pin_matches(pin_hash: str, pin: str) -> bool:
    """Say whether a PIN is the one that was hashed."""
    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def set_pin(session: Session, submission_id: str, pin_hash: str) -> bool:
    """Set the PIN where none is set; say whether it was set."""
    changed = session.execute(
        update(Response)
        .where(
            Response.submission_id == submission_id,
            Response.receipt_hash.is_not(None),
            Response.pin_hash.is_(None),
        )
        .values(pin_hash=pin_hash)
        .returning(Response.id)
    )
    return changed.one_or_none() is not None


def spend_pin_try(session: Session, response_id: str) -> bool:
    """Count a try before the PIN is looked at, so that tries at once all count."""
    spent = session.execute(
        update(Response)
        .where(Response.id == response_id, Response.pin_tries < MOST_PIN_TRIES)
        .values(pin_tries=Response.pin_tries + 1)
        .returning(Response.id)
    )
    return spent.one_or_none() is not None


def forgive_pin_tries(session: Session, response_id: str) -> None:
    """Forget the wrong tries after a right one."""
    session.execute(update(Response).where(Response.id == response_id).values(pin_tries=0))
