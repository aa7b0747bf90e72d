"""The doors of the release room: look, read quotes, ask to freeze, follow it, stop it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community_voice.extensions import db
from community_voice.release import service
from community_voice.release.candidates import candidates
from community_voice.release.forms import read_reviews, read_wanted
from community_voice.staff.access import signed_in_account, staff_required
from community_voice.staff.pages import title_of
from community_voice.store import Engagement
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("release", __name__, url_prefix="/staff/<slug>/release")


@blueprint.get("")
@staff_required
def room(slug: str) -> str:
    """Show what would be frozen and what is missing, or how far the freeze has come."""
    engagement = engagement_named(db.session(), slug)
    readiness = service.look(db.session(), engagement)
    if readiness.release is not None:
        return _follow(engagement, readiness)
    return render_template(
        "release/room.html",
        engagement=engagement,
        title=title_of(engagement),
        readiness=readiness,
        dimensions=service.dimensions_of(db.session(), engagement),
        quotes_sentence=service.read_and_unread(candidates(db.session(), readiness.state)),
        attempt=service.last_attempt(db.session(), engagement.id),
        threshold=service.THRESHOLD,
    )


@blueprint.get("/quotes")
@staff_required
def quotes(slug: str) -> str:
    """Show the quotes that could be printed, for a person to read."""
    engagement = engagement_named(db.session(), slug)
    readiness = service.look(db.session(), engagement)
    return render_template(
        "release/quotes.html",
        engagement=engagement,
        readiness=readiness,
        found=candidates(db.session(), readiness.state),
    )


@blueprint.post("/quotes")
@staff_required
def save_quotes(slug: str) -> Response:
    """Keep what a person said of the quotes they read."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    said = read_reviews(request.form)
    changed = service.save_reviews(db.session(), engagement, signed_in_account(), said)
    db.session.commit()
    flash(ngettext("%(num)d answer is saved.", "%(num)d answers are saved.", changed))
    anchor = request.form.get("theme", "")
    return redirect(url_for(".quotes", slug=slug, _anchor=anchor if anchor.isalnum() else None))


@blueprint.post("/confirm")
@staff_required
def confirm(slug: str) -> str:
    """Ask whether to freeze: it cannot be taken back."""
    engagement = engagement_named(db.session(), slug)
    wanted = read_wanted(request.form)
    service.check_wanted(db.session(), engagement, wanted)
    readiness = service.look(db.session(), engagement)
    found = candidates(db.session(), readiness.state)
    return render_template(
        "release/confirm.html",
        engagement=engagement,
        title=title_of(engagement),
        readiness=readiness,
        wanted=wanted,
        dimensions=service.dimensions_of(db.session(), engagement),
        quotes_sentence=service.read_and_unread(found),
        unread=service.count_unread(found),
    )


@blueprint.post("/freeze")
@staff_required
def freeze(slug: str) -> Response:
    """Queue the freeze."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    wanted = read_wanted(request.form)
    service.ask_to_freeze(db.session(), engagement, wanted, signed_in_account())
    db.session.commit()
    return redirect(url_for(".room", slug=slug))


@blueprint.post("/cancel")
@staff_required
def cancel(slug: str) -> Response:
    """Ask the worker to stop."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    service.ask_to_cancel(db.session(), engagement, signed_in_account())
    db.session.commit()
    flash(_("The release is being stopped. Nothing of it is kept."))
    return redirect(url_for(".room", slug=slug))


def _follow(engagement: Engagement, readiness: service.Readiness) -> str:
    release = readiness.release
    assert release is not None
    return render_template(
        "release/follow.html",
        engagement=engagement,
        title=title_of(engagement),
        release=release,
        brief=service.brief_of(db.session(), release),
        second=service.second_freeze(),
    )
