"""The transcribers' room: hear a recording, write it down, look once more, and it is gone."""

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.voices import service
from community_voice.collect.voices.service import Gone, Heard
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.headers import SOUND, allow
from community_voice.staff.access import role_required, signed_in_account
from community_voice.staff.roles import ADMINISTRATOR, ANALYST, TRANSCRIBER
from community_voice.store import Engagement, VoiceNote
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("voices", __name__, url_prefix="/staff/<slug>/recordings")

Page = str | tuple[str, int] | Response


@blueprint.get("")
@role_required(ADMINISTRATOR, ANALYST, TRANSCRIBER)
def room(slug: str) -> str:
    """Say how many recordings wait; only transcribers get to hear one."""
    engagement = engagement_named(db.session(), slug)
    return _show(engagement, "room", counts=service.counts_of(db.session(), engagement))


@blueprint.post("/next")
@role_required(TRANSCRIBER)
def following(slug: str) -> Response:
    """Lead to a recording that waits."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    key = service.open_waiting(db.session(), engagement, request.form.get("but", ""))
    db.session.commit()
    if key is None:
        flash(_("No recording waits."))
        return redirect(url_for(".room", slug=slug))
    return redirect(url_for(".hear", slug=slug, note_id=key))


@blueprint.get("/<note_id>")
@role_required(TRANSCRIBER)
def hear(slug: str, note_id: str) -> str:
    """Play one recording, with a field for its words."""
    engagement = engagement_named(db.session(), slug)
    note = service.find_note(db.session(), engagement, note_id)
    return _show_desk(engagement, service.as_heard(db.session(), note))


@blueprint.get("/<note_id>/sound")
@role_required(TRANSCRIBER)
def sound(slug: str, note_id: str) -> Response:
    """Send the recording, or the part of it that a player asks for; nothing may keep it."""
    engagement = engagement_named(db.session(), slug)
    note = service.find_note(db.session(), engagement, note_id)
    return send_file(io.BytesIO(note.sound), mimetype=note.media_type, conditional=True)


@blueprint.post("/<note_id>")
@role_required(TRANSCRIBER)
def write(slug: str, note_id: str) -> Page:
    """Show the words once more, keep them, or delete what cannot be understood."""
    go = request.form.get("go", "")
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    try:
        if go == "discard":
            service.discard_note(db.session(), engagement, note_id)
            return _done(slug, _("The recording is deleted. Nobody could understand it."))
        if go == "accept":
            return _accept(engagement, note_id)
        note = _still_there(engagement, note_id)
    except Gone:
        db.session.rollback()
        engagement = engagement_named(db.session(), slug)
        return _show(engagement, "gone", text=request.form.get("text", "")), 409
    return _turn(engagement, service.as_heard(db.session(), note), go)


def _accept(engagement: Engagement, note_id: str) -> Page:
    heard = service.as_heard(db.session(), _still_there(engagement, note_id))
    try:
        text = service.read_transcript(request.form.get("text", ""))
    except DomainError as problem:
        return _show_desk(engagement, heard, str(problem)), 422
    language = _language_chosen(heard)
    service.accept_transcript(db.session(), engagement, note_id, text, language)
    return _done(engagement.slug, _("The words are kept, and the recording is deleted."))


def _turn(engagement: Engagement, heard: Heard, go: str) -> Page:
    """Show the page that a button leads to; nothing is stored by it."""
    text, language = request.form.get("text", ""), _language_chosen(heard)
    if go == "unclear":
        return _show(engagement, "unclear", heard=heard, text=text, spoken=language)
    if go != "look":
        return _show_desk(engagement, heard)
    try:
        text = service.read_transcript(text)
    except DomainError as problem:
        return _show_desk(engagement, heard, str(problem)), 422
    allow(SOUND)
    return _show(engagement, "look", heard=heard, text=text, spoken=language)


def _show_desk(engagement: Engagement, heard: Heard, problem: str = "") -> str:
    allow(SOUND)
    return _show(
        engagement,
        "desk",
        heard=heard,
        text=request.form.get("text", ""),
        spoken=_language_chosen(heard),
        languages=service.languages_spoken(heard),
        problem=problem,
    )


def _still_there(engagement: Engagement, note_id: str) -> VoiceNote:
    try:
        return service.find_note(db.session(), engagement, note_id)
    except DomainError as gone:
        raise Gone(str(gone)) from gone


def _language_chosen(heard: Heard) -> str:
    chosen = request.form.get("language", "")
    return chosen if chosen in service.languages_spoken(heard) else heard.language


def _done(slug: str, told: str) -> Response:
    db.session.commit()
    flash(told)
    return redirect(url_for(".room", slug=slug))


def _show(engagement: Engagement, page: str, **more: object) -> str:
    is_transcriber = signed_in_account().has_role(TRANSCRIBER)
    return render_template(
        f"voices/{page}.html", engagement=engagement, is_transcriber=is_transcriber, **more
    )
