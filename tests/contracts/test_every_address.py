"""Every form and every device's message meets an answer, on a database where commits are real.

The `session` fixture stands within a transaction of its own, so a view that reads before it says
that it will write looks right there; here SQLite would refuse it.
"""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from community_voice.extensions import db
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.staff.service import create_account
from community_voice.store import Account
from community_voice.store.database import begin_writing
from tests.conftest import PASSWORD, make_host, make_partner, signed_in_browser
from tests.staff.owning import Own, Value, choices_of

SLUG = "lakeside"
MESSAGE = {"notes": [], "fields": [["a", "b"]], "number": "1"}


def arguments_of(rule: Rule, made: dict[str, Value]) -> dict[str, Value]:
    def fill(name: str) -> Value:
        if choices := choices_of(rule, name):
            return choices[0]
        if name == "slug":
            return SLUG
        is_key = name.endswith("_id") or name in ("number", "key")
        return made.get(name, 1 if is_key else "nowhere")

    return {name: fill(name) for name in rule.arguments}


def test_no_address_fails_whatever_is_sent_to_it(busy_app: Flask) -> None:
    begin_writing(db.session())
    partner = make_partner(db.session(), SLUG, "Lakeside")
    host = make_host(db.session(), partner, "host@example.org")
    staff = create_account(db.session(), "admin@example.org", "Ada", ADMINISTRATOR, PASSWORD)
    own = Own(db.session(), partner)
    own.fill_all()
    form = {**own.filled_in(), "text": "x", "state": "x"}
    hosts, staffs = host.fs_uniquifier, staff.fs_uniquifier
    db.session.commit()
    addresses, tried = busy_app.url_map.bind("localhost"), 0

    def browser(rule: Rule) -> FlaskClient:
        if rule.rule.startswith("/host/"):
            return as_account(busy_app, hosts)
        return as_account(busy_app, staffs if rule.rule.startswith("/staff") else "")

    for rule in busy_app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        address = addresses.build(rule.endpoint, arguments_of(rule, own.made))
        for sent in ({"data": form}, {"json": MESSAGE}):
            answer = browser(rule).post(address, **sent)
            # Each request has a session of its own; here they stand within one context.
            db.session.remove()
            assert answer.status_code < 500, (rule.endpoint, answer.status_code)
            tried += 1
    assert tried > 200


def as_account(app: Flask, uniquifier: str) -> FlaskClient:
    return (
        signed_in_browser(app, Account(fs_uniquifier=uniquifier))
        if uniquifier
        else app.test_client()
    )
