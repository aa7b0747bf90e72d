"""Make engagements, and surveys from templates; the caller commits."""

from typing import cast

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.coverage import published_versions
from community_voice.collect.builder.setup import PATHS, Setup, find_problems
from community_voice.errors import Conflict, DomainError
from community_voice.instruments.definition import Definition, publish
from community_voice.instruments.new_survey import make_draft
from community_voice.instruments.template import Template, load_template, without_off
from community_voice.staff.audit import record_act
from community_voice.store import Engagement, EngagementWording, Version
from community_voice.store.survey import RESIDENTS

# The address of an engagement's first survey.
FIRST = "main"

__all__ = [
    "change_engagement",
    "load_template",
    "make_draft",
    "make_engagement",
    "make_survey",
    "set_state",
]


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
    session: Session,
    engagement: Engagement,
    template: Template,
    slug: str = FIRST,
    *,
    is_published: bool = True,
) -> Version:
    """Make a survey of an engagement from a template, and publish its first version.

    The version holds every language of the template; residents are offered those that the
    engagement names, so that one can be added later without a new version.
    """
    definition = definition_of(without_off(template))
    version = make_draft(session, engagement, definition, slug, audience_of(template))
    if is_published:
        publish(session, version)
    return version


def definition_of(template: Template) -> Definition:
    """Return a template's instrument, without what it says of the engagement."""
    known = Definition.__annotations__
    found = {name: value for name, value in template.items() if name in known}
    return cast(Definition, found)


def audience_of(template: Template) -> str:
    """Return whom a template's survey asks."""
    return str(template.get("audience", RESIDENTS))


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
