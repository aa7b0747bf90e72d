"""The log only grows, and a changed entry is named."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from community_voice.staff.audit import FIRST_LINK, ChainReport, record_act, verify_chain
from community_voice.store import Account


def fill(session: Session, actor: Account) -> list[int]:
    entries = [
        record_act(session, "engagement.create", "river-street", actor=actor),
        record_act(session, "import", "river-street", actor=actor, brings_words=True),
        record_act(session, "theme.rename", "7", actor=actor, detail={"to": "Wait \u202eتأخر"}),
    ]
    session.expire_all()
    return [entry.id for entry in entries]


def test_the_log_is_a_chain(session: Session, analyst: Account) -> None:
    before = verify_chain(session)
    fill(session, analyst)
    report = verify_chain(session)
    assert (report.entries, report.broken_id) == (before.entries + 3, None)
    assert report.head != before.head


def test_an_empty_log_holds(session: Session) -> None:
    assert verify_chain(session) == ChainReport(0, FIRST_LINK)


def disarm(session: Session, act: str) -> None:
    table = " ON audit_entry" if session.get_bind().dialect.name == "postgresql" else ""
    session.execute(text(f"DROP TRIGGER refuse_audit_entry_{act}{table}"))


@pytest.mark.parametrize(
    "change",
    [
        "act = 'engagement.close'",
        "subject = 'elsewhere'",
        "actor_name = 'Somebody Else'",
        "actor_id = NULL",
        "day = '2020-01-01'",
        'detail = \'{"to": "nothing"}\'',
        "brings_words = NOT brings_words, at = NULL",
    ],
)
def test_a_changed_entry_is_named(session: Session, analyst: Account, change: str) -> None:
    _first, second, _third = fill(session, analyst)
    whole = verify_chain(session).entries
    disarm(session, "update")
    session.execute(text(f"UPDATE audit_entry SET {change} WHERE id = {second}"))
    report = verify_chain(session)
    assert (report.entries, report.broken_id) == (whole - 2, second)
    assert "changed" in report.reason


def test_a_missing_entry_is_named_by_the_one_after_it(session: Session, analyst: Account) -> None:
    _first, second, third = fill(session, analyst)
    disarm(session, "delete")
    session.execute(text(f"DELETE FROM audit_entry WHERE id = {second}"))
    assert verify_chain(session).broken_id == third


def test_a_log_cut_short_is_told_by_a_seal_kept_elsewhere(
    session: Session, analyst: Account
) -> None:
    _first, _second, third = fill(session, analyst)
    kept = verify_chain(session).head
    assert verify_chain(session, kept).reason == ""
    disarm(session, "delete")
    session.execute(text(f"DELETE FROM audit_entry WHERE id = {third}"))
    assert verify_chain(session).reason == ""
    assert "cut" in verify_chain(session, kept).reason


def test_the_database_refuses_to_change_the_log(session: Session, analyst: Account) -> None:
    first, *_rest = fill(session, analyst)
    for change in ("UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="only grows"), session.begin_nested():
            session.execute(text(f"{change} WHERE id = {first}"))


def test_an_act_that_brings_words_has_a_day_and_no_time(session: Session, analyst: Account) -> None:
    told = record_act(session, "import", actor=analyst, brings_words=True)
    other = record_act(session, "theme.rename", actor=analyst)
    assert told.at is None
    assert other.at is not None
    assert told.day == other.day == other.at.date()


def test_the_log_reads_back_as_it_was_written(session: Session, analyst: Account) -> None:
    detail = {"number": 1.5, "words": "é\u0301 \U0001f600", "list": [1, None, True]}
    entry = record_act(session, "x", "sub\nject", actor=analyst, detail=detail)
    session.expire_all()
    assert entry.detail == detail
    assert verify_chain(session).broken_id is None
