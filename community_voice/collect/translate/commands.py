"""`flask languages`: how far the interface and every survey are translated."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.extensions import db
from community_voice.instruments.catalogs import CODE_LANGUAGE, catalog_of
from community_voice.instruments.wording_state import Translated, read_states
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Engagement, Survey, Version


@click.command("languages")
@with_appcontext
def languages() -> None:
    """Print, per language, what is translated, reviewed, stale and missing, and what is open."""
    click.echo("Interface")
    for line in interface_lines(Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])):
        click.echo(line)
    for line in survey_lines(db.session()):
        click.echo(line)


def interface_lines(translations: Path) -> Iterator[str]:
    """Return a line for each interface language: its catalog's coverage, and who has read it."""
    for tag in INTERFACE_LANGUAGES:
        if tag == CODE_LANGUAGE:
            yield f"  {tag:<8} source"
            continue
        catalog = catalog_of(tag, translations)
        if catalog is None:
            yield f"  {tag:<8} no catalog"
            continue
        share = catalog.translated / catalog.messages if catalog.messages else 1
        read = "reviewed" if catalog.reviewed else "not reviewed"
        done = f"{catalog.translated}/{catalog.messages}"
        yield f"  {tag:<8} all {done} ({share:.0%})  {read} by a native speaker"


def survey_lines(session: Session) -> Iterator[str]:
    """Return the newest version of every survey, and a line for each of its languages."""
    for version in newest_versions(session):
        survey = version.survey
        state = "published" if version.published_on else "draft"
        name = f"{survey.engagement.slug}/{survey.slug} version {version.number}"
        yield ""
        yield f"{name} ({state}, source {version.source_language})"
        for tag, translated in read_states(session, version).items():
            yield f"  {tag:<8} {counts_line(translated)}"


def counts_line(translated: Translated) -> str:
    """Return one language's counts; `open` says whether residents may answer in it."""
    counts = translated.counts
    reviewed = counts["reviewed"] + counts["published"]
    present = counts["all"] - counts["missing"]
    wanting = len(translated.wanting)
    line = (
        f"present {present}/{counts['all']}  draft {counts['draft']}  reviewed {reviewed}"
        f"  stale {counts['stale']}  missing {counts['missing']}"
        f"  {'open' if translated.is_open else 'not open'}"
    )
    return f"{line}, {wanting} to review" if wanting else line


def newest_versions(session: Session) -> list[Version]:
    """Return the newest version of each survey that people answer."""
    found = session.scalars(
        select(Version)
        .join(Survey)
        .join(Engagement)
        .where(Survey.kind == "survey")
        .order_by(Engagement.slug, Survey.slug, Version.number)
    )
    return list({version.survey_id: version for version in found}.values())
