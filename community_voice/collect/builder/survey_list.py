"""Surveys and their versions as lists show them: titles, days, and how many answered."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.store import Engagement, Response, Survey, Version, VersionWording
from community_voice.store.wording import Phrase, Wordings


@dataclass(frozen=True)
class VersionRow:
    """A version as lists show it: its number, its day, and how many answered it."""

    number: int
    published_on: dt.date | None
    answers: int
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyRow:
    """A survey as lists show it, its versions newest first."""

    slug: str
    title: Phrase
    audience: str
    versions: list[VersionRow] = field(default_factory=list)

    @property
    def newest(self) -> VersionRow | None:
        """Return the version that new people answer."""
        return next((row for row in self.versions if row.published_on), None)

    @property
    def draft(self) -> VersionRow | None:
        """Return the version in work."""
        return next((row for row in self.versions if not row.published_on), None)

    @property
    def answers(self) -> int:
        """Return how many answered any version."""
        return sum(row.answers for row in self.versions)


def survey_rows(session: Session, engagement: Engagement, language: str) -> list[SurveyRow]:
    """Return the surveys of an engagement in the order in which they were made."""
    surveys = session.scalars(
        select(Survey)
        .where(Survey.engagement_id == engagement.id, Survey.kind == "survey")
        .order_by(Survey.id)
    ).all()
    return [survey_row(session, survey, language) for survey in surveys]


def survey_row(session: Session, survey: Survey, language: str) -> SurveyRow:
    """Return one survey as lists show it."""
    counted = dict(
        session.execute(
            select(Response.version_id, func.count())
            .join(Version, Version.id == Response.version_id)
            .where(Version.survey_id == survey.id)
            .group_by(Response.version_id)
        )
        .tuples()
        .all()
    )
    found = session.scalars(
        select(Version).where(Version.survey_id == survey.id).order_by(Version.number.desc())
    ).all()
    rows = [
        VersionRow(
            version.number,
            version.published_on,
            counted.get(version.id, 0),
            tuple(version.languages),
        )
        for version in found
    ]
    title = title_of_version(session, found[0], language) if found else None
    named = title or Phrase(survey.slug, "en")
    return SurveyRow(survey.slug, named, survey.audience, rows)


def title_of_version(session: Session, version: Version, language: str) -> Phrase | None:
    """Return what a version calls itself, in this language if it can."""
    rows = session.scalars(
        select(VersionWording).where(
            VersionWording.version_id == version.id, VersionWording.path == "survey.title"
        )
    )
    return Wordings(rows, language, version.source_language)("survey.title") or None
