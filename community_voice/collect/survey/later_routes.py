"""Go on with a survey that was kept for later, or delete it, by its code."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.answering.codes import show_code
from community_voice.answering.course import Course
from community_voice.answering.flood.limit import brake
from community_voice.answering.forms import REVIEW, wanted_language
from community_voice.answering.greeting import greet
from community_voice.answering.instrument import load_instrument
from community_voice.answering.offered import day_of, standing_of, version_of
from community_voice.answering.saved import (
    DAYS_KEPT,
    Draft,
    drop_draft,
    open_draft,
    purge_drafts,
    read_draft_code,
)
from community_voice.answering.walk import Turn, turn_page
from community_voice.collect.survey.meeting import find, meet, slug_within, visit_of
from community_voice.collect.survey.pages import show_page
from community_voice.collect.survey.visit import Answer, show_lost
from community_voice.extensions import csrf, db
from community_voice.locale import INTERFACE_LANGUAGES, current_language, speak
from community_voice.store import Engagement
from community_voice.store.database import begin_writing

blueprint = Blueprint("later", __name__)
# No cookie and no session, as in the survey: nothing that a forged request could ride on.
csrf.exempt(blueprint)

DELETE, SURELY = "delete", "delete-surely"


@blueprint.get("/<slug>/later")
def ask(slug: str) -> Answer:
    """Ask for the code."""
    engagement, _version = find(db.session(), slug, None)
    return _show_ask(db.session(), engagement)


@blueprint.post("/<slug>/later")
def go_on(slug: str) -> Answer:
    """Open what is kept under a code and show the page on which its person stopped."""
    session = db.session()
    begin_writing(session)
    purge_drafts(session)
    session.commit()
    engagement, _version = find(session, slug, None)
    typed = request.form.get("code", "")
    code, go = read_draft_code(typed), request.form.get("go", "")
    if brake("saved"):
        problem = _("Too many tries. Wait a little and try again.")
        return _show_ask(session, engagement, typed, problem), 429
    if not typed.strip():
        return _show_ask(session, engagement, typed, _("Your code, please")), 422
    draft = open_draft(session, engagement.id, code) if code else None
    if code is None or draft is None:
        problem = _("Nothing is saved under this code. Please look at it again. It may be too old.")
        return _show_ask(session, engagement, typed, problem), 404
    if go == SURELY:
        engagement_id = engagement.id
        session.commit()
        begin_writing(session)
        drop_draft(session, engagement_id, code)
        session.commit()
        return _show(session, engagement, "survey/draft_deleted.html")
    if go == DELETE:
        return _show(session, engagement, "survey/draft_delete.html", code=show_code(code))
    return _resume(session, engagement, draft)


def _resume(session: Session, engagement: Engagement, draft: Draft) -> Answer:
    """Show the page again, with the same submission id and receipt, so that Send stores it once."""
    filling = draft.filling
    version = version_of(session, engagement, filling.version_id)
    if version is None:
        problem = _("This survey is not here any more.")
        return _show_ask(session, engagement, "", problem), 409
    survey_slug = slug_within(session, engagement, version)
    met = meet(session, engagement, version, survey_slug)
    visit = visit_of(session, engagement, version, survey_slug, met)
    visit = replace(visit, through=filling.through)
    instrument = load_instrument(session, engagement.id, version.id, current_language().tag)
    if instrument is None:
        return show_lost(visit, "unreadable", None, filling.answers), 409
    if standing_of(engagement, version) != "open":
        return show_lost(visit, "closed", instrument, filling.answers), 409
    course = Course(instrument, filling.answers, day_of(version))
    page = course.page(draft.at)
    is_review = draft.at == REVIEW or not course.pages
    turn = turn_page(course, REVIEW, "review") if is_review else Turn(page or course.pages[0])
    return show_page(visit, course, filling, turn)


def _show_ask(session: Session, engagement: Engagement, typed: str = "", problem: str = "") -> str:
    return _show(
        session, engagement, "survey/later.html", typed=typed, problem=problem, days=DAYS_KEPT
    )


def _show(session: Session, engagement: Engagement, template: str, **more: object) -> str:
    tag = speak(wanted_language(request.form, INTERFACE_LANGUAGES, "en")).tag
    return render_template(template, greeting=greet(session, engagement, tag), **more)
