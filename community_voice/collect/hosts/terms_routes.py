"""Staff pages of what is agreed with a partner, and of payments."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.hosts import agreements
from community_voice.collect.hosts.partner_routes import find
from community_voice.collect.hosts.payments import (
    Payment,
    can_keep_payments,
    take_payment,
)
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff.access import role_required, signed_in_account
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Partner
from community_voice.store.database import begin_writing

blueprint = Blueprint("terms", __name__, url_prefix="/staff/<slug>/partners/<int:partner_id>")
Page = str | tuple[str, int] | Response


@blueprint.route("/agreement", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def write(slug: str, partner_id: int) -> Page:
    """Write the terms; a change is a new number."""
    if request.method == "GET":
        return terms_page(find(slug, partner_id))
    begin_writing(db.session())
    partner = find(slug, partner_id)
    try:
        terms = agreements.read_terms(request.form)
        agreements.write_terms(db.session(), partner, terms, signed_in_account())
    except DomainError as problem:
        db.session.rollback()
        return terms_page(find(slug, partner_id), request.form, str(problem)), 422
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("partners.show", slug=slug, partner_id=partner_id))


@blueprint.get("/agreement/<int:agreement_id>")
@role_required(ADMINISTRATOR)
def read(slug: str, partner_id: int, agreement_id: int) -> str:
    """Show one number of the terms, to read or to print."""
    partner = find(slug, partner_id)
    found = agreements.agreement_of(db.session(), partner.id, agreement_id)
    return render_template(
        "staff/partners_terms.html",
        engagement=partner.engagement,
        partner=partner,
        agreement=found,
        agreed_by=agreements.name_of(db.session(), found.agreed_by_id),
        answer_by=agreements.day_of(found.terms),
    )


@blueprint.route("/payments", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def payments(slug: str, partner_id: int) -> Page:
    """Take a payment down, sealed; nothing that was taken down is shown."""
    if request.method == "GET":
        return payment_page(find(slug, partner_id), Payment())
    begin_writing(db.session())
    partner = find(slug, partner_id)
    try:
        take_payment(db.session(), partner, request.form, current_app.config)
    except DomainError as problem:
        db.session.rollback()
        return payment_page(find(slug, partner_id), request.form, str(problem)), 422
    db.session.commit()
    flash(_("The payment is written down and locked. This website cannot show it again."))
    return redirect(url_for(".payments", slug=slug, partner_id=partner_id))


def terms_page(partner: Partner, form: object = None, problem: str = "") -> str:
    """Return the form of the terms: as typed, else as they stand."""
    rows = agreements.agreements_of(db.session(), partner.id)
    return render_template(
        "staff/partners_write.html",
        engagement=partner.engagement,
        partner=partner,
        form=form or (rows[0].terms if rows else {}),
        rows=[(row, agreements.name_of(db.session(), row.agreed_by_id)) for row in rows],
        problem=problem,
    )


def payment_page(partner: Partner, form: object, problem: str = "") -> str:
    """Return the page to take a payment down, with what was typed."""
    return render_template(
        "staff/partners_payments.html",
        engagement=partner.engagement,
        partner=partner,
        form=form,
        problem=problem,
        can_keep=can_keep_payments(current_app.config),
    )
