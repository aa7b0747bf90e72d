"""`flask languages`: how far the interface and every survey are translated."""

from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from community_voice.extensions import db
from community_voice.instruments.catalogs import (
    CODE_LANGUAGE,
    file_of,
    known_messages,
    message_name,
    read_catalog,
    translated_messages,
)
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
    if not inspect(db.engine).has_table(Version.__tablename__):
        click.echo("No database yet: flask --app wsgi migrate makes one.")
        return
    for line in survey_lines(db.session()):
        click.echo(line)


def interface_lines(translations: Path) -> Iterator[str]:
    """Return a line for each interface language: how much of it is there, and who has read it."""
    everything = known_messages(translations / "messages.pot")
    for_residents = extracted_messages(translations / "resident.cfg", translations.parent)
    for tag in INTERFACE_LANGUAGES:
        if tag == CODE_LANGUAGE:
            yield f"  {tag:<8} source"
            continue
        file = file_of(tag, translations)
        catalog = read_catalog(file)
        if catalog is None:
            yield f"  {tag:<8} no catalog"
            continue
        there = translated_messages(file)
        read = "reviewed" if catalog.reviewed else "not reviewed"
        yield (
            f"  {tag:<8} residents {share(there, for_residents):<15}"
            f"  all {share(there, everything):<16}  {read} by a native speaker"
        )


def extracted_messages(config: Path, root: Path) -> set[str]:
    """Return the messages that the code itself holds, in the files that a Babel config names."""
    if not config.is_file():
        return set()
    with config.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
    found = extract_from_dir(root, methods, options, keywords)
    return {message_name(message) for _file, _line, message, _comments, _context in found}


def share(there: set[str], wanted: set[str]) -> str:
    """Write how many of some messages are there: "150/150 (100%)"."""
    done, all_of_them = len(there & wanted), len(wanted)
    # Never "100%" of what is not whole.
    return f"{done}/{all_of_them} ({done * 100 // all_of_them if all_of_them else 100}%)"


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
