"""A version of a survey in one language: its pages with all that they could ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from community_voice.questions import Asked, ask
from community_voice.store import Question, Section, Survey, Version, VersionWording
from community_voice.store.contact import can_keep_contacts
from community_voice.store.wording import Phrase, Wordings

CONTACT = "contact"


@dataclass(frozen=True)
class Page:
    """One section as one page; one that repeats is a page for each instance, from 1."""

    code: str
    title: Phrase
    intro: Phrase
    asked: tuple[Asked, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    instance: int = 1

    @property
    def at(self) -> str:
        """Return the page's name in a form: the code, with a later instance."""
        return self.code if self.instance == 1 else f"{self.code}.{self.instance}"

    @property
    def repeat(self) -> Mapping[str, Any] | None:
        """Return how it repeats; None where it does not."""
        found = self.settings.get("repeat")
        return found if isinstance(found, Mapping) else None

    def as_instance(self, number: int) -> "Page":
        """Return the same page about another person or thing."""
        asked = tuple(replace(each, instance=number) for each in self.asked)
        return replace(self, asked=asked, instance=number)


@dataclass(frozen=True)
class Instrument:
    """A version in one language, with the keys that its answers are stored under."""

    engagement_id: int
    version_id: int
    pages: tuple[Page, ...]
    question_ids: dict[str, int] = field(default_factory=dict)
    choice_ids: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def asked(self) -> list[Asked]:
        """Return every question in order, each once."""
        return [asked for page in self.pages for asked in page.asked]

    def page(self, at: str) -> Page | None:
        """Return the page with this name, shown to anybody or not."""
        code, instance = split_key(at)
        found = next((page for page in self.pages if page.code == code), None)
        if found is None or (instance > 1 and found.repeat is None):
            return None
        return found.as_instance(instance)

    def question(self, key: str) -> Asked | None:
        """Return the question (and instance) of a key, asked of anybody or not."""
        code, instance = split_key(key)
        found = next((asked for asked in self.asked if asked.code == code), None)
        return replace(found, instance=instance) if found else None


def split_key(key: str) -> tuple[str, int]:
    """Split a key into code and instance; what is no key has no code."""
    code, dot, number = key.partition(".")
    if not dot:
        return code, 1
    is_later = number.isascii() and number.isdigit() and len(number) <= 4 and int(number) > 1
    return (code, int(number)) if is_later else ("", 1)


def load_instrument(
    session: Session,
    engagement_id: int,
    version_id: int | None,
    tag: str,
    *,
    drafts: bool = False,
) -> Instrument | None:
    """Return a version of this engagement that asks something, or None.

    Only a published one, unless `drafts` is set. Where a contact could not be sealed, nobody is
    asked for one.
    """
    query = (
        select(Version)
        .join(Survey)
        .where(Version.id == version_id, Survey.engagement_id == engagement_id)
        .options(
            selectinload(Version.sections)
            .selectinload(Section.questions)
            .selectinload(Question.choices)
        )
    )
    if not drafts:
        query = query.where(Version.published_on.is_not(None))
    version = session.scalars(query).one_or_none()
    may_ask_contact = drafts or can_keep_contacts(current_app.config)
    found = version and _put_in_words(session, engagement_id, version, tag, may_ask_contact)
    return found if found and found.pages else None


def _put_in_words(
    session: Session, engagement_id: int, version: Version, tag: str, may_ask_contact: bool
) -> Instrument:
    rows = session.scalars(
        select(VersionWording).where(
            VersionWording.version_id == version.id,
            VersionWording.language.in_({tag, version.source_language}),
        )
    )
    words = Wordings(rows, tag, version.source_language)
    pages = tuple(
        Page(
            section.code,
            words(f"section.{section.code}.title"),
            words(f"section.{section.code}.intro"),
            tuple(
                ask(question, words)
                for question in section.questions
                if may_ask_contact or question.type != CONTACT
            ),
            section.settings or {},
        )
        for section in version.sections
        if section.questions
    )
    questions = [question for section in version.sections for question in section.questions]
    return Instrument(
        engagement_id,
        version.id,
        pages,
        {question.code: question.id for question in questions},
        {
            (question.code, choice.code): choice.id
            for question in questions
            for choice in question.choices
        },
    )
