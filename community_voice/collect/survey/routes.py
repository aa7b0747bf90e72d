"""The residents' way: home, welcome, page by page, review, and the receipt."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from community_voice.collect.survey.forms import (
    SENDING_BUTTONS,
    merge_page,
    wanted_language,
)
from community_voice.collect.survey.instrument import (
    Greeting,
    Instrument,
    greet,
    languages_of,
    load_instrument,
    newest_version,
    open_engagements,
    standing,
)
from community_voice.collect.survey.lost_words import find_words, read_salvage
from community_voice.collect.survey.read_back import lines_to_send
from community_voice.collect.survey.receipts import show_receipt
from community_voice.collect.survey.service import (
    SameIdOtherWords,
    find_submission,
    record_response,
)
from community_voice.collect.survey.state import (
    Answers,
    Filling,
    begin,
    open_unsigned,
    seal,
    seal_receipt,
    unseal,
)
from community_voice.collect.survey.walk import REVIEW, Turn, fields_of, turn_page
from community_voice.errors import NotFound
from community_voice.extensions import csrf, db
from community_voice.locale import INTERFACE_LANGUAGES, current_language, speak
from community_voice.questions.own_words import showable
from community_voice.store import Engagement
from community_voice.store.columns import today
from community_voice.store.database import begin_writing
from community_voice.store.engagement import RESERVED_SLUGS, engagement_at

blueprint = Blueprint("survey", __name__)
# A resident has no cookie and no session, so there is nothing that a forged request could
# ride on: whoever sends this form sends only what they know themselves.
csrf.exempt(blueprint)
blueprint.add_app_template_filter(showable, "showable")

Page = str | tuple[str, int]


@blueprint.get("/")
def home() -> Page:
    """List the engagements that can be answered today."""
    tag = speak(wanted_language(request.form, INTERFACE_LANGUAGES, "en")).tag
    session = db.session()
    found = open_engagements(session, today())
    greetings = [greet(session, engagement, tag) for engagement in found]
    return render_template("survey/home.html", greetings=greetings)


@blueprint.get("/<slug>/")
def welcome(slug: str) -> Page:
    """Greet, in the visitor's language, and say what happens with answers."""
    session = db.session()
    engagement, greeting = _meet(session, slug)
    version_id = newest_version(session, engagement.id)
    state = standing(engagement, today()) if version_id else "early"
    if state != "open":
        return render_template("survey/not_open.html", greeting=greeting, standing=state)
    return render_template("survey/welcome.html", greeting=greeting)


@blueprint.get("/<slug>/survey")
def survey_reloaded(slug: str) -> Response:
    """Lead back to the welcome: a page of the survey has no address of its own."""
    lang = request.args.get("lang")
    answer = redirect(url_for(".welcome", slug=slug, lang=lang), 303)
    assert isinstance(answer, Response)
    return answer


@blueprint.post("/<slug>/survey")
def survey(slug: str) -> Page:
    """Take one page's answers and show the next page, or store everything."""
    session = db.session()
    engagement, greeting = _meet(session, slug)
    filling = _filling(session, engagement)
    version_id, tag = filling.version_id if filling else None, current_language().tag
    instrument = load_instrument(session, engagement.id, version_id, tag)
    if filling is None or instrument is None:
        return _show_unreadable(session, engagement, greeting)
    at, go = request.form.get("at", ""), request.form.get("go", "")
    filling = filling.with_answers(merge_page(instrument, at, request.form, filling.answers))
    if go in SENDING_BUTTONS and (sent := find_submission(session, filling.submission_id)):
        if go == "keep":
            return _show_receipt(greeting, filling, can_set_pin=sent.pin_hash is None)
    elif standing(engagement, today()) != "open":
        return _show_lost(greeting, "closed", instrument, filling.answers), 409
    turn = turn_page(instrument, at, go, filling.answers)
    if turn.is_sending:
        return _send(session, greeting, instrument, filling)
    return _show_page(greeting, instrument, filling, turn)


def _meet(session: Session, slug: str) -> tuple[Engagement, Greeting]:
    """Return the engagement at this address, and speak the visitor's language from here on."""
    engagement = None if slug in RESERVED_SLUGS else engagement_at(session, slug)
    if engagement is None:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    available = languages_of(engagement)
    tag = speak(wanted_language(request.form, available, engagement.source_language)).tag
    return engagement, greet(session, engagement, tag)


def _filling(session: Session, engagement: Engagement) -> Filling | None:
    """Return what was filled in so far; a form without the field begins anew."""
    state = request.form.get("state")
    if state is not None:
        return unseal(state)
    version_id = newest_version(session, engagement.id)
    return begin(version_id) if version_id else None


def _show_page(greeting: Greeting, instrument: Instrument, filling: Filling, turn: Turn) -> Page:
    if turn.page is None:
        return render_template(
            "survey/review.html",
            greeting=greeting,
            state=seal(filling),
            sections=lines_to_send(instrument, filling.answers),
            at=REVIEW,
        )
    fields = fields_of(turn.page, filling.answers, turn.shows_problems)
    has_problems = any(field.problems for field in fields)
    shown = render_template(
        "survey/page.html",
        greeting=greeting,
        state=seal(filling),
        page=turn.page,
        fields=fields,
        has_problems=has_problems,
        number=instrument.pages.index(turn.page) + 1,
        total=len(instrument.pages),
        at=turn.page.code,
    )
    return shown, 422 if has_problems else 200


def _send(session: Session, greeting: Greeting, instrument: Instrument, filling: Filling) -> Page:
    """Store the answers and show the receipt, which no address must ever hold."""
    try:
        # What was read so far is at hand: only the storing itself keeps other writers waiting.
        session.commit()
        begin_writing(session)
        stored = record_response(session, instrument, filling, current_language().tag)
        can_set_pin = stored.pin_hash is None
        session.commit()
    except SameIdOtherWords:
        session.rollback()
        return _show_conflict(greeting, instrument, filling), 409
    except SQLAlchemyError as error:
        session.rollback()
        # Never the error itself: it may carry words.
        current_app.logger.error("An answer was not stored: %s", type(error).__name__)
        return render_template(
            "survey/not_stored.html", greeting=greeting, state=seal(filling)
        ), 503
    return _show_receipt(greeting, filling, can_set_pin)


def _show_receipt(greeting: Greeting, filling: Filling, can_set_pin: bool) -> str:
    return render_template(
        "survey/receipt.html",
        greeting=greeting,
        receipt=show_receipt(filling.receipt),
        token=seal_receipt(filling) if can_set_pin else "",
    )


def _show_conflict(greeting: Greeting, instrument: Instrument, filling: Filling) -> str:
    """Show both ways out; the second answer's id is made now, so that it too is sent once."""
    return render_template(
        "survey/conflict.html",
        greeting=greeting,
        state=seal(filling),
        state_of_another=seal(filling.as_another()),
        sections=lines_to_send(instrument, filling.answers),
    )


def _show_lost(
    greeting: Greeting, reason: str, instrument: Instrument | None, answers: Answers
) -> str:
    """Say why the survey cannot go on from here, and keep every word visible."""
    words = find_words(instrument, answers, request.form)
    return render_template("survey/lost.html", greeting=greeting, reason=reason, words_typed=words)


def _show_unreadable(session: Session, engagement: Engagement, greeting: Greeting) -> Page:
    """Show what was written in a form whose signed field is not ours (any more)."""
    version_id = newest_version(session, engagement.id)
    instrument = load_instrument(session, engagement.id, version_id, current_language().tag)
    carried = read_salvage(open_unsigned(request.form.get("state", "")))
    return _show_lost(greeting, "unreadable", instrument, carried), 400
