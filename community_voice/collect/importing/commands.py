"""`flask import FILE`: take a file of existing answers or comments in, without a browser."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from community_voice.collect.importing.accepting import (
    AlreadyImported,
    refuse_repeat,
    set_consent,
    store_now,
)
from community_voice.collect.importing.checking import check
from community_voice.collect.importing.findings import Asked, Findings
from community_voice.collect.importing.mapping import ColumnMap
from community_voice.collect.importing.messages import explain_error, explain_note, place_of
from community_voice.collect.importing.reading import open_table
from community_voice.collect.importing.values import read_language
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.store import Engagement, ImportBatch
from community_voice.store.columns import CONSENTS
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.secrets import keyed_digest


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--engagement", "slug", required=True, help="The engagement's short name.")
@click.option("--text", multiple=True, required=True, help="A column of words; may be repeated.")
@click.option("--person", default="", help="The column that tells people apart.")
@click.option("--language-column", default="", help="The column that names each row's language.")
@click.option("--language", default="", help="The language of rows that name none.")
@click.option("--question", default="", help="The column that holds the question.")
@click.option("--group", multiple=True, help="A column to compare by; may be repeated.")
@click.option("--date", default="", help="The column of days.")
@click.option("--consent-column", default="", help="The column of each row's consent.")
@click.option(
    "--consent",
    type=click.Choice(CONSENTS),
    default="counted",
    show_default=True,
    help="The consent of rows that name none; more than counted takes --reason.",
)
@click.option("--reason", default="", help="Why the words may be used more freely.")
@click.option("--sheet", default="", help="The sheet of a workbook.")
@click.option("--dry-run", is_flag=True, help="Check the file and store nothing.")
@with_appcontext
def import_file(
    file: Path,
    slug: str,
    text: tuple[str, ...],
    person: str,
    language_column: str,
    language: str,
    question: str,
    group: tuple[str, ...],
    date: str,
    consent_column: str,
    consent: str,
    reason: str,
    sheet: str,
    dry_run: bool,
) -> None:
    """Import existing answers or comments from a CSV, TSV or XLSX file.

    The file is stored whole or not at all, and the same file is stored once.
    """
    columns = ColumnMap(
        text=text,
        person=person,
        language=language_column,
        question=question,
        group=group,
        date=date,
        consent=consent_column,
        file_language=_language_tag(language, slug) if language else "",
        sheet=sheet,
    )
    try:
        _run(file, slug, columns, consent, reason, dry_run)
    except AlreadyImported as repeat:
        click.echo(str(repeat))
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem


def _run(
    file: Path, slug: str, columns: ColumnMap, consent: str, reason: str, dry_run: bool
) -> None:
    engagement = engagement_named(db.session(), slug)
    content = file.read_bytes()
    refuse_repeat(db.session(), engagement, keyed_digest("file", content))
    set_consent(ImportBatch(), consent, reason)
    asked = Asked(columns, tuple(engagement.languages), consent)
    table = open_table(file.name, content, columns.sheet)
    for note in table.notes:
        click.echo(explain_note(note), err=True)
    # Reading took no lock; the transaction that stores starts afresh, as a writer.
    db.session.rollback()
    # Line ends are near enough to the number of rows, which is known only at the end.
    with click.progressbar(length=max(content.count(b"\n"), 1), label="Checking") as bar:
        findings = check(table, asked, lambda rows: bar.update(rows - bar.pos))
        bar.update((bar.length or 0) - bar.pos)
    if findings.error_count:
        _show_errors(findings)
        raise click.exceptions.Exit(1)
    if dry_run:
        click.echo("Nothing was stored. " + _summary(findings, columns))
        return
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    with click.progressbar(length=findings.rows - findings.empty, label="Storing ") as bar:
        store_now(
            db.session(),
            engagement,
            file.name,
            content,
            asked,
            reason,
            (table, findings),
            lambda rows: bar.update(rows - bar.pos),
        )
        db.session.commit()
        bar.update((bar.length or 0) - bar.pos)
    click.echo("Stored. " + _summary(findings, columns))


def _language_tag(language: str, slug: str) -> str:
    found = db.session.scalar(select(Engagement.languages).where(Engagement.slug == slug))
    tag = read_language(language, found or [])
    if tag is None:
        raise click.BadParameter(
            f"“{language}” is not a language we know.", param_hint="--language"
        )
    return tag


def _show_errors(findings: Findings) -> None:
    for error in findings.errors:
        click.echo(f"{place_of(error)}: {explain_error(error)}", err=True)
    more = findings.error_count - len(findings.errors)
    if more:
        click.echo(f"… and {more:,} more.", err=True)
    click.echo(f"Nothing was stored: {findings.error_count:,} errors.", err=True)


def _summary(findings: Findings, columns: ColumnMap) -> str:
    told = [f"{findings.texts:,} texts in {findings.rows:,} rows"]
    if columns.person:
        told.append(f"{len(findings.persons):,} people")
    if findings.empty:
        told.append(f"{findings.empty:,} rows without words left out")
    languages = ", ".join(
        f"{tag or 'not named'} {count:,}" for tag, count in findings.languages.most_common()
    )
    told += [f"languages: {languages}"] if languages else []
    told += [f"groups by {name}: {len(values)}" for name, values in findings.groups.items()]
    return "; ".join(told) + "."
