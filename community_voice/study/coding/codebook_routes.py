"""The doors to the codebook: adopt it, search it, say what a theme means, set one aside."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community_voice.errors import DomainError, NotFound
from community_voice.extensions import db
from community_voice.locale import current_language
from community_voice.staff.access import signed_in_account, staff_required
from community_voice.store import Engagement
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.review_state import ThemeState, read_codebook
from community_voice.study.coding import codebook
from community_voice.study.coding.starter import MARKS, starter_themes
from community_voice.study.review.service import Reviewer

blueprint = Blueprint("codebook", __name__, url_prefix="/staff/<slug>/codebook")


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """Show the themes that people code with, searched."""
    words = request.args.get("q", "").strip()
    return _page(slug, words if storable(words) else "")


def _page(
    slug: str, words: str = "", typed: Mapping[str, str] | None = None, told: str = ""
) -> str:
    """Show the codebook; `typed` is what could not be added, and `told` why."""
    engagement = engagement_named(db.session(), slug)
    tag = current_language().tag
    state = read_codebook(db.session(), engagement.id)
    slugs = {theme.slug for theme in state.themes.values()}
    return render_template(
        "study/codebook.html",
        engagement=engagement,
        lines=codebook.lines_of(state, tag, words),
        count=len(state.adopted),
        aside=codebook.set_aside_acts(db.session(), state, tag),
        missing=sum(each not in slugs for each in starter_themes(tag)),
        asked_words=words,
        marks={mark: codebook.mark_words(mark) for mark in MARKS},
        typed=typed or {},
        told=told,
    )


@blueprint.post("/adopt")
@staff_required
def adopt(slug: str) -> Response:
    """Take in the starter themes."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    tag = current_language().tag
    added = codebook.adopt_starter(db.session(), engagement, signed_in_account(), tag)
    db.session.commit()
    flash(ngettext("%(num)s theme is added.", "%(num)s themes are added.", added))
    return redirect(url_for(".index", slug=slug))


@blueprint.post("")
@staff_required
def add(slug: str) -> Response | tuple[str, int]:
    """Add a theme; what cannot be added comes back as it was typed."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    marks = {mark: mark in request.form for mark in MARKS}
    name, definition = request.form.get("name", ""), request.form.get("definition", "")
    try:
        theme = codebook.add_theme(
            db.session(), engagement, signed_in_account(), name, definition, marks
        )
        theme_id = theme.id
    except DomainError as problem:
        db.session.rollback()
        return _page(slug, typed=request.form, told=str(problem)), 400
    db.session.commit()
    flash(_("The theme is added."))
    return redirect(url_for(".index", slug=slug, _anchor=f"theme-{theme_id}"))


@blueprint.get("/<int:theme_id>")
@staff_required
def edit(slug: str, theme_id: int) -> str:
    """Show one theme's words, to be changed."""
    engagement = engagement_named(db.session(), slug)
    theme = read_codebook(db.session(), engagement.id).adopted.get(theme_id)
    if theme is None:
        raise NotFound(_("There is no such theme in the codebook."))
    return _theme_page(engagement, theme)


def _theme_page(
    engagement: Engagement,
    theme: ThemeState,
    typed: Mapping[str, str] | None = None,
    told: str = "",
) -> str:
    line = codebook.line_of(theme, current_language().tag)
    return render_template(
        "study/codebook_theme.html",
        engagement=engagement,
        line=line,
        marks={mark: codebook.mark_words(mark) for mark in MARKS},
        typed=typed or {"name": line.name, "definition": line.definition},
        told=told,
    )


@blueprint.post("/<int:theme_id>")
@staff_required
def save(slug: str, theme_id: int) -> Response | tuple[str, int]:
    """Keep new words of a theme; what cannot be kept comes back as it was typed."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    reviewer = Reviewer(db.session(), engagement, signed_in_account())
    name, definition = request.form.get("name", ""), request.form.get("definition", "")
    try:
        codebook.reword(reviewer, theme_id, current_language().tag, name, definition)
    except NotFound:
        raise
    except DomainError as problem:
        db.session.rollback()
        engagement = engagement_named(db.session(), slug)
        theme = read_codebook(db.session(), engagement.id).adopted[theme_id]
        return _theme_page(engagement, theme, request.form, str(problem)), 400
    db.session.commit()
    flash(_("The theme is saved."))
    return redirect(url_for(".index", slug=slug, _anchor=f"theme-{theme_id}"))


@blueprint.post("/<int:theme_id>/set-aside")
@staff_required
def set_aside(slug: str, theme_id: int) -> Response:
    """Stop coding with a theme; what was coded stays."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    Reviewer(db.session(), engagement, signed_in_account()).set_aside_theme(theme_id)
    db.session.commit()
    flash(_("The theme is set aside. You can take that back below."))
    return redirect(url_for(".index", slug=slug, _anchor="aside"))


@blueprint.post("/acts/<int:act_id>/undo")
@staff_required
def undo(slug: str, act_id: int) -> Response:
    """Take a theme back that was set aside."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    Reviewer(db.session(), engagement, signed_in_account()).undo(act_id)
    db.session.commit()
    flash(_("It is taken back."))
    return redirect(url_for(".index", slug=slug))
