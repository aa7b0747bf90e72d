"""Whose paper this request is about: one partner's, or the engagement's own staff's."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from community_voice.errors import NotFound
from community_voice.staff.two_doors import Desk
from community_voice.store import PaperCopy, PaperStack, PrintRun, Survey, Version
from community_voice.store.columns import LARGEST_KEY


class PaperDesk(Desk):
    """An engagement's paper: a partner's own, or (no partner) staff's."""

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


def find_stack(
    session: Session, desk: PaperDesk, stack_id: int, *, to_change: bool = False
) -> PaperStack:
    """Return a stack of this desk, or say that there is none; `to_change` keeps others off it."""
    query = select(PaperStack).where(
        PaperStack.id == min(stack_id, LARGEST_KEY), desk.owns(PaperStack)
    )
    found = session.scalar(query.with_for_update(of=PaperStack) if to_change else query)
    if found is None:
        raise NotFound(_("There is no such stack."))
    return found


def find_copy(session: Session, desk: PaperDesk, number: str) -> PaperCopy | None:
    """Return the printed copy with a number that may be typed here."""
    query = select(PaperCopy).join(PrintRun).where(PaperCopy.number == number, desk.may_type())
    return session.scalars(query).one_or_none()
