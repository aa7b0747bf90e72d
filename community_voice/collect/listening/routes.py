"""A host's sessions: listed, planned, changed, opened, closed and deleted."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.listening import plan as planning
from community_voice.collect.listening.finding import (
    STATE_NAMES,
    find_session,
    list_sessions,
    subject_of,
)
from community_voice.collect.listening.forms import AGES, read_count, read_plan
from community_voice.collect.listening.guides import guides_of, make_ready
from community_voice.collect.listening.notes import notes_of
from community_voice.collect.listening.plan import Plan
from community_voice.collect.listening.scripts import CONSENT_NAMES, default_scripts
from community_voice.collect.listening.speakers import speakers_of
from community_voice.errors import Conflict
from community_voice.extensions import db
from community_voice.staff.access import host_required, own_partner, own_partner_id
from community_voice.staff.audit import record_act
from community_voice.store import ListeningSession
from community_voice.store.columns import storable, today
from community_voice.store.database import begin_writing
from community_voice.store.listening import CLOSED, OPEN, PLANNED, SENT

blueprint = Blueprint("listening", __name__, url_prefix="/host/sessions")

Page = str | tuple[str, int] | Response
# What a host may do -> the states it begins in, and the state after it.
MOVES = {
    "open": ((PLANNED,), OPEN),
    "close": ((OPEN,), CLOSED),
    "reopen": ((CLOSED,), OPEN),
}


@blueprint.get("/")
@host_required
def index() -> str:
    """List the partner's sessions, with search and states."""
    asked, state = request.args.get("q", "").strip()[:200], request.args.get("state", "")
    asked = asked if storable(asked) else ""
    return render_template(
        "listening/index.html",
        sessions=list_sessions(db.session(), own_partner(), asked, state),
        asked=asked,
        state=state,
        states=STATE_NAMES,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@host_required
def new() -> Page:
    """Plan a session."""
    if request.method == "GET":
        return plan_page(None, planning.empty_plan(own_partner(), today()))
    make_ready(request.form.get("guide", ""))
    begin_writing(db.session())
    typed = read_plan(request.form, {})
    problems = planning.find_problems(db.session(), own_partner(), typed)
    if problems:
        db.session.rollback()
        return plan_page(None, typed, problems), 422
    made = planning.make_session(db.session(), own_partner(), typed)
    db.session.commit()
    flash(_("The session is planned."))
    return redirect(url_for("listening.show", session_id=made.id))


@blueprint.get("/<int:session_id>/")
@host_required
def show(session_id: int) -> str:
    """Show a session: what to do next, its plan, its speakers; of a sent one only totals."""
    found = find_session(db.session(), own_partner_id(), session_id)
    if found.state == SENT:
        return render_template("listening/summary.html", **totals_of(found))
    return render_template(
        "listening/show.html",
        listening=found,
        states=STATE_NAMES,
        guide=planning.guide_title(found),
        speakers=speakers_of(db.session(), found.id),
        notes=len(notes_of(db.session(), found)),
    )


@blueprint.route("/<int:session_id>/plan", methods=["GET", "POST"])
@host_required
def plan(session_id: int) -> Page:
    """Change the plan until the session is sent; a later editor sees both."""
    is_post = request.method == "POST"
    if is_post:
        make_ready(request.form.get("guide", ""))
        begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=is_post)
    if not is_post:
        refuse_sent(found)
        return plan_page(found, with_scripts(planning.plan_of(found)))
    stored = planning.plan_of(found)
    typed = read_plan(request.form, dict(stored.scripts))
    if typed.speakers is None and "speakers" not in typed.problems:
        typed = replace(typed, speakers=stored.speakers)
    problems = planning.find_problems(db.session(), own_partner(), typed)
    if problems:
        db.session.rollback()
        return plan_page(found, typed, problems, revision=read_revision()), 422
    try:
        planning.change_session(db.session(), found, typed, read_revision())
    except planning.PlanChanged:
        db.session.rollback()
        found = find_session(db.session(), own_partner_id(), session_id)
        return plan_page(found, typed, stored=planning.plan_of(found)), 409
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("listening.show", session_id=session_id))


@blueprint.route("/<int:session_id>/delete", methods=["GET", "POST"])
@host_required
def delete(session_id: int) -> Page:
    """Ask whether to delete a planned session, and delete it."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=is_post)
    if not is_post:
        refuse_sent(found)
        return render_template("listening/delete.html", listening=found)
    planning.delete_session(db.session(), found)
    db.session.commit()
    flash(_("The session was deleted."))
    return redirect(url_for("listening.index"))


@blueprint.post("/<int:session_id>/<any(open, close, reopen):move>")
@host_required
def change_state(session_id: int, move: str) -> Response:
    """Open, close or reopen a session; one that is in that state already stays so."""
    begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    before, after = MOVES[move]
    if found.state in before:
        found.state = after
        record_act(db.session(), f"listening.{move}", subject_of(found))
        db.session.commit()
    elif found.state != after:
        raise Conflict(_("This session is in another state by now. Look at it again."))
    here = "listening.notes" if after == OPEN else "listening.show"
    return redirect(url_for(here, session_id=session_id))


def plan_page(
    found: ListeningSession | None,
    plan: Plan,
    problems: dict[str, str] | None = None,
    *,
    stored: Plan | None = None,
    revision: int | None = None,
) -> str:
    """Show the plan's form; `stored` is what somebody else saved meanwhile."""
    engagement = own_partner().engagement
    offered = engagement.languages or [engagement.source_language]
    if revision is None:
        revision = found.revision if found else 0
    return render_template(
        "listening/plan.html",
        listening=found,
        plan=plan,
        problems=problems or {},
        stored=stored,
        revision=revision,
        offered=list(dict.fromkeys([*offered, *plan.languages])),
        guides=guides_of(db.session(), engagement),
    )


def with_scripts(plan: Plan) -> Plan:
    """Return a plan whose languages each have a script to begin with."""
    return replace(plan, scripts={**default_scripts(plan.languages), **plan.scripts})


def totals_of(found: ListeningSession) -> dict[str, object]:
    """Return what a host still sees of a sent session: the totals that they typed."""
    return {
        "listening": found,
        "cards": planning.heard_totals(db.session(), found),
        "ages": AGES,
    }


def refuse_sent(found: ListeningSession) -> None:
    """Say that a sent session's words are no longer its host's to see or change."""
    if found.state == SENT:
        raise Conflict(_("This session was sent. It can no longer be changed."))


def read_revision() -> int:
    """Return the revision that a form was opened at."""
    found = read_count(request.form.get("revision", ""))
    return -1 if found is None else found


@blueprint.app_context_processor
def know_consents() -> dict[str, object]:
    """Let the pages of this room name what people allow."""
    return {"SPOKEN_CONSENTS": CONSENT_NAMES}
