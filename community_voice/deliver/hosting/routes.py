"""Hosts' pages after sending: their own figures, the findings, and their words beside them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.deliver.hosting.dissents import (
    dissent_of,
    mark_of,
    release_for,
    take_dissent_back,
    write_dissent,
)
from community_voice.deliver.hosting.summary import views_for
from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.extensions import db
from community_voice.locale import current_language
from community_voice.staff.access import host_required, own_partner, signed_in_account
from community_voice.store import Partner, Release
from community_voice.store.database import begin_writing

blueprint = Blueprint("hosting", __name__, url_prefix="/host/findings")


@blueprint.get("")
@host_required
def findings() -> str:
    """Show what every release of the engagement tells this partner."""
    views = views_for(db.session(), own_partner(), current_language().tag)
    return render_template("hosting/findings.html", views=views)


@blueprint.get("/<int:release_id>/dissent")
@host_required
def dissent(release_id: int) -> str:
    """Show the form for a partner's own words, with those that stand."""
    partner = own_partner()
    return form_page(release_for(db.session(), partner, release_id), partner)


@blueprint.post("/<int:release_id>/dissent")
@host_required
def write(release_id: int) -> Response | str | tuple[str, int]:
    """Keep a partner's own words beside the brief, once they were seen as they will be printed."""
    begin_writing(db.session())
    partner = own_partner()
    release = release_for(db.session(), partner, release_id)
    said = request.form.get("text", ""), request.form.get("language", "")
    if request.form.get("go") == "change":
        return form_page(release, partner, said)
    try:
        seen = request.form.get("seen")
        dissent = write_dissent(db.session(), release, partner, said, signed_in_account(), seen)
    except NotFound:
        raise
    except Conflict as problem:
        return form_page(release, partner, said, str(problem), is_newer=True), 409
    except DomainError as problem:
        return form_page(release, partner, said, str(problem)), 422
    if "sure" not in request.form:
        db.session.rollback()
        return render_template("hosting/look.html", partner=partner, text=said[0], tag=said[1])
    db.session.commit()
    if not dissent.is_hidden:
        flash(_("Your words stand beside the brief."))
    return redirect(url_for(".findings"))


@blueprint.get("/<int:release_id>/dissent/take-back")
@host_required
def ask_take_back(release_id: int) -> str | Response:
    """Ask first: nothing of the words is kept."""
    partner = own_partner()
    release = release_for(db.session(), partner, release_id)
    stands = dissent_of(db.session(), release, partner)
    if stands is None or not stands.text:
        return redirect(url_for(".dissent", release_id=release.id))
    return render_template("hosting/take_back.html", release=release, stands=stands)


@blueprint.post("/<int:release_id>/dissent/take-back")
@host_required
def take_back(release_id: int) -> Response:
    """Delete a partner's own words."""
    begin_writing(db.session())
    partner = own_partner()
    take_dissent_back(db.session(), release_for(db.session(), partner, release_id), partner)
    db.session.commit()
    flash(_("Your words are gone."))
    return redirect(url_for(".findings"))


def form_page(
    release: Release,
    partner: Partner,
    said: tuple[str, str] | None = None,
    problem: str = "",
    *,
    is_newer: bool = False,
) -> str:
    """Return the form, with what was typed or what stands; `is_newer`: with both."""
    stands = dissent_of(db.session(), release, partner)
    stands = stands if stands and stands.text else None
    kept = (stands.text, stands.language) if stands else ("", current_language().tag)
    text, tag = said or kept
    return render_template(
        "hosting/dissent.html",
        release=release,
        partner=partner,
        text=text,
        tag=tag,
        stands=stands,
        # A form that comes back is still the one that was opened with earlier words.
        seen=request.form.get("seen", "") if said and not is_newer else mark_of(stands),
        is_newer=is_newer,
        problem=problem,
    )
