"""Entries kept aside, for staff: a list, one with its words, and what to do with it."""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from community_voice.collect.offline import aside_acts
from community_voice.collect.offline.aside_desk import (
    ENTRIES_A_PAGE,
    FILTERS,
    count_aside,
    list_entries,
    open_aside,
    read_asked,
)
from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.staff.access import staff_required
from community_voice.store import AsideEntry, Engagement
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("aside", __name__, url_prefix="/staff/<slug>/aside")
ACTS: dict[str, Callable[[Session, Engagement, AsideEntry], object]] = {
    "store": aside_acts.store_aside,
    "set_aside": aside_acts.set_aside,
    "take_back": aside_acts.take_back,
}


@blueprint.app_context_processor
def know_aside() -> dict[str, object]:
    """Let the engagement's page tell how many wait."""
    # Several parts of a page tell it: it is counted once for each engagement.
    return {"aside_of": cache(lambda engagement: count_aside(db.session(), engagement.id))}


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """List what was kept aside, by why, by way and by what was decided."""
    engagement = engagement_named(db.session(), slug)
    asked = read_asked(request.args)
    number = request.args.get("page", 1, type=int)
    listed = list_entries(db.session(), engagement, asked, number)
    return render_template(
        "staff/aside.html", engagement=engagement, asked=asked, listed=listed, filters=FILTERS
    )


@blueprint.post("")
@staff_required
def set_many_aside(slug: str) -> Response:
    """Set those aside that were shown and still wait."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    shown = list(filter(storable, request.form.getlist("id")))[:ENTRIES_A_PAGE]
    for entry in aside_acts.waiting_of(db.session(), engagement, shown):
        aside_acts.set_aside(db.session(), engagement, entry)
    db.session.commit()
    asked = asdict(replace(read_asked(request.args), state=aside_acts.WAITING))
    kept = {name: said for name, said in asked.items() if said}
    return redirect(url_for(".index", slug=slug, **kept))


@blueprint.get("/<aside_id>")
@staff_required
def show(slug: str, aside_id: str) -> str:
    """Show one entry, beside what is stored; with `ask` in the address, ask before storing it."""
    session = db.session()
    engagement, entry = _find(session, slug, aside_id)
    return render_template(
        "staff/aside_entry.html",
        engagement=engagement,
        entry=entry,
        opened=open_aside(session, entry),
        is_counted=aside_acts.is_counted(session, entry),
        is_asking="ask" in request.args and entry.state == aside_acts.WAITING,
    )


@blueprint.post("/<aside_id>")
@staff_required
def decide(slug: str, aside_id: str) -> Response:
    """Store it, set it aside, or take that back."""
    begin_writing(db.session())
    engagement, entry = _find(db.session(), slug, aside_id, to_change=True)
    act = ACTS.get(request.form.get("act", ""))
    if act is not None:
        act(db.session(), engagement, entry)
        db.session.commit()
    return redirect(url_for(".show", slug=slug, aside_id=aside_id))


def _find(
    session: Session, slug: str, aside_id: str, *, to_change: bool = False
) -> tuple[Engagement, AsideEntry]:
    """Return one entry of this engagement; `to_change` keeps others off it until then."""
    engagement = engagement_named(session, slug)
    lock = to_change or None
    entry = session.get(AsideEntry, aside_id, with_for_update=lock) if storable(aside_id) else None
    if entry is None or entry.engagement_id != engagement.id:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return engagement, entry
