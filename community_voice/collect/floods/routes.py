"""The page of what a flood brought: look at it, let it in, set it aside, take that back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as WebResponse

from community_voice.answering.instrument import load_instrument
from community_voice.answering.read_back import ReadBack, lines_stored
from community_voice.collect.floods import service
from community_voice.collect.floods.groups import MOST, Group, groups_of
from community_voice.collect.floods.looks import (
    HELD,
    LET_IN,
    LOOKED_AT,
    SET_ASIDE,
    Standings,
    read_look,
    standings_of,
)
from community_voice.errors import Conflict
from community_voice.extensions import db
from community_voice.locale import current_language
from community_voice.staff.access import staff_required
from community_voice.staff.paging import paging_of
from community_voice.store import Engagement, Response
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("floods", __name__, url_prefix="/staff/<slug>/held")

GROUPS_A_PAGE = 20
NAMES = {HELD: _l("Held"), LET_IN: _l("Let in"), SET_ASIDE: _l("Set aside")}


@blueprint.app_context_processor
def know_standings() -> dict[str, object]:
    """Let the engagement's page tell both counts."""
    return {"standings_here": standings_here}


def standings_here(engagement: Engagement) -> Standings:
    """Count an engagement's answers by how they stand."""
    return standings_of(db.session(), engagement)


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """Show what is held, let in or set aside, in groups of those that are alike."""
    session = db.session()
    engagement = engagement_named(session, slug)
    look = read_look(request.args.to_dict())
    standings = standings_of(session, engagement)
    groups = groups_of(session, engagement.id, look)
    paging = paging_of(len(groups), GROUPS_A_PAGE, request.args.get("page", 1, type=int))
    found = sum(len(group.members) for group in groups)
    return render_template(
        "floods/held.html",
        engagement=engagement,
        look=look,
        names=NAMES,
        tabs=LOOKED_AT,
        standings=standings,
        groups=[(group, _wordless(session, engagement, group)) for group in paging.rows_of(groups)],
        found=found,
        in_all=service.count_of(session, engagement, look),
        is_cut=found == MOST,
        paging=paging,
    )


@blueprint.post("")
@staff_required
def act(slug: str) -> WebResponse:
    """Give one answer, a group or all of a filter another standing."""
    form = request.form
    look, which, to = read_look(form.to_dict()), form.get("which", ""), form.get("to", "")
    service.refuse_unknown(look, which, to)
    shown = form.get("answer", "")
    ids = service.chosen(which, shown if storable(shown) else "")
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    try:
        moved = service.move(db.session(), engagement, look, ids, to, form.get("seen"))
    except Conflict as problem:
        db.session.rollback()
        flash(str(problem), "error")
    else:
        db.session.commit()
        flash(_told(to, moved))
    return redirect(
        url_for(".index", slug=slug, show=look.standing, because=look.because, q=look.words)
    )


def _told(to: str, moved: int) -> str:
    if not moved:
        return str(_("These answers were moved already. Nothing changed."))
    told = {
        LET_IN: ngettext("%(num)s answer is let in.", "%(num)s answers are let in.", moved),
        SET_ASIDE: ngettext(
            "%(num)s answer is set aside.", "%(num)s answers are set aside.", moved
        ),
        HELD: ngettext("%(num)s answer is held again.", "%(num)s answers are held again.", moved),
    }
    way = _("You can take that back in the list “%(name)s”.", name=NAMES[to])
    return f"{told[to]} {way}"


def _wordless(session: Session, engagement: Engagement, group: Group) -> ReadBack:
    """Return the choices of the answer that stands for a group without words."""
    if group.sample.texts:
        return []
    stored = session.get(Response, group.sample.id)
    tag = current_language().tag
    instrument = stored and load_instrument(session, engagement.id, stored.version_id, tag)
    return lines_stored(session, instrument, stored) if stored and instrument else []
