"""Walking a version as a resident would, drafts too, in any of its languages; stores nothing."""

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.forms import wanted_language
from community_voice.answering.greeting import Greeting, greet
from community_voice.answering.instrument import load_instrument
from community_voice.answering.lost_words import read_salvage
from community_voice.answering.offered import asks_contact, deadline_of, name_survey
from community_voice.answering.sounds import send_sound, spoken_questions
from community_voice.answering.state import begin, open_unsigned, unseal
from community_voice.answering.uploads import MOST_WITH_UPLOADS
from community_voice.collect.survey.visit import Answer, Visit, show_lost
from community_voice.collect.survey.walking import take
from community_voice.errors import NotFound
from community_voice.extensions import csrf, db
from community_voice.headers import FRAMED, allow
from community_voice.instruments.wording_state import languages_of
from community_voice.locale import current_language, speak
from community_voice.staff.access import role_required
from community_voice.staff.roles import ADMINISTRATOR, ANALYST, TRANSLATOR
from community_voice.store import Engagement, Survey, Version
from community_voice.store.columns import storable
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("preview", __name__, url_prefix="/staff")
# Nothing is stored or changed here, so a forged request gains nothing.
csrf.exempt(blueprint)
ADDRESS = "/<slug>/surveys/<survey>/<int:number>/preview"


@blueprint.before_request
def allow_recordings() -> None:
    """Let a form that carries recordings be larger, as on the residents' own pages."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = MOST_WITH_UPLOADS


@blueprint.before_request
def stand_in_a_frame() -> None:
    """Let a page of ours hold this one in a frame as wide as a phone, or as a desktop."""
    allow(FRAMED)


@blueprint.get(ADDRESS)
@role_required(ADMINISTRATOR, ANALYST, TRANSLATOR)
def welcome(slug: str, survey: str, number: int) -> Answer:
    """Show the welcome as residents will see it."""
    visit = _visit(db.session(), slug, survey, number)
    return render_template(
        "survey/welcome.html",
        greeting=visit.greeting,
        address=visit.address,
        is_preview=True,
        named=visit.named,
        deadline=deadline_of(visit.version),
        asks_contact=asks_contact(db.session(), visit.version),
        others=[],
    )


@blueprint.post(ADDRESS)
@role_required(ADMINISTRATOR, ANALYST, TRANSLATOR)
def walk(slug: str, survey: str, number: int) -> Answer:
    """Take one page and show the next; at the end say that nothing was stored."""
    session = db.session()
    visit = _visit(session, slug, survey, number)
    tag = current_language().tag
    instrument = load_instrument(session, visit.engagement.id, visit.version.id, tag, drafts=True)
    state = request.form.get("state")
    filling = begin(visit.version.id) if state is None else unseal(state)
    if filling is None or filling.version_id != visit.version.id or instrument is None:
        carried = read_salvage(open_unsigned(state or ""))
        return show_lost(visit, "unreadable", instrument, carried), 400
    return take(visit, instrument, filling)


@blueprint.get(f"{ADDRESS}/sound/<path>/<lang>")
@role_required(ADMINISTRATOR, ANALYST, TRANSLATOR)
def sound(slug: str, survey: str, number: int, path: str, lang: str) -> Response:
    """Play a question that somebody read aloud."""
    _engagement, version = _find(db.session(), slug, survey, number)
    return send_sound(db.session(), version, path, lang)


def _find(session: Session, slug: str, survey: str, number: int) -> tuple[Engagement, Version]:
    engagement = engagement_named(session, slug)
    version = None
    if storable(survey):
        version = session.scalars(
            select(Version)
            .join(Survey)
            .where(
                Survey.engagement_id == engagement.id,
                Survey.slug == survey,
                Version.number == number,
            )
        ).one_or_none()
    if version is None:
        raise NotFound(_("There is no survey at this address."))
    return engagement, version


def _visit(session: Session, slug: str, survey: str, number: int) -> Visit:
    """Speak the language that is looked at, and greet in it."""
    engagement, version = _find(session, slug, survey, number)
    languages = [version.source_language, *languages_of(session, version)]
    tag = speak(_wanted(languages, version.source_language)).tag
    refresh()
    address = url_for(".walk", slug=slug, survey=survey, number=number)

    def sounds() -> dict[str, str]:
        found = spoken_questions(session, version.id, tag)
        return {code: f"{address}/sound/{path}/{tag}" for code, path in found.items()}

    named = name_survey(session, version, tag)
    greeting: Greeting = greet(session, engagement, tag, languages)
    return Visit(
        session, engagement, greeting, version, address, named, is_preview=True, sounds=sounds
    )


def _wanted(languages: list[str], default: str) -> str:
    """Return the language asked for, not the one that the staff member reads."""
    asked = request.values.get("lang") or request.values.get("speak")
    return wanted_language(request.form, languages, default) if asked else default
