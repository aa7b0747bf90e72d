"""What can be done to staff accounts; every change is written to the log."""

import secrets

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import gettext as _
from flask_security import hash_password, verify_password
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.staff.roles import ADMINISTRATOR, ROLES
from community_voice.store import Account, Role
from community_voice.store.columns import storable

LONGEST_PASSWORD = 1000


def create_account(
    session: Session, email: str, name: str, role: str, password: str, *, by_itself: bool = False
) -> Account:
    """Make an account with one role; `by_itself` is the act of whoever it belongs to."""
    email = usable_email(email)
    check_password(password, email, name)
    if not storable(name):
        raise DomainError(_("There is a character in the name that we cannot keep."))
    if session.scalar(select(Account.id).where(func.lower(Account.email) == email)):
        raise Conflict(_("There is an account with this e-mail already."))
    account = Account(
        email=email,
        name=name.strip(),
        password=sealed(password),
        active=True,
        language="",  # until it chooses one: what its browser asks for
        fs_uniquifier=secrets.token_hex(32),
        roles=[role_named(session, role)],
    )
    session.add(account)
    session.flush()
    actor = account if by_itself else None
    record_act(session, "account.create", email, actor=actor, detail={"role": role})
    return account


def change_role(session: Session, account: Account, role: str) -> None:
    """Give an account another role; the last administrator stays one."""
    if role != ADMINISTRATOR:
        refuse_last_administrator(session, account)
    account.roles = [role_named(session, role)]
    record_act(session, "account.role", account.email, detail={"role": role})


def set_active(session: Session, account: Account, active: bool) -> None:
    """Deactivate an account and end its sessions, or let it in again."""
    if not active:
        refuse_last_administrator(session, account)
    account.active = active
    end_sessions(account)
    record_act(session, "account.activate" if active else "account.deactivate", account.email)


def set_password(session: Session, account: Account, password: str) -> None:
    """Give an account a password that somebody else chose, and end its sessions."""
    check_password(password, account.email, account.name)
    account.password = sealed(password)
    end_sessions(account)
    record_act(session, "account.reset_password", account.email)


def change_own_password(session: Session, account: Account, current: str, new: str) -> None:
    """Change one's own password, knowing the present one; all sessions end."""
    if not knows_password(account, current):
        raise DomainError(_("This is not your present password."))
    if current == new:
        raise DomainError(_("The new password is the same as the present one."))
    check_password(new, account.email, account.name)
    account.password = sealed(new)
    end_sessions(account)
    record_act(session, "account.change_password", account.email, actor=account)


def sealed(password: str) -> str:
    """Return the hash of a password, normalised as the sign-in page will."""
    security = current_app.extensions["security"]
    return str(hash_password(security.password_util.normalize(password)))


def knows_password(account: Account, password: str) -> bool:
    """Say whether this is the account's password."""
    if not 0 < len(password) <= LONGEST_PASSWORD or not account.password:
        return False
    security = current_app.extensions["security"]
    return bool(verify_password(security.password_util.normalize(password), account.password))


def end_sessions(account: Account) -> None:
    """Make every signed-in browser of an account a stranger."""
    account.fs_uniquifier = secrets.token_hex(32)


def list_accounts(session: Session) -> list[Account]:
    """Return all accounts, active ones first."""
    return list(session.scalars(select(Account).order_by(Account.active.desc(), Account.email)))


def find_account(session: Session, account_id: int) -> Account:
    """Return an account by its key."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound(_("There is no such account."))
    return account


def account_with_email(session: Session, email: str) -> Account:
    """Return the account with this e-mail."""
    account = session.scalar(select(Account).where(func.lower(Account.email) == email.lower()))
    if account is None:
        raise NotFound(_("There is no such account."))
    return account


def role_named(session: Session, name: str) -> Role:
    """Return a role of ROLES, making its row where the database has none yet."""
    if name not in ROLES:
        raise DomainError(_("There is no such role."))
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name, description=ROLES[name])
        session.add(role)
    return role


def refuse_last_administrator(session: Session, account: Account) -> None:
    """Refuse to leave the site without anybody who can manage it."""
    active = select(Account).join(Account.roles).where(Account.active, Role.name == ADMINISTRATOR)
    if list(session.scalars(active)) == [account]:
        raise Conflict(_("This is the last administrator. Make another one first."))


def usable_email(email: str) -> str:
    """Return an e-mail as we keep it, or say that it is none."""
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as problem:
        raise DomainError(_("This does not look like an e-mail address.")) from problem


def check_password(password: str, email: str, name: str) -> None:
    """Refuse a password that is short, endless or made of what everybody knows."""
    shortest = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
    if not shortest <= len(password) <= LONGEST_PASSWORD or not storable(password):
        raise DomainError(
            _("A password needs at least %(count)s characters. A few words do.", count=shortest)
        )
    known = {email, email.split("@")[0], name, "password", "communityvoice", "community voice"}
    rest = password.lower()
    for word in sorted((word.lower() for word in known if len(word) > 2), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(set(rest)) < 4:
        raise DomainError(_("This password is easy to guess. Take a few words nobody expects."))
