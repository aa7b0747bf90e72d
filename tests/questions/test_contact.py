"""Contact: sealed to a key that this process does not hold, and joined to nothing."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from flask import Flask, render_template
from sqlalchemy import Table, inspect, select, text
from sqlalchemy.orm import Session

from community_voice.answering.walk import Field
from community_voice.app import create_app
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import Base, db
from community_voice.questions import QUESTION_TYPES, Asked, Typed
from community_voice.questions.contact import Contact
from community_voice.questions.question_type import Apart
from community_voice.store import Answer, ContactDetail, Engagement, Response, Testimony
from community_voice.store.contact import (
    can_keep_contacts,
    receipt_link,
    recipients_of,
)
from community_voice.store.migrating import upgrade
from community_voice.store.secrets import keyed_digest
from community_voice.store.wording import Phrase

IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())
RECEIPT = "1234567890123452"
GIVEN: Typed = {"": ["phone"], "detail": ["+1 555-010-0199"], "note": ["Evenings, marker-9c41"]}
ASKED = Asked("reach_you", "contact", Phrase("May we call?", "en"))
KIND = Contact()


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    app.config["CONTACT_RECIPIENT"] = RECIPIENT
    with app.test_request_context("/?lang=en"):
        yield
    app.config["CONTACT_RECIPIENT"] = ""


@pytest.fixture
def engagement(session: Session) -> Engagement:
    return _engagement(session)


def _engagement(session: Session) -> Engagement:
    template = load_template("when-you-need-help")
    made = make_engagement(session, Setup("river-street", template["texts"], ("en",)), is_open=True)
    make_survey(session, made, template)
    return made


def send(
    session: Session, engagement: Engagement, typed: Typed, receipt: str = RECEIPT
) -> Response:
    """Store a response and what is kept apart from it, as a Send does."""
    version_id = session.scalar(text("SELECT max(id) FROM version")) or 0
    question_id = session.scalar(text("SELECT max(id) FROM question")) or 0
    digest = keyed_digest("receipt", receipt)
    stored = session.scalars(select(Response).where(Response.receipt_hash == digest)).one_or_none()
    if stored is None:
        stored = Response(
            engagement_id=engagement.id,
            version_id=version_id,
            submission_id=f"submission-{digest[:20]}",
            content_digest="d",
            language="en",
            receipt_hash=digest,
        )
        session.add(stored)
        session.flush()
    apart = Apart(engagement.id, stored.id, question_id, ASKED, typed, receipt, "en")
    KIND.keep_apart(session, apart)
    return stored


def opened(session: Session) -> list[dict[str, Any]]:
    """Open every row, as only the holder of the private key can."""
    rows = session.scalars(select(ContactDetail)).all()
    return [json.loads(pyrage.decrypt(row.ciphertext, [IDENTITY])) for row in rows]


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ({"detail": ["555-010-0199"]}, ""),
        ({"": ["phone"]}, "detail"),
        ({"note": ["after six"]}, "detail"),
        ({"": ["phone"], "detail": ["call me"]}, "detail"),
        ({"": ["text"], "detail": ["12"]}, "detail"),
        ({"": ["email"], "detail": ["ana at example.org"]}, "detail"),
        ({"": ["email"], "detail": ["@example.org"]}, "detail"),
        ({"": ["email"], "detail": ["ana@example"]}, "detail"),
        ({"": ["pigeon"], "detail": ["the roof"]}, ""),
        ({"": ["other"], "detail": ["x" * 201]}, "detail"),
        ({"": ["other"], "detail": ["the shop"], "note": ["x" * 501]}, "note"),
    ],
)
def test_what_nobody_could_be_reached_by_is_told_in_words(typed: Typed, part: str) -> None:
    problems = KIND.check(ASKED, typed)
    assert [problem.part for problem in problems] == [part]
    assert len(problems[0].message) > 10


@pytest.mark.parametrize(
    ("way", "detail"),
    [
        ("phone", "+1 (555) 010-0199"),
        ("text", "٠١٢٣٤٥٦٧"),
        ("email", " ana@example.org "),
        ("email", "ana@пример.рф"),
        ("other", "Ask for Ana at the laundry"),
    ],
)
def test_a_way_to_be_reached_is_taken_as_it_is_written(way: str, detail: str) -> None:
    typed = {"": [way], "detail": [detail]}
    assert KIND.check(ASKED, typed) == []
    assert [shown.text for shown in KIND.show_apart(ASKED, typed)] == [KIND.ways()[way], detail]


def test_its_owner_reads_it_before_it_is_sent_and_no_answer_is_made_of_it() -> None:
    assert [shown.text for shown in KIND.show_apart(ASKED, GIVEN)] == [
        "Phone call",
        *GIVEN["detail"],
        *GIVEN["note"],
    ]
    assert KIND.rows(ASKED, GIVEN) == []
    assert KIND.value(ASKED, GIVEN) is None  # type: ignore[func-returns-value]
    assert KIND.show_apart(ASKED, {}) == []


def test_the_form_ties_every_message_to_its_field() -> None:
    typed: Typed = {"": ["email"], "detail": ["<b>ana</b>"], "note": ["x" * 501]}
    field = Field(ASKED, typed, tuple(KIND.check(ASKED, typed)))
    page = render_template(KIND.template, field=field, asked=ASKED, name=ASKED.field(), help_ids=[])
    for name in re.findall(r'aria-describedby="([^"]+)"', page):
        assert f'id="{name}"' in page
    assert page.count('aria-invalid="true"') == 2
    assert "<b>" not in page
    assert len(re.findall(r'type="radio"', page)) == len(re.findall(r'<label class="choice"', page))


def test_a_contact_is_sealed_and_only_the_private_key_opens_it(
    session: Session, engagement: Engagement
) -> None:
    send(session, engagement, GIVEN)
    assert opened(session) == [
        {
            "engagement": "river-street",
            "question": "reach_you",
            "way": "phone",
            "detail": GIVEN["detail"][0],
            "note": GIVEN["note"][0],
            "language": "en",
            "receipt_link": receipt_link(RECEIPT),
        }
    ]
    row = session.scalars(select(ContactDetail)).one()
    other = pyrage.x25519.Identity.generate()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(row.ciphertext, [other])


def test_every_one_of_several_custodians_can_open_it(
    app: Flask, session: Session, engagement: Engagement
) -> None:
    second = pyrage.x25519.Identity.generate()
    app.config["CONTACT_RECIPIENT"] = f"# ours\n{RECIPIENT}, {second.to_public()}\n"
    send(session, engagement, GIVEN)
    row = session.scalars(select(ContactDetail)).one()
    for identity in (IDENTITY, second):
        assert b"marker-9c41" in pyrage.decrypt(row.ciphertext, [identity])


def test_sent_again_the_latest_stands_and_it_is_one_row(
    session: Session, engagement: Engagement
) -> None:
    send(session, engagement, GIVEN, "9999999999999995")
    send(session, engagement, GIVEN)
    first_key = session.scalars(
        select(ContactDetail.id).where(ContactDetail.receipt_link == receipt_link(RECEIPT))
    ).one()
    send(session, engagement, {"": ["email"], "detail": ["ana@example.org"]})
    said = [each for each in opened(session) if each["receipt_link"] == receipt_link(RECEIPT)]
    assert [each["detail"] for each in said] == ["ana@example.org"]
    assert session.get(ContactDetail, first_key) is None, "its key does not stay either"
    send(session, engagement, {})
    links = [each["receipt_link"] for each in opened(session)]
    assert links == [receipt_link("9999999999999995")], "what was emptied goes, another's stays"


def test_how_long_a_ciphertext_is_says_nothing(session: Session, engagement: Engagement) -> None:
    longest = {"": ["other"], "detail": ["\U0001f4de" * 200], "note": ["\x01" * 500]}
    shortest = {"": ["other"], "detail": ["x"]}
    for typed in (longest, shortest):
        assert KIND.check(ASKED, typed) == []
    sizes: dict[int, list[int]] = {0: [], 1: []}
    for number in range(40):
        receipt = f"{number:016d}"
        send(session, engagement, longest if number % 2 else shortest, receipt)
        link = receipt_link(receipt)
        row = session.scalars(select(ContactDetail).where(ContactDetail.receipt_link == link)).one()
        plain = pyrage.decrypt(row.ciphertext, [IDENTITY])
        assert len(plain) == 8192
        sizes[number % 2].append(len(row.ciphertext))
    # What differs is the random stanza that age adds to every header.
    assert min(sizes[0]) < max(sizes[1])
    assert min(sizes[1]) < max(sizes[0])


def test_no_key_joins_a_contact_to_a_response(session: Session, engagement: Engagement) -> None:
    stored = send(session, engagement, GIVEN)
    row = session.scalars(select(ContactDetail)).one()
    table: Table = Base.metadata.tables["contact_detail"]
    assert not table.foreign_keys
    assert all(
        table is not key.column.table
        for other in Base.metadata.tables.values()
        for key in other.foreign_keys
    )
    assert set(table.columns.keys()) == {"id", "ciphertext", "receipt_link"}
    known = {str(value) for value in (stored.id, stored.receipt_hash, stored.submission_id)}
    assert not known & {row.id, row.receipt_link}
    for joined in (stored.id, stored.receipt_hash or "", stored.submission_id):
        assert joined.encode() not in pyrage.decrypt(row.ciphertext, [IDENTITY])
        assert keyed_digest("contact", joined) != row.receipt_link


def test_neither_key_nor_place_tells_the_order_of_arrival(
    session: Session, engagement: Engagement
) -> None:
    receipts = [f"{number:016d}" for number in range(60)]
    for receipt in receipts:
        send(session, engagement, GIVEN, receipt)
    links = {receipt_link(receipt): place for place, receipt in enumerate(receipts)}
    # A table without row numbers lies in the order of its keys.
    by_key = text("SELECT receipt_link FROM contact_detail ORDER BY id")
    found = session.execute(by_key).scalars().all()
    read_in = [links[str(link)] for link in found]
    rising = sum(a < b for a, b in zip(read_in, read_in[1:], strict=False))
    assert 12 < rising < 48, "as many come after as before: a coin's odds, at eight deviations"
    if session.get_bind().dialect.name == "sqlite":
        made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'contact_detail'"))
        assert "WITHOUT ROWID" in str(made)


@pytest.mark.parametrize(
    "setting",
    ["", "# nothing yet", "age1nonsense", str(IDENTITY)],
    ids=["empty", "a remark", "nonsense", "a private key"],
)
def test_without_a_sound_public_key_nobody_is_asked(setting: str) -> None:
    assert not can_keep_contacts({"CONTACT_RECIPIENT": setting})
    assert can_keep_contacts({"CONTACT_RECIPIENT": RECIPIENT})
    if setting.startswith(("age1", "AGE")):
        with pytest.raises(ValueError, match="no public key") as problem:
            recipients_of({"CONTACT_RECIPIENT": setting})
        assert setting not in str(problem.value), "a private key put there is told to nobody"


def test_no_private_key_is_ever_loaded_where_residents_are_served() -> None:
    root = Path(__file__).parents[2] / "community_voice"
    reading = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"Identity\b|pyrage\.decrypt\(", path.read_text())
    ]
    # The custodian's commands, for contacts and for payments, which residents' pages do not load.
    opening = ("collect/contacts/", "collect/hosts/payments.py", "staff/custodian.py")
    assert all(name.startswith(opening) for name in reading), reading


def test_the_words_are_in_no_file_and_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own = create_app(
        {
            "SECRET_KEY": "contact-test",
            "RECORD_KEY": "contact-test",
            "CONTACT_RECIPIENT": RECIPIENT,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        }
    )
    with own.app_context():
        upgrade(db.engine)
        engagement = _engagement(db.session())
        with own.test_request_context("/?lang=en"):
            stored = send(db.session(), engagement, GIVEN)
        stored_key = stored.id
        db.session.commit()
        found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert any(name.endswith("-wal") for name in found), "the WAL is searched too"
        written = b"".join(found.values())
        assert stored_key.encode() in written, "the search finds what is there"
        assert receipt_link(RECEIPT).encode() in written
        for secret in (GIVEN["detail"][0], "555-010", "5550100199", "marker-9c41", RECEIPT):
            assert secret.encode() not in written, secret
            assert secret not in caplog.text
        for noun in (Answer, Testimony):
            assert db.session.scalars(select(noun)).all() == []
        assert {column["name"] for column in inspect(db.engine).get_columns("contact_detail")} == {
            "id",
            "ciphertext",
            "receipt_link",
        }
        db.session.remove()
        db.engine.dispose()


def test_it_is_in_the_registry() -> None:
    assert QUESTION_TYPES["contact"].name == "contact"
