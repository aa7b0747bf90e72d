"""The commands for accounts and the log, as an operator types them."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from community_voice.staff.audit import verify_chain
from community_voice.staff.service import account_with_email, knows_password
from community_voice.store import Account, AuditEntry

CREATE = ["account", "create", "ada@example.org", "--name", "Ada Park", "--role", "administrator"]


def run(app: Flask, *words: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def test_the_first_administrator_is_made_from_the_command_line(
    app: Flask, session: Session
) -> None:
    done = run(app, *CREATE, "--password-stdin", typed="three odd words\n")
    assert (done.exit_code, "can sign in" in done.output) == (0, True)
    made = account_with_email(session, "ada@example.org")
    assert knows_password(made, "three odd words")
    assert made.has_role("administrator")


def test_a_password_is_asked_for_twice_and_not_shown(app: Flask, session: Session) -> None:
    done = run(app, *CREATE, typed="three odd words\nthree odd words\n")
    assert done.exit_code == 0
    assert "three odd words" not in done.output


def test_a_password_is_no_argument(app: Flask, session: Session) -> None:
    assert run(app, *CREATE, "--password", "three odd words").exit_code == 2


def test_what_is_wrong_is_one_line(app: Flask, session: Session) -> None:
    done = run(app, *CREATE, "--password-stdin", typed="short\n")
    assert done.exit_code == 1
    assert done.output.startswith("Error: A password needs at least 12")
    assert session.scalars(select(Account)).all() == []


def test_accounts_are_listed_reset_and_deactivated(
    app: Flask, session: Session, analyst: Account, administrator: Account
) -> None:
    listed = run(app, "account", "list").output
    assert "analyst@example.org\tanalyst\tactive\tNoor Haddad" in listed
    before = analyst.fs_uniquifier
    typed = "another odd sentence\n"
    done = run(
        app, "account", "reset-password", "Analyst@example.org", "--password-stdin", typed=typed
    )
    assert done.exit_code == 0
    assert knows_password(analyst, "another odd sentence")
    assert analyst.fs_uniquifier != before
    assert run(app, "account", "deactivate", "analyst@example.org").exit_code == 0
    assert not analyst.active


@pytest.mark.parametrize("command", [["deactivate"], ["reset-password", "--password-stdin"]])
def test_an_unknown_account_is_said(app: Flask, session: Session, command: list[str]) -> None:
    done = run(app, "account", *command, "no@example.org", typed="another odd sentence\n")
    assert (done.exit_code, "no such account" in done.output) == (1, True)


def test_the_last_administrator_is_not_deactivated(
    app: Flask, session: Session, administrator: Account
) -> None:
    done = run(app, "account", "deactivate", administrator.email)
    assert (done.exit_code, "last administrator" in done.output) == (1, True)


def test_verify_prints_the_newest_seal(app: Flask, session: Session, analyst: Account) -> None:
    done = run(app, "audit", "verify")
    assert done.exit_code == 0
    assert verify_chain(session).head in done.output
    assert run(app, "audit", "verify", "--head", verify_chain(session).head).exit_code == 0
    assert run(app, "audit", "verify", "--head", "f" * 64).exit_code == 1


def test_verify_names_a_changed_entry_and_fails(
    app: Flask, session: Session, analyst: Account
) -> None:
    entry = session.scalars(select(AuditEntry)).one()
    table = " ON audit_entry" if session.get_bind().dialect.name == "postgresql" else ""
    session.execute(text(f"DROP TRIGGER refuse_audit_entry_update{table}"))
    session.execute(text("UPDATE audit_entry SET subject = 'somebody-else'"))
    done = run(app, "audit", "verify")
    assert done.exit_code == 1
    assert f"entry {entry.id}: what it says was changed" in done.output
