"""The doors of a brief: for everyone once it is approved, for staff before."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.deliver.brief import service
from community_voice.deliver.brief.page import BriefPage
from community_voice.extensions import db
from community_voice.locale import INTERFACE_LANGUAGES, current_language, language
from community_voice.staff.access import signed_in_account, staff_required
from community_voice.store import Brief
from community_voice.store.database import begin_writing
from community_voice.store.partner import dissents_of

blueprint = Blueprint("brief", __name__)


@blueprint.get("/<slug>/brief/")
def public_page(slug: str) -> str:
    """Show an approved brief to anyone."""
    return render_brief(service.brief_of(db.session(), slug, only_approved=True))


@blueprint.get("/staff/<slug>/brief")
@staff_required
def staff_page(slug: str) -> str:
    """Show a brief to staff, drafts too."""
    return render_brief(service.brief_of(db.session(), slug, only_approved=False), for_staff=True)


@blueprint.get("/staff/<slug>/brief/approve")
@staff_required
def ask(slug: str) -> str:
    """Ask whether to approve, and in whose name."""
    brief = service.brief_of(db.session(), slug, only_approved=False)
    return render_template("brief/approve.html", brief=brief, slug=slug)


@blueprint.post("/staff/<slug>/brief/approve")
@staff_required
def approve(slug: str) -> Response | tuple[str, int]:
    """Approve in a person's name; show the form again where that is not a name."""
    begin_writing(db.session())
    name = request.form.get("name", "")
    try:
        service.approve(db.session(), slug, name, signed_in_account())
    except service.NotAName as error:
        brief = service.brief_of(db.session(), slug, only_approved=False)
        about = {"brief": brief, "slug": slug, "name": name, "problem": str(error)}
        return render_template("brief/approve.html", **about), error.status
    db.session.commit()
    flash(_("The brief is approved. Everybody with its address can read it now."))
    return redirect(url_for(".staff_page", slug=slug))


def render_brief(brief: Brief, for_staff: bool = False) -> str:
    """Return a brief as a page, in the language of the request."""
    engagement = brief.release.engagement
    page = BriefPage(brief.release, current_language().tag)
    return render_template(
        "brief/brief.html",
        brief=brief,
        page=page,
        engagement=engagement,
        title=page.title,
        dissents=dissents_of(db.session(), brief.release_id),
        for_staff=for_staff,
        picker=[language(tag) for tag in INTERFACE_LANGUAGES],
    )
