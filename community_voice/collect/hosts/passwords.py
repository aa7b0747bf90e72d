"""Passwords of hosts: what is wrong with one is said in every language of their pages."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.errors import DomainError
from community_voice.staff.service import change_own_password, check_password, knows_password
from community_voice.store import Account


def change_password(session: Session, account: Account, current: str, new: str, again: str) -> None:
    """Change a host's own password; all sessions end."""
    if not knows_password(account, current):
        raise DomainError(_("This is not your password now."))
    if current == new:
        raise DomainError(_("The new password is the same as the present one."))
    refuse_weak_password(new, again, account.email, account.name)
    change_own_password(session, account, current, new)


def refuse_weak_password(password: str, again: str, email: str, name: str) -> None:
    """Refuse a password that the house's rules refuse, in words that every host can read."""
    if password != again:
        raise DomainError(_("The two passwords are not the same."))
    try:
        check_password(password, email, name)
    except DomainError:
        shortest = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
        raise DomainError(
            _(
                "This password is too short or easy to guess. Use at least %(count)s characters."
                " A few words that nobody expects are good.",
                count=shortest,
            )
        ) from None
