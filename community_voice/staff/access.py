"""Who may pass: staff, and staff of a role. Every staff view carries one of these."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, current_app, g, request, session
from flask_babel import refresh
from flask_security import auth_required, current_user, roles_accepted

from community_voice.extensions import db
from community_voice.locale import speak
from community_voice.staff.roles import ADMINISTRATOR, ANALYST, HOST, ROLES, languages_of
from community_voice.store import Account, Partner, PartnerHost

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# However busy a session is, after a working day the password is asked for again.
LONGEST_DAY = dt.timedelta(hours=12)


def role_required(*roles: str) -> Callable[[View], View]:
    """Let only signed-in accounts with one of these roles pass.

    Nobody signed in: to the sign-in page. Signed in without the role: 403.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def entered(*args: Any, **kwargs: Any) -> Any:
            # A session ends after a while without a request; each request starts it anew.
            session.modified = True
            speak_own_language(signed_in_account())
            if request.method not in SAFE_METHODS:
                # Looking up the account was a read: the view starts afresh, as a writer.
                db.session.commit()
            return view(*args, **kwargs)

        signed_in = auth_required("session", within=_longest_day, grace=_no_grace)
        return cast(View, signed_in(roles_accepted(*roles)(entered)))

    return guard


def staff_required(view: View) -> View:
    """Let those pass who may see what residents said."""
    return role_required(ADMINISTRATOR, ANALYST)(view)


def sign_in_required(view: View) -> View:
    """Let every role pass: for pages about one's own account, and the list of engagements."""
    return role_required(*ROLES)(view)


def host_required(view: View) -> View:
    """Let hosts pass whose partner is active; each view then looks up what is theirs alone."""

    @wraps(view)
    def entered(*args: Any, **kwargs: Any) -> Any:
        host = db.session().get(PartnerHost, signed_in_account().id)
        if host is None or not host.partner.active:
            abort(403)
        g.partner_id = host.partner_id
        if request.method not in SAFE_METHODS:
            db.session.commit()
        return view(*args, **kwargs)

    return role_required(HOST)(cast(View, entered))


def own_partner_id() -> int:
    """Return the key of the partner whom this request's account hosts for; reads nothing.

    Whatever a host's page shows or changes is looked up with this key: what belongs to another
    does not exist here (404).
    """
    found: int = g.partner_id
    return found


def own_partner() -> Partner:
    """Return that partner; in a view that writes, ask for it after `begin_writing`."""
    return db.session().get_one(Partner, own_partner_id())


def signed_in_account() -> Account:
    """Return the account of this request; only for views behind `staff_required`."""
    account: Account = current_user._get_current_object()
    return account


def speak_own_language(account: Account) -> None:
    """Answer in the language this account chose, where it chose one and no link names another."""
    if account.language in languages_of(account) and not request.args.get("lang"):
        speak(account.language)
        refresh()


def allow_a_large_file() -> None:
    """Let an administrator's request be as long as a file; everybody else's stays small.

    For a `url_value_preprocessor`: it runs before the form's token is looked for, which reads the
    whole body.
    """
    if current_user.has_role(ADMINISTRATOR):
        request.max_content_length = current_app.config["UPLOAD_LIMIT"]


def _longest_day() -> dt.timedelta:
    return LONGEST_DAY


def _no_grace() -> dt.timedelta:
    return dt.timedelta(0)
