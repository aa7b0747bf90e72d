"""An entry that comes twice at once is one, and two of the staff decide on it one after another."""

from functools import partial

from flask import Flask
from sqlalchemy import select

from community_voice.extensions import db
from community_voice.staff.roles import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import AsideEntry, Response
from tests.collect.offline.conftest import Device
from tests.collect.survey.made import SLUG, publish_survey, question, section
from tests.conftest import PASSWORD, at_once, signed_in_browser


def test_an_entry_that_two_bring_and_two_decide_on_is_one(busy_app: Flask) -> None:
    version = publish_survey(
        db.session(), section("about", question("age", "number"), question("story"))
    )
    names = ("one", "two")
    accounts = [
        create_account(db.session(), f"{name}@example.org", name, ANALYST, PASSWORD)
        for name in names
    ]
    staff = [signed_in_browser(busy_app, each) for each in accounts]
    devices = [Device(busy_app.test_client(), version) for _name in names]
    db.session.commit()
    for _turn in range(3):
        entry = devices[0].entry(("age", "about forty"), ("story", "Words"))
        db.session.rollback()
        told = at_once(*(partial(outcome, busy_app, device, entry) for device in devices))
        assert told == ["kept", "kept"]
        kept = db.session.scalars(
            select(AsideEntry).where(AsideEntry.submission_id == entry["id"])
        ).one()
        address = f"/staff/{SLUG}/aside/{kept.id}"
        db.session.rollback()
        acts = zip(staff, ("store", "set_aside"), strict=True)
        answers = at_once(*(partial(each.post, address, data={"act": act}) for each, act in acts))
        assert sorted(each.status_code for each in answers) == [302, 409]
        made = db.session.scalars(
            select(Response).where(Response.submission_id == f"aside:{kept.id}")
        ).all()
        assert (kept.state, len(made)) in (("stored", 1), ("set_aside", 0))
        db.session.rollback()


def outcome(app: Flask, device: Device, entry: object) -> str:
    with app.app_context():
        return device.outcome(entry)
