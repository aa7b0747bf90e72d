"""Staff pages of one engagement: make it, see it, change it, open and close it."""

from collections.abc import Iterable
from pathlib import Path

from babel.lists import format_list
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import select
from werkzeug.wrappers import Response

from community_voice.collect.builder import forms, service
from community_voice.collect.builder.coverage import language_coverage, published_versions
from community_voice.collect.builder.forms import Problems
from community_voice.collect.builder.setup import Setup
from community_voice.errors import Conflict
from community_voice.extensions import db
from community_voice.instruments.template import TEMPLATES, Template, load_template
from community_voice.locale import language
from community_voice.staff.access import role_required, staff_required
from community_voice.staff.pages import responses_by_unit, title_of
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Brief, Engagement, Release
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.survey import RESIDENTS

blueprint = Blueprint("builder", __name__, url_prefix="/staff")

BLANK = "blank"
Page = str | tuple[str, int] | Response


@blueprint.app_context_processor
def know_titles() -> dict[str, object]:
    """Let every page of an engagement name it."""
    return {"engagement_title": title_of, "has_brief": has_brief}


def has_brief(engagement: Engagement) -> bool:
    """Say whether there is a brief to go to."""
    of_engagement = select(Brief.id).join(Brief.release)
    found = of_engagement.where(Release.engagement_id == engagement.id).limit(1)
    return db.session.scalar(found) is not None


@blueprint.app_template_filter("listed")
def listed(parts: Iterable[str]) -> Markup:
    """Join parts as the reader's language lists them; parts that are no markup are escaped."""
    told = [str(escape(part)) for part in parts]
    return Markup(format_list(told, locale=get_locale() or "en"))  # noqa: S704 (escaped above)


@blueprint.app_template_filter("language_list")
def language_list(tags: Iterable[str]) -> Markup:
    """List languages, each by its own name."""
    name = Markup('<bdi lang="{}">{}</bdi>')
    return listed(name.format(tag, language(tag).own_name) for tag in tags)


@blueprint.get("/new")
@role_required(ADMINISTRATOR)
def new() -> str:
    """Offer the templates to start from."""
    templates = [load_template(slug) for slug in TEMPLATES]
    return render_template("staff/engagement_start.html", templates=templates, blank=BLANK)


@blueprint.route("/new/<template>", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def create(template: str) -> Page:
    """Make an engagement from a template, or one without a survey."""
    chosen = None if template == BLANK else load_template(template)
    if request.method == "GET":
        return form_page(forms.blank_setup(chosen), {}, chosen)
    begin_writing(db.session())
    setup, problems = forms.read_setup(request.form, request.form.get("slug", "").strip())
    if not problems:
        try:
            made = service.make_engagement(db.session(), setup)
        except Conflict as taken:
            problems = {"slug": str(taken)}
    if problems:
        db.session.rollback()
        return form_page(setup, problems, chosen), 422
    is_draft = request.form.get("survey") == "draft"
    if chosen:
        service.make_survey(db.session(), made, chosen, is_published=not is_draft)
    db.session.commit()
    flash(_("The engagement is made. Nobody but staff sees it until you open it."))
    if chosen and is_draft:
        return redirect(url_for("drafts.edit", slug=setup.slug, survey=service.FIRST, number=1))
    return redirect(url_for("builder.show", slug=made.slug))


@blueprint.get("/<slug>/")
@staff_required
def show(slug: str) -> str:
    """Show an engagement and the ways on from it."""
    engagement = engagement_named(db.session(), slug)
    return render_template(
        "staff/engagement.html",
        engagement=engagement,
        title=title_of(engagement),
        counts=responses_by_unit(db.session()).get(engagement.id, {}),
        versions=published_versions(db.session(), engagement),
    )


@blueprint.route("/<slug>/settings", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def settings(slug: str) -> Page:
    """Change an engagement's words, dates, languages and lines."""
    if request.method == "POST":
        begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    if request.method == "GET":
        return form_page(forms.setup_of(engagement), {}, None, engagement)
    setup, problems = forms.read_setup(request.form, engagement.slug)
    if problems:
        db.session.rollback()
        return form_page(setup, problems, None, engagement_named(db.session(), slug)), 422
    service.change_engagement(db.session(), engagement, setup)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("builder.show", slug=slug))


@blueprint.get("/<slug>/languages")
@staff_required
def languages(slug: str) -> str:
    """Show how far each language is served."""
    engagement = engagement_named(db.session(), slug)
    translations = Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    return render_template(
        "staff/engagement_languages.html",
        engagement=engagement,
        title=title_of(engagement),
        rows=language_coverage(db.session(), engagement, translations),
    )


@blueprint.post("/<slug>/open")
@role_required(ADMINISTRATOR)
def open_to_residents(slug: str) -> Response:
    """Let people answer: residents, where a survey asks them, or those whom the surveys ask."""
    begin_writing(db.session())
    if asks_residents(slug):
        told = _("The engagement is open. Residents can answer now.")
    else:
        told = _("The engagement is open. Its surveys can be answered now.")
    return turn(slug, "open", told)


def asks_residents(slug: str) -> bool:
    """Say whether a published survey of an engagement asks residents."""
    published = published_versions(db.session(), engagement_named(db.session(), slug))
    return any(version.survey.audience == RESIDENTS for version in published)


@blueprint.route("/<slug>/close", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def close(slug: str) -> str | Response:
    """Ask, then close the engagement to residents."""
    if request.method == "GET":
        engagement = engagement_named(db.session(), slug)
        return render_template(
            "staff/engagement_close.html", engagement=engagement, title=title_of(engagement)
        )
    return turn(slug, "closed", _("The engagement is closed."))


def turn(slug: str, state: str, told: str) -> Response:
    """Open or close an engagement, and go back to its page."""
    begin_writing(db.session())
    service.set_state(db.session(), engagement_named(db.session(), slug), state)
    db.session.commit()
    flash(told)
    return redirect(url_for("builder.show", slug=slug))


def form_page(
    setup: Setup,
    problems: Problems,
    template: Template | None,
    engagement: Engagement | None = None,
) -> str:
    """Show the engagement form; `engagement` is the one that is being changed, if any."""
    known = forms.offered_languages(setup, template["languages"] if template else ())
    return render_template(
        "staff/engagement_form.html",
        setup=setup,
        problems=problems,
        template=template,
        engagement=engagement,
        slug=engagement.slug if engagement else None,
        known=known,
        unknown=forms.unknown_languages(setup),
        # Words are asked for in every language that is ticked or already has some.
        worded=[
            tag
            for tag in known
            if tag in setup.languages or any(tag in texts for texts in setup.wordings.values())
        ]
        or [setup.source_language],
    )
