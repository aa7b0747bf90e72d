"""How far each language of an engagement is served: interface, engagement's texts, survey.

A catalog's header says whether somebody who grew up with the language has read it:
`X-Reviewed-By-Native-Speaker: no`, or `yes` and the day, such as `yes, 2026-11-30`.
"""

import datetime as dt
from dataclasses import dataclass
from email import message_from_string
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import denormalize, read_po
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.locale import Language, language
from community_voice.store import Engagement, Survey, Version
from community_voice.store.wording import HasWords

REVIEWED = "X-Reviewed-By-Native-Speaker"
# English is what the code itself is written in.
SOURCE = "en"


@dataclass(frozen=True)
class Catalog:
    """One interface catalog: how many messages have words, and whether a native speaker read it."""

    translated: int
    messages: int
    reviewed: bool


@dataclass(frozen=True)
class Coverage:
    """How one language is served; `missing` lists the paths that fall back."""

    language: Language
    is_source: bool
    catalog: Catalog | None
    present: int
    total: int
    missing: tuple[str, ...]


def language_coverage(
    session: Session, engagement: Engagement, translations: Path
) -> list[Coverage]:
    """Return the coverage of each of an engagement's languages."""
    rows: list[tuple[str, HasWords]] = [("engagement", row) for row in engagement.wordings]
    for version in published_versions(session, engagement):
        rows += [(f"survey {version.survey.slug}", row) for row in version.wordings]
    return [
        _coverage(rows, tag, engagement.source_language, translations)
        for tag in engagement.languages
    ]


def published_versions(session: Session, engagement: Engagement) -> list[Version]:
    """Return the newest published version of each survey that residents answer."""
    newest = (
        select(Version)
        .join(Version.survey)
        .where(Survey.engagement_id == engagement.id, Survey.kind == "survey")
        .where(Version.published_on <= dt.date.max)
        .order_by(Survey.slug, Version.number)
    )
    return list({version.survey_id: version for version in session.scalars(newest)}.values())


def read_catalog(file: Path) -> Catalog | None:
    """Read one catalog, or return nothing where there is none."""
    if not file.is_file():
        return None
    text = file.read_text(encoding="utf-8")
    messages = [message for message in read_po(text.splitlines()) if message.id]
    translated = [message for message in messages if not message.fuzzy and _has_words(message)]
    said = read_header(text).get(REVIEWED, "no").strip().lower()
    return Catalog(len(translated), len(messages), said.startswith("yes"))


def read_header(text: str) -> dict[str, str]:
    """Return a catalog's header; Babel reads the names it knows and drops the others."""
    start = text.find('msgid ""\nmsgstr ""\n')
    if start < 0:
        return {}
    block = text[start:].split("\n\n", 1)[0].split("msgstr ", 1)[1]
    quoted = "\n".join(line for line in block.splitlines() if line.startswith('"'))
    return dict(message_from_string(denormalize(quoted)).items())


def _has_words(message: Message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(forms) and all(forms)


def _coverage(
    rows: list[tuple[str, HasWords]], tag: str, source: str, translations: Path
) -> Coverage:
    expected = sorted({(owner, row.path) for owner, row in rows if row.language == source})
    kept = {(owner, row.path) for owner, row in rows if row.language == tag and row.text}
    missing = [f"{owner}: {path}" for owner, path in expected if (owner, path) not in kept]
    file = translations / language(tag).locale / "LC_MESSAGES" / "messages.po"
    return Coverage(
        language=language(tag),
        is_source=tag == SOURCE,
        catalog=read_catalog(file),
        present=len(expected) - len(missing),
        total=len(expected),
        missing=tuple(missing),
    )
