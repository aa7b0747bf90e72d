"""Staff accounts: sign-in with Flask-Security, and the roles."""

import datetime as dt

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from community_voice.extensions import db
from community_voice.staff.roles import ADMINISTRATOR, ANALYST, ROLES
from community_voice.staff.sign_in import SignInForm, ask_again, init_sign_in, send_to_sign_in
from community_voice.store import Account, Role

__all__ = ["ADMINISTRATOR", "ANALYST", "ROLES", "init_accounts"]

# A session without a request for this long is over (see also access.LONGEST_DAY).
IDLE = dt.timedelta(hours=8)
SETTINGS: dict[str, object] = {
    # Argon2id salts by itself. It is not wrapped in an HMAC: passwords outlive SECRET_KEY.
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    # Of Flask-Security's own pages only the sign-in page has an address.
    "SECURITY_LOGIN_URL": "/staff/sign-in",
    "SECURITY_LOGOUT_METHODS": None,
    "SECURITY_FRESHNESS": dt.timedelta(-1),
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_POST_LOGIN_VIEW": "staff.home",
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
}
# Flask-WTF has put its defaults in already: these take their place.
FORMS: dict[str, object] = {
    # A form may stay open as long as the session lasts.
    "WTF_CSRF_TIME_LIMIT": None,
    # Our pages send no referrer, over https neither: the token alone decides.
    "WTF_CSRF_SSL_STRICT": False,
}


def init_accounts(app: Flask) -> None:
    """Bind Flask-Security to our accounts."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    app.config.setdefault("SECURITY_PASSWORD_SALT", app.config["SECRET_KEY"])
    app.config.setdefault("SECURITY_PASSWORD_SCHEMES", [app.config["SECURITY_PASSWORD_HASH"]])
    app.config.update(FORMS, PERMANENT_SESSION_LIFETIME=IDLE)
    init_sign_in(app)
    # One for each app: Flask-Security keeps an app's password settings on this object.
    security = Security(login_form=SignInForm)
    security.unauthn_handler(send_to_sign_in)
    security.reauthn_handler(ask_again)
    security.want_json(lambda _request: False)
    security.init_app(app, SQLAlchemyUserDatastore(db, Account, Role))
