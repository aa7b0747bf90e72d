"""A payment is sealed when it is written down; only the custodian's key opens it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from community_voice.collect.hosts.commands import payments
from community_voice.store import AuditEntry, Partner, PaymentRecord
from community_voice.store.contact import SEALED_SIZE

PAID = {
    "payee": "Marta =cmd()",
    "what_for": "two evenings",
    "amount": "80.00",
    "currency": "USD",
    "month": "2026-05",
}


@pytest.fixture
def key(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """Return a custodian's key file; the app seals to its public key."""
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "custodian.key"
    path.write_text(f"{made}\n")
    before = app.config["CONTACT_RECIPIENT"]
    app.config["CONTACT_RECIPIENT"] = str(made.to_public())
    yield path
    app.config["CONTACT_RECIPIENT"] = before


def test_a_payment_is_kept_sealed_and_comes_out_by_the_key(
    app: Flask, key: Path, mine: FlaskClient, staff: FlaskClient, partner: Partner, session: Session
) -> None:
    assert mine.post("/host/payments", data=PAID).status_code == 302
    address = f"/staff/lakeside/partners/{partner.id}/payments"
    assert staff.post(address, data={**PAID, "payee": "=SUM(1)"}).status_code == 302
    rows = session.scalars(select(PaymentRecord.ciphertext)).all()
    assert all(len(row) > SEALED_SIZE for row in rows)
    assert not any(b"Marta" in row for row in rows)
    assert "/host/payments" in mine.get("/host/").text
    for browser, page in ((mine, "/host/payments"), (staff, address)):
        assert "Marta" not in browser.get(page).text
    out = key.with_name("payments.csv")
    words = ["export", "--identity", str(key), "--out", str(out), "--by", "Custodian"]
    assert "2 payments" in app.test_cli_runner().invoke(payments, words).output
    told = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [row["payee"] for row in told] == ["'=SUM(1)", "Marta =cmd()"]
    assert told[1] | {"partner": "Lakeside Day Center", "engagement": "lakeside"} == told[1]
    assert out.stat().st_mode & 0o077 == 0


def test_the_log_says_that_there_was_a_payment_and_nothing_of_it(
    key: Path, mine: FlaskClient, session: Session
) -> None:
    mine.post("/host/payments", data=PAID)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry
    assert (entry.act, entry.subject, entry.detail, entry.at) == ("payment.record", "", {}, None)


def test_a_payment_refers_to_nothing(session: Session) -> None:
    assert not PaymentRecord.__table__.foreign_keys
    assert set(PaymentRecord.__table__.columns.keys()) == {"id", "ciphertext"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"payee": ""},
        {"what_for": " "},
        {"amount": "a lot"},
        {"currency": ""},
        {"month": "May"},
        {"what_for": "x" * 401},
        {"payee": "a\x00b"},
    ],
)
def test_what_does_not_fit_is_said_and_stays_typed(
    key: Path, mine: FlaskClient, session: Session, wrong: dict[str, str]
) -> None:
    page = mine.post("/host/payments", data={**PAID, **wrong})
    assert page.status_code == 422
    assert "2026-05" in page.text or "month" in wrong
    assert session.scalar(text("SELECT count(*) FROM payment_record")) == 0


def test_without_a_key_nothing_is_kept_and_the_page_says_so(
    app: Flask, mine: FlaskClient, session: Session
) -> None:
    assert not app.config["CONTACT_RECIPIENT"]
    assert "nobody holds a key" in mine.get("/host/payments").text
    assert "/host/payments" not in mine.get("/host/").text
    assert mine.post("/host/payments", data=PAID).status_code == 422
    assert session.scalar(text("SELECT count(*) FROM payment_record")) == 0


def test_another_key_opens_nothing(
    app: Flask, key: Path, mine: FlaskClient, tmp_path: Path
) -> None:
    mine.post("/host/payments", data=PAID)
    other = tmp_path / "other.key"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    out = str(tmp_path / "out.csv")
    words = ["export", "--identity", str(other), "--out", out, "--by", "Custodian"]
    told = app.test_cli_runner().invoke(payments, words).output
    assert "0 payments" in told
    assert "1 could not be opened" in told


def test_payments_move_to_a_new_key(
    app: Flask, key: Path, mine: FlaskClient, tmp_path: Path
) -> None:
    mine.post("/host/payments", data=PAID)
    new = pyrage.x25519.Identity.generate()
    by = ["--by", "Custodian"]
    words = ["rotate", "--identity", str(key), "--recipient", "nothing", *by]
    assert "no public key" in app.test_cli_runner().invoke(payments, words).output
    words[4] = str(new.to_public())
    assert "1 payment sealed" in app.test_cli_runner().invoke(payments, words).output
    (tmp_path / "new.key").write_text(f"{new}\n")
    for path, told in ((key, "0 payments"), (tmp_path / "new.key", "1 payment")):
        out = str(tmp_path / f"{path.name}.csv")
        words = ["export", "--identity", str(path), "--out", out, *by]
        assert told in app.test_cli_runner().invoke(payments, words).output
