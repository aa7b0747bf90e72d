"""`flask xlsform`: bring a form in as a draft, and write a survey as a form."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from community_voice.collect.xlsform import service
from community_voice.collect.xlsform.importing import Imported
from community_voice.collect.xlsform.notices import lines
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named


@click.group("xlsform")
def xlsform() -> None:
    """Bring XLSForm workbooks in, and write surveys as XLSForm."""


@xlsform.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--engagement", "slug", required=True, help="The engagement's short name.")
@click.option("--survey", "survey_slug", default="", help="The new survey's short name.")
@click.option("--notes", is_flag=True, help="Say too what is held in another way.")
@click.option("--dry-run", is_flag=True, help="Read the form and store nothing.")
@with_appcontext
def import_form(file: Path, slug: str, survey_slug: str, notes: bool, dry_run: bool) -> None:
    """Make a draft survey of an XLSForm.

    Prints one line for each row that cannot be held, and how many are held.
    """
    try:
        imported = _import(file, slug, survey_slug, notes, dry_run)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    for line in lines(imported.notices):
        click.echo(line)
    click.echo(f"held {imported.held} of {imported.rows} rows, {len(imported.languages)} languages")


def _import(file: Path, slug: str, survey_slug: str, notes: bool, dry_run: bool) -> Imported:
    engagement = engagement_named(db.session(), slug)
    source = engagement.source_language
    taken = service.take_in(file.name, file.read_bytes(), source, check=notes)
    if notes:
        for notice in taken.imported.notices:
            if notice.held:
                click.echo(f"{notice.place}: {notice.line}", err=True)
        for warning in taken.warnings:
            click.echo(f"pyxform: {warning}", err=True)
    if dry_run:
        return taken.imported
    # Reading took no lock; the transaction that stores starts afresh, as a writer.
    db.session.rollback()
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    name = survey_slug or service.slug_for(db.session(), engagement, file.name)
    service.make_survey(db.session(), engagement, taken.imported.definition, name)
    db.session.commit()
    click.echo(f"made {slug}/{name}, version 1 (draft)", err=True)
    return taken.imported


@xlsform.command("export")
@click.argument("survey")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path)
)
@click.option("--version", "number", type=int, help="The version's number; else the newest.")
@with_appcontext
def export_form(survey: str, out: Path, number: int | None) -> None:
    """Write SURVEY (as ENGAGEMENT/SURVEY) as an XLSForm workbook."""
    begin_writing(db.session())
    try:
        version = service.find_version(db.session(), survey, number)
        content = service.export_book(db.session(), version)
    except DomainError as problem:
        db.session.rollback()
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    out.write_bytes(content)
    click.echo(f"wrote version {version.number} of {survey} to {out}")
