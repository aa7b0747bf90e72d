"""How a visitor is met at an address: the engagement, its words, and the welcome page."""

from dataclasses import replace

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.answering.eligible import needs_code
from community_voice.answering.forms import wanted_language
from community_voice.answering.greeting import Greeting, greet
from community_voice.answering.offered import (
    Named,
    asks_contact,
    deadline_of,
    name_survey,
    other_surveys,
    standing_of,
    version_at,
)
from community_voice.answering.sounds import spoken_questions
from community_voice.collect.survey.visit import Answer, Visit
from community_voice.errors import NotFound
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import current_language, speak
from community_voice.store import Engagement, Version
from community_voice.store.engagement import RESERVED_SLUGS, engagement_at


def find(session: Session, slug: str, survey_slug: str | None) -> tuple[Engagement, Version | None]:
    """Return the engagement at this address, and the version that new people answer there."""
    engagement = None if slug in RESERVED_SLUGS else engagement_at(session, slug)
    version = version_at(session, engagement, survey_slug) if engagement else None
    if engagement is None or (survey_slug is not None and version is None):
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return engagement, version


def meet(
    session: Session, engagement: Engagement, version: Version | None, survey_slug: str | None
) -> tuple[Greeting, Named]:
    """Speak the visitor's language from here on; greet, and name the survey."""
    if version is None:
        available = [engagement.source_language]
        default = engagement.source_language
    else:
        available = open_languages(session, engagement, version)
        default = engagement.source_language
    tag = speak(wanted_language(request.form, available, _default(default, available))).tag
    greeting = greet(session, engagement, tag, available)
    named = name_survey(session, version, tag) if version else Named()
    # At the engagement's own address its title stands; a survey beside it goes by its own.
    title = named.title if survey_slug is not None and named.title else greeting.title
    return replace(greeting, title=title, purpose=named.intro or greeting.purpose), named


def show_welcome(
    session: Session,
    engagement: Engagement,
    version: Version | None,
    survey_slug: str | None,
    template: str = "survey/welcome.html",
    **more: object,
) -> Answer:
    """Greet, in the visitor's language; `more` is what else the page knows (a link, a code)."""
    greeting, named = meet(session, engagement, version, survey_slug)
    state = standing_of(engagement, version)
    others = other_surveys(session, engagement, version, current_language().tag)
    shown = {"greeting": greeting, "others": others}
    if state != "open":
        return render_template("survey/not_open.html", standing=state, **shown)
    assert version is not None
    return render_template(
        template,
        address=address_of(engagement.slug, survey_slug),
        named=named,
        deadline=deadline_of(version),
        asks_contact=asks_contact(session, version),
        needs_code=needs_code(session, version.survey_id),
        **more,
        **shown,
    )


def visit_of(
    session: Session,
    engagement: Engagement,
    version: Version,
    survey_slug: str | None,
    met: tuple[Greeting, Named],
) -> Visit:
    """Return the walk through a version that goes on at this address."""
    greeting, named = met
    return Visit(
        session,
        engagement,
        greeting,
        version,
        address_of(engagement.slug, survey_slug),
        named,
        sounds=lambda: _sounds(session, engagement.slug, version),
    )


def slug_within(session: Session, engagement: Engagement, version: Version) -> str | None:
    """Return the address of a version's survey within its engagement; None for the first one's."""
    first = version_at(session, engagement, None)
    if first is not None and first.survey_id == version.survey_id:
        return None
    return version.survey.slug


def address_of(slug: str, survey_slug: str | None) -> str:
    """Return the address to which a survey's pages are sent."""
    if survey_slug is None:
        return url_for("survey.survey", slug=slug)
    return url_for("survey.other_survey", slug=slug, survey_slug=survey_slug)


def welcome_of(slug: str, survey_slug: str | None, lang: str | None) -> str:
    """Return the address of a survey's welcome."""
    if survey_slug is None:
        return url_for("survey.welcome", slug=slug, lang=lang)
    return url_for("survey.welcome_to", slug=slug, survey=survey_slug, lang=lang)


def _default(wanted: str, available: list[str]) -> str:
    return wanted if wanted in available else available[0]


def _sounds(session: Session, slug: str, version: Version) -> dict[str, str]:
    tag = current_language().tag
    return {
        code: url_for("survey.sound", slug=slug, version_id=version.id, path=path, lang=tag)
        for code, path in spoken_questions(session, version.id, tag).items()
    }
