"""Look at a session as a whole, and send it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from community_voice.collect.listening.finding import find_session
from community_voice.collect.listening.routes import Page, blueprint
from community_voice.collect.listening.sending import review_session, send_session
from community_voice.errors import Conflict
from community_voice.extensions import db
from community_voice.staff.access import host_required, own_partner_id
from community_voice.store.database import begin_writing
from community_voice.store.listening import CLOSED, SENT


@blueprint.route("/<int:session_id>/send", methods=["GET", "POST"])
@host_required
def send(session_id: int) -> Page:
    """Show what would be sent, and send it once it is confirmed."""
    here = url_for("listening.show", session_id=session_id)
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id)
    if found.state == SENT:
        return redirect(here)
    if is_post:
        found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    if found.state != CLOSED:
        raise Conflict(_("Close the session first."))
    review = review_session(db.session(), found)
    if not is_post:
        return render_template("listening/send.html", listening=found, review=review)
    if request.form.get("seen") != review.seen:
        db.session.rollback()
        found = find_session(db.session(), own_partner_id(), session_id)
        page = render_template("listening/send.html", listening=found, review=review, is_stale=True)
        return page, 409
    send_session(db.session(), found)
    db.session.commit()
    flash(_("The session was sent."))
    return redirect(here)
