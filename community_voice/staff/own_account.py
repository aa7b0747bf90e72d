"""What everybody does with their own account, in whichever frame: the language, the password."""

from collections.abc import Sequence

from flask import abort, flash, redirect, request, session
from flask_babel import gettext as _
from flask_security import login_user
from werkzeug.wrappers import Response

from community_voice.extensions import db
from community_voice.staff.access import signed_in_account
from community_voice.staff.sign_in import is_own_page
from community_voice.store import Account
from community_voice.store.database import begin_writing


def keep_language(offered: Sequence[str], home: str) -> Response:
    """Keep the language that somebody chose for their pages, and go back to the page or home."""
    tag, back = request.form.get("lang", ""), request.form.get("next", "")
    if tag not in offered:
        abort(400)
    begin_writing(db.session())
    signed_in_account().language = tag
    db.session.commit()
    return redirect(back if is_own_page(back) else home)


def stay_signed_in(account: Account, home: str) -> Response:
    """Sign in anew here alone, after the account's password was changed, and go home."""
    session.clear()
    login_user(account)
    flash(_("Your password is changed. You are signed out everywhere else."))
    return redirect(home)
