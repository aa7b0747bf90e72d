"""What staff see of listening sessions: read only, facilitators' turns apart."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from community_voice.collect.listening.finding import STATE_NAMES
from community_voice.collect.listening.guides import questions_aloud, title_of_guide
from community_voice.collect.listening.late_acts import ACTS
from community_voice.collect.listening.late_reading import find_late, late_keys, late_notes
from community_voice.collect.listening.plan import heard_totals
from community_voice.collect.listening.scripts import CONSENT_NAMES
from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.staff.access import staff_required
from community_voice.store import (
    Contribution,
    Engagement,
    HeardCard,
    ListeningSession,
    Testimony,
)
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.listening import SENT

blueprint = Blueprint("sessions", __name__, url_prefix="/staff/<slug>/sessions")


@dataclass(frozen=True)
class Line:
    """One thing said in a session; `words` are None where they were withdrawn."""

    key: str
    form: str
    speaker: int | None
    question_id: int | None
    words: str | None
    language: str
    consent: str


@blueprint.get("/")
@staff_required
def index(slug: str) -> str:
    """List an engagement's sessions, whoever hosts them."""
    engagement = engagement_named(db.session(), slug)
    asked = request.args.get("q", "").strip()[:200]
    sessions = db.session().scalars(
        select(ListeningSession)
        .where(ListeningSession.engagement_id == engagement.id)
        .order_by(ListeningSession.held_on.desc(), ListeningSession.id.desc())
    )
    found = [each for each in sessions if asked.casefold() in _searchable(each).casefold()]
    return render_template(
        "staff/sessions.html",
        engagement=engagement,
        sessions=found,
        asked=asked,
        states=STATE_NAMES,
    )


@blueprint.get("/<int:session_id>")
@staff_required
def show(slug: str, session_id: int) -> str:
    """Show one session; words are there once its host has sent it."""
    engagement, found = _find(slug, session_id)
    is_sent = found.state == SENT
    lines = lines_of(db.session(), found) if is_sent else []
    late = late_notes(db.session(), found) if is_sent else []
    cards = select(HeardCard).where(HeardCard.session_id == found.id).order_by(HeardCard.position)
    return render_template(
        "staff/session.html",
        engagement=engagement,
        listening=found,
        guide=title_of_guide(found.guide) if found.guide else None,
        voices=[line for line in lines if line.form != "facilitator"],
        facilitator=[line for line in lines if line.form == "facilitator"],
        questions={each.id: each.label for each in questions_aloud(db.session(), found.guide)},
        cards=db.session().scalars(cards).all() if is_sent else [],
        late=late,
        late_keys=late_keys(found, late),
        totals=heard_totals(db.session(), found),
        states=STATE_NAMES,
        consents=CONSENT_NAMES,
    )


@blueprint.post("/<int:session_id>/late/<aside_id>")
@staff_required
def decide_late(slug: str, session_id: int, aside_id: str) -> Response:
    """Add a note that came late, set it aside, or take that back."""
    begin_writing(db.session())
    _engagement, found = _find(slug, session_id, to_change=True)
    entry = find_late(db.session(), found, aside_id)
    act = ACTS.get(request.form.get("act", ""))
    if act is not None:
        act(db.session(), found, entry)
        db.session.commit()
    return redirect(url_for(".show", slug=slug, session_id=session_id, _anchor="late"))


def lines_of(session: Session, listening_session: ListeningSession) -> list[Line]:
    """Return what was said in order, each with its words where they still stand."""
    query = (
        select(Contribution, Testimony)
        .outerjoin(Testimony, Testimony.contribution_id == Contribution.id)
        .where(Contribution.session_id == listening_session.id)
        .order_by(Contribution.position)
    )
    return [
        Line(
            said.id,
            said.form,
            said.speaker,
            said.question_id,
            words.text if words else said.words,
            words.language if words else "und",
            words.consent if words else "",
        )
        for said, words in session.execute(query).tuples()
    ]


def _find(
    slug: str, session_id: int, *, to_change: bool = False
) -> tuple[Engagement, ListeningSession]:
    """Return one session of this engagement; `to_change` keeps others off it until then."""
    engagement = engagement_named(db.session(), slug)
    lock = to_change or None
    found = db.session().get(ListeningSession, session_id, with_for_update=lock)
    if found is None or found.engagement_id != engagement.id:
        raise NotFound(_("There is no such session."))
    return engagement, found


def _searchable(listening_session: ListeningSession) -> str:
    partner = listening_session.partner
    return "\n".join(
        [listening_session.title, listening_session.place, partner.name if partner else ""]
    )
