"""The staff's home, signing out, one's own password, and the log."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import format_date, format_datetime, format_decimal
from flask_babel import gettext as _
from flask_security import current_user, logout_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.locale import STAFF_LANGUAGES
from community_voice.staff.access import role_required, sign_in_required, signed_in_account
from community_voice.staff.audit import record_act
from community_voice.staff.own_account import keep_language, stay_signed_in
from community_voice.staff.pages import STATE_NAMES, home_rows, log_page
from community_voice.staff.roles import (
    ADMINISTRATOR,
    ANALYST,
    HOST,
    ROLE_HELP,
    ROLE_NAMES,
    TRANSCRIBER,
    TRANSLATOR,
)
from community_voice.staff.service import change_own_password, end_sessions
from community_voice.staff.sign_in import this_page
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.app_context_processor
def know_names() -> dict[str, Any]:
    """Let every template ask for a role, and name roles and states."""
    return {
        "ADMINISTRATOR": ADMINISTRATOR,
        "READERS": (ADMINISTRATOR, ANALYST),
        "TRANSLATORS": (ADMINISTRATOR, TRANSLATOR),
        "LISTENERS": (ADMINISTRATOR, ANALYST, TRANSCRIBER),
        "is_one_of": is_one_of,
        "ROLE_NAMES": ROLE_NAMES,
        "ROLE_HELP": ROLE_HELP,
        "STATE_NAMES": STATE_NAMES,
        "this_page": this_page,
    }


def is_one_of(roles: Iterable[str]) -> bool:
    """Say whether this request's account has one of these roles."""
    return current_user.is_authenticated and any(map(current_user.has_role, roles))


@blueprint.app_template_filter("when")
def when(moment: dt.datetime) -> Markup:
    """Write a moment of a staff act in the reader's language; times are UTC."""
    return Markup("<bdi>{}</bdi>").format(format_datetime(moment, "medium"))


@blueprint.app_template_filter("number")
def number(count: int) -> str:
    """Write a number in the reader's language."""
    return str(format_decimal(count))


@blueprint.app_template_filter("day")
def day(date: dt.date) -> Markup:
    """Write a day in the reader's language, apart from the direction of what stands around."""
    return Markup("<bdi>{}</bdi>").format(format_date(date, "medium"))


@blueprint.get("/")
@sign_in_required
def home() -> str | Response:
    """List the engagements; hosts have a home of their own."""
    if signed_in_account().has_role(HOST):
        return redirect(url_for("hosts.home"))
    asked = search_words()
    rows = home_rows(db.session(), asked)
    return render_template("staff/home.html", rows=rows, asked=asked)


@blueprint.get("/audit")
@role_required(ADMINISTRATOR)
def audit() -> str:
    """Show the log, newest first."""
    asked = search_words()
    page = log_page(db.session(), asked, request.args.get("before", type=int))
    return render_template("staff/audit.html", page=page, asked=asked)


@blueprint.post("/sign-out")
@sign_in_required
def sign_out() -> Response:
    """Sign out here and everywhere: a copied cookie is worth nothing afterwards."""
    begin_writing(db.session())
    account = signed_in_account()
    record_act(db.session(), "account.sign_out", account.email)
    end_sessions(account)
    db.session.commit()
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("security.login"))


@blueprint.post("/language")
@sign_in_required
def language() -> Response:
    """Keep the language that somebody chose for their staff pages, and go back to the page."""
    return keep_language(STAFF_LANGUAGES, url_for("staff.home"))


@blueprint.route("/password", methods=["GET", "POST"])
@sign_in_required
def password() -> str | tuple[str, int] | Response:
    """Let staff change their own password."""
    if request.method == "GET":
        return render_template("security/change_password.html", problem="")
    begin_writing(db.session())
    account, form = signed_in_account(), request.form
    try:
        if form.get("new", "") != form.get("again", ""):
            raise DomainError(_("The two new passwords are not the same."))
        change_own_password(db.session(), account, form.get("current", ""), form.get("new", ""))
    except DomainError as problem:
        db.session.rollback()
        return render_template("security/change_password.html", problem=str(problem)), 422
    db.session.commit()
    return stay_signed_in(account, url_for("staff.home"))


def search_words() -> str:
    """Return what was searched for, without what no database could find."""
    asked = request.args.get("q", "").strip()
    return asked if storable(asked) else ""
