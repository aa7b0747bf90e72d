"""How far each language of an engagement is served: interface, engagement's texts, surveys."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.instruments.catalogs import CODE_LANGUAGE, Catalog, catalog_of
from community_voice.instruments.wording_state import Translated, read_states, worked_on_versions
from community_voice.locale import Language, language
from community_voice.store import Engagement, Survey, Version
from community_voice.store.wording import HasWords


@dataclass(frozen=True)
class SurveyState:
    """One survey in one language; `translated` is None where it is written in that language."""

    version: Version
    translated: Translated | None


@dataclass(frozen=True)
class Coverage:
    """How one language is served; `missing` lists the paths that fall back.

    `surveys` says for each survey how far it is translated and reviewed.
    """

    language: Language
    is_source: bool
    catalog: Catalog | None
    present: int
    total: int
    missing: tuple[str, ...]
    surveys: tuple[SurveyState, ...] = ()


def language_coverage(
    session: Session, engagement: Engagement, translations: Path
) -> list[Coverage]:
    """Return the coverage of each of an engagement's languages."""
    rows: list[tuple[str, HasWords]] = [("engagement", row) for row in engagement.wordings]
    published = published_versions(session, engagement)
    for version in published:
        rows += [(f"survey {version.survey.slug}", row) for row in version.wordings]
    worked_on = worked_on_versions(session, engagement)
    states = {
        version.id: read_states(session, version, engagement.languages) for version in worked_on
    }
    return [
        replace(
            _coverage(rows, tag, engagement.source_language, translations),
            surveys=tuple(
                SurveyState(
                    version, None if tag == version.source_language else states[version.id][tag]
                )
                for version in worked_on
            ),
        )
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


def _coverage(
    rows: list[tuple[str, HasWords]], tag: str, source: str, translations: Path
) -> Coverage:
    expected = sorted({(owner, row.path) for owner, row in rows if row.language == source})
    kept = {(owner, row.path) for owner, row in rows if row.language == tag and row.text}
    missing = [f"{owner}: {path}" for owner, path in expected if (owner, path) not in kept]
    return Coverage(
        language=language(tag),
        is_source=tag == CODE_LANGUAGE,
        catalog=catalog_of(tag, translations),
        present=len(expected) - len(missing),
        total=len(expected),
        missing=tuple(missing),
    )
