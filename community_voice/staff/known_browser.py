"""A browser that signed in before is known by a cookie, which OWASP calls a device cookie.

It has its own count of tries, so that a stranger's guesses cannot slow its owner down.
"""

import hmac
import secrets

from flask import Response, current_app, has_request_context, request

from community_voice.store.secrets import keyed_digest

MONTHS_3 = 90 * 24 * 3600


def cookie_name() -> str:
    """Return the cookie's name, which the site alone may set where https is required."""
    return "__Host-known" if current_app.config["SESSION_COOKIE_SECURE"] else "known"


def browser_mark(email: str) -> str:
    """Return this browser's mark where it has signed in as `email` before, else nothing."""
    kept = request.cookies.get(cookie_name(), "") if has_request_context() else ""
    mark, _dot, sealed = kept.partition(".")
    expected = _seal(mark, email)
    return mark if hmac.compare_digest(sealed.encode(), expected.encode()) else ""


def remember_browser(response: Response, email: str) -> Response:
    """Let this browser be known from now on."""
    mark = secrets.token_hex(16)
    response.set_cookie(
        cookie_name(),
        f"{mark}.{_seal(mark, email)}",
        max_age=MONTHS_3,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
    return response


def _seal(mark: str, email: str) -> str:
    return keyed_digest("known-browser", f"{mark}\n{email}")
