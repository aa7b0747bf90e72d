"""The doors of the release room: look, read quotes, ask to freeze, follow it, stop it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community_voice.extensions import db
from community_voice.release import rewording, service
from community_voice.release.candidates import candidates
from community_voice.release.forms import read_reviews, read_wanted, read_written
from community_voice.release.serious import FEW
from community_voice.release.serious_page import serious_page, words_sentence
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
        words_sentence=words_sentence(db.session(), engagement.id),
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
        words_sentence=words_sentence(db.session(), engagement.id),
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


@blueprint.get("/serious")
@staff_required
def serious(slug: str) -> str:
    """Show what few people said that is serious, covered until somebody opens it."""
    return _serious(slug)


@blueprint.post("/serious")
@staff_required
def write_words(slug: str) -> Response | tuple[str, int]:
    """Keep a reviewer's words for one passage."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    written = read_written(request.form)
    try:
        rewording.write(db.session(), engagement, written, signed_in_account())
    except rewording.BadWords as problem:
        # What was typed stays on the page.
        return _serious(slug, written, str(problem)), problem.status
    db.session.commit()
    flash(_("Your words are saved. Another person has to read and approve them."))
    return redirect(url_for(".serious", slug=slug))


@blueprint.post("/serious/<int:paraphrase_id>/approve")
@staff_required
def approve_words(slug: str, paraphrase_id: int) -> Response:
    """Let a second person approve."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    rewording.approve(db.session(), engagement, paraphrase_id, signed_in_account())
    db.session.commit()
    flash(_("These words can be printed."))
    return redirect(url_for(".serious", slug=slug))


@blueprint.post("/serious/<int:paraphrase_id>/remove")
@staff_required
def remove_words(slug: str, paraphrase_id: int) -> Response:
    """Take words away, so that others can be written."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    rewording.remove(db.session(), engagement, paraphrase_id, signed_in_account())
    db.session.commit()
    flash(_("These words are removed."))
    return redirect(url_for(".serious", slug=slug))


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


def _serious(slug: str, typed: rewording.Written | None = None, problem: str = "") -> str:
    engagement = engagement_named(db.session(), slug)
    readiness = service.look(db.session(), engagement)
    reader = signed_in_account()
    return render_template(
        "release/serious.html",
        engagement=engagement,
        readiness=readiness,
        page=serious_page(db.session(), readiness.state, reader),
        name=typed.author_name if typed else reader.name,
        typed=typed,
        problem=problem,
        few=FEW,
        longest=rewording.LONGEST,
    )
