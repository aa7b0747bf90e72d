"""The surveys of an engagement: listing, making, copying, new versions; the caller commits."""

from collections import defaultdict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community_voice.collect.builder.drafts import subject_of
from community_voice.collect.builder.service import definition_of
from community_voice.errors import Conflict, DomainError
from community_voice.instruments.carried import copy_reviews, open_carried
from community_voice.instruments.definition import (
    Definition,
    publish,
    read_definition,
    write_draft,
)
from community_voice.instruments.new_survey import address_problem, make_draft
from community_voice.instruments.new_survey import free_slug as free_slug
from community_voice.instruments.template import Template, load_template, without_off
from community_voice.staff.audit import record_act
from community_voice.store import (
    DraftStep,
    Engagement,
    OpenedLanguage,
    SpokenPrompt,
    Survey,
    Version,
    VersionWording,
    WordingReview,
)
from community_voice.store.survey import AUDIENCES, RESIDENTS, VOTERS

AUDIENCE_NAMES = {
    RESIDENTS: _l("Residents"),
    "responders": _l("Call-takers and responders"),
    "applicants": _l("Institutions that apply"),
    "feedback": _l("Feedback on a session"),
    VOTERS: _l("People who vote on statements"),
}
AUDIENCE_HELP = {
    RESIDENTS: _l("Their answers are counted, themed and released as people who spoke."),
    "responders": _l("Counted apart: they are never mixed with residents."),
    "applicants": _l("Read by staff alone."),
    "feedback": _l("About a session, not about the engagement's questions."),
    VOTERS: _l("Their votes are counted; they are not counted as people who spoke."),
}
EMPTY = "empty"


def find_problems(
    session: Session, engagement: Engagement, slug: str, audience: str
) -> dict[str, str]:
    """Return what is wrong with a new survey's address and audience, by field."""
    problem = address_problem(session, engagement, slug)
    problems = {"slug": problem} if problem else {}
    if audience not in AUDIENCES:
        problems["audience"] = str(_("Choose one of the list."))
    return problems


def new_survey(
    session: Session, engagement: Engagement, slug: str, audience: str, definition: Definition
) -> Version:
    """Make a survey whose first version is a draft."""
    problems = find_problems(session, engagement, slug, audience)
    if problems:
        raise DomainError(" ".join(problems.values()))
    version = make_draft(session, engagement, definition, slug, audience)
    record_act(session, "survey.create", subject_of(version), detail={"audience": audience})
    return version


def definition_of_template(template: Template, with_off: bool) -> Definition:
    """Return a template's instrument, with or without what is off until a host asks for it."""
    chosen = template if with_off else without_off(template)
    made = definition_of(chosen)
    for section in made["sections"]:
        for question in section["questions"]:
            question.get("settings", {}).pop("off", None)
    return made


def has_off(template: Template) -> bool:
    """Say whether a template has questions that are off until a host asks for them."""
    return definition_of(without_off(template)) != definition_of(template)


def template_named(slug: str) -> Template | None:
    """Return a template, or None for a survey that starts empty."""
    return None if slug == EMPTY else load_template(slug)


def empty_definition(language: str, title: str) -> Definition:
    """Return a survey with one page and nothing on it."""
    made: Definition = {
        "source_language": language,
        "languages": [language],
        "sections": [{"code": "page_1", "title": {}, "questions": []}],
    }
    if title.strip():
        made["title"] = {language: title.strip()}
    return made


def new_version(session: Session, survey: Survey) -> Version:
    """Begin a draft that is as the newest published version, its reviews and voices included."""
    versions = sorted(survey.versions, key=lambda version: version.number)
    if any(version.published_on is None for version in versions):
        raise Conflict(_("There is a draft of this survey already. Work on that one."))
    if not versions:
        raise Conflict(_("This survey has no version."))
    old = versions[-1]
    new = Version(
        survey_id=survey.id,
        number=old.number + 1,
        source_language=old.source_language,
        languages=list(old.languages),
    )
    session.add(new)
    session.flush()
    write_draft(session, new, read_definition(session, old))
    copy_reviews(session, old, new)
    record_act(session, "survey.new_version", subject_of(new))
    return new


def copy_survey(session: Session, version: Version, slug: str, audience: str) -> Version:
    """Make another survey of the same engagement that begins as this version is."""
    engagement = version.survey.engagement
    new = new_survey(session, engagement, slug, audience, read_definition(session, version))
    copy_reviews(session, version, new)
    return new


def discard(session: Session, version: Version) -> None:
    """Throw a draft away; a survey that has nothing else goes with it."""
    if version.published_on is not None:
        raise Conflict(_("This version is published and never changes. Make a new version."))
    survey, subject = version.survey, subject_of(version)
    empty: Definition = {
        "source_language": version.source_language,
        "languages": list(version.languages),
        "sections": [],
    }
    write_draft(session, version, empty)
    for table in (DraftStep, SpokenPrompt, OpenedLanguage, WordingReview, VersionWording):
        session.execute(delete(table).where(table.version_id == version.id))
    session.execute(delete(Version).where(Version.id == version.id))
    left = session.scalar(select(func.count()).where(Version.survey_id == survey.id))
    if not left:
        session.execute(delete(Survey).where(Survey.id == survey.id))
    session.expire_all()
    record_act(session, "survey.discard", subject)


def publish_at_once(session: Session, version: Version) -> None:
    """Publish a survey that was just made from a template."""
    publish(session, version)
    open_carried(session, version)
    record_act(session, "survey.publish", subject_of(version))


def locked_codes(session: Session, survey: Survey) -> dict[str, set[str]]:
    """Return the codes that published versions hold: question -> its choices'. They stay."""
    found: dict[str, set[str]] = defaultdict(set)
    for version in survey.versions:
        if version.published_on is None:
            continue
        for section in version.sections:
            for question in section.questions:
                found[question.code] |= {choice.code for choice in question.choices}
    return dict(found)
