"""A brake on guessing passwords: each failed try makes the next wait longer, never forever.

Tries are counted by e-mail, whether or not there is such an account, so that the brake tells
nobody who has one. Every function takes an e-mail as `known_as` returns it. No network address
is kept, and nothing but a keyed digest of the e-mail.
"""

import datetime as dt
import unicodedata

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.staff.known_browser import browser_mark
from community_voice.store import SignInBrake
from community_voice.store.columns import now
from community_voice.store.database import begin_writing
from community_voice.store.secrets import keyed_digest

FREE_TRIES = 5
FIRST_WAIT = dt.timedelta(seconds=5)
# Twelve tries an hour at most, and whoever mistyped can try again soon.
LONGEST_WAIT = dt.timedelta(minutes=5)
FORGOTTEN_AFTER = dt.timedelta(days=1)


def take_a_try(session: Session, email: str) -> dt.timedelta:
    """Count one try before its password is looked at; return how long to wait, zero to go on.

    Counting first, in a transaction of its own, means that a hundred tries at once are a
    hundred tries, and that no writer waits while a password is hashed.
    """
    session.commit()
    try:
        return _count(session, email)
    except IntegrityError:  # another first try came in between
        session.rollback()
        return _count(session, email)


def _count(session: Session, email: str) -> dt.timedelta:
    begin_writing(session)
    moment = now()
    session.execute(delete(SignInBrake).where(SignInBrake.last_at < moment - FORGOTTEN_AFTER))
    brake = session.get(SignInBrake, brake_key(email), with_for_update=True)
    if brake is None:
        brake = SignInBrake(key=brake_key(email), tries=0, last_at=moment)
        session.add(brake)
    left: dt.timedelta = brake.last_at + wait_after(brake.tries) - moment
    if left <= dt.timedelta(0):
        # A try while waiting counts for nothing: nobody can keep an account waiting that way.
        brake.tries, brake.last_at, left = brake.tries + 1, moment, dt.timedelta(0)
    session.commit()
    return left


def let_go(session: Session, email: str) -> None:
    """Forget the failed tries of somebody who has signed in."""
    session.execute(delete(SignInBrake).where(SignInBrake.key == brake_key(email)))


def wait_after(tries: int) -> dt.timedelta:
    """Return the wait after so many tries: none at first, then doubling up to the longest."""
    if tries < FREE_TRIES:
        return dt.timedelta(0)
    doubled: int = 2 ** min(tries - FREE_TRIES, 16)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def brake_key(email: str) -> str:
    """Return what tries are counted under; a browser that signed in before has its own count.

    Else anybody could keep somebody out by guessing all day long.
    """
    return keyed_digest("sign-in", f"{email}\n{browser_mark(email)}")


def known_as(email: str) -> str:
    """Return what an e-mail is looked up by, however it was written.

    One that were counted by its letters could be written anew for every try: a domain has
    endless spellings that mean the same. What is no e-mail finds no account.
    """
    try:
        normal: str = current_app.extensions["security"].mail_util.normalize(email)
    except ValueError:
        return unicodedata.normalize("NFKC", email).strip().casefold()
    return normal.lower()
