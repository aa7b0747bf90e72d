"""`flask contacts`: what the holder of the private key does. The web server runs none of it."""

import base64
import json
from pathlib import Path
from secrets import SystemRandom

import click
from flask import current_app
from flask.cli import with_appcontext

from community_voice.collect.contacts import service
from community_voice.collect.contacts.keys import make_identity, read_recipient
from community_voice.collect.contacts.sheet import sheet_of
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff.custodian import (
    EXISTING,
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
from community_voice.store.engagement import engagement_named

KEEP_IT = """\
The public key, to which the website seals contacts from now on:

  {public}

1. On the web server put it into CONTACT_RECIPIENT, or into the file contact_recipient.txt of its
   instance folder, and start the website anew. It can write contacts then, and never read them.
2. Keep {path} off the web server: on a stick in a safe, with a copy in another place. Without it
   nobody can ever read the contacts; whoever has it{with_passphrase} and the database can.
"""


@click.group("contacts")
def contacts() -> None:
    """Keep the key to residents' contact details, and use it."""


@contacts.command("keygen")
@click.option("--out", type=NEW, required=True, help="Where the private key goes.")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase that protects the key.")
@plainly
def keygen(out: Path, passphrase: bool) -> None:
    """Make a key pair; the private key goes into a file for its owner's eyes alone."""
    if out.exists():
        raise DomainError(f"{out} is there already, and is not written over.")
    chosen = ""
    if passphrase:
        chosen = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    public = make_identity(out, chosen)
    told = KEEP_IT.format(
        public=public, path=out, with_passphrase=", its passphrase" if passphrase else ""
    )
    click.echo(told)


@contacts.command("count")
@with_appcontext
def count() -> None:
    """Count the sealed contacts, and say whether new ones can be kept."""
    kept = service.count_contacts(db.session())
    click.echo(f"{kept} sealed contact{'' if kept == 1 else 's'}.")
    try:
        keys = len(recipients_of(current_app.config))
    except ValueError as problem:
        raise click.ClickException(f"Residents are not asked for a contact: {problem}.") from None
    told = f"New ones are sealed to {keys} public key{'' if keys == 1 else 's'}."
    click.echo(told if keys else f"Residents are not asked for a contact: {SETTING} is empty.")


@contacts.command("take")
@click.option("--out", type=NEW, required=True, help="Where the sealed contacts go.")
@by_option
@with_appcontext
@plainly
def take(out: Path, by: str) -> None:
    """Take a copy of all sealed contacts, to open on a machine that the key may be on."""
    begin_writing(db.session())
    rows = service.sealed_contacts(db.session())
    SystemRandom().shuffle(rows)
    lines = [
        json.dumps({"sealed": base64.b64encode(row.ciphertext).decode(), "link": row.link})
        for row in rows
    ]
    log_act(db.session(), "contacts.take", by, {"taken": len(rows)}, day_alone=True)
    write_new(out, "".join(f"{line}\n" for line in lines).encode())
    db.session.commit()
    click.echo(f"{len(rows)} sealed contacts are in {out}. Without the key nobody can read them.")


@contacts.command("export")
@identity_option
@click.option("--engagement", required=True, help="The engagement's address.")
@click.option("--out", type=NEW, required=True, help="The CSV file to write.")
@click.option("--from", "taken", type=EXISTING, help="A file of `contacts take`, not the database.")
@by_option
@with_appcontext
@plainly
def export(identity: Path, engagement: str, out: Path, taken: Path | None, by: str) -> None:
    """Open an engagement's contacts and write them into a CSV file, in no order."""
    identities = read_identities(identity)
    if taken:
        rows = read_taken(taken)
    else:
        begin_writing(db.session())
        engagement_named(db.session(), engagement)
        rows = service.sealed_contacts(db.session())
    opened = service.open_contacts(rows, identities)
    its = opened.of(engagement)
    if not taken:
        counts = {"opened": len(its), **faults(opened)}
        log_act(db.session(), "contacts.export", by, counts, engagement, day_alone=True)
    write_new(out, sheet_of(its))
    if not taken:
        db.session.commit()
    click.echo(f"{len(its)} contacts of {engagement} are in {out}.")
    tell_faults(opened)
    click.echo("A cell that a spreadsheet would take for a formula begins with an apostrophe.")
    click.echo("Delete the file when the people have been reached.")


@contacts.command("delete")
@click.option("--receipt", prompt="Receipt", prompt_required=False, default=None)
@click.option(
    "--identity", type=EXISTING, help="The private key: to find contacts by what is said."
)
@click.option("--engagement", help="With --identity: delete this engagement's contacts.")
@click.option("--detail", default="", help="With --engagement: only this number or address.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@by_option
@with_appcontext
@plainly
def delete(
    receipt: str | None,
    identity: Path | None,
    engagement: str | None,
    detail: str,
    yes: bool,
    by: str,
) -> None:
    """Delete one contact by its receipt, or an engagement's by the private key."""
    if (receipt is None) == (identity is None) or (identity and not engagement):
        raise click.UsageError("Name --receipt, or --identity with --engagement.")
    identities = read_identities(identity) if identity else []
    if not (receipt or detail or yes):
        click.confirm(f"Delete every contact of {engagement}?", abort=True)
    begin_writing(db.session())
    if receipt is not None:
        gone = int(service.delete_by_receipt(db.session(), receipt))
    else:
        gone = service.delete_opened(db.session(), identities, engagement or "", detail)
    log_act(
        db.session(), "contacts.delete", by, {"deleted": gone}, engagement or "", day_alone=True
    )
    db.session.commit()
    click.echo(f"{gone} contact{'' if gone == 1 else 's'} deleted.")


@contacts.command("rotate")
@identity_option
@click.option("--recipient", required=True, help="The new public key (age1...).")
@by_option
@with_appcontext
@plainly
def rotate(identity: Path, recipient: str, by: str) -> None:
    """Seal to a new public key whatever the old private key opens."""
    new = read_recipient(recipient)
    identities = read_identities(identity)
    begin_writing(db.session())
    opened = service.reseal(db.session(), identities, [new])
    sealed = len(opened.contacts)
    log_act(
        db.session(), "contacts.rotate", by, {"sealed": sealed, **faults(opened)}, day_alone=True
    )
    db.session.commit()
    click.echo(f"{sealed} contacts are sealed to the new key.")
    tell_faults(opened)
    if str(new) not in str(current_app.config.get(SETTING)):
        click.echo(f"The website still seals to the old one: put the new key into {SETTING}.")


def read_taken(path: Path) -> list[service.Sealed]:
    """Read the rows of a file that `contacts take` wrote."""
    try:
        rows = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
        return [service.Sealed(base64.b64decode(row["sealed"]), row["link"]) for row in rows]
    except (ValueError, KeyError, TypeError):
        raise DomainError(f"{path} is no file of `contacts take`.") from None


def faults(opened: service.Opened) -> dict[str, int]:
    """Return how many rows could not be opened, or were changed."""
    return {"unopened": opened.unopened, "changed": opened.changed}


def tell_faults(opened: service.Opened) -> None:
    """Say what could not be opened, and what somebody changed."""
    if opened.unopened:
        click.echo(f"{opened.unopened} could not be opened: they are sealed to another key.")
    if opened.changed:
        click.echo(f"{opened.changed} were moved or changed in the store, and are left out.")
