"""`flask payments`: what the holder of the private key does with recorded payments."""

from dataclasses import astuple
from pathlib import Path

import click
from flask.cli import with_appcontext

from community_voice.collect.hosts.payments import (
    COLUMNS,
    open_payments,
    reseal_payments,
    sealed_payments,
)
from community_voice.extensions import db
from community_voice.staff.custodian import (
    NEW,
    by_option,
    identity_option,
    log_act,
    plainly,
    read_identities,
    write_new,
)
from community_voice.store.contact import SETTING, recipients_of
from community_voice.store.database import begin_writing
from community_voice.store.spreadsheets import as_csv


@click.group("payments")
def payments() -> None:
    """Read recorded payments with the key that the website does not have."""


@payments.command("export")
@identity_option
@click.option("--out", type=NEW, required=True, help="The CSV file to write.")
@click.option("--engagement", default="", help="Only this engagement's, by its address.")
@by_option
@with_appcontext
@plainly
def export(identity: Path, out: Path, engagement: str, by: str) -> None:
    """Open recorded payments and write them into a CSV file, by month."""
    identities = read_identities(identity)
    begin_writing(db.session())
    opened, unopened = open_payments(sealed_payments(db.session()), identities)
    chosen = [each for each in opened if engagement in ("", each.engagement)]
    counts = {"opened": len(chosen), "unopened": unopened}
    log_act(db.session(), "payments.export", by, counts, engagement)
    write_new(out, as_csv(COLUMNS, map(astuple, chosen)))
    db.session.commit()
    click.echo(f"{len(chosen)} payment{'' if len(chosen) == 1 else 's'} in {out}.")
    _tell_unopened(unopened)
    click.echo("Delete the file when it is no longer needed.")


@payments.command("rotate")
@identity_option
@click.option("--recipient", required=True, help="The new public key (age1...).")
@by_option
@with_appcontext
@plainly
def rotate(identity: Path, recipient: str, by: str) -> None:
    """Seal to a new public key whatever the old private key opens."""
    try:
        [new] = recipients_of({SETTING: recipient})
    except ValueError:
        raise click.ClickException("This is no public key: one begins with age1.") from None
    identities = read_identities(identity)
    begin_writing(db.session())
    sealed, unopened = reseal_payments(db.session(), identities, new)
    counts = {"sealed": sealed, "unopened": unopened}
    log_act(db.session(), "payments.rotate", by, counts)
    db.session.commit()
    click.echo(f"{sealed} payment{'' if sealed == 1 else 's'} sealed to the new key.")
    _tell_unopened(unopened)


def _tell_unopened(unopened: int) -> None:
    if unopened:
        click.echo(f"{unopened} could not be opened: they are sealed to another key.")
