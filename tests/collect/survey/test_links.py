"""A link leads to the survey and counts, and nothing ties a count to an answer."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Update
from sqlalchemy.orm import Session

from community_voice.answering.tally import ENOUGH, KINDS, tally
from community_voice.store import Engagement, EntryLink, Response
from tests.collect.survey.conftest import SLUG, Walker


@pytest.fixture
def link(session: Session, engagement: Engagement) -> EntryLink:
    found = EntryLink(engagement_id=engagement.id, code="QRTV2345", kind="site", name="Front desk")
    session.add(found)
    session.commit()
    tally().forget()
    return found


def begin(client: FlaskClient, link: str, **more: str) -> Walker:
    walker = Walker(client)
    walker.post({"lang": "en", "go": "start", "link": link, **more})
    return walker


def send(walker: Walker) -> None:
    walker.press("review")
    assert "Your receipt" in walker.press("send").text


def test_a_link_greets_and_travels_in_the_form(client: FlaskClient, link: EntryLink) -> None:
    page = client.get(f"/{SLUG}/via/qrtv-2345").text
    assert '<input type="hidden" name="link" value="QRTV2345">' in page
    assert 'id="start"' in page


@pytest.mark.parametrize("code", ["NNNN2222", "no code at all", "qrtv2345x"])
def test_an_unknown_link_greets_as_well_and_says_nothing(
    client: FlaskClient, link: EntryLink, code: str
) -> None:
    page = client.get(f"/{SLUG}/via/{code}")
    assert page.status_code == 200
    assert 'id="start"' in page.text
    assert 'name="link"' not in page.text
    send(begin(client, code))


def test_counts_wait_however_many_and_are_written_together_by_nobodys_request(
    client: FlaskClient, session: Session, link: EntryLink
) -> None:
    for _number in range(ENOUGH):
        send(begin(client, link.code))
    session.expire_all()
    assert (link.opened, link.sent) == (0, 0)
    tally().write(session)
    session.expire_all()
    assert (link.opened, link.sent) == (ENOUGH, ENOUGH)


def test_what_waits_is_added_to_what_others_counted(session: Session, link: EntryLink) -> None:
    link.sent = 5
    session.commit()
    tally().count(link.id, "sent")
    tally().write(session, KINDS)
    session.expire_all()
    assert link.sent == 6
    tally().write(session, KINDS)
    session.expire_all()
    assert link.sent == 6


def test_a_retry_and_a_closed_link_count_nothing(
    client: FlaskClient, session: Session, link: EntryLink
) -> None:
    walker = begin(client, link.code)
    walker.press("review")
    form = {**walker.hidden(), "go": "send"}
    for _press in range(2):
        assert "Your receipt" in walker.post(form).text
    link.is_open = False
    session.commit()
    send(begin(client, link.code))
    tally().write(session, KINDS)
    session.expire_all()
    assert (link.opened, link.sent) == (1, 1)


def test_the_counts_are_written_in_sorted_order(
    session: Session, link: EntryLink, engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = EntryLink(engagement_id=engagement.id, code="ZZZZ2345", kind="site", name="Door")
    session.add(other)
    session.commit()
    keys = [other.id, link.id, other.id]
    for each in keys:
        tally().count(each, "sent")
    written: list[int] = []
    execute = session.execute

    def spy(statement: Update, **more: Any) -> Any:
        written.append(statement.compile().params["id_1"])
        return execute(statement, **more)

    monkeypatch.setattr(session, "execute", spy)
    tally().write(session, KINDS)
    assert written == sorted(set(keys))


def test_a_response_keeps_nothing_of_its_link(
    client: FlaskClient, session: Session, link: EntryLink
) -> None:
    send(begin(client, link.code))
    response = session.query(Response).one()
    assert response.mode == "web"
    kept = " ".join(str(getattr(response, column.key)) for column in Response.__table__.columns)
    assert link.code not in kept
