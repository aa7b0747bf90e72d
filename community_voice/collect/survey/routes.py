"""The residents' way: home, welcome, page by page, review, and the receipt."""

from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.answering.forms import wanted_language
from community_voice.answering.greeting import Greeting, greet
from community_voice.answering.instrument import load_instrument
from community_voice.answering.lost_words import read_salvage
from community_voice.answering.offered import (
    Named,
    asks_contact,
    deadline_of,
    name_survey,
    open_engagements,
    other_surveys,
    standing_of,
    version_at,
    version_of,
)
from community_voice.answering.sounds import send_sound, spoken_questions
from community_voice.answering.state import Filling, begin, open_unsigned, unseal
from community_voice.answering.uploads import MOST_WITH_UPLOADS
from community_voice.collect.survey.visit import Answer, Visit, show_lost, take
from community_voice.errors import NotFound
from community_voice.extensions import csrf, db
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import INTERFACE_LANGUAGES, current_language, speak
from community_voice.questions.own_words import showable
from community_voice.store import Engagement, Version
from community_voice.store.engagement import RESERVED_SLUGS, engagement_at

blueprint = Blueprint("survey", __name__)
# A resident has no cookie and no session, so there is nothing that a forged request could
# ride on: whoever sends this form sends only what they know themselves.
csrf.exempt(blueprint)
blueprint.add_app_template_filter(showable, "showable")


@blueprint.before_request
def allow_recordings() -> None:
    """Let a form that carries recordings be larger than one with words alone."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = MOST_WITH_UPLOADS


@blueprint.get("/")
def home() -> Answer:
    """List the engagements that can be answered today."""
    tag = speak(wanted_language(request.form, INTERFACE_LANGUAGES, "en")).tag
    session = db.session()
    greetings = [
        greet(session, engagement, tag, open_languages(session, engagement, version))
        for engagement, version in open_engagements(session)
    ]
    return render_template("survey/home.html", greetings=greetings)


@blueprint.get("/<slug>/")
@blueprint.get("/<slug>/s/<survey>/", endpoint="welcome_to")
def welcome(slug: str, survey: str | None = None) -> Answer:
    """Greet, in the visitor's language, and say what happens with answers."""
    session = db.session()
    engagement, version = _find(session, slug, survey)
    greeting, named = _meet(session, engagement, version, survey)
    state = standing_of(engagement, version)
    others = other_surveys(session, engagement, version, current_language().tag)
    shown = {"greeting": greeting, "others": others}
    if state != "open":
        return render_template("survey/not_open.html", standing=state, **shown)
    assert version is not None
    return render_template(
        "survey/welcome.html",
        address=address_of(slug, survey),
        named=named,
        deadline=deadline_of(version),
        asks_contact=asks_contact(session, version),
        **shown,
    )


@blueprint.get("/<slug>/survey")
@blueprint.get("/<slug>/s/<survey_slug>/survey", endpoint="other_survey_reloaded")
def survey_reloaded(slug: str, survey_slug: str | None = None) -> Response:
    """Lead back to the welcome: a page of the survey has no address of its own."""
    lang = request.args.get("lang")
    answer = redirect(welcome_of(slug, survey_slug, lang), 303)
    assert isinstance(answer, Response)
    return answer


@blueprint.post("/<slug>/survey")
@blueprint.post("/<slug>/s/<survey_slug>/survey", endpoint="other_survey")
def survey(slug: str, survey_slug: str | None = None) -> Answer:
    """Take one page's answers and show the next page, or store everything."""
    session = db.session()
    engagement, offered = _find(session, slug, survey_slug)
    filling = _filling(offered)
    begun = filling and version_of(session, engagement, filling.version_id)
    version = begun or offered
    greeting, named = _meet(session, engagement, version, survey_slug)
    if version is None:
        return render_template("survey/not_open.html", greeting=greeting, standing="early"), 409
    visit = Visit(
        session,
        engagement,
        greeting,
        version,
        address_of(slug, survey_slug),
        named,
        sounds=lambda: _sounds(session, slug, version),
    )
    tag = current_language().tag
    instrument = load_instrument(session, engagement.id, version.id, tag)
    if filling is None or begun is None or instrument is None:
        carried = read_salvage(open_unsigned(request.form.get("state", "")))
        return show_lost(visit, "unreadable", instrument, carried), 400
    if "state" not in request.form and standing_of(engagement, version) != "open":
        state = standing_of(engagement, version)
        return render_template("survey/not_open.html", greeting=greeting, standing=state), 409
    return take(visit, instrument, filling)


@blueprint.get("/<slug>/sound/<int:version_id>/<path>/<lang>")
def sound(slug: str, version_id: int, path: str, lang: str) -> Response:
    """Play a question that somebody read aloud."""
    session = db.session()
    engagement = engagement_at(session, slug)
    version = version_of(session, engagement, version_id) if engagement else None
    return send_sound(session, version, path, lang)


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


def _find(
    session: Session, slug: str, survey_slug: str | None
) -> tuple[Engagement, Version | None]:
    """Return the engagement at this address, and the version that new people answer there."""
    engagement = None if slug in RESERVED_SLUGS else engagement_at(session, slug)
    version = version_at(session, engagement, survey_slug) if engagement else None
    if engagement is None or (survey_slug is not None and version is None):
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return engagement, version


def _meet(
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


def _default(wanted: str, available: list[str]) -> str:
    return wanted if wanted in available else available[0]


def _filling(offered: Version | None) -> Filling | None:
    """Return what was filled in so far; a form without the field begins anew."""
    state = request.form.get("state")
    if state is not None:
        return unseal(state)
    return begin(offered.id) if offered else None


def _sounds(session: Session, slug: str, version: Version) -> dict[str, str]:
    tag = current_language().tag
    return {
        code: url_for("survey.sound", slug=slug, version_id=version.id, path=path, lang=tag)
        for code, path in spoken_questions(session, version.id, tag).items()
    }
