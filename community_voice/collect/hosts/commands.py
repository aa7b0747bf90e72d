"""`flask payments`: what the holder of the private key does with recorded payments."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from community_voice.collect.hosts.payments import (
    COLUMNS,
    Payment,
    open_payments,
    reseal_payments,
    sealed_payments,
)
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff.audit import record_act
from community_voice.staff.custodian import read_identities, write_new
from community_voice.store import Account
from community_voice.store.contact import SETTING, recipients_of
from community_voice.store.database import begin_writing
from community_voice.store.spreadsheets import harmless

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


@click.group("payments")
def payments() -> None:
    """Read recorded payments with the key that the website does not have."""


@payments.command("export")
@click.option("--identity", type=EXISTING, required=True, help="The private key's file.")
@click.option("--out", type=NEW, required=True, help="The CSV file to write.")
@click.option("--engagement", default="", help="Only this engagement's, by its address.")
@click.option("--by", required=True, help="Who does this, for the log: a name, or an e-mail.")
@with_appcontext
def export(identity: Path, out: Path, engagement: str, by: str) -> None:
    """Open recorded payments and write them into a CSV file, by month."""
    try:
        identities = read_identities(identity)
        begin_writing(db.session())
        opened, unopened = open_payments(sealed_payments(db.session()), identities)
        chosen = [each for each in opened if engagement in ("", each.engagement)]
        counts = {"opened": len(chosen), "unopened": unopened}
        log_act("payments.export", by, engagement, counts)
        write_new(out, as_csv(chosen))
        db.session.commit()
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{len(chosen)} payment{'' if len(chosen) == 1 else 's'} in {out}.")
    if unopened:
        click.echo(f"{unopened} could not be opened: they are sealed to another key.")
    click.echo("Delete the file when it is no longer needed.")


@payments.command("rotate")
@click.option("--identity", type=EXISTING, required=True, help="The old private key's file.")
@click.option("--recipient", required=True, help="The new public key (age1...).")
@click.option("--by", required=True, help="Who does this, for the log: a name, or an e-mail.")
@with_appcontext
def rotate(identity: Path, recipient: str, by: str) -> None:
    """Seal to a new public key whatever the old private key opens."""
    try:
        [new] = recipients_of({SETTING: recipient})
    except ValueError:
        raise click.ClickException("This is no public key: one begins with age1.") from None
    try:
        identities = read_identities(identity)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    begin_writing(db.session())
    sealed, unopened = reseal_payments(db.session(), identities, new)
    log_act("payments.rotate", by, "", {"sealed": sealed, "unopened": unopened})
    db.session.commit()
    click.echo(f"{sealed} payment{'' if sealed == 1 else 's'} sealed to the new key.")
    if unopened:
        click.echo(f"{unopened} could not be opened: they are sealed to another key.")


def log_act(act: str, by: str, engagement: str, counts: dict[str, int]) -> None:
    """Write to the log who did what to how many; the custodian need not have an account."""
    account = db.session.scalar(select(Account).where(func.lower(Account.email) == by.lower()))
    detail = {**counts, **({} if account else {"by": by})}
    record_act(db.session(), act, engagement, actor=account, detail=detail)


def as_csv(rows: Iterable[Payment]) -> bytes:
    """Return payments as a CSV file that a spreadsheet opens without running anything."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in rows:
        writer.writerow([harmless(cell) for cell in astuple(each)])
    # The mark at the front tells that this is UTF-8.
    return ("\ufeff" + file.getvalue()).encode()
