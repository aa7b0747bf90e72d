"""What is agreed with a partner: staff write it, a host says yes, and every change is a number."""

import datetime as dt
from collections.abc import Mapping

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import Account, Partner, PartnerAgreement
from community_voice.store.columns import is_over, storable, today
from community_voice.store.partner import newest_agreement

# The parts of the terms, in reading order; `answer_by` is a day.
TERMS = ("words_belong_to", "may_be_used_for", "paid", "answer_by", "other")
LONGEST = 4000


def agreements_of(session: Session, partner_id: int) -> list[PartnerAgreement]:
    """Return every number of the terms with a partner, newest first."""
    found = select(PartnerAgreement).where(PartnerAgreement.partner_id == partner_id)
    return list(session.scalars(found.order_by(PartnerAgreement.number.desc())))


def agreement_of(session: Session, partner_id: int, agreement_id: int) -> PartnerAgreement:
    """Return one number of the terms with a partner."""
    found = session.get(PartnerAgreement, agreement_id)
    if found is None or found.partner_id != partner_id:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return found


def read_terms(form: Mapping[str, str]) -> dict[str, str]:
    """Return the terms of a form, or say what is wrong with them."""
    terms = {name: form.get(name, "").strip() for name in TERMS}
    if any(len(words) > LONGEST or not storable(words) for words in terms.values()):
        raise DomainError(_("This is too long, or holds a mark that we cannot keep."))
    if not any(terms.values()):
        raise DomainError(_("Nothing is written here yet."))
    try:
        if terms["answer_by"]:
            terms["answer_by"] = dt.date.fromisoformat(terms["answer_by"]).isoformat()
    except ValueError:
        raise DomainError(_("There is no such day. Please check the date.")) from None
    return terms


def write_terms(
    session: Session, partner: Partner, terms: dict[str, str], by: Account
) -> PartnerAgreement:
    """Keep changed terms under a new number, which nobody has agreed to yet."""
    before = newest_agreement(session, partner.id)
    if before is not None and before.terms == terms:
        return before
    is_new = terms["answer_by"] != (before.terms.get("answer_by", "") if before else "")
    if terms["answer_by"] and is_new and is_over(dt.date.fromisoformat(terms["answer_by"])):
        raise DomainError(_("The date must be %(date)s or later.", date=format_date(today())))
    made = PartnerAgreement(
        partner_id=partner.id,
        number=before.number + 1 if before else 1,
        terms=terms,
        written_by_id=by.id,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError:  # somebody else wrote the same number in between
        raise Conflict(_("Somebody changed this in the meantime. Please read it again.")) from None
    _record(session, "agreement.write", partner, made)
    return made


def say_yes(session: Session, partner: Partner, number: int, by: Account) -> PartnerAgreement:
    """Agree to the terms that stand, in one's own name; to no others than those that were read."""
    standing = newest_agreement(session, partner.id)
    if standing is None or standing.number != number:
        raise Conflict(_("Somebody changed this in the meantime. Please read it again."))
    if standing.agreed_on is None:
        standing.agreed_by_id = by.id
        standing.agreed_on = today()
        session.flush()
        _record(session, "agreement.agree", partner, standing)
    return standing


def day_of(terms: Mapping[str, str]) -> dt.date | None:
    """Return the day by which an answer comes back."""
    return dt.date.fromisoformat(terms["answer_by"]) if terms.get("answer_by") else None


def name_of(session: Session, account_id: int | None) -> str:
    """Return the name of whoever wrote or agreed."""
    account = session.get(Account, account_id) if account_id is not None else None
    return (account.name or account.email) if account else ""


def _record(session: Session, act: str, partner: Partner, agreement: PartnerAgreement) -> None:
    detail = {"partner": partner.name, "number": agreement.number}
    record_act(session, act, partner.engagement.slug, detail=detail)
