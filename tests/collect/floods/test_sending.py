"""A flood at the residents' door: held, never refused, and the receipt works."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering.state import unseal
from community_voice.store import Response, Version
from tests.collect.floods.conftest import LETTER, fill_in, send
from tests.collect.survey.conftest import hidden_fields, receipt_on


def standings(session: Session) -> list[tuple[str, str]]:
    return sorted((each.standing, each.held_because) for each in session.query(Response))


def test_the_fourth_copy_is_held_and_shows_the_same_receipt(
    watched: Flask, client: FlaskClient, session: Session, version: Version
) -> None:
    pages = [send(client, fill_in(version, LETTER), f"203.0.113.{turn}") for turn in range(5)]
    assert {page.status_code for page in pages} == {200}
    assert standings(session) == [("counted", "")] * 3 + [("held", "near_copy")] * 2
    first, last = (page.text.replace(receipt_on(page.text), "") for page in (pages[0], pages[4]))
    assert len(first) == len(last), "nothing on the page tells that it is held"
    assert "held" not in last.lower()


def test_sent_again_it_stands_as_it_stood(
    watched: Flask, client: FlaskClient, session: Session, version: Version
) -> None:
    for _ in range(3):
        send(client, fill_in(version, LETTER))
    fourth = fill_in(version, LETTER)
    assert [send(client, fourth).status_code for _ in range(3)] == [200, 200, 200]
    assert standings(session) == [("counted", "")] * 3 + [("held", "near_copy")]


def test_too_many_from_one_address_wait_and_lose_no_word(
    watched: Flask,
    client: FlaskClient,
    session: Session,
    version: Version,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(watched.config, "SENDS_PER_MINUTE", 2)
    for number in range(2):
        assert send(client, fill_in(version, f"story {number}")).status_code == 200
    page = send(client, fill_in(version, "my own story"))
    assert page.status_code == 429
    kept = unseal(dict(hidden_fields(page.text))["state"])
    assert kept is not None
    assert kept.answers["story"] == {"": ["my own story"]}
    assert "Yours are still on this page" in page.text
    assert session.query(Response).count() == 2
    assert send(client, kept, "203.0.113.99").status_code == 200
    assert session.query(Response).count() == 3


def test_nothing_of_the_address_is_stored(
    watched: Flask, client: FlaskClient, session: Session, version: Version
) -> None:
    send(client, fill_in(version, LETTER), "203.0.113.77")
    stored = session.query(Response).one()
    columns = {column.key for column in Response.__table__.columns}
    assert "203.0.113.77" not in repr([getattr(stored, name) for name in columns])
    assert not {name for name in columns if "address" in name or "minute" in name}
