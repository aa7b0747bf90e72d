"""The accounts page: administrators make accounts, change roles and deactivate."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff import service
from community_voice.staff.access import role_required, signed_in_account
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Account
from community_voice.store.database import begin_writing

blueprint = Blueprint("accounts", __name__, url_prefix="/staff/accounts")


@blueprint.get("/")
@role_required(ADMINISTRATOR)
def index() -> str:
    """List the accounts."""
    return render_template("staff/accounts.html", accounts=service.list_accounts(db.session()))


@blueprint.route("/new", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def new() -> str | tuple[str, int] | Response:
    """Make an account."""
    if request.method == "GET":
        return render_template("staff/account_new.html", form={}, problem="")
    begin_writing(db.session())
    form = request.form
    said = [form.get(name, "") for name in ("email", "name", "role", "password")]
    try:
        account = service.create_account(db.session(), *said)
    except DomainError as problem:
        db.session.rollback()
        page = render_template("staff/account_new.html", form=form, problem=str(problem))
        return page, 422
    db.session.commit()
    flash(_("%(email)s can sign in now. Hand over the password in person.", email=account.email))
    return redirect(url_for("accounts.index"))


@blueprint.post("/<int:account_id>/role")
@role_required(ADMINISTRATOR)
def role(account_id: int) -> Response:
    """Change an account's role."""
    wanted = request.form.get("role", "")
    return change(account_id, lambda account: service.change_role(db.session(), account, wanted))


@blueprint.route("/<int:account_id>/deactivate", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def deactivate(account_id: int) -> str | Response:
    """Ask, then deactivate an account."""
    if request.method == "GET":
        account = service.find_account(db.session(), account_id)
        return render_template("staff/account_deactivate.html", account=account)
    return change(account_id, lambda account: service.set_active(db.session(), account, False))


@blueprint.post("/<int:account_id>/activate")
@role_required(ADMINISTRATOR)
def activate(account_id: int) -> Response:
    """Let an account in again."""
    return change(account_id, lambda account: service.set_active(db.session(), account, True))


@blueprint.route("/<int:account_id>/password", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def password(account_id: int) -> str | tuple[str, int] | Response:
    """Give somebody who forgot theirs a new password."""
    if request.method == "POST":
        begin_writing(db.session())
    account = service.find_account(db.session(), account_id)
    if request.method == "GET":
        return render_template("staff/account_password.html", account=account, problem="")
    try:
        service.set_password(db.session(), account, request.form.get("password", ""))
    except DomainError as problem:
        page = render_template("staff/account_password.html", account=account, problem=str(problem))
        db.session.rollback()
        return page, 422
    db.session.commit()
    flash(_("%(email)s has a new password and is signed out everywhere.", email=account.email))
    return redirect(url_for("accounts.index"))


def change(account_id: int, act: Callable[[Account], None]) -> Response:
    """Do one change to an account, and go back to the list with what came of it."""
    begin_writing(db.session())
    try:
        account = service.find_account(db.session(), account_id)
        act(account)
    except DomainError as problem:
        db.session.rollback()
        flash(str(problem), "error")
        return redirect(url_for("accounts.index"))
    db.session.commit()
    if account == signed_in_account() and not account.active:
        return redirect(url_for("security.login"))
    flash(_("Done: %(email)s.", email=account.email))
    return redirect(url_for("accounts.index"))
