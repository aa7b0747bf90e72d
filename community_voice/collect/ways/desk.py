"""Whose links and codes a page shows: a host's own alone, or an engagement's whole, for staff."""

from functools import wraps
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from community_voice.answering.offered import name_survey, resident_versions
from community_voice.answering.tally import ENOUGH
from community_voice.extensions import db
from community_voice.locale import current_language
from community_voice.staff.two_doors import Desk, View
from community_voice.store import ListeningSession, Version
from community_voice.store.database import begin_writing
from community_voice.store.listening import SENT
from community_voice.store.secrets import keyed_digest

# The blueprints of the two doors to the same pages.
HOST_ROOM, STAFF_ROOM = "ways", "links_room"
HOST_ASSISTED, STAFF_ASSISTED = "assisted", "assisted_room"


class LinksDesk(Desk):
    """One engagement, as a partner's host or as staff see it."""

    def url(self, name: str, **more: object) -> str:
        """Return the address of one of the rooms' pages."""
        slug = self.engagement.slug if self.is_staff else None
        room = STAFF_ROOM if self.is_staff else HOST_ROOM
        if name == "links":
            name = "index"
        if name == "assisted":
            room, name = (STAFF_ASSISTED if self.is_staff else HOST_ASSISTED), "index"
        return url_for(f"{room}.{name}", slug=slug, **more)  # type: ignore[arg-type]

    def told(self, what: str, number: int, *, is_closed: bool) -> str:
        """Return how many came by one link or sheet (`what`) as this desk may read it.

        Eleven more at a time, each time as many later as a lot says that nobody knows: who sends
        ten and waits for one person does not learn that they came. Staff read the whole number
        where no more can come.
        """
        told = number if self.is_staff and is_closed else _rounded(what, number)
        if told < ENOUGH:
            return str(_("too few to show without pointing at someone"))
        return str(told)

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
        """Return the listening sessions for which a link can be made: those not sent yet."""
        query = select(ListeningSession).where(
            ListeningSession.engagement_id == self.engagement.id, ListeningSession.state != SENT
        )
        if self.partner is not None:
            query = query.where(ListeningSession.partner_id == self.partner.id)
        return list(self.session.scalars(query.order_by(ListeningSession.id)))


def _rounded(what: str, number: int) -> int:
    """Return the last step of ENOUGH that a number has passed by as many as the step's lot says."""
    steps = number // ENOUGH
    lot = int(keyed_digest("count", f"{what}:{steps}"), 16) % ENOUGH
    return ENOUGH * (steps if number - ENOUGH * steps >= lot else steps - 1)


def at_desk(page: View) -> View:
    """Return the view that shows a page at the desk of its request; a form begins as a writer."""

    @wraps(page)
    def shown(**values: Any) -> Any:
        if request.method == "POST":
            begin_writing(db.session())
        return page(LinksDesk.here(), **values)

    return shown
