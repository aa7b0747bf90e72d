"""The guide of a session: a ready-made one or one of the engagement, as a Version of its own.

A guide is a Survey of the kind "guide", so that residents cannot reach it. A ready-made one is
made once an engagement, in every language that its catalogs hold whole or in part.
"""

from dataclasses import dataclass
from functools import cache
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from community_voice.instruments.definition import Definition, publish
from community_voice.instruments.new_survey import free_slug, make_draft
from community_voice.instruments.template import load_template, read_template, without_off
from community_voice.locale import current_language
from community_voice.store import Engagement, Question, Section, Survey, Version, VersionWording
from community_voice.store.survey import GUIDE
from community_voice.store.wording import Phrase, Wordings

# In the order that the plan offers them.
READY_MADE = (
    "listening-session-guide",
    "service-user-interview",
    "when-you-need-help",
    "resident-survey",
    "youth-form",
)
# What is asked of the host, or of nobody, and so is no question that a note answers.
NOT_ASKED = frozenset(
    {"acknowledgement", "calculated", "consent", "contact", "date", "note", "number"}
    | {"place", "time"}
)
ASKED_ALOUD = "ask_"


@dataclass(frozen=True)
class Guide:
    """A guide that a plan may choose: `choice` is a template's name, or a version's key."""

    choice: str
    title: Phrase


@dataclass(frozen=True)
class GuideQuestion:
    """A question of a guide, as a note names it."""

    id: int
    label: Phrase


def guides_of(session: Session, engagement: Engagement) -> list[Guide]:
    """Return the guides to choose among: those the engagement has, then the ready-made ones."""
    versions = _newest_versions(session, engagement)
    own = [Guide(str(version.id), title_of_guide(version)) for version in versions]
    made = {version.settings.get("template") for version in versions}
    ready = [Guide(name, _title(name)) for name in READY_MADE if name not in made]
    return own + ready


def known_guide(session: Session, engagement: Engagement, choice: str) -> bool:
    """Say whether a choice is one of those that the plan offers."""
    return choice in {guide.choice for guide in guides_of(session, engagement)} | set(READY_MADE)


def use_guide(session: Session, engagement: Engagement, choice: str) -> Version:
    """Return the version that a choice names; a ready-made guide is made when it is first used."""
    for version in _newest_versions(session, engagement):
        if choice in (str(version.id), version.settings.get("template")):
            return version
    definition = read_ready_made(choice)
    slug = free_slug(session, engagement, f"guide-{choice}")
    made = make_draft(session, engagement, definition, slug)
    made.survey.kind = GUIDE
    publish(session, made)
    return made


def questions_aloud(session: Session, version: Version | None) -> list[GuideQuestion]:
    """Return the questions that are asked of the room, in order, in the reader's language."""
    if version is None:
        return []
    words = _words(version)
    asked = (
        select(Question)
        .join(Section, Section.id == Question.section_id)
        .where(Question.version_id == version.id)
        .order_by(Section.position, Question.position)
    )
    return [
        GuideQuestion(question.id, words(f"question.{question.code}.label"))
        for question in session.scalars(asked)
        if question.type not in NOT_ASKED or question.code.startswith(ASKED_ALOUD)
    ]


def question_keys(session: Session, version_id: int | None) -> set[int]:
    """Return the keys of a guide's questions: a note names one of them or none."""
    return set(session.scalars(select(Question.id).where(Question.version_id == version_id)))


def title_of_guide(version: Version) -> Phrase:
    """Return a guide's title in the reader's language."""
    return _words(version)("survey.title") or Phrase(version.survey.slug, version.source_language)


@cache
def read_ready_made(name: str) -> Definition:
    """Return a ready-made guide in every language that has words for it."""
    template = without_off(load_template(name))
    template.setdefault("title", template["texts"]["title"])
    kept = ("source_language", "languages", "title", "intro", "thanks", "sections")
    made = cast(Definition, {part: template[part] for part in kept if part in template})
    made["settings"] = {"template": name}
    return made


def make_ready(choice: str) -> None:
    """Read a ready-made guide's catalogs, which takes a while, before anything is written."""
    if choice in READY_MADE:
        read_ready_made(choice)


@cache
def _title(name: str) -> Phrase:
    template = read_template(name)
    return Phrase(str(template.get("title", template["texts"]["title"])["en"]), "en")


def _newest_versions(session: Session, engagement: Engagement) -> list[Version]:
    """Return the newest published version of each guide of an engagement."""
    surveys = session.scalars(
        select(Survey)
        .where(Survey.engagement_id == engagement.id, Survey.kind == GUIDE)
        .options(selectinload(Survey.versions).selectinload(Version.wordings))
        .order_by(Survey.slug)
    )
    published = [
        [version for version in survey.versions if version.published_on is not None]
        for survey in surveys
    ]
    return [versions[-1] for versions in published if versions]


def _words(version: Version) -> Wordings:
    rows: list[VersionWording] = version.wordings
    return Wordings(rows, current_language().tag, version.source_language)
