"""Whose links and codes a page shows: a host's own alone, or an engagement's whole, for staff."""

from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.offered import name_survey, resident_versions
from community_voice.extensions import db
from community_voice.locale import current_language
from community_voice.staff.access import own_partner
from community_voice.staff.two_doors import View, slug_here
from community_voice.store import Engagement, ListeningSession, Partner, Version
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

# The blueprints of the two doors to the same pages.
HOST_ROOM, STAFF_ROOM = "ways", "links_room"
HOST_ASSISTED, STAFF_ASSISTED = "assisted", "assisted_room"


@dataclass(frozen=True)
class Desk:
    """One engagement, as a partner's host or (no partner) as staff see it."""

    session: Session
    engagement: Engagement
    partner: Partner | None = None

    @property
    def partner_id(self) -> int | None:
        """Return whose things these are; None for staff's."""
        return self.partner.id if self.partner else None

    @property
    def is_staff(self) -> bool:
        """Say whether these are staff's pages."""
        return self.partner is None

    @property
    def frame(self) -> str:
        """Return the template around the page."""
        return "staff/base_staff.html" if self.is_staff else "host/base_host.html"

    def url(self, name: str, **more: object) -> str:
        """Return the address of one of the rooms' pages."""
        slug = self.engagement.slug if self.is_staff else None
        room = STAFF_ROOM if self.is_staff else HOST_ROOM
        if name == "links":
            name = "index"
        if name == "assisted":
            room, name = (STAFF_ASSISTED if self.is_staff else HOST_ASSISTED), "index"
        return url_for(f"{room}.{name}", slug=slug, **more)  # type: ignore[arg-type]

    def surveys(self) -> list[tuple[Version, str]]:
        """Return the residents' surveys, each with its name in the reader's language."""
        tag = current_language().tag
        found = []
        for slug, version in resident_versions(self.session, self.engagement.id).items():
            title = name_survey(self.session, version, tag).title
            found.append((version, title.text or slug))
        return found

    def version(self, slug: str) -> Version | None:
        """Return the newest version of a residents' survey."""
        return resident_versions(self.session, self.engagement.id).get(slug)

    def listening_sessions(self) -> list[ListeningSession]:
        """Return the listening sessions for which a link can be made."""
        query = select(ListeningSession).where(ListeningSession.engagement_id == self.engagement.id)
        if self.partner is not None:
            query = query.where(ListeningSession.partner_id == self.partner.id)
        return list(self.session.scalars(query.order_by(ListeningSession.id)))


def desk_here() -> Desk:
    """Return the desk of this request; in a view that writes, after `begin_writing`."""
    slug = slug_here()
    if slug is not None:
        return Desk(db.session(), engagement_named(db.session(), slug))
    partner = own_partner()
    return Desk(db.session(), partner.engagement, partner)


def at_desk(page: View) -> View:
    """Return the view that shows a page at the desk of its request; a form begins as a writer."""

    @wraps(page)
    def shown(**values: Any) -> Any:
        if request.method == "POST":
            begin_writing(db.session())
        return page(desk_here(), **values)

    return shown
