"""Staff accounts: sign-in with Flask-Security, and the roles."""

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
    app.config.setdefault("SECURITY_PASSWORD_SALT", app.config["SECRET_KEY"])
    app.config.setdefault("SECURITY_PASSWORD_HASH", "argon2")
    security.init_app(app, SQLAlchemyUserDatastore(db, Account, Role))
