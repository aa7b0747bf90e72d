"""The doors to agreement: start a blind round, see how far it is, close it, read its results."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff.access import signed_in_account, staff_required
from community_voice.store.columns import read_key
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.study.coding import rounds
from community_voice.study.coding.desk import round_of
from community_voice.study.coding.pages import round_page, rounds_page
from community_voice.study.coding.routes import FOLLOW_SECONDS
from community_voice.study.coding.words import (
    MODES,
    TASK_STAGES,
    how_close,
    learning_state,
    measured,
    note_words,
    round_state,
)

blueprint = Blueprint("agreement", __name__, url_prefix="/staff/<slug>/agreement")


@blueprint.app_context_processor
def know_words() -> dict[str, object]:
    """Let the coding templates name stages, states and numbers."""
    return {
        "TASK_STAGES": TASK_STAGES,
        "MODES": MODES,
        "round_state": round_state,
        "how_close": how_close,
        "measured": measured,
        "note_words": note_words,
        "learning_state": learning_state,
    }


@blueprint.app_template_filter("decimal")
def decimal(number: float) -> str:
    """Write a number with two decimals in the reader's language."""
    return str(format_decimal(number, "0.00"))


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """List the rounds, and offer a new one."""
    engagement = engagement_named(db.session(), slug)
    return render_template("study/rounds.html", **rounds_page(db.session(), engagement))


@blueprint.post("")
@staff_required
def start(slug: str) -> Response:
    """Draw a sample for two people."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    try:
        made = rounds.start_round(
            db.session(), engagement, signed_in_account(), read_wanted(), rounds.new_seed()
        )
        round_id = made.id
    except DomainError as problem:
        db.session.rollback()
        flash(str(problem), "error")
        return redirect(url_for(".index", slug=slug))
    db.session.commit()
    return redirect(url_for(".show", slug=slug, round_id=round_id))


@blueprint.get("/<int:round_id>")
@staff_required
def show(slug: str, round_id: int) -> Response:
    """Show how far a round is, or what it found."""
    engagement = engagement_named(db.session(), slug)
    page = round_page(db.session(), engagement, signed_in_account(), round_id)
    following = page["working"] and "follow" in request.args
    answer = make_response(render_template("study/round.html", **page, following=following))
    if following:
        answer.headers["Refresh"] = str(FOLLOW_SECONDS)
    return answer


@blueprint.post("/<int:round_id>/close")
@staff_required
def close(slug: str, round_id: int) -> Response:
    """Close a round: what both coded is compared."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    rounds.close_round(db.session(), engagement, signed_in_account(), round_id)
    db.session.commit()
    flash(_("The round is closed. A worker compares the codings now."))
    return redirect(url_for(".show", slug=slug, round_id=round_id))


@blueprint.post("/<int:round_id>/again")
@staff_required
def again(slug: str, round_id: int) -> Response:
    """Compare a closed round again, where that did not work."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    coding_round = round_of(db.session(), engagement, round_id)
    rounds.compare_again(db.session(), engagement, signed_in_account(), coding_round)
    db.session.commit()
    return redirect(url_for(".show", slug=slug, round_id=round_id))


def read_wanted() -> rounds.Wanted:
    """Return what the form asks for; DomainError says what is wrong."""
    size = request.form.get("size", str(rounds.USUAL), type=str).strip()
    number = int(size) if size.isdecimal() and len(size) < 6 else 0
    if not rounds.SMALLEST <= number <= rounds.LARGEST:
        raise DomainError(
            _(
                "Write a number between %(least)d and %(most)d.",
                least=rounds.SMALLEST,
                most=rounds.LARGEST,
            )
        )
    first, second = (request.form.get(name, 0, type=read_key) for name in ("first", "second"))
    kind = rounds.NAMED if request.form.get("themes") == rounds.NAMED else rounds.CODEBOOK
    return rounds.Wanted(number, (first, second), kind, request.form.get("language", "")[:16])
