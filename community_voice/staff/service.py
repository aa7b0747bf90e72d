"""What can be done to staff accounts; every change is written to the log."""

import secrets

from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.staff.accounts import ROLES
from community_voice.store import Account, Role


def role_named(session: Session, name: str) -> Role:
    """Return a role of ROLES, making its row where the database has none yet."""
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name, description=ROLES[name])
        session.add(role)
    return role


def create_account(session: Session, email: str, name: str, role: str, password: str) -> Account:
    """Make an account with one role."""
    account = Account(
        email=email,
        name=name,
        password=hash_password(password),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        roles=[role_named(session, role)],
    )
    session.add(account)
    session.flush()
    return account
