"""Staff hide a partner's words beside a brief, or show them again."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from community_voice.deliver.hosting.dissents import hide_or_show
from community_voice.extensions import db
from community_voice.staff.access import role_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("dissents", __name__, url_prefix="/staff/<slug>/brief/dissents")


@blueprint.post("")
@role_required(ADMINISTRATOR)
def act(slug: str) -> Response:
    """Hide one partner's words, or show them again; the log says who did."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    key = request.form.get("dissent", 0, type=int)
    hide_or_show(db.session(), engagement, key, is_hidden=request.form.get("go") == "hide")
    db.session.commit()
    return redirect(url_for("brief.staff_page", slug=slug, _anchor=f"dissent-{key}"))
