"""A contact on its way through the survey: shown to its owner, sealed, and nowhere else."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from sqlalchemy import select

from community_voice.app import create_app
from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.instruments.definition import Definition, publish
from community_voice.store import Answer, ContactDetail, Response
from community_voice.store.contact import receipt_link
from community_voice.store.migrating import upgrade
from tests.collect.survey.conftest import SLUG, Walker, receipt_on

IDENTITY = pyrage.x25519.Identity.generate()
DETAIL, NOTE = "marker-7f3a@example.org", "after marker-8e2b"
DEFINITION: Definition = {
    "source_language": "en",
    "languages": ["en"],
    "sections": [
        {
            "code": "about",
            "title": {"en": "About help"},
            "questions": [
                {"code": "story", "type": "long_text", "label": {"en": "What happened?"}},
                {"code": "reach", "type": "contact", "label": {"en": "May we call you?"}},
            ],
        }
    ],
}


@pytest.fixture
def asking_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an app on a database file of its own, whose survey asks for a contact."""
    app = create_app(
        {
            "SECRET_KEY": "contact-test",
            "RECORD_KEY": "contact-test",
            "OPEN_ALL_LANGUAGES": True,
            "CONTACT_RECIPIENT": str(IDENTITY.to_public()),
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        }
    )
    with app.app_context():
        upgrade(db.engine)
        setup = Setup(SLUG, {"title": {"en": "River"}}, ("en",), "en", "A host")
        engagement = make_engagement(db.session(), setup, is_open=True)
        publish(db.session(), make_draft(db.session(), engagement, DEFINITION, "main"))
        db.session.commit()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def walk(app: Flask, detail: str = DETAIL) -> Walker:
    walker = Walker(app.test_client(use_cookies=False))
    walker.press(
        "next", story="They waited.", reach="email", reach__detail=detail, reach__note=NOTE
    )
    return walker


def written(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files), "the WAL is searched too"
    return b"".join(path.read_bytes() for path in files)


def opened(app: Flask) -> list[dict[str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(ContactDetail)).all()
        return [json.loads(pyrage.decrypt(row.ciphertext, [IDENTITY])) for row in rows]


def test_its_owner_reads_it_before_sending_and_then_no_file_and_no_log_has_it(
    asking_app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    walker = walk(asking_app)
    assert "Look over your answers" in walker.page.text
    for shown in ("E-mail", DETAIL, NOTE):
        assert shown in walker.page.text
    assert b"They waited." not in written(tmp_path), "nothing is stored before it is sent"
    page = walker.press("send")
    receipt = re.sub(r"\D", "", receipt_on(page.text))
    everything = written(tmp_path)
    assert b"They waited." in everything, "the search finds what is there"
    for secret in ("marker-7f3a", "marker-8e2b", receipt):
        assert secret.encode() not in everything, secret
        assert secret not in caplog.text, secret
    (said,) = opened(asking_app)
    assert (said["detail"], said["note"], said["way"]) == (DETAIL, NOTE, "email")
    with asking_app.app_context():
        assert said["receipt_link"] == receipt_link(receipt)
        stored = db.session.scalars(select(Response)).one()
        assert len(db.session.scalars(select(Answer)).all()) == 1, "the story alone is an answer"
        assert stored.id not in json.dumps(said)


def test_pressing_send_twice_keeps_one(asking_app: Flask) -> None:
    walker = walk(asking_app)
    fields = {**walker.hidden(), "go": "send"}
    first, second = walker.post(fields), walker.post(fields)
    assert receipt_on(first.text) == receipt_on(second.text)
    assert len(opened(asking_app)) == 1


def test_another_contact_under_the_same_receipt_takes_its_place(asking_app: Flask) -> None:
    walker = walk(asking_app)
    at_review = walker.hidden()
    walker.post({**at_review, "go": "send"})
    walker.post({**at_review, "go": "section:about"})
    walker.press(
        "next", story="They waited.", reach="email", reach__detail="new@example.org", reach__note=""
    )
    page = walker.press("send")
    assert page.status_code == 200, "a contact is no content: there is nothing to disagree about"
    assert [said["detail"] for said in opened(asking_app)] == ["new@example.org"]


def test_a_wrong_address_is_told_and_everything_stays(asking_app: Flask) -> None:
    walker = walk(asking_app, detail="marker-7f3a at example.org")
    assert walker.page.status_code == 422
    assert "name@example.org" in walker.page.text
    assert 'value="marker-7f3a at example.org"' in walker.page.text
    assert "They waited." in walker.page.text


def test_where_there_is_no_key_nobody_is_asked(asking_app: Flask) -> None:
    asking_app.config["CONTACT_RECIPIENT"] = ""
    walker = Walker(asking_app.test_client(use_cookies=False))
    assert "May we call you?" not in walker.page.text
    walker.press("next", story="They waited.", reach="email", reach__detail=DETAIL)
    assert DETAIL not in walker.page.text
    assert walker.press("send").status_code == 200
    assert opened(asking_app) == []
