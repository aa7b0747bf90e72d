"""Whose paper this request is about: one partner's, or the engagement's own staff's."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.staff.access import own_partner
from community_voice.staff.two_doors import slug_here
from community_voice.store import Engagement, PaperCopy, PaperStack, PrintRun, Survey, Version
from community_voice.store.columns import LARGEST_KEY
from community_voice.store.engagement import engagement_named


@dataclass(frozen=True)
class Desk:
    """An engagement, and the partner within it; no partner where staff work."""

    engagement: Engagement
    partner_id: int | None

    def owns(self, noun: type[PaperStack] | type[PrintRun]) -> ColumnElement[bool]:
        """Return the condition that keeps what is this desk's own."""
        here = select(Version.id).join(Survey).where(Survey.engagement_id == self.engagement.id)
        return and_(noun.partner_id == self.partner_id, noun.version_id.in_(here))

    def may_type(self) -> ColumnElement[bool]:
        """Return the condition that keeps the copies that may be typed here.

        A partner types its own; staff type any of the engagement, since partners hand theirs in.
        """
        here = select(Version.id).join(Survey).where(Survey.engagement_id == self.engagement.id)
        of_engagement = PrintRun.version_id.in_(here)
        if self.partner_id is None:
            return of_engagement
        return and_(of_engagement, PrintRun.partner_id == self.partner_id)


def desk_here() -> Desk:
    """Return the desk of this request; in a view that writes, after `begin_writing`."""
    slug = slug_here()
    if slug is not None:
        return Desk(engagement_named(db.session(), slug), None)
    partner = own_partner()
    return Desk(partner.engagement, partner.id)


def find_stack(
    session: Session, desk: Desk, stack_id: int, *, to_change: bool = False
) -> PaperStack:
    """Return a stack of this desk, or say that there is none; `to_change` keeps others off it."""
    query = select(PaperStack).where(
        PaperStack.id == min(stack_id, LARGEST_KEY), desk.owns(PaperStack)
    )
    found = session.scalar(query.with_for_update(of=PaperStack) if to_change else query)
    if found is None:
        raise NotFound(_("There is no such stack."))
    return found


def find_copy(session: Session, desk: Desk, number: str) -> PaperCopy | None:
    """Return the printed copy with a number that may be typed here."""
    query = select(PaperCopy).join(PrintRun).where(PaperCopy.number == number, desk.may_type())
    return session.scalars(query).one_or_none()
