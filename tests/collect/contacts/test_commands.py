"""The custodian's commands: only the private key opens contacts, and every act is logged."""

import csv
import io
import json
from pathlib import Path

import pyrage
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.collect.contacts.commands import contacts
from community_voice.collect.contacts.service import read_receipt_digits
from community_voice.staff.audit import verify_chain
from community_voice.staff.custodian import read_identities
from community_voice.store import AuditEntry, ContactDetail
from community_voice.store.contact import Contact, keep_contact, receipt_link
from community_voice.store.spreadsheets import harmless

RECEIPT = "1234567890123452"


def has_contact(session: Session, receipt: str) -> bool:
    """Say whether a contact stands under a receipt."""
    found = select(ContactDetail.id).where(ContactDetail.receipt_link == receipt_link(receipt))
    return session.scalar(found) is not None


@pytest.fixture
def key(app: Flask, session: Session, tmp_path: Path) -> Path:
    """Return a custodian's key file; the app seals to its public key, and two engagements are."""
    path = tmp_path / "custodian.key"
    result = run(app, "keygen", "--out", str(path))
    app.config["CONTACT_RECIPIENT"] = public_in(result)
    for slug in ("river-street", "hill-road"):
        made = Setup(slug, {"title": {"en": slug}}, ("en",), "en", "A host")
        make_engagement(session, made, is_open=False)
    return path


def public_in(result: Result) -> str:
    return next(word for word in result.output.split() if word.startswith("age1"))


def run(app: Flask, *words: str, input: str | None = None) -> Result:
    return app.test_cli_runner().invoke(contacts, list(words), input=input)


def keep(
    app: Flask, session: Session, receipt: str, detail: str, engagement: str = "river-street"
) -> None:
    given = Contact(engagement, "reach_you", "phone", detail, "a note", "es")
    keep_contact(session, given, receipt, app.config)


def acts(session: Session) -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.act.startswith("contacts."))
    return list(session.scalars(found.order_by(AuditEntry.id)))


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))[1:]


def test_a_key_is_made_for_its_owners_eyes_and_never_written_over(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "new.key"
    made = run(app, "keygen", "--out", str(path))
    assert made.exit_code == 0, made.output
    assert path.stat().st_mode & 0o777 == 0o600
    (identity,) = read_identities(path)
    assert str(identity.to_public()) == public_in(made)
    assert "CONTACT_RECIPIENT" in made.output
    assert "AGE-SECRET-KEY" not in made.output
    before = path.read_bytes()
    again = run(app, "keygen", "--out", str(path))
    assert again.exit_code == 1
    assert "not written over" in again.output
    assert path.read_bytes() == before


def test_a_key_with_a_passphrase_opens_with_it_alone(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "locked.key"
    made = run(app, "keygen", "--out", str(path), "--passphrase", input="a b c d\na b c d\n")
    assert made.exit_code == 0, made.output
    assert b"AGE-SECRET-KEY" not in path.read_bytes()
    app.config["CONTACT_RECIPIENT"] = public_in(made)
    keep(app, session, RECEIPT, "555-0100")
    make_engagement(session, Setup("river-street", {"title": {"en": "R"}}, ("en",), "en", "H"))
    words = ["export", "--identity", str(path), "--engagement", "river-street", "--by", "Ana"]
    wrong = run(app, *words, "--out", str(tmp_path / "1.csv"), input="another\n")
    assert wrong.exit_code == 1
    assert "not the passphrase" in wrong.output
    assert not (tmp_path / "1.csv").exists()
    right = run(app, *words, "--out", str(tmp_path / "2.csv"), input="a b c d\n")
    assert right.exit_code == 0, right.output
    assert len(rows_of(tmp_path / "2.csv")) == 1


def test_an_engagements_contacts_are_exported_and_nobody_elses(
    app: Flask, session: Session, key: Path, tmp_path: Path
) -> None:
    for number in range(12):
        keep(app, session, f"{number:016d}", f"555-01{number:02d}")
    keep(app, session, RECEIPT, "555-9999", "hill-road")
    stranger = pyrage.x25519.Identity.generate()
    session.add(ContactDetail(ciphertext=pyrage.encrypt(b"{}", [stranger.to_public()])))
    session.flush()
    out = tmp_path / "contacts.csv"
    words = ["export", "--identity", str(key), "--engagement", "river-street", "--out", str(out)]
    result = run(app, *words, "--by", "Ana Custodian")
    assert result.exit_code == 0, result.output
    assert "12 contacts of river-street" in result.output
    assert "1 could not be opened" in result.output
    assert out.stat().st_mode & 0o777 == 0o600
    rows = rows_of(out)
    assert sorted(row[1] for row in rows) == [f"555-01{number:02d}" for number in range(12)]
    assert all(row[0] == "phone" and row[2:] == ["a note", "es", "reach_you"] for row in rows)
    assert not any(len(cell) == 64 for row in rows for cell in row), "no link leaves the store"
    again = run(app, *words, "--by", "Ana Custodian")
    assert again.exit_code == 1
    other = run(app, *words[:-1], str(tmp_path / "other.csv"), "--by", "Ana Custodian")
    assert other.exit_code == 0
    assert [row[1] for row in rows_of(tmp_path / "other.csv")] != [row[1] for row in rows], (
        "in no order; two of 12! orders are alike once in 479 million"
    )
    first = acts(session)[0]
    assert (first.act, first.subject) == ("contacts.export", "river-street")
    counts = {"opened": 12, "unopened": 1, "changed": 0}
    assert first.detail == {**counts, "by": "Ana Custodian"}


def test_a_row_that_was_moved_to_another_receipt_is_not_believed(
    app: Flask, session: Session, key: Path, tmp_path: Path
) -> None:
    keep(app, session, RECEIPT, "555-0100")
    session.scalars(select(ContactDetail)).one().receipt_link = "0" * 64
    session.flush()
    out = tmp_path / "contacts.csv"
    words = ["export", "--identity", str(key), "--engagement", "river-street", "--out", str(out)]
    result = run(app, *words, "--by", "Ana")
    assert "1 were moved or changed" in result.output
    assert rows_of(out) == []


def test_no_cell_is_a_formula(app: Flask, session: Session, key: Path, tmp_path: Path) -> None:
    nasty = ["=1+1", "+1 555-0100", "-2", "@SUM(A1)", "\t=1", " =1", "\uff1d1", "a\n=1", "\u3000=1"]
    for number, detail in enumerate(nasty):
        keep(app, session, f"{number:016d}", detail)
    out = tmp_path / "contacts.csv"
    words = ["export", "--identity", str(key), "--engagement", "river-street", "--out", str(out)]
    assert run(app, *words, "--by", "Ana").exit_code == 0
    cells = {row[1] for row in rows_of(out)}
    assert cells == {harmless(detail) for detail in nasty}
    assert sum(cell.startswith("'") for cell in cells) == len(nasty) - 1, "only 'a' is harmless"


def test_sealed_contacts_are_taken_to_a_machine_that_may_hold_the_key(
    app: Flask, session: Session, key: Path, tmp_path: Path
) -> None:
    keep(app, session, RECEIPT, "555-0100")
    taken = tmp_path / "taken.jsonl"
    result = run(app, "take", "--out", str(taken), "--by", "Ana")
    assert result.exit_code == 0, result.output
    assert "555-0100" not in taken.read_text()
    session.delete(session.scalars(select(ContactDetail)).one())
    session.flush()
    out = tmp_path / "contacts.csv"
    words = ["export", "--identity", str(key), "--engagement", "river-street", "--out", str(out)]
    result = run(app, *words, "--from", str(taken), "--by", "Ana")
    assert result.exit_code == 0, result.output
    assert [row[1] for row in rows_of(out)] == ["555-0100"]
    bad = run(app, *words[:-1], str(tmp_path / "2.csv"), "--from", str(key), "--by", "Ana")
    assert bad.exit_code == 1
    assert "AGE-SECRET-KEY" not in bad.output


def test_one_contact_is_deleted_by_its_receipt(app: Flask, session: Session, key: Path) -> None:
    keep(app, session, RECEIPT, "555-0100")
    keep(app, session, "0000000000000001", "555-0101")
    result = run(app, "delete", "--receipt", "--by", "Ana", input="1234 5678 9012 3452\n")
    assert result.exit_code == 0, result.output
    assert "1 contact deleted" in result.output
    assert not has_contact(session, RECEIPT)
    assert has_contact(session, "0000000000000001")
    result = run(app, "delete", "--receipt", RECEIPT, "--by", "Ana")
    assert "0 contacts deleted" in result.output
    assert run(app, "delete", "--receipt", "12", "--by", "Ana").exit_code == 1
    assert run(app, "delete", "--by", "Ana").exit_code == 2
    said = json.dumps([[act.act, act.subject, act.detail] for act in acts(session)])
    assert RECEIPT not in said


def test_the_custodian_deletes_by_what_was_said_or_a_whole_engagement(
    app: Flask, session: Session, key: Path
) -> None:
    keep(app, session, "0000000000000001", "+1 555-0101")
    keep(app, session, "0000000000000002", "555-0102")
    keep(app, session, "0000000000000003", "555-0103", "hill-road")
    words = ["delete", "--identity", str(key), "--engagement", "river-street", "--by", "Ana"]
    result = run(app, *words, "--detail", "(1) 555 0101")
    assert "1 contact deleted" in result.output
    assert run(app, *words, input="n\n").exit_code == 1
    assert has_contact(session, "0000000000000002")
    result = run(app, *words, input="y\n")
    assert "1 contact deleted" in result.output
    assert has_contact(session, "0000000000000003"), "another engagement's stays"


def test_another_key_takes_over_and_the_old_one_opens_nothing(
    app: Flask, session: Session, key: Path, tmp_path: Path
) -> None:
    keep(app, session, RECEIPT, "555-0100")
    session.add(ContactDetail(ciphertext=b"not age at all"))
    session.flush()
    new = tmp_path / "new.key"
    public = public_in(run(app, "keygen", "--out", str(new)))
    words = ["rotate", "--identity", str(key), "--recipient", public, "--by", "Ana"]
    result = run(app, *words)
    assert result.exit_code == 0, result.output
    assert "1 contacts are sealed to the new key" in result.output
    assert "1 could not be opened" in result.output
    assert "still seals to the old one" in result.output
    assert has_contact(session, RECEIPT)
    for path, opened in ((key, 0), (new, 1)):
        out = tmp_path / f"{path.name}.csv"
        run(
            app,
            *("export", "--identity", str(path), "--engagement", "river-street"),
            *("--out", str(out), "--by", "Ana"),
        )
        assert len(rows_of(out)) == opened
    assert run(app, *words[:4], str(key), "--by", "Ana").exit_code == 1


def test_the_log_says_the_day_and_who_and_nothing_of_a_resident(
    app: Flask, session: Session, key: Path, administrator: object, tmp_path: Path
) -> None:
    keep(app, session, RECEIPT, "555-0100")
    run(app, "take", "--out", str(tmp_path / "taken"), "--by", "ADMIN@example.org")
    run(app, "delete", "--receipt", RECEIPT, "--by", "Ana Custodian")
    named, by_name = acts(session)
    assert (named.actor_name, named.detail) == ("Ada Park", {"taken": 1})
    assert by_name.detail == {"deleted": 1, "by": "Ana Custodian"}
    for act in (named, by_name):
        assert act.at is None, "a day and no finer time"
        assert act.day is not None
    assert verify_chain(session).reason == ""


def test_count_says_how_many_there_are_and_whether_more_can_come(
    app: Flask, session: Session, key: Path
) -> None:
    keep(app, session, RECEIPT, "555-0100")
    assert "1 sealed contact.\nNew ones are sealed to 1 public key." in run(app, "count").output
    app.config["CONTACT_RECIPIENT"] = ""
    assert "CONTACT_RECIPIENT is empty" in run(app, "count").output
    app.config["CONTACT_RECIPIENT"] = "AGE-SECRET-KEY-1OOPS"
    broken = run(app, "count")
    assert broken.exit_code == 1
    assert "OOPS" not in broken.output


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("1234 5678 9012 3452", RECEIPT),
        ("١٢٣٤-٥٦٧٨-٩٠١٢-٣٤٥٢", RECEIPT),
        ("123", None),
        ("1234 5678 9012 345x", None),
        ("", None),
    ],
)
def test_a_receipt_is_read_as_it_is_written(typed: str, digits: str | None) -> None:
    assert read_receipt_digits(typed) == digits


@pytest.fixture(autouse=True)
def no_recipient_stays(app: Flask) -> None:
    app.config["CONTACT_RECIPIENT"] = ""
