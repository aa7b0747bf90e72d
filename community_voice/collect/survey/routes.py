"""The residents' way: home, welcome, page by page, review, and the receipt."""

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy.orm import Session

from community_voice.answering.eligible import looks_right, needs_code, read_entry_code
from community_voice.answering.forms import wanted_language
from community_voice.answering.greeting import greet
from community_voice.answering.instrument import load_instrument
from community_voice.answering.links import count_link, find_link
from community_voice.answering.lost_words import read_salvage
from community_voice.answering.offered import open_engagements, standing_of, version_of
from community_voice.answering.sounds import send_sound
from community_voice.answering.state import (
    CODE,
    KIOSK,
    LINK,
    Filling,
    begin,
    open_unsigned,
    unseal,
)
from community_voice.answering.tally import OPENED
from community_voice.answering.uploads import MOST_WITH_UPLOADS
from community_voice.collect.survey.meeting import (
    find,
    meet,
    show_welcome,
    visit_of,
    welcome_of,
)
from community_voice.collect.survey.visit import Answer, show_lost
from community_voice.collect.survey.walking import take
from community_voice.extensions import csrf, db
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import INTERFACE_LANGUAGES, current_language, speak
from community_voice.questions.own_words import showable
from community_voice.store import Engagement, Version
from community_voice.store.engagement import engagement_at

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
    engagement, version = find(session, slug, survey)
    return show_welcome(session, engagement, version, survey)


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
    engagement, offered = find(session, slug, survey_slug)
    state = request.form.get("state")
    if state is None:
        return _begin(session, engagement, offered, survey_slug)
    filling = unseal(state)
    begun = filling and version_of(session, engagement, filling.version_id)
    version = begun or offered
    greeting, named = meet(session, engagement, version, survey_slug)
    if version is None:
        return render_template("survey/not_open.html", greeting=greeting, standing="early"), 409
    visit = visit_of(session, engagement, version, survey_slug, (greeting, named))
    tag = current_language().tag
    instrument = load_instrument(session, engagement.id, version.id, tag)
    if filling is None or begun is None or instrument is None:
        carried = read_salvage(open_unsigned(state))
        return show_lost(visit, "unreadable", instrument, carried), 400
    return take(visit, instrument, filling)


def _begin(
    session: Session, engagement: Engagement, version: Version | None, survey_slug: str | None
) -> Answer:
    """Show the first page to somebody who pressed Start."""
    greeting, named = meet(session, engagement, version, survey_slug)
    if version is None:
        return render_template("survey/not_open.html", greeting=greeting, standing="early"), 409
    visit = visit_of(session, engagement, version, survey_slug, (greeting, named))
    instrument = load_instrument(session, engagement.id, version.id, current_language().tag)
    if instrument is None:
        return show_lost(visit, "unreadable", None, {}), 400
    if (state := standing_of(engagement, version)) != "open":
        return render_template("survey/not_open.html", greeting=greeting, standing=state), 409
    typed = request.form.get("code", "")
    code = read_entry_code(typed) or ""
    if needs_code(session, version.survey_id) and not looks_right(session, version.survey_id, code):
        more = {"link": request.form.get("link", ""), "code": typed, "code_problem": True}
        template = "survey/kiosk.html" if "kiosk" in request.form else "survey/welcome.html"
        shown = show_welcome(session, engagement, version, survey_slug, template, **more)
        assert isinstance(shown, str)
        return shown, 422
    filling = _come(session, engagement, begin(version.id), code)
    answer = take(visit, instrument, filling)
    count_link(session, engagement.id, filling, OPENED)
    return answer


def _come(session: Session, engagement: Engagement, filling: Filling, code: str) -> Filling:
    """Note by which way somebody came: a link that there is, a shared device, a code."""
    link = find_link(session, engagement.id, request.form.get("link", ""))
    through = {CODE: code} if code else {}
    if link is not None:
        through[LINK] = link.code
        if link.is_kiosk and "kiosk" in request.form:
            through[KIOSK] = "1"
    return filling.came_through(**through) if through else filling


@blueprint.get("/<slug>/sound/<int:version_id>/<path>/<lang>")
def sound(slug: str, version_id: int, path: str, lang: str) -> Response:
    """Play a question that somebody read aloud."""
    session = db.session()
    engagement = engagement_at(session, slug)
    version = version_of(session, engagement, version_id) if engagement else None
    return send_sound(session, version, path, lang)
