"""The doors to themes: the list, one theme, what reviewers do to them, and the history."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.extensions import db
from community_voice.locale import language
from community_voice.staff.access import signed_in_account, staff_required
from community_voice.store import ReviewAct
from community_voice.store.columns import read_key, storable
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.review_state import CodebookState, ThemeState, read_codebook
from community_voice.study.pages import history_page, list_page, theme_page
from community_voice.study.review.reading import Reading, Sizes
from community_voice.study.review.service import Reviewer
from community_voice.study.runs.service import codebook_size
from community_voice.study.words import (
    CONSENT_TAGS,
    METHODS,
    STAGES,
    STATES,
    UNDETERMINED_NAME,
    act_words,
    problem_words,
    served_words,
)

blueprint = Blueprint("study", __name__, url_prefix="/staff/<slug>/themes")


@blueprint.app_context_processor
def know_words() -> dict[str, object]:
    """Let the study's templates name stages, states and consents."""
    return {
        "RUN_STAGES": STAGES,
        "RUN_STATES": STATES,
        "METHODS": METHODS,
        "CONSENT_TAGS": CONSENT_TAGS,
        "UNDETERMINED_NAME": UNDETERMINED_NAME,
        "own_name": language,
        "act_words": act_words,
        "problem_words": problem_words,
        "served_words": served_words,
        "codebook_size": lambda engagement: codebook_size(db.session(), engagement.id),
    }


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """Show the themes by size, or what has to happen first."""
    engagement = engagement_named(db.session(), slug)
    return render_template("study/themes.html", **list_page(db.session(), engagement))


@blueprint.get("/<int:theme_id>")
@staff_required
def show(slug: str, theme_id: int) -> str:
    """Show one theme with all its segments, searched, filtered and paged."""
    engagement = engagement_named(db.session(), slug)
    words = request.args.get("q", "").strip()
    page = theme_page(
        db.session(),
        engagement,
        theme_id,
        tag=request.args.get("language", ""),
        words=words if storable(words) else "",
        number=request.args.get("page", 1, type=read_key),
    )
    return render_template("study/theme.html", **page)


@blueprint.get("/history")
@staff_required
def history(slug: str) -> str:
    """Show every act of review, newest first."""
    engagement = engagement_named(db.session(), slug)
    number = request.args.get("page", 1, type=read_key)
    return render_template("study/history.html", **history_page(db.session(), engagement, number))


@blueprint.post("/history/<int:act_id>/undo")
@staff_required
def undo(slug: str, act_id: int) -> Response:
    """Take back one act."""
    _review(slug, lambda reviewer: reviewer.undo(act_id))
    flash(_("It is taken back."))
    return redirect(url_for(".history", slug=slug))


@blueprint.post("/<int:theme_id>/name")
@staff_required
def rename(slug: str, theme_id: int) -> Response:
    """Name a theme."""
    name = request.form.get("name", "")
    _review_words(
        slug, lambda reviewer: reviewer.rename(theme_id, name), _("The theme has its new name.")
    )
    return redirect(url_for(".show", slug=slug, theme_id=theme_id))


@blueprint.post("/<int:theme_id>/description")
@staff_required
def describe(slug: str, theme_id: int) -> Response:
    """Describe a theme."""
    text = request.form.get("description", "")
    _review_words(
        slug, lambda reviewer: reviewer.describe(theme_id, text), _("The description is saved.")
    )
    return redirect(url_for(".show", slug=slug, theme_id=theme_id))


@blueprint.get("/<int:theme_id>/merge")
@staff_required
def confirm_merge(slug: str, theme_id: int) -> str:
    """Ask whether to merge."""
    engagement = engagement_named(db.session(), slug)
    state = read_codebook(db.session(), engagement.id)
    into_id = request.args.get("into", 0, type=read_key)
    sizes = Reading(db.session(), state).sizes()
    return render_template(
        "study/merge.html",
        engagement=engagement,
        theme=_shown(state, theme_id),
        into=_shown(state, into_id),
        sizes={each: sizes.get(each, Sizes()) for each in (theme_id, into_id)},
    )


@blueprint.post("/<int:theme_id>/merge")
@staff_required
def merge(slug: str, theme_id: int) -> Response:
    """Merge a theme into another."""
    into_id = request.form.get("into", 0, type=read_key)
    _review(slug, lambda reviewer: reviewer.merge(theme_id, into_id))
    flash(_("The themes are one now. You can take that back in the history."))
    return redirect(url_for(".show", slug=slug, theme_id=into_id))


@blueprint.post("/<int:theme_id>/set-aside")
@staff_required
def set_aside(slug: str, theme_id: int) -> Response:
    """Set a theme aside."""
    _review(slug, lambda reviewer: reviewer.set_aside_theme(theme_id))
    flash(_("The theme is set aside. You can take that back in the history."))
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/<int:theme_id>/segments/<int:segment_id>")
@staff_required
def place(slug: str, theme_id: int, segment_id: int) -> Response:
    """Move one segment to another theme, or set it aside."""
    if request.form.get("act") == "set_aside":
        _review(slug, lambda reviewer: reviewer.set_aside_segment(segment_id, theme_id))
        flash(_("These words are set aside. You can take that back in the history."))
    else:
        into_id = request.form.get("into", 0, type=read_key)
        _review(slug, lambda reviewer: reviewer.move(segment_id, theme_id, into_id))
        flash(_("These words are moved. You can take that back in the history."))
    asked, tag, number = (request.form.get(name) or None for name in ("q", "language", "page"))
    back = url_for(".show", slug=slug, theme_id=theme_id, q=asked, language=tag, page=number)
    return redirect(back)


def _review_words(slug: str, do: Callable[[Reviewer], ReviewAct], told: str) -> None:
    """Do what a field asks for; what is wrong with its words is said beside it."""
    try:
        _review(slug, do)
    except (NotFound, Conflict):
        raise
    except DomainError as problem:
        db.session.rollback()
        flash(str(problem), "error")
    else:
        flash(told)


def _review(slug: str, do: Callable[[Reviewer], ReviewAct]) -> None:
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    do(Reviewer(db.session(), engagement, signed_in_account()))
    db.session.commit()


def _shown(state: CodebookState, theme_id: int) -> ThemeState:
    theme = state.shown.get(theme_id)
    if theme is None:
        raise NotFound(_("This theme is not there any more: it was merged, set aside or left out."))
    return theme
