"""Two of the staff at the statements at once: both acts count, or one is told of the other."""

from flask import Flask
from sqlalchemy import select

from community_voice.collect.builder.service import make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.staff.service import create_account
from community_voice.store import Statement
from tests.collect.statements.conftest import PAGE, SLUG
from tests.conftest import PASSWORD, post_at_once, signed_in_browser


def test_statements_that_two_write_at_once_are_both_kept_and_put_once(busy_app: Flask) -> None:
    setup = Setup(SLUG, {"title": {"en": "Maple Street"}}, ("en", "es"), source_language="en")
    make_engagement(db.session(), setup, is_open=True)
    browsers = [
        signed_in_browser(
            busy_app,
            create_account(db.session(), f"{name}@example.org", name, ADMINISTRATOR, PASSWORD),
        )
        for name in ("one", "two")
    ]
    db.session.commit()
    for turn in range(1, 4):
        text = {"text": f"Be quick, {turn}.", "language": "en", "go": "approved"}
        assert post_at_once(browsers, [f"{PAGE}/new"] * 2, text) == {302}
        assert post_at_once(browsers, [f"{PAGE}/put"] * 2, {}) == {302, 409}
    codes = db.session.scalars(select(Statement.code).order_by(Statement.id)).all()
    assert list(codes) == ["s1", "s2", "s3", "s4", "s5", "s6"]
