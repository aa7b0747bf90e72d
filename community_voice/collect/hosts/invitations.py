"""One-time links that make a host's account; only a keyed digest of each is kept."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.hosts.partners import LONGEST_NAME, usable_name
from community_voice.collect.hosts.passwords import refuse_weak_password
from community_voice.errors import DomainError, NotFound
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.staff.audit import record_act
from community_voice.staff.roles import HOST
from community_voice.staff.service import create_account
from community_voice.store import Account, Invitation, Partner, PartnerHost
from community_voice.store.columns import now, storable
from community_voice.store.secrets import keyed_digest

LASTS = dt.timedelta(days=14)
OPEN, USED, EXPIRED, WITHDRAWN, UNKNOWN = "open", "used", "expired", "withdrawn", "unknown"


class NotOpen(DomainError):
    """An invitation that makes no account (any more), and why."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Newcomer:
    """What somebody who was invited says of themselves."""

    name: str = ""
    email: str = ""
    password: str = ""
    again: str = ""
    language: str = "en"

    def __repr__(self) -> str:
        return "<Newcomer>"


def invite(session: Session, partner: Partner, for_whom: str) -> str:
    """Make an invitation, and return its secret, which nobody can look up afterwards."""
    for_whom = " ".join(for_whom.split())
    if len(for_whom) > LONGEST_NAME or not storable(for_whom):
        raise DomainError(_("Write a name, in up to %(count)s characters.", count=LONGEST_NAME))
    secret = secrets.token_urlsafe(32)
    made = Invitation(
        partner_id=partner.id,
        token_digest=digest_of(secret),
        for_whom=for_whom,
        expires_at=now() + LASTS,
    )
    session.add(made)
    session.flush()
    _record(session, "invitation.make", made)
    return secret


def invitations_of(session: Session, partner: Partner) -> list[tuple[Invitation, str]]:
    """Return a partner's invitations and the state of each, newest first."""
    found = select(Invitation).where(Invitation.partner_id == partner.id)
    rows = session.scalars(found.order_by(Invitation.id.desc()))
    return [(each, state_of(each)) for each in rows]


def invitation_of(session: Session, partner: Partner, invitation_id: int) -> Invitation:
    """Return one invitation of a partner."""
    found = session.get(Invitation, invitation_id)
    if found is None or found.partner_id != partner.id:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return found


def withdraw(session: Session, invitation: Invitation) -> None:
    """Take an open invitation back; one that was used or withdrawn stays what it is."""
    if state_of(invitation) in (OPEN, EXPIRED):
        invitation.withdrawn_at = now()
        session.flush()
        _record(session, "invitation.withdraw", invitation)


def invitation_at(session: Session, secret: str) -> Invitation:
    """Return the invitation that a link opens; NotOpen says why it opens none. Uses nothing up."""
    found = session.scalar(select(Invitation).where(Invitation.token_digest == digest_of(secret)))
    if found is None:
        raise NotOpen(UNKNOWN)
    state = state_of(found)
    if state != OPEN:
        raise NotOpen(state)
    return found


def state_of(invitation: Invitation) -> str:
    """Return what has become of an invitation."""
    if invitation.used_at is not None:
        return USED
    if invitation.withdrawn_at is not None or not invitation.partner.active:
        return WITHDRAWN
    return EXPIRED if invitation.expires_at <= now() else OPEN


def accept(session: Session, secret: str, newcomer: Newcomer) -> Account:
    """Make the account that an invitation is for, once however often it is asked."""
    invitation = invitation_at(session, secret)
    claimed = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(used_at=now())
        # The row in hand is read anew below.
        .execution_options(synchronize_session=False)
        .returning(Invitation.id)
    )
    if claimed.one_or_none() is None:
        raise NotOpen(USED)
    session.refresh(invitation)
    account = make_account(session, newcomer)
    session.add(PartnerHost(account_id=account.id, partner_id=invitation.partner_id))
    session.flush()
    _record(session, "invitation.accept", invitation, account)
    return account


def find_problems(newcomer: Newcomer) -> dict[str, str]:
    """Return all that is wrong with a form by its field; who has an account is not asked here."""
    checks: dict[str, Callable[[], object]] = {
        "name": lambda: usable_name(newcomer.name),
        "email": lambda: usable_email(newcomer.email),
        "password": lambda: refuse_weak_password(
            newcomer.password, newcomer.again, newcomer.email, newcomer.name
        ),
    }
    found = {}
    for name, check in checks.items():
        try:
            check()
        except DomainError as problem:
            found[name] = str(problem)
    return found


def usable_email(text: str) -> str:
    """Return an e-mail as it is kept, or say how one looks."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise DomainError(_("An e-mail looks like name@example.org. Please look again.")) from None


def make_account(session: Session, newcomer: Newcomer) -> Account:
    """Make a host's account, or say in the newcomer's language what is wrong.

    Whether somebody has the e-mail is said last: asking costs a form that is right but for it.
    """
    name, email = usable_name(newcomer.name), usable_email(newcomer.email)
    refuse_weak_password(newcomer.password, newcomer.again, email, name)
    taken = _("Somebody signs in with this e-mail already. Take another one.")
    if session.scalar(select(Account.id).where(func.lower(Account.email) == email)):
        raise DomainError(taken)
    try:
        account = create_account(session, email, name, HOST, newcomer.password, by_itself=True)
    except IntegrityError:  # somebody else took the same e-mail in between
        raise DomainError(taken) from None
    if newcomer.language in INTERFACE_LANGUAGES:
        account.language = newcomer.language
    return account


def digest_of(secret: str) -> str:
    """Return what an invitation is found by."""
    return keyed_digest("invitation", secret)


def _record(
    session: Session, act: str, invitation: Invitation, actor: Account | None = None
) -> None:
    partner = invitation.partner
    detail = {"id": invitation.id, "partner": partner.name, "for": invitation.for_whom}
    record_act(session, act, partner.engagement.slug, actor=actor, detail=detail)
