"""Speakers: added, asked for their consent, and given a slip; the totals of the room."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.listening.finding import find_session, subject_of
from community_voice.collect.listening.forms import (
    AGES,
    is_more_than_there_were,
    read_consent,
    read_room,
    read_tag,
)
from community_voice.collect.listening.once import record_once
from community_voice.collect.listening.routes import Page, blueprint, read_revision, refuse_sent
from community_voice.collect.listening.scripts import default_script
from community_voice.collect.listening.slips import render_slip, usual_day
from community_voice.collect.listening.speakers import (
    add_speaker,
    get_speaker,
    give_slip,
    record_consent,
    speakers_of,
)
from community_voice.extensions import db
from community_voice.locale import current_language
from community_voice.staff.access import host_required, own_partner_id
from community_voice.staff.audit import record_act
from community_voice.store import ListeningSession, Speaker
from community_voice.store.columns import UNDETERMINED, is_over, today
from community_voice.store.database import begin_writing

SPEAKERS = "/<int:session_id>/speakers"


@blueprint.get(SPEAKERS)
@host_required
def speakers(session_id: int) -> str:
    """List the speakers, with what each allowed."""
    found = find_session(db.session(), own_partner_id(), session_id)
    refuse_sent(found)
    there = speakers_of(db.session(), found.id)
    return render_template("listening/speakers.html", listening=found, speakers=there)


@blueprint.post(SPEAKERS)
@host_required
def new_speaker(session_id: int) -> Response:
    """Add a speaker with the next number."""
    begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    made = add_speaker(db.session(), found)
    record_once(db.session(), found, "listening.speakers")
    number = made.number
    db.session.commit()
    if request.form.get("back") == "notes":
        return redirect(url_for("listening.notes", session_id=session_id, speaker=number))
    return redirect(url_for("listening.speaker", session_id=session_id, number=number))


@blueprint.route(f"{SPEAKERS}/<int:number>", methods=["GET", "POST"])
@host_required
def speaker(session_id: int, number: int) -> Page:
    """Show the script in a speaker's language, and record what they allowed aloud."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=is_post)
    refuse_sent(found)
    asked = get_speaker(db.session(), found, number)
    if not is_post:
        return speaker_page(found, number)
    keep_what_they_said(found, asked)
    next_one = next_number(found, number)
    db.session.commit()
    do = request.form.get("do")
    if do == "language":
        return redirect(url_for("listening.speaker", session_id=session_id, number=number))
    flash(_("Saved."))
    if do == "next" and next_one is not None:
        return redirect(url_for("listening.speaker", session_id=session_id, number=next_one))
    return redirect(url_for("listening.speakers", session_id=session_id))


@blueprint.post(f"{SPEAKERS}/<int:number>/slip")
@host_required
def slip(session_id: int, number: int) -> Page:
    """Make a slip and show it at once, the only time; a new one replaces the old when told to.

    What its speaker allowed stands in the same form, and is kept whatever becomes of the slip.
    """
    begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    keep_what_they_said(found, get_speaker(db.session(), found, number))
    day = _read_day(request.form.get("day", ""))
    if day is None or is_over(day):
        db.session.commit()
        problem = _("Write the day as year-month-day, such as 2026-11-30.")
        if day is not None:
            problem = _("The date must be %(date)s or later.", date=format_date(today()))
        found = find_session(db.session(), own_partner_id(), session_id)
        return speaker_page(found, number, problem), 422
    receipt = give_slip(db.session(), found, number, replace=request.form.get("replace") == "yes")
    if receipt is None:
        db.session.commit()
        found = find_session(db.session(), own_partner_id(), session_id)
        return render_template("listening/slip_again.html", listening=found, number=number, day=day)
    db.session.commit()
    asked = get_speaker(db.session(), found, number)
    shown = render_slip(found, asked, receipt, day)
    return render_template("listening/slip.html", listening=found, speaker=asked, slip=shown)


@blueprint.route("/<int:session_id>/room", methods=["GET", "POST"])
@host_required
def room(session_id: int) -> Page:
    """Keep how many were there, as totals only; a later editor sees both."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=is_post)
    refuse_sent(found)
    if not is_post:
        return room_page(found)
    typed, wrong = read_room(request.form, found.languages)
    if not wrong and is_more_than_there_were(typed) and not was_asked(typed):
        db.session.rollback()
        found = find_session(db.session(), own_partner_id(), session_id)
        return room_page(found, doubted=typed), 422
    if wrong or (read_revision() != found.revision and typed != found.room):
        db.session.rollback()
        found = find_session(db.session(), own_partner_id(), session_id)
        return room_page(found, wrong, is_stale=not wrong), 422 if wrong else 409
    if typed != found.room:
        found.room = typed
        found.revision += 1
        record_act(db.session(), "listening.room", subject_of(found))
        db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("listening.show", session_id=session_id))


def keep_what_they_said(found: ListeningSession, asked: Speaker) -> None:
    """Keep a speaker's language and what they allowed, where the form says them."""
    chosen = request.form.get("language")
    if chosen:
        asked.language = read_tag(chosen)
    if "consent" in request.form:
        # Who asks for a slip, or for other words, may have left the choice as it stood.
        was_asked = request.form.get("do") in ("save", "next")
        consent = read_consent(request.form["consent"])
        record_consent(db.session(), found, asked, consent, was_asked=was_asked)
        record_act(db.session(), "listening.consent", subject_of(found), brings_words=True)


def next_number(found: ListeningSession, number: int) -> int | None:
    """Return the number of the speaker after this one, if there is one."""
    there = (each.number for each in speakers_of(db.session(), found.id))
    return next((each for each in there if each > number), None)


def speaker_page(found: ListeningSession, number: int, problem: str = "") -> str:
    """Show one speaker: the script, the choice, and the slip."""
    asked = get_speaker(db.session(), found, number)
    tag = asked.language if asked.language != UNDETERMINED else current_language().tag
    script = found.scripts.get(tag) or default_script(tag)
    return render_template(
        "listening/speaker.html",
        listening=found,
        speaker=asked,
        script=script,
        has_next=next_number(found, number) is not None,
        day=max(usual_day(found, today()), today()),
        problem=problem,
    )


def room_page(
    found: ListeningSession,
    wrong: set[str] | None = None,
    *,
    is_stale: bool = False,
    doubted: Mapping[str, Any] | None = None,
) -> str:
    """Show the form of totals, with what was typed where it could not be kept."""
    return render_template(
        "listening/room.html",
        listening=found,
        wrong=wrong or set(),
        typed=request.form if request.method == "POST" else None,
        is_stale=is_stale,
        sure=as_asked(doubted) if doubted else "",
        ages=AGES,
    )


def as_asked(typed: Mapping[str, Any]) -> str:
    """Return totals as the page carries them on which they were asked about."""
    return json.dumps(typed, sort_keys=True)


def was_asked(typed: Mapping[str, Any]) -> bool:
    """Say whether just these totals were asked about, and are saved again."""
    return request.form.get("sure") == as_asked(typed)


def _read_day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        return None
