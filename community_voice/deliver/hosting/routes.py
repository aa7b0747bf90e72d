"""Hosts' pages after sending: their own figures, the findings, and their words beside them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.deliver.hosting.dissents import (
    dissent_of,
    release_for,
    take_dissent_back,
    write_dissent,
)
from community_voice.deliver.hosting.summary import views_for
from community_voice.errors import DomainError, NotFound
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
def write(release_id: int) -> Response | tuple[str, int]:
    """Keep a partner's own words; they stand beside the brief at once."""
    begin_writing(db.session())
    partner = own_partner()
    release = release_for(db.session(), partner, release_id)
    said = request.form.get("text", ""), request.form.get("language", "")
    try:
        write_dissent(db.session(), release, partner, said, signed_in_account())
    except NotFound:
        raise
    except DomainError as problem:
        return form_page(release, partner, said, str(problem)), 422
    db.session.commit()
    flash(_("Your words stand beside the brief."))
    return redirect(url_for(".findings"))


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
    release: Release, partner: Partner, said: tuple[str, str] | None = None, problem: str = ""
) -> str:
    """Return the form, with what was typed or what stands."""
    stands = dissent_of(db.session(), release, partner)
    kept = (stands.text, stands.language) if stands else ("", current_language().tag)
    text, tag = said or kept
    return render_template(
        "hosting/dissent.html",
        release=release,
        partner=partner,
        text=text,
        tag=tag,
        stands=stands,
        problem=problem,
    )
