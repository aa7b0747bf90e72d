"""`flask brief`: list the briefs, print one, and check one against the record."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.deliver.brief.checking import check_brief
from community_voice.deliver.brief.plain import as_text
from community_voice.extensions import db
from community_voice.store import Brief
from community_voice.store.partner import dissents_of

brief = AppGroup("brief", help="List, print and verify briefs.")


@brief.command("list")
def list_briefs() -> None:
    """List every brief: its number, engagement, state and seal."""
    for each in db.session.scalars(select(Brief).order_by(Brief.id)):
        release = each.release
        click.echo(f"{each.id}\t{release.engagement.slug}\t{each.state}\t{release.digest[:16]}")


@brief.command("show")
@click.argument("brief_id", type=int)
@click.option("--language", default="en", help="A tag such as es; English where there is none.")
def show(brief_id: int, language: str) -> None:
    """Print a brief as text; quotes stay in their own language."""
    found = _brief(db.session(), brief_id)
    click.echo(as_text(found, language, dissents_of(db.session(), found.release_id)))


@brief.command("verify")
@click.argument("brief_id", type=int)
def verify(brief_id: int) -> None:
    """Recompute every number and find every quote; name what fails and exit with 1."""
    found = _brief(db.session(), brief_id)
    result = check_brief(db.session(), found)
    for failure in result.failures:
        click.echo(f"FAILED  {failure}", err=True)
    if result.failures:
        click.echo(f"Brief {brief_id}: {len(result.failures)} checks failed.", err=True)
        sys.exit(1)
    click.echo(
        f"Brief {brief_id}: {result.numbers} numbers in {result.claims} sentences,"
        f" {result.cells} table cells and {result.quotes} quotes match the record."
    )
    if not result.is_written_again:
        click.echo("Its sentences were written by earlier rules, and were not written again.")
    click.echo("That a theme is the right theme is a judgement, which nothing here can check.")


def _brief(session: Session, brief_id: int) -> Brief:
    found = session.get(Brief, brief_id)
    if found is None:
        raise click.ClickException(f"There is no brief {brief_id}. See: flask brief list")
    return found
