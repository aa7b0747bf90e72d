"""Find a brief, and approve it in a person's name."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.release.digest import seal_of
from community_voice.release.logged import APPROVED
from community_voice.staff.audit import record_act
from community_voice.store import Account, Brief, Engagement, Release
from community_voice.store.columns import now, storable

LONGEST_NAME = 120


class NotAName(DomainError):
    """What was sent cannot be printed as the name of who approves."""


def brief_of(session: Session, slug: str, only_approved: bool) -> Brief:
    """Return an engagement's brief; strangers meet it once it is approved."""
    query = (
        select(Brief)
        .join(Release, Release.id == Brief.release_id)
        .join(Engagement, Engagement.id == Release.engagement_id)
        .where(Engagement.slug == slug, Release.state == "done")
    )
    if only_approved:
        query = query.where(Brief.state == "approved")
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("There is no brief here yet."))
    if seal_of(found.release) != found.release.digest:
        raise Conflict(
            _(
                "This brief is not shown: it does not match the seal of its release."
                " Somebody has to find out why."
            )
        )
    return found


def approve(session: Session, slug: str, name: str, approver: Account) -> Brief:
    """Approve a brief in a person's name, which is printed on it."""
    brief = brief_of(session, slug, only_approved=False)
    name = " ".join(name.split())
    if brief.state == "approved":
        raise Conflict(_("This brief is approved already."))
    if not name or len(name) > LONGEST_NAME or not storable(name):
        raise NotAName(_("Write the name of the person who approves, in up to 120 characters."))
    # Reading the account may flush: a brief that is half approved is refused by the database.
    approver_id = approver.id
    brief.state = "approved"
    brief.approver_name = name
    brief.approved_by_id = approver_id
    brief.approved_at = now()
    session.flush()
    detail = {
        "id": brief.id,
        "name": name,
        "seal": brief.release.digest,
        "day": brief.approved_at.date().isoformat(),
    }
    record_act(session, APPROVED, slug, actor=approver, detail=detail)
    return brief
