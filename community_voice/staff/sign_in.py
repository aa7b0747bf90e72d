"""Signing in: Flask-Security's form and view, with a brake and an address we trust."""

import datetime as dt
import re
from typing import Any

from flask import (
    Flask,
    abort,
    after_this_request,
    flash,
    jsonify,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import LoginForm, logout_user
from werkzeug.wrappers import Response

from community_voice.errors import error_page, words_typed
from community_voice.extensions import db
from community_voice.locale import INTERFACE_LANGUAGES, requested_language, speak
from community_voice.staff.audit import record_act
from community_voice.staff.brake import known_as, let_go, take_a_try
from community_voice.staff.known_browser import remember_browser
from community_voice.staff.roles import languages_of
from community_voice.staff.service import LONGEST_PASSWORD
from community_voice.store import Account
from community_voice.store.database import begin_writing

# Where one may be sent after signing in: pages of staff and of hosts, by path alone.
OWN_PAGE = re.compile(r"/(staff|host)/[A-Za-z0-9/_.~?&=%+-]*")
LONGEST_EMAIL = 254


class SignInForm(LoginForm):
    """Ask for e-mail and password, and answer every failure with the same words."""

    message = ""

    def validate(self, **kwargs: Any) -> bool:
        """Check the password unless it is too soon, and begin a new session where it is right."""
        email, password = (self.email.data or "").strip(), self.password.data or ""
        self.message = _("This e-mail and password do not go together. Check both and try again.")
        usable = 0 < len(email) <= LONGEST_EMAIL and 0 < len(password) <= LONGEST_PASSWORD
        if not usable:
            return False
        # The account is found by the very e-mail that its tries are counted by.
        self.email.data = email = known_as(email)
        left = take_a_try(db.session(), email)
        if left:
            self.message = say_wait(left)
            return False
        if not super().validate(**kwargs) or not isinstance(self.user, Account):
            return False
        begin_session(self.user, email)
        return True


def begin_session(account: Account, email: str) -> None:
    """Write the sign-in to the log, and drop whatever this browser's session held before."""
    writer = db.session()
    writer.commit()  # checking the password was a read
    begin_writing(writer)
    let_go(writer, email)
    record_act(writer, "account.sign_in", account.email, actor=account)
    if request.form.get("lang") in languages_of(account):
        account.language = request.form["lang"]
    writer.commit()
    session.clear()
    after_this_request(lambda response: remember_browser(response, email))


def say_wait(left: dt.timedelta) -> str:
    """Say how long to wait, in words."""
    seconds = max(1, round(left.total_seconds()))
    if seconds < 60:
        wait = ngettext("Wait %(num)s second.", "Wait %(num)s seconds.", seconds)
    else:
        wait = ngettext("Wait %(num)s minute.", "Wait %(num)s minutes.", -(-seconds // 60))
    # Babel finds no string inside an f-string.
    said, then = _("That did not work several times."), _("Then try again.")
    return f"{said} {wait} {then}"


def is_own_page(address: str) -> bool:
    """Say whether somebody may be sent to this address after signing in."""
    return bool(OWN_PAGE.fullmatch(address)) and "//" not in address


def guard_sign_in() -> Response | None:
    """Refuse what the sign-in view should not be asked: foreign addresses, other content."""
    if request.endpoint != "security.login":
        return None
    # Hosts sign in here too, and read all languages of residents' pages.
    speak(requested_language(INTERFACE_LANGUAGES, "en"))
    if request.is_json:  # Flask-Security would read it in place of the form
        abort(415)
    if all(is_own_page(address) for address in request.values.getlist("next") if address):
        return None
    if request.method == "POST":
        abort(400)
    return redirect(url_for("security.login"))


def send_to_sign_in(*_mechanisms: Any, **_headers: Any) -> Response:
    """Send whoever is not signed in to the sign-in page, and back afterwards.

    A device that sends what waits on it gets an answer that it can read; a person whose words came
    with this request gets them back.
    """
    if asks_for_json():
        message = _("Please sign in again. What waits on this device stays there.")
        answer = jsonify(outcome="signin", message=message)
        answer.status_code = 401
        return answer
    if words_typed():
        # An address cannot carry them, and the form they stood in is not kept.
        message = _("You are signed out, so this was not saved. Sign in and put it in again.")
        return make_response(error_page(message, 401), 401)
    return redirect(url_for("security.login", next=this_page()))


def asks_for_json() -> bool:
    """Say whether a program of ours asks, and not a person's browser for a page."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def this_page() -> str | None:
    """Return the address of this page, where one may be sent back to it."""
    # A language named in the address would win over the one that somebody chooses next.
    back = request.path if "lang" in request.args else request.full_path.rstrip("?")
    return back if request.method == "GET" and is_own_page(back) else None


def ask_again(*_within: Any) -> Response:
    """End a session that has lasted a working day, and ask for the password again."""
    logout_user()
    session.clear()
    if not asks_for_json():
        flash(_("You have been signed in for a long time. Please sign in again."))
    return send_to_sign_in()


def init_sign_in(app: Flask) -> None:
    """Put the guard in front of the sign-in view."""
    app.before_request(guard_sign_in)
