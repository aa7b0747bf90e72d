"""The open page behind a one-time link: whoever has it makes one account, once."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_security import login_user
from werkzeug.wrappers import Response

from community_voice.collect.hosts.invitations import (
    UNKNOWN,
    Newcomer,
    NotOpen,
    accept,
    digest_of,
    find_problems,
    invitation_at,
)
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.locale import INTERFACE_LANGUAGES, current_language, speak
from community_voice.staff.brake import take_a_try
from community_voice.staff.pages import title_of
from community_voice.staff.sign_in import say_wait
from community_voice.store.database import begin_writing

blueprint = Blueprint("invited", __name__, url_prefix="/invited")
Page = str | tuple[str, int] | Response


@blueprint.get("/<token>")
def show(token: str) -> Page:
    """Say who invites to what, and ask for a name and a password; uses nothing up."""
    try:
        return form_page(token, Newcomer(language=current_language().tag))
    except NotOpen as problem:
        return closed_page(problem)


@blueprint.post("/<token>")
def join(token: str) -> Page:
    """Make the account, and go in."""
    asked = request.form.get("language", "")
    if asked in INTERFACE_LANGUAGES:
        speak(asked)
        refresh()
    said = {name: request.form.get(name, "") for name in ("name", "email", "password", "again")}
    newcomer = Newcomer(**said, language=asked)
    try:
        invitation_at(db.session(), token)
        if problems := find_problems(newcomer):
            return form_page(token, newcomer, problems), 422
        # Each try from here hashes a password, or tells whether somebody has an e-mail.
        if wait := take_a_try(db.session(), f"invited {digest_of(token)}"):
            return form_page(token, newcomer, {"": say_wait(wait)}), 429
        begin_writing(db.session())
        account = accept(db.session(), token, newcomer)
    except NotOpen as closed:
        db.session.rollback()
        return closed_page(closed)
    except DomainError as problem:
        db.session.rollback()
        return form_page(token, newcomer, {"email": str(problem)}), 422
    db.session.commit()
    session.clear()
    login_user(account)
    flash(_("Your account is made, and you are signed in."))
    return redirect(url_for("hosts.home"))


def form_page(token: str, newcomer: Newcomer, problems: Mapping[str, str] | None = None) -> str:
    """Return the form, with what was typed but for the passwords."""
    partner = invitation_at(db.session(), token).partner
    return render_template(
        "host/invited.html",
        token=token,
        partner=partner,
        title=title_of(partner.engagement),
        newcomer=newcomer,
        problems=problems or {},
    )


def closed_page(problem: NotOpen) -> tuple[str, int]:
    """Return what to do with a link that makes no account."""
    page = render_template("host/invited_closed.html", state=problem.state)
    return page, 404 if problem.state == UNKNOWN else 410
