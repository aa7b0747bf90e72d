"""The doors to runs: ask for one, follow it, stop it, look at earlier ones."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_percent
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.extensions import db
from community_voice.staff.access import signed_in_account, staff_required
from community_voice.store import AnalysisRun
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.review_state import read_codebook
from community_voice.study.runs import service

blueprint = Blueprint("runs", __name__, url_prefix="/staff/<slug>/themes/runs")

FOLLOW_SECONDS = 5


@blueprint.app_template_filter("share")
def share(part: float) -> str:
    """Write a share of one as a percentage in the reader's language."""
    return str(format_percent(part, "#,##0%"))


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """List the runs, newest first."""
    engagement = engagement_named(db.session(), slug)
    return render_template(
        "study/runs.html",
        engagement=engagement,
        runs=service.runs_of(db.session(), engagement.id),
        unfinished=service.unfinished_run(db.session(), engagement.id),
        words=service.waiting_words(db.session(), engagement.id),
    )


@blueprint.post("")
@staff_required
def ask(slug: str) -> Response:
    """Queue a run."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    settings = service.read_settings(request.form)
    run = service.ask_for_run(db.session(), engagement, signed_in_account(), settings)
    db.session.commit()
    return redirect(url_for(".show", slug=slug, run_id=run.id))


@blueprint.get("/<int:run_id>")
@staff_required
def show(slug: str, run_id: int) -> Response:
    """Show how far a run has come, and what it says of itself when it is done.

    The page reloads by itself only for those who ask for it: what moves by itself is hard to
    read, and a screen reader starts over.
    """
    engagement = engagement_named(db.session(), slug)
    run = service.run_of(db.session(), engagement, run_id)
    unfinished = run.state in service.UNFINISHED
    following = unfinished and "follow" in request.args
    page = make_response(
        render_template(
            "study/run.html",
            engagement=engagement,
            run=run,
            following=following,
            names=_names(engagement.id, run),
        )
    )
    if following:
        page.headers["Refresh"] = str(FOLLOW_SECONDS)
    return page


def _names(engagement_id: int, run: AnalysisRun) -> dict[int, str]:
    """Return what the themes are called that a run's report speaks of."""
    parity = run.results.get("parity", {})
    if not (parity.get("warnings") or parity.get("themes")):
        return {}
    state = read_codebook(db.session(), engagement_id, run.id)
    return {theme.id: theme.title for theme in state.themes.values()}


@blueprint.post("/<int:run_id>/again")
@staff_required
def again(slug: str, run_id: int) -> Response:
    """Queue a run with the settings of an earlier one."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    earlier = service.run_of(db.session(), engagement, run_id)
    run = service.ask_for_run(db.session(), engagement, signed_in_account(), earlier.settings)
    db.session.commit()
    return redirect(url_for(".show", slug=slug, run_id=run.id))


@blueprint.post("/<int:run_id>/cancel")
@staff_required
def cancel(slug: str, run_id: int) -> Response:
    """Ask the worker to stop."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    service.cancel_run(db.session(), engagement, signed_in_account(), run_id)
    db.session.commit()
    flash(_("The run is being stopped. Themes that were there before stay as they are."))
    return redirect(url_for(".show", slug=slug, run_id=run_id))
