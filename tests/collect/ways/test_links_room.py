"""Hosts and staff make links; a host's are the host's own."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import (
    Account,
    AuditEntry,
    Engagement,
    EntryLink,
    ListeningSession,
    Partner,
)
from community_voice.store.columns import today

Browser = Callable[[str], FlaskClient]
ROOMS = {"host": "/host/links/", "analyst": "/staff/lakeside/links"}


def make(browser: FlaskClient, room: str, **more: str) -> str:
    """Make a link, and return the address of its page."""
    answer = browser.post(room, data={"name": "Front desk", "kind": "site", **more})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.parametrize("role", sorted(ROOMS))
def test_a_link_has_an_address_a_picture_and_counts(
    staff_client: Browser, session: Session, host: Account, engagement: Engagement, role: str
) -> None:
    browser = staff_client(role)
    page = browser.get(make(browser, ROOMS[role])).text
    link = session.query(EntryLink).one()
    assert f"/lakeside/via/{link.code}" in page
    assert "<svg viewBox" in page
    assert "style=" not in page
    few = "too few to show without pointing at someone"
    assert re.search(rf'id="opened">{few}<.*id="sent">{few}<', page, re.S)
    assert (link.partner_id is None) == (role == "analyst")
    assert "Front desk" in browser.get(ROOMS[role]).text
    assert session.query(AuditEntry).filter_by(act="link.make").count() == 1


def test_counts_are_told_eleven_more_at_a_time_and_whole_to_staff_once_it_is_closed(
    staff_client: Browser,
    session: Session,
    host: Account,
    engagement: Engagement,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = staff_client("host")
    address = make(browser, ROOMS["host"])
    link = session.query(EntryLink).one()
    few = "too few to show without pointing at someone"

    def told(sent: int, by: FlaskClient = browser, place: str = address) -> str:
        link.opened = link.sent = sent
        session.commit()
        page = by.get(place).text
        return page.partition('id="sent">')[2].partition("<")[0]

    steps = []
    for _lot in range(2):
        said = [told(sent) for sent in range(33)]
        assert said == sorted(said, key=lambda each: 0 if each == few else int(each))
        assert set(said[:11]) == {few}
        assert (said[21], said[32]) == ("11", "22")
        steps.append((said.index("11"), said.index("22")))
        monkeypatch.setitem(app.config, "RECORD_KEY", "another")
    assert steps[0] != steps[1], "nobody knows at which number it will be told"
    assert "Sent: 22" in browser.get(ROOMS["host"]).text
    link.is_open = False
    assert told(32) == "22"
    assert told(25, staff_client("analyst"), f"{ROOMS['analyst']}/{link.id}") == "25"


def test_a_link_is_closed_and_opened_again(
    staff_client: Browser, session: Session, host: Account, engagement: Engagement
) -> None:
    browser = staff_client("host")
    address = make(browser, ROOMS["host"])
    link = session.query(EntryLink).one()
    for go, is_open in (("close", False), ("open", True)):
        browser.post(address, data={"go": go})
        session.expire_all()
        assert link.is_open is is_open


def test_links_are_found_by_name_renamed_and_offer_no_session_that_was_sent(
    staff_client: Browser, session: Session, host: Account, partner: Partner, engagement: Engagement
) -> None:
    browser = staff_client("host")
    address = make(browser, ROOMS["host"])
    link = session.query(EntryLink).one()
    assert browser.post(address, data={"go": "rename", "name": " "}).status_code == 422
    assert browser.post(address, data={"go": "rename", "name": "Side door"}).status_code == 303
    assert "/via/" + link.code in browser.get(address).text
    assert "Side door" in browser.get(f"{ROOMS['host']}?q=side").text
    assert "Side door" not in browser.get(f"{ROOMS['host']}?q=front").text
    circle = ListeningSession(
        engagement_id=engagement.id, partner_id=partner.id, title="Thursday circle"
    )
    session.add(circle)
    session.commit()
    assert "Thursday circle" in browser.get(ROOMS["host"]).text
    circle.state, circle.sent_on = "sent", today()
    session.commit()
    assert "Thursday circle" not in browser.get(ROOMS["host"]).text


def test_a_poster_is_printed_in_a_language_of_the_survey(
    staff_client: Browser, host: Account, engagement: Engagement
) -> None:
    browser = staff_client("host")
    address = make(browser, ROOMS["host"])
    page = browser.get(f"{address}/poster?language=ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "/lakeside/via/" in page
    assert '<html lang="en"' in browser.get(f"{address}/poster?language=xx").text


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 200}, {"kind": "moon"}, {"survey": "none"}], ids=str
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    staff_client: Browser,
    session: Session,
    host: Account,
    engagement: Engagement,
    wrong: dict[str, str],
) -> None:
    form = {"name": "Front desk", "kind": "campaign", **wrong}
    answer = staff_client("host").post(ROOMS["host"], data=form)
    assert answer.status_code == 422
    assert 'id="problem"' in answer.text
    assert form["name"].strip() in answer.text
    assert session.query(EntryLink).count() == 0


def test_a_host_makes_links_for_own_sessions_alone(
    staff_client: Browser, session: Session, host: Account, partner: Partner, stranger: Partner
) -> None:
    own, other = (
        ListeningSession(engagement_id=each.engagement_id, partner_id=each.id, title=each.name)
        for each in (partner, stranger)
    )
    session.add_all([own, other])
    session.commit()
    browser = staff_client("host")
    page = browser.get(ROOMS["host"]).text
    assert own.title in page
    assert other.title not in page
    form = {"name": "Circle", "kind": "session", "session_id": str(other.id)}
    assert browser.post(ROOMS["host"], data=form).status_code == 422
    make(browser, ROOMS["host"], kind="session", session_id=str(own.id))
    assert session.query(EntryLink).one().session_id == own.id


def test_another_partners_link_is_not_there(
    staff_client: Browser, session: Session, host: Account, stranger: Partner
) -> None:
    theirs = EntryLink(
        engagement_id=stranger.engagement_id,
        partner_id=stranger.id,
        code="AAAA2222",
        kind="site",
        name="Theirs alone",
    )
    session.add(theirs)
    session.commit()
    browser = staff_client("host")
    assert "Theirs alone" not in browser.get(ROOMS["host"]).text
    assert browser.get(f"/host/links/{theirs.id}").status_code == 404
    assert browser.post(f"/host/links/{theirs.id}", data={"go": "close"}).status_code == 404
    assert "Theirs alone" in staff_client("analyst").get(ROOMS["analyst"]).text


def test_a_kiosks_link_starts_the_kiosk_and_has_no_poster(
    staff_client: Browser, host: Account, engagement: Engagement
) -> None:
    browser = staff_client("host")
    page = browser.get(make(browser, ROOMS["host"], is_kiosk="1")).text
    assert "/lakeside/kiosk/" in page
    assert "poster" not in page
