"""Who may pass, read from the map of addresses: a page added later is covered by itself."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from community_voice.app import create_app
from tests.staff.conftest import SIGN_IN

Browser = Callable[[str], FlaskClient]

# The one staff page for those who are not signed in.
OPEN = {"security.login"}
# Rooms and views that are an administrator's alone. Whoever adds one writes it here.
ADMINISTRATORS_ROOMS = {"accounts", "importing"}
ADMINISTRATORS_VIEWS = {
    "staff.audit",
    "builder.new",
    "builder.create",
    "builder.settings",
    "builder.open_to_residents",
    "builder.close",
}
FILLED = {"slug": "nowhere", "template": "blank"}


def staff_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff")]


def for_administrators(endpoint: str) -> bool:
    return endpoint in ADMINISTRATORS_VIEWS or endpoint.split(".")[0] in ADMINISTRATORS_ROOMS


def requests_of(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Go through (endpoint, method, address) of every staff view."""
    addresses = app.url_map.bind("localhost")
    for rule in staff_rules(app):
        filled = {
            name: FILLED.get(name, "1" if name.endswith("id") else "nowhere")
            for name in rule.arguments
        }
        address = addresses.build(rule.endpoint, filled, force_external=False)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, address


def test_nobody_passes_without_signing_in(app: Flask, session: Session) -> None:
    checked = 0
    for endpoint, method, address in requests_of(app):
        if endpoint in OPEN:
            continue
        answer = app.test_client().open(address, method=method)
        assert answer.status_code == 302, (endpoint, method, answer.status_code)
        assert (answer.location or "").startswith(SIGN_IN), (endpoint, method)
        checked += 1
    assert checked > 20


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_analysts_stop_where_only_administrators_go(
    app: Flask, staff_client: Browser, role: str
) -> None:
    for endpoint, method, address in requests_of(app):
        status = staff_client(role).open(address, method=method).status_code
        refused = role == "analyst" and for_administrators(endpoint)
        assert (status == 403) == refused, (endpoint, method, status)


def test_the_lists_name_what_is_there(app: Flask) -> None:
    there = {rule.endpoint for rule in staff_rules(app)}
    assert there >= ADMINISTRATORS_VIEWS
    assert {endpoint.split(".")[0] for endpoint in there} >= ADMINISTRATORS_ROOMS


def test_every_form_of_the_staff_needs_its_token(
    sealed_app: Flask, session: Session, administrator: object
) -> None:
    uniquifier = getattr(administrator, "fs_uniquifier", "")
    for endpoint, method, address in requests_of(sealed_app):
        if method == "GET":
            continue
        browser = sealed_app.test_client()
        with browser.session_transaction(base_url="https://localhost") as kept:
            kept["_user_id"] = uniquifier
        answer = browser.open(address, method=method, base_url="https://localhost")
        assert answer.status_code == 400, (endpoint, method, answer.status_code)
        assert "too old or came from another page" in answer.text, endpoint


def test_a_view_without_a_guard_would_be_seen(app: Flask, session: Session) -> None:
    names = ("SECRET_KEY", "RECORD_KEY", "SQLALCHEMY_DATABASE_URI", "WTF_CSRF_ENABLED")
    forgetful = create_app({name: app.config[name] for name in names})
    forgetful.add_url_rule("/staff/forgotten", "forgotten", lambda: "open to all")
    with pytest.raises(AssertionError, match="forgotten"):
        test_nobody_passes_without_signing_in(forgetful, session)
