"""`flask languages`: how far the interface and every survey are translated."""

from collections.abc import Iterator, Mapping
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
from community_voice.instruments.open_languages import open_languages
from community_voice.instruments.wording_state import Translated, read_states, worked_on_versions
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Engagement, Version


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
    """Return each survey's version that residents answer, a line for each of its languages.

    A draft after it has one line for all; one that is the first has its languages' lines.
    """
    for engagement in session.scalars(select(Engagement).order_by(Engagement.slug)):
        answered: Version | None = None
        for version in worked_on_versions(session, engagement):
            states = read_states(session, version)
            if answered is not None and answered.survey_id == version.survey_id:
                yield f"  version {version.number} is a draft: {wanting_line(states)}"
                continue
            answered = version
            state = "published" if version.published_on else "draft"
            name = f"{engagement.slug}/{version.survey.slug} version {version.number}"
            yield ""
            yield f"{name} ({state}, source {version.source_language})"
            is_open = open_to_residents(session, engagement, version)
            for tag, translated in states.items():
                yield f"  {tag:<8} {counts_line(translated, tag in is_open)}"


def open_to_residents(session: Session, engagement: Engagement, version: Version) -> list[str]:
    """Return the languages in which residents may answer a version; a draft has none."""
    return open_languages(session, engagement, version) if version.published_on else []


def wanting_line(states: Mapping[str, Translated]) -> str:
    """Return how many texts each language of a draft must have reviewed before it opens."""
    told = [f"{tag} {len(translated.wanting)} to review" for tag, translated in states.items()]
    return ", ".join(told) or "in its source language alone"


def counts_line(translated: Translated, is_open: bool) -> str:
    """Return one language's counts; `open` says whether residents may answer in it."""
    counts = translated.counts
    reviewed = counts["reviewed"] + counts["published"]
    present = counts["all"] - counts["missing"]
    wanting = len(translated.wanting)
    line = (
        f"present {present}/{counts['all']}  draft {counts['draft']}  reviewed {reviewed}"
        f"  stale {counts['stale']}  missing {counts['missing']}"
        f"  {'open' if is_open else 'not open'}"
    )
    return f"{line}, {wanting} to review" if wanting else line
