"""`flask account`: staff accounts from the command line; `flask audit`: look through the log."""

import sys

import click
from flask.cli import with_appcontext

from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff import service
from community_voice.staff.audit import verify_chain
from community_voice.staff.roles import ROLES
from community_voice.store.database import begin_writing

password_from_pipe = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group("account")
def account() -> None:
    """Make and change staff accounts."""


@account.command("create")
@click.argument("email")
@click.option("--name", required=True, help="As colleagues will read it.")
@click.option("--role", type=click.Choice(sorted(ROLES)), required=True)
@password_from_pipe
@with_appcontext
def create(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Make an account; the password is asked for, never an argument."""
    password = read_password(password_stdin)
    begin_writing(db.session())
    try:
        made = service.create_account(db.session(), email, name, role, password)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    click.echo(f"{made.email} can sign in as {role}.")


@account.command("list")
@with_appcontext
def list_accounts() -> None:
    """List accounts: e-mail, roles, active or not, name."""
    for row in service.list_accounts(db.session()):
        roles = ",".join(role.name for role in row.roles)
        state = "active" if row.active else "deactivated"
        click.echo(f"{row.email}\t{roles}\t{state}\t{row.name}")


@account.command("reset-password")
@click.argument("email")
@password_from_pipe
@with_appcontext
def reset_password(email: str, password_stdin: bool) -> None:
    """Give an account a new password and end its sessions."""
    password = read_password(password_stdin)
    begin_writing(db.session())
    try:
        found = service.account_with_email(db.session(), email)
        service.set_password(db.session(), found, password)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    click.echo(f"{found.email} has a new password.")


@account.command("deactivate")
@click.argument("email")
@with_appcontext
def deactivate(email: str) -> None:
    """Keep an account out and end its sessions."""
    begin_writing(db.session())
    try:
        found = service.account_with_email(db.session(), email)
        service.set_active(db.session(), found, False)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    click.echo(f"{found.email} is deactivated.")


def read_password(from_pipe: bool) -> str:
    """Return a password from standard input, or ask for it twice."""
    if from_pipe:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


@click.group("audit")
def audit() -> None:
    """Look through the log of staff acts."""


@audit.command("verify")
@click.option("--head", default="", help="A seal you kept: it must still be in the log.")
@with_appcontext
def verify(head: str) -> None:
    """Follow the log link by link; name the first that is broken, and fail."""
    report = verify_chain(db.session(), head)
    if report.reason:
        place = f"entry {report.broken_id}: " if report.broken_id else ""
        raise click.ClickException(f"The log is broken at {place}{report.reason}.")
    click.echo(f"{report.entries} entries, every link holds. Newest seal, worth keeping:")
    click.echo(report.head)
