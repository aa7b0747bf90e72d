"""Partner organizations of an engagement, and who hosts for them."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.staff.service import set_active
from community_voice.store import Account, Engagement, Partner, PartnerHost
from community_voice.store.columns import storable

LONGEST_NAME = 120


def partners_of(session: Session, engagement: Engagement) -> list[Partner]:
    """Return an engagement's partners, those who may enter first."""
    found = select(Partner).where(Partner.engagement_id == engagement.id)
    return list(session.scalars(found.order_by(Partner.active.desc(), Partner.name)))


def partner_of(session: Session, engagement: Engagement, partner_id: int) -> Partner:
    """Return one partner of an engagement."""
    partner = session.get(Partner, partner_id)
    if partner is None or partner.engagement_id != engagement.id:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return partner


def add_partner(session: Session, engagement: Engagement, name: str) -> Partner:
    """Make a partner; nobody hosts for it yet."""
    partner = Partner(engagement_id=engagement.id, name=usable_name(name))
    _refuse_same_name(session, engagement.id, partner.name)
    session.add(partner)
    _flush_named(session)
    record_act(session, "partner.add", engagement.slug, detail=_named(partner))
    return partner


def rename_partner(session: Session, partner: Partner, name: str) -> None:
    """Give a partner another name; what was printed with the old one stays."""
    name = usable_name(name)
    _refuse_same_name(session, partner.engagement_id, name, partner.id)
    partner.name = name
    _flush_named(session)
    record_act(session, "partner.rename", partner.engagement.slug, detail=_named(partner))


def set_partner_active(session: Session, partner: Partner, active: bool) -> None:
    """Let a partner's hosts in, or keep them all out; nothing of theirs is deleted."""
    partner.active = active
    act = "partner.activate" if active else "partner.deactivate"
    record_act(session, act, partner.engagement.slug, detail=_named(partner))


def hosts_of(session: Session, partner: Partner) -> list[Account]:
    """Return the accounts that host for a partner, active ones first."""
    found = (
        select(Account)
        .join(PartnerHost, PartnerHost.account_id == Account.id)
        .where(PartnerHost.partner_id == partner.id)
        .order_by(Account.active.desc(), Account.email)
    )
    return list(session.scalars(found))


def host_of(session: Session, partner: Partner, account_id: int) -> Account:
    """Return one host of a partner."""
    found = session.get(PartnerHost, account_id)
    if found is None or found.partner_id != partner.id:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return found.account


def set_access(session: Session, partner: Partner, account_id: int, active: bool) -> None:
    """End one host's access and sign them out, or let them in again."""
    host = host_of(session, partner, account_id)
    set_active(session, host, active)
    act = "host.let_in" if active else "host.end"
    detail = {**_named(partner), "host": host.email}
    record_act(session, act, partner.engagement.slug, detail=detail)


def usable_name(name: str) -> str:
    """Return a name as it is kept, or say what is wrong with it."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not storable(name):
        raise DomainError(_("Write a name, in up to %(count)s characters.", count=LONGEST_NAME))
    return name


def _refuse_same_name(session: Session, engagement_id: int, name: str, but: int = 0) -> None:
    """Refuse a name that another partner of the engagement has, however it is written."""
    others = select(Partner.name).where(Partner.engagement_id == engagement_id, Partner.id != but)
    if name.casefold() in {other.casefold() for other in session.scalars(others)}:
        raise Conflict(_("There is one with this name already."))


def _flush_named(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError:  # another made the same name in between
        raise Conflict(_("There is one with this name already.")) from None


def _named(partner: Partner) -> dict[str, object]:
    return {"partner": partner.id, "name": partner.name}
