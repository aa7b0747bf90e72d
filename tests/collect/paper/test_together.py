"""Two people at one stack at the same moment: everything that both did counts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community_voice.extensions import db
from community_voice.store import PaperCopy, PaperEntry, PaperStack, Response
from tests.collect.paper.made import publish_survey
from tests.conftest import make_host, make_partner, post_at_once, signed_in_browser

FORMS = 5
PLAIN = {"k-read_rule": "x", "q-name_it": "Lighthouse", "k-trust": "2", "go": "save"}


@pytest.fixture
def browsers(busy_app: Flask) -> list[FlaskClient]:
    """Return the browsers of two hosts, with printed copies and two stacks."""
    partner = make_partner(db.session(), "lakeside", "Lakeside Day Center")
    version = publish_survey(db.session(), partner.engagement)
    hosts = [make_host(db.session(), partner, f"{name}@example.org") for name in ("one", "two")]
    made = [signed_in_browser(busy_app, each) for each in hosts]
    what = f"{version.id}:en"
    db.session.commit()
    printed = {"what": what, "copies": str(FORMS), "day": "2099-01-15"}
    assert made[0].post("/host/paper/print", data=printed).status_code == 200
    for times in ("2", "1"):
        stack = {"name": "Monday", "what": what, "forms": str(FORMS), "times": times}
        assert made[0].post("/host/paper/new", data=stack).status_code == 302
    return made


def test_two_who_type_or_count_at_once_lose_nothing(browsers: list[FlaskClient]) -> None:
    numbers = list(db.session.scalars(select(PaperCopy.number)))
    stacks = db.session.scalars(select(PaperStack.id).order_by(PaperStack.id)).all()
    db.session.rollback()
    twice, once = (f"/host/paper/{stack_id}" for stack_id in stacks)
    for number in numbers[:-1]:
        typed = {**PLAIN, "number": number}
        assert post_at_once(browsers, [f"{twice}/enter"] * 2, typed) == {302}
        assert post_at_once(browsers, [f"{twice}/count"] * 2, {"go": "blank:more"}) == {302}
    assert db.session.scalar(select(func.count()).select_from(Response)) == FORMS - 1
    assert set(db.session.scalars(select(PaperEntry.state))) == {"stored"}
    assert db.session.get_one(PaperStack, stacks[0]).blank == 2 * (FORMS - 1)
    db.session.rollback()
    typed = {**PLAIN, "number": numbers[-1]}
    # In two stacks: whoever comes second is told so, with what was typed.
    assert post_at_once(browsers, [f"{twice}/enter", f"{once}/enter"], typed) <= {302, 409}
