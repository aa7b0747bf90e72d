"""Staff pages of partners: their names, their hosts, and the links that invite new ones."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.hosts import invitations, partners
from community_voice.errors import DomainError, NotFound
from community_voice.extensions import db
from community_voice.staff.access import role_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Partner
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.partner import newest_agreement

blueprint = Blueprint("partners", __name__, url_prefix="/staff/<slug>/partners")


@blueprint.get("")
@role_required(ADMINISTRATOR)
def index(slug: str) -> str:
    """List an engagement's partners."""
    engagement = engagement_named(db.session(), slug)
    rows = partners.partners_of(db.session(), engagement)
    return render_template("staff/partners.html", engagement=engagement, partners=rows)


@blueprint.post("")
@role_required(ADMINISTRATOR)
def add(slug: str) -> Response:
    """Add a partner."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    try:
        made = partners.add_partner(db.session(), engagement, request.form.get("name", ""))
    except DomainError as problem:
        db.session.rollback()
        flash(str(problem), "error")
        return redirect(url_for(".index", slug=slug, name=request.form.get("name", "")[:200]))
    made_id = made.id
    db.session.commit()
    return redirect(url_for(".show", slug=slug, partner_id=made_id))


@blueprint.get("/<int:partner_id>")
@role_required(ADMINISTRATOR)
def show(slug: str, partner_id: int) -> str:
    """Show a partner: its hosts, its invitations, what is agreed."""
    return partner_page(find(slug, partner_id))


@blueprint.post("/<int:partner_id>/name")
@role_required(ADMINISTRATOR)
def rename(slug: str, partner_id: int) -> Response:
    """Give a partner another name."""
    name = request.form.get("name", "")
    return change(slug, partner_id, lambda it: partners.rename_partner(db.session(), it, name))


@blueprint.route("/<int:partner_id>/deactivate", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def deactivate(slug: str, partner_id: int) -> str | Response:
    """Ask, then keep a partner's hosts out."""
    if request.method == "GET":
        return sure_page(find(slug, partner_id), "deactivate")
    return change(slug, partner_id, lambda it: partners.set_partner_active(db.session(), it, False))


@blueprint.post("/<int:partner_id>/activate")
@role_required(ADMINISTRATOR)
def activate(slug: str, partner_id: int) -> Response:
    """Let a partner's hosts in again."""
    return change(slug, partner_id, lambda it: partners.set_partner_active(db.session(), it, True))


@blueprint.post("/<int:partner_id>/invitations")
@role_required(ADMINISTRATOR)
def invite(slug: str, partner_id: int) -> str | Response:
    """Make a one-time link, and show it this once."""
    begin_writing(db.session())
    partner = find(slug, partner_id)
    for_whom = request.form.get("for_whom", "")
    try:
        secret = invitations.invite(db.session(), partner, for_whom)
    except DomainError as problem:
        db.session.rollback()
        flash(str(problem), "error")
        return redirect(url_for(".show", slug=slug, partner_id=partner_id))
    db.session.commit()
    link = url_for("invited.show", token=secret, _external=True)
    return partner_page(find(slug, partner_id), link)


@blueprint.route(
    "/<int:partner_id>/invitations/<int:invitation_id>/withdraw", methods=["GET", "POST"]
)
@role_required(ADMINISTRATOR)
def withdraw(slug: str, partner_id: int, invitation_id: int) -> str | Response:
    """Ask, then take a one-time link back."""
    if request.method == "GET":
        partner = find(slug, partner_id)
        found = invitations.invitation_of(db.session(), partner, invitation_id)
        return sure_page(partner, "withdraw", found.for_whom)

    def act(partner: Partner) -> None:
        found = invitations.invitation_of(db.session(), partner, invitation_id)
        invitations.withdraw(db.session(), found)

    return change(slug, partner_id, act)


@blueprint.route("/<int:partner_id>/hosts/<int:account_id>/end", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def end(slug: str, partner_id: int, account_id: int) -> str | Response:
    """Ask, then end a host's access."""
    if request.method == "GET":
        partner = find(slug, partner_id)
        host = partners.host_of(db.session(), partner, account_id)
        return sure_page(partner, "end", host.email)
    return change(
        slug, partner_id, lambda it: partners.set_access(db.session(), it, account_id, False)
    )


@blueprint.post("/<int:partner_id>/hosts/<int:account_id>/let-in")
@role_required(ADMINISTRATOR)
def let_in(slug: str, partner_id: int, account_id: int) -> Response:
    """Let a host in again."""
    return change(
        slug, partner_id, lambda it: partners.set_access(db.session(), it, account_id, True)
    )


def find(slug: str, partner_id: int) -> Partner:
    """Return a partner of the engagement at an address."""
    return partners.partner_of(db.session(), engagement_named(db.session(), slug), partner_id)


def change(slug: str, partner_id: int, act: Callable[[Partner], None]) -> Response:
    """Do one change to a partner, and go back to its page with what came of it."""
    begin_writing(db.session())
    try:
        act(find(slug, partner_id))
    except NotFound:
        raise
    except DomainError as problem:
        db.session.rollback()
        flash(str(problem), "error")
    else:
        db.session.commit()
        flash(_("Saved."))
    return redirect(url_for(".show", slug=slug, partner_id=partner_id))


def partner_page(partner: Partner, link: str = "") -> str:
    """Return a partner's page; `link` is an invitation that was made just now."""
    return render_template(
        "staff/partners_one.html",
        engagement=partner.engagement,
        partner=partner,
        hosts=partners.hosts_of(db.session(), partner),
        invitations=invitations.invitations_of(db.session(), partner),
        agreement=newest_agreement(db.session(), partner.id),
        link=link,
    )


def sure_page(partner: Partner, act: str, whom: str = "") -> str:
    """Ask whether to do what cannot be done by a slip."""
    about = {"engagement": partner.engagement, "partner": partner, "act": act, "whom": whom}
    return render_template("staff/partners_sure.html", **about)
