"""Make engagements, and surveys from templates; the caller commits."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.coverage import published_versions
from community_voice.collect.builder.setup import PATHS, Setup, find_problems
from community_voice.collect.builder.template import Template, load_template
from community_voice.errors import Conflict, DomainError
from community_voice.staff.audit import record_act
from community_voice.store import (
    Choice,
    Engagement,
    EngagementWording,
    Question,
    Section,
    Survey,
    Version,
    VersionWording,
)
from community_voice.store.columns import today

__all__ = [
    "change_engagement",
    "load_template",
    "make_engagement",
    "make_survey",
    "set_state",
]

Texts = Mapping[str, str]


def make_engagement(session: Session, setup: Setup, *, is_open: bool = False) -> Engagement:
    """Make an engagement as a draft, or open at once."""
    _refuse_problems(setup)
    if session.scalar(select(Engagement.id).where(Engagement.slug == setup.slug)):
        raise Conflict(_("There is an engagement with this address already."))
    engagement = Engagement(slug=setup.slug, is_demo=setup.is_demo)
    engagement.state = "open" if is_open else "draft"
    session.add(engagement)
    _apply(session, engagement, setup)
    record_act(session, "engagement.create", setup.slug, detail={"state": engagement.state})
    return engagement


def change_engagement(session: Session, engagement: Engagement, setup: Setup) -> None:
    """Change what a person decided about an engagement; its address stays."""
    _refuse_problems(setup)
    _apply(session, engagement, setup)
    record_act(session, "engagement.change", engagement.slug)


def set_state(session: Session, engagement: Engagement, state: str) -> None:
    """Open or close an engagement to residents."""
    if state not in ("open", "closed"):
        raise DomainError(_("An engagement can be opened or closed."))
    if state == "open" and not published_versions(session, engagement):
        # Residents would read "not open yet, come back" for ever.
        raise Conflict(_("There is no survey to answer here: answers come by import."))
    engagement.state = state
    record_act(session, f"engagement.{state}", engagement.slug)


def make_survey(
    session: Session, engagement: Engagement, template: Template, slug: str = "main"
) -> Version:
    """Make a survey of an engagement from a template, and publish its first version.

    The version holds every language of the template; residents are offered those that the
    engagement names, so that one can be added later without a new version.
    """
    version = Version(
        survey=Survey(engagement=engagement, slug=slug),
        source_language=template["source_language"],
        languages=list(template["languages"]),
    )
    session.add(version)
    session.flush()
    position = 0
    for place, section in enumerate(template["sections"]):
        page = Section(version_id=version.id, code=section["code"], position=place)
        session.add(page)
        session.flush()
        for question in section["questions"]:
            _add_question(session, version, page, question, position)
            position += 1
    session.add_all(
        VersionWording(version_id=version.id, path=path, language=language, text=text)
        for path, texts in template_texts(template)
        for language, text in texts.items()
    )
    # Children must stand before the day is set: from then on the database refuses new ones.
    session.flush()
    version.published_on = today()
    session.flush()
    return version


def template_texts(template: Template) -> Iterator[tuple[str, Texts]]:
    """Go through every text of a template by path, as `VersionWording` documents them."""
    for section in template["sections"]:
        path = f"section.{section['code']}"
        yield from _texts(path, section, ("title", "intro"))
        for question in section["questions"]:
            path = f"question.{question['code']}"
            settings = question.get("settings", {})
            ends = {"low": settings.get("low_label", {}), "high": settings.get("high_label", {})}
            yield from _texts(path, {**question, **ends}, ("label", "help", "low", "high"))
            for choice in question.get("choices", ()):
                yield from _texts(f"{path}.choice.{choice['code']}", choice, ("label", "help"))


def _texts(
    path: str, holder: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[tuple[str, Texts]]:
    for name in names:
        if holder.get(name):
            yield f"{path}.{name}", holder[name]


def _add_question(
    session: Session, version: Version, page: Section, said: Mapping[str, Any], position: int
) -> None:
    settings = dict(said.get("settings", {}))
    for words in ("low_label", "high_label"):  # these are wordings
        settings.pop(words, None)
    question = Question(
        version_id=version.id,
        section_id=page.id,
        code=said["code"],
        type=said["type"],
        position=position,
        required=said.get("required", False),
        settings=settings,
    )
    session.add(question)
    session.flush()
    session.add_all(
        Choice(question_id=question.id, code=choice["code"], position=place)
        for place, choice in enumerate(said.get("choices", ()))
    )


def _refuse_problems(setup: Setup) -> None:
    problems = find_problems(setup)
    if problems:
        raise DomainError(" ".join(problems.values()))


def _apply(session: Session, engagement: Engagement, setup: Setup) -> None:
    engagement.host = setup.host
    engagement.source_language = setup.source_language
    engagement.languages = list(setup.languages)
    engagement.opens_on = setup.opens_on
    engagement.closes_on = setup.closes_on
    engagement.leave_url = setup.leave_url
    engagement.local_line = setup.local_line
    engagement.local_line_brings_police = setup.local_line_brings_police
    kept = {(row.path, row.language): row for row in engagement.wordings}
    for path in PATHS:
        for language, text in setup.wordings.get(path, {}).items():
            row = kept.pop((path, language), None)
            if row and text.strip():
                row.text = text.strip()
            elif row:
                engagement.wordings.remove(row)
            elif text.strip():
                engagement.wordings.append(
                    EngagementWording(path=path, language=language, text=text.strip())
                )
    session.flush()
