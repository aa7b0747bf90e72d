"""Administrators keep an engagement's partners, and end a host's access at once."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import Account, AuditEntry, Partner
from tests.conftest import make_host, make_partner

ALL = "/staff/lakeside/partners"


def names(session: Session) -> list[str]:
    return sorted(session.scalars(select(Partner.name)))


def test_a_partner_is_added_renamed_and_kept_out(
    staff: FlaskClient, partner: Partner, session: Session, mine: FlaskClient
) -> None:
    made = staff.post(ALL, data={"name": "  Hill   Library "})
    assert names(session) == ["Hill Library", "Lakeside Day Center"]
    assert "Hill Library" in staff.get(made.location).text
    here = f"{ALL}/{partner.id}"
    staff.post(f"{here}/name", data={"name": "Lakeside House"})
    assert partner.name == "Lakeside House"
    assert mine.get("/host/").status_code == 200
    assert "Lakeside House" in staff.get(f"{here}/deactivate").text
    assert partner.active
    staff.post(f"{here}/deactivate")
    assert mine.get("/host/").status_code == 403
    staff.post(f"{here}/activate")
    assert mine.get("/host/").status_code == 200
    acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert [act for act in acts if act.startswith("partner.")] == [
        "partner.add",
        "partner.rename",
        "partner.deactivate",
        "partner.activate",
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b", "LAKESIDE day center"])
def test_a_name_that_does_not_fit_is_said_and_stays_typed(
    staff: FlaskClient, partner: Partner, session: Session, name: str
) -> None:
    page = staff.get(staff.post(ALL, data={"name": name}).location)
    assert 'role="alert"' in page.text
    assert names(session) == ["Lakeside Day Center"]
    assert not name.strip() or "\x00" in name or name[:20] in page.text


def test_a_host_s_access_ends_at_once(
    staff: FlaskClient, partner: Partner, host: Account, mine: FlaskClient
) -> None:
    here = f"{ALL}/{partner.id}"
    assert host.email in staff.get(here).text
    assert host.email in staff.get(f"{here}/hosts/{host.id}/end").text
    staff.post(f"{here}/hosts/{host.id}/end")
    assert mine.get("/host/").status_code == 302
    staff.post(f"{here}/hosts/{host.id}/let-in")
    assert host.active is True


def test_a_partner_of_another_engagement_is_not_found_here(
    staff: FlaskClient, partner: Partner, host: Account, session: Session
) -> None:
    other = make_partner(session, "harbor", "Harbor Shelter")
    theirs = make_host(session, other, "theirs@example.org")
    for address in (
        f"{ALL}/{other.id}",
        f"{ALL}/{partner.id}/hosts/{theirs.id}/end",
        f"{ALL}/{other.id}/agreement",
        f"{ALL}/{other.id}/payments",
    ):
        assert staff.get(address).status_code == 404, address
        assert staff.post(address).status_code in (404, 405), address
    assert theirs.active


def test_the_pages_say_it_in_the_staff_s_languages(staff: FlaskClient, partner: Partner) -> None:
    page = staff.get(f"{ALL}/{partner.id}?lang=ar").text
    assert re.search(r'<html lang="ar" dir="rtl"', page)
