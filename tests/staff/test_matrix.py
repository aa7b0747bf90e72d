"""Who may pass, read from the map of addresses: a page added later is covered by itself."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from community_voice.app import create_app
from community_voice.staff.roles import (
    ADMINISTRATOR,
    ANALYST,
    HOST,
    ROLES,
    TRANSCRIBER,
    TRANSLATOR,
)
from tests.staff.conftest import SIGN_IN

Browser = Callable[[str], FlaskClient]

# The pages for those who are not signed in (yet).
OPEN = {"security.login", "invited.show", "invited.join"}
ROOTS = ("/staff", "/host/", "/invited")
# Forms that change nothing: a preview walks a survey as a resident does, without a token.
NOTHING_STORED = {"preview.walk"}
ALL = frozenset(ROLES)
READERS = frozenset({ADMINISTRATOR, ANALYST})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
HOSTS = frozenset({HOST})
TRANSLATORS = frozenset({ADMINISTRATOR, TRANSLATOR})
# Who may pass under /staff, by room and, where a view differs from its room, by view. Whoever adds
# a room writes it here: one without a row fails. What lies under /host is for hosts alone, and
# only for their own (test_ownership.py).
ROOMS = {
    "accounts": ADMINISTRATORS,
    "importing": ADMINISTRATORS,
    "xlsform": ADMINISTRATORS,
    "drafts": ADMINISTRATORS,
    "preview": READERS | {TRANSLATOR},
    "translate": TRANSLATORS,
    "translate_opening": TRANSLATORS,
    "translate_files": TRANSLATORS,
    "translate_spoken": TRANSLATORS,
    "voices": frozenset({TRANSCRIBER}),
    "staff": ALL,
    "paper_room": ADMINISTRATORS,
    "dissents": ADMINISTRATORS,
    "partners": ADMINISTRATORS,
    "terms": ADMINISTRATORS,
    **dict.fromkeys(
        [
            *("agreement", "aside", "assisted_room", "brief", "builder", "codebook", "coding"),
            *("floods", "links_room", "release", "runs", "sessions", "statements", "study"),
            *("surveys", "votes"),
        ],
        READERS,
    ),
}
VIEWS = {
    "staff.audit": ADMINISTRATORS,
    "builder.new": ADMINISTRATORS,
    "builder.create": ADMINISTRATORS,
    "builder.settings": ADMINISTRATORS,
    "builder.open_to_residents": ADMINISTRATORS,
    "builder.close": ADMINISTRATORS,
    "surveys.index": READERS,
    "surveys.show": READERS,
    "surveys.compared": READERS,
    "surveys.look": READERS,
    "surveys.new": ADMINISTRATORS,
    "surveys.create": ADMINISTRATORS,
    "surveys.copy": ADMINISTRATORS,
    "surveys.version": ADMINISTRATORS,
    "voices.room": READERS | {TRANSCRIBER},
    "statements.put": ADMINISTRATORS,
    "statements.polis": ADMINISTRATORS,
    "statements.take_polis": ADMINISTRATORS,
}
FILLED = {"slug": "nowhere", "template": "blank", "move": "open", "act": "delete"}


def staff_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(ROOTS)]


def may_pass(endpoint: str, address: str) -> frozenset[str]:
    if address.startswith("/host/"):
        return HOSTS
    room = endpoint.split(".")[0]
    assert endpoint in VIEWS or room in ROOMS, f"{endpoint} has no row: say who may pass"
    return VIEWS.get(endpoint) or ROOMS[room]


def requests_of(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Go through (endpoint, method, address) of every staff view."""
    addresses = app.url_map.bind("localhost")
    for rule in staff_rules(app):
        filled = {
            name: FILLED.get(name, "1" if name.endswith("id") or name == "number" else "nowhere")
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


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_passes_where_it_may_and_nowhere_else(
    app: Flask, staff_client: Browser, role: str
) -> None:
    for endpoint, method, address in requests_of(app):
        if endpoint in OPEN:
            continue
        status = staff_client(role).open(address, method=method).status_code
        assert (status == 403) == (role not in may_pass(endpoint, address)), (
            endpoint,
            method,
            status,
        )


def test_the_lists_name_what_is_there(app: Flask) -> None:
    there = {rule.endpoint for rule in staff_rules(app)}
    assert there >= VIEWS.keys()
    assert {endpoint.split(".")[0] for endpoint in there} >= ROOMS.keys()


def test_every_form_of_the_staff_needs_its_token(
    sealed_app: Flask, session: Session, administrator: object
) -> None:
    uniquifier = getattr(administrator, "fs_uniquifier", "")
    for endpoint, method, address in requests_of(sealed_app):
        if method == "GET" or endpoint in NOTHING_STORED:
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
