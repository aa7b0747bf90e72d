"""A host's pages that a device may keep, and what waits there to be sent."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.offline.routes import blueprint
from community_voice.collect.offline.words import host_words
from community_voice.extensions import db
from community_voice.headers import INSTALLS, allow
from community_voice.staff.access import host_required, own_partner_id
from community_voice.store import ListeningSession, PaperStack
from community_voice.store.listening import SENT


@dataclass(frozen=True)
class HostPage:
    """A page that a device may keep."""

    address: str
    kind: str
    title: str


@blueprint.app_context_processor
def know_words() -> dict[str, object]:
    """Let the pages of other rooms say what waits, by including offline/outbox.html."""
    return {"outbox_words": host_words}


@blueprint.get("/host/offline/")
@host_required
def host_shell() -> str:
    """List what a host may keep on this device, and what waits to be sent."""
    allow(INSTALLS)
    pages = pages_of(db.session(), own_partner_id())
    return render_template("offline/host.html", pages=pages)


def pages_of(session: Session, partner_id: int) -> list[HostPage]:
    """Return the pages on which a partner's hosts type, of what is not finished."""
    sessions = session.scalars(
        select(ListeningSession)
        .where(ListeningSession.partner_id == partner_id, ListeningSession.state != SENT)
        .order_by(ListeningSession.id.desc())
    )
    stacks = session.scalars(
        select(PaperStack)
        .where(PaperStack.partner_id == partner_id, PaperStack.state == "open")
        .order_by(PaperStack.id.desc())
    )
    found = []
    for each in sessions:
        address = url_for("listening.notes", session_id=each.id)
        found.append(HostPage(address, _("Notes"), each.title or f"{each.id}"))
    for stack in stacks:
        address = url_for("paper.enter", stack_id=stack.id)
        found.append(HostPage(address, _("Paper"), stack.name))
    return found
