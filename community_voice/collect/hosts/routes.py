"""A host's home, language, password, agreement and payments."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from community_voice.collect.hosts import agreements
from community_voice.collect.hosts.passwords import change_password
from community_voice.collect.hosts.payments import (
    Payment,
    can_keep_payments,
    take_payment,
)
from community_voice.collect.hosts.waiting import waiting_for
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.staff.access import (
    host_required,
    own_partner,
    own_partner_id,
    signed_in_account,
)
from community_voice.staff.own_account import keep_language, stay_signed_in
from community_voice.staff.pages import title_of
from community_voice.store import PartnerAgreement
from community_voice.store.columns import read_key
from community_voice.store.database import begin_writing
from community_voice.store.partner import newest_agreement

blueprint = Blueprint("hosts", __name__, url_prefix="/host")
Page = str | tuple[str, int] | Response
FRAME = "host/base_host.html"


@blueprint.get("/")
@host_required
def home() -> str:
    """Show what a host can do, and what is waiting."""
    partner = own_partner()
    return render_template(
        "host/home.html",
        partner=partner,
        title=title_of(partner.engagement),
        waiting=waiting_for(db.session(), partner.id),
        agreement=newest_agreement(db.session(), partner.id),
    )


@blueprint.get("/token")
@host_required
def token() -> Response:
    """Give a page of this site the token that its sending needs, and whose entries it may send."""
    return jsonify(token=generate_csrf(), vault=f"host-{signed_in_account().id}")


@blueprint.post("/language")
@host_required
def language() -> Response:
    """Keep the language that a host chose, and go back to the page."""
    return keep_language(INTERFACE_LANGUAGES, url_for(".home"))


@blueprint.route("/password", methods=["GET", "POST"])
@host_required
def password() -> Page:
    """Let hosts change their own password."""
    if request.method == "GET":
        return render_template("security/change_password.html", problem="", frame=FRAME)
    begin_writing(db.session())
    account = signed_in_account()
    current, new, again = (request.form.get(name, "") for name in ("current", "new", "again"))
    try:
        change_password(db.session(), account, current, new, again)
    except DomainError as problem:
        db.session.rollback()
        told = {"problem": str(problem), "frame": FRAME}
        return render_template("security/change_password.html", **told), 422
    db.session.commit()
    return stay_signed_in(account, url_for(".home"))


@blueprint.get("/agreement")
@host_required
def agreement() -> str:
    """Show the terms that stand, and those that stood before."""
    rows = agreements.agreements_of(db.session(), own_partner_id())
    return agreement_page(rows[0] if rows else None, rows[1:])


@blueprint.get("/agreement/<int:agreement_id>")
@host_required
def agreement_before(agreement_id: int) -> str:
    """Show one number of the terms."""
    found = agreements.agreement_of(db.session(), own_partner_id(), agreement_id)
    return agreement_page(found, [])


@blueprint.post("/agreement")
@host_required
def agree() -> Response:
    """Say yes to the terms that stand."""
    begin_writing(db.session())
    try:
        number = read_key(request.form.get("number", ""))
    except ValueError:
        abort(400)
    try:
        agreements.say_yes(db.session(), own_partner(), number, signed_in_account())
    except DomainError as problem:
        db.session.rollback()
        flash(str(problem), "error")
    else:
        db.session.commit()
        flash(_("You agreed. The day and your name stand below."))
    return redirect(url_for(".agreement"))


@blueprint.route("/payments", methods=["GET", "POST"])
@host_required
def payments() -> Page:
    """Take a payment down, sealed; nothing that was taken down is shown."""
    if request.method == "GET":
        return payment_page(Payment())
    begin_writing(db.session())
    partner = own_partner()
    try:
        take_payment(db.session(), partner, request.form, current_app.config)
    except DomainError as problem:
        db.session.rollback()
        return payment_page(request.form, str(problem)), 422
    db.session.commit()
    flash(_("The payment is written down and locked. This website cannot show it again."))
    return redirect(url_for(".payments"))


@blueprint.app_template_global()
def keeps_payments() -> bool:
    """Say whether payments can be kept here: where not, no navigation leads to them."""
    return can_keep_payments(current_app.config)


def payment_page(form: object, problem: str = "") -> str:
    """Return the page to take a payment down, with what was typed."""
    can_keep = can_keep_payments(current_app.config)
    about = {"partner": own_partner(), "form": form, "problem": problem, "can_keep": can_keep}
    return render_template("host/payments.html", **about)


def agreement_page(shown: PartnerAgreement | None, before: object) -> str:
    """Return the page of one number of the terms."""
    by = agreements.name_of(db.session(), shown.agreed_by_id) if shown else ""
    return render_template(
        "host/agreement.html",
        partner=own_partner(),
        agreement=shown,
        agreed_by=by,
        answer_by=agreements.day_of(shown.terms) if shown else None,
        before=before,
    )
