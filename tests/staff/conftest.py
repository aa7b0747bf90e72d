"""What tests of the staff's rooms share."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.app import create_app

SIGN_IN = "/staff/sign-in"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
Post = Callable[..., TestResponse]


@pytest.fixture
def sealed_app(app: Flask, session: Session) -> Flask:
    """Return an app as it stands on the web: form tokens, secure cookies, https."""
    test_only = {"SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME", "WTF_CSRF_ENABLED"}
    names = ("SECRET_KEY", "RECORD_KEY", "TESTING", "SQLALCHEMY_DATABASE_URI")
    security = ("SECURITY_PASSWORD_HASH", "SECURITY_PASSWORD_SINGLE_HASH")
    assert not test_only & {*names, *security}
    return create_app({name: app.config[name] for name in (*names, *security)})


def token_on(page: TestResponse) -> str:
    """Return the form token that a page carries."""
    found = TOKEN.search(page.text)
    assert found, page.text
    return found.group(1)


def sign_in(browser: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    """Send the sign-in form."""
    return browser.post(SIGN_IN, data={"email": email, "password": password, **more})
