"""Staff accounts: sign-in with Flask-Security, and the roles."""

import datetime as dt

from flask import Flask
from flask_security import SQLAlchemyUserDatastore

from community_voice.extensions import db, security
from community_voice.store import Account, Role

ADMINISTRATOR = "administrator"
ANALYST = "analyst"
ROLES = {
    ADMINISTRATOR: "Manages engagements, accounts and imports, and all that an analyst does",
    ANALYST: "Studies, reviews and prepares releases",
}


def init_accounts(app: Flask) -> None:
    """Bind Flask-Security to our accounts."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    # Argon2 salts by itself and is not wrapped in an HMAC of a key: passwords outlive SECRET_KEY.
    app.config.setdefault("SECURITY_PASSWORD_SALT", app.config["SECRET_KEY"])
    app.config.setdefault("SECURITY_PASSWORD_SCHEMES", [app.config["SECURITY_PASSWORD_HASH"]])
    # A session without a request for this long is over.
    app.config["PERMANENT_SESSION_LIFETIME"] = IDLE
    security.init_app(app, SQLAlchemyUserDatastore(db, Account, Role))


IDLE = dt.timedelta(hours=8)
SETTINGS: dict[str, object] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_LOGIN_URL": "/staff/sign-in",
    "SECURITY_LOGOUT_URL": "/staff/sign-out",
    "SECURITY_LOGOUT_CSRF": True,
    "SECURITY_VERIFY_URL": "/staff/verify",
    "SECURITY_POST_LOGIN_VIEW": "staff.home",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/staff/password",
    "SECURITY_POST_CHANGE_VIEW": "staff.home",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "WTF_CSRF_TIME_LIMIT": None,
    # Our pages send no referrer, over https too; the token alone decides.
    "WTF_CSRF_SSL_STRICT": False,
}
