"""The page on which notes are typed, and where a device brings those that it kept."""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from community_voice.collect.listening.device import keep_from_device, log_notes
from community_voice.collect.listening.finding import find_session
from community_voice.collect.listening.forms import Unreadable, names_nobody, read_note
from community_voice.collect.listening.guides import question_keys, questions_aloud
from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.notes import find_note, keep_note, mark_deleted, notes_of
from community_voice.collect.listening.once import record_once
from community_voice.collect.listening.routes import Page, blueprint, refuse_sent
from community_voice.collect.listening.speakers import MOST_SPEAKERS, speakers_of
from community_voice.extensions import db
from community_voice.headers import INSTALLS, allow
from community_voice.staff.access import host_required, own_partner_id
from community_voice.store import ListeningSession, SessionNote, Speaker
from community_voice.store.columns import CONSENTS, random_id
from community_voice.store.database import begin_writing
from community_voice.store.listening import PLANNED

# How many notes may be typed elsewhere while a device that kept the page has no network.
AHEAD = 1000


@blueprint.get("/<int:session_id>/notes")
@host_required
def notes(session_id: int) -> Page:
    """Show the fast page for notes; `note` names one to change."""
    allow(INSTALLS)
    found = find_session(db.session(), own_partner_id(), session_id)
    refuse_sent(found)
    if found.state == PLANNED:
        return redirect(url_for("listening.show", session_id=session_id))
    if request.args.get("keep"):
        # For a device to keep: the same page, with nobody's words in it.
        return notes_page(found, (), None)
    chosen = request.args.get("note", "")
    stored = notes_of(db.session(), found, deleted=True)
    return notes_page(found, stored, find_note(db.session(), found, chosen) if chosen else None)


@blueprint.post("/<int:session_id>/notes")
@host_required
def keep(session_id: int) -> Page | tuple[Response, int]:
    """Keep the note of a page's form, or the notes of a device (JSON)."""
    begin_writing(db.session())
    if request.is_json:
        return keep_from_device(session_id)
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    speakers = speakers_of(db.session(), found.id)
    asked = question_keys(db.session(), found.guide_version_id)
    try:
        note = read_note(request.form, asked, len(speakers))
    except Unreadable:
        # The page's own id was lost on the way; the words are kept under a new one.
        fields = {**request.form.to_dict(), "id": random_id(), "revision": "0"}
        note = read_note(MultiDict(fields), asked, len(speakers))
    if note.text.strip() or note.base:
        note = in_speakers_language(note, speakers)
        outcome = keep_note(db.session(), found, note)
        log_notes(found, [outcome])
        db.session.commit()
        if outcome.kept == "conflict":
            flash(_("Somebody changed this note too. Both are kept."), "error")
        if names_nobody(note):
            flash(_("There is no such speaker."), "error")
    return redirect(url_for("listening.notes", session_id=session_id, after=note.id))


@blueprint.post("/<int:session_id>/notes/<note_id>/<any(delete, restore):act>")
@host_required
def delete_note(session_id: int, note_id: str, act: str) -> Response:
    """Take a note out, or put it back."""
    begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    note = find_note(db.session(), found, note_id)
    mark_deleted(db.session(), note, act == "delete")
    record_once(db.session(), found, f"listening.note_{act}")
    db.session.commit()
    undo = note_id if act == "delete" else None
    return redirect(url_for("listening.notes", session_id=session_id, undo=undo))


def in_speakers_language(note: Incoming, speakers: Sequence[Speaker]) -> Incoming:
    """Bring back the language of a speaker who was chosen anew, unless one was chosen with them."""
    had, said = request.form.get("had_speaker", ""), request.form.get("had_language", "")
    known = next((each.language for each in speakers if each.number == note.speaker), "und")
    is_new = str(note.speaker or "") != had and note.language == said
    return replace(note, language=known) if is_new and known != "und" else note


def notes_page(
    found: ListeningSession, stored: Sequence[SessionNote], chosen: SessionNote | None
) -> str:
    """Show the page: the form with what carries over, and the notes, the newest first."""
    undo = request.args.get("undo", "")
    everything = [note for note in stored if not note.is_deleted]
    speakers = speakers_of(db.session(), found.id)
    last = _note_before(everything, request.args.get("after", ""))
    return render_template(
        "listening/notes.html",
        listening=found,
        speakers=speakers,
        questions=questions_aloud(db.session(), found.guide),
        notes=list(reversed(everything)),
        chosen=chosen,
        like=chosen or last,
        wish=wish_of(chosen or last, speakers),
        new_id=random_id(),
        next_position=next_position(found),
        asked_speaker=request.args.get("speaker", ""),
        undo=find_note(db.session(), found, undo) if undo else None,
        deleted=[note for note in stored if note.is_deleted and note.text.strip()],
        most_speakers=MOST_SPEAKERS,
    )


def wish_of(note: SessionNote | None, speakers: Sequence[Speaker]) -> str:
    """Return a consent of the note's own; "" where it is what its speaker allows anyway."""
    if note is None:
        return ""
    allowed = {each.number: each.consent for each in speakers}
    return "" if note.consent == allowed.get(note.speaker or 0, CONSENTS[0]) else note.consent


def next_position(found: ListeningSession) -> float:
    """Return where the next note stands; a page that a device keeps begins well after the last."""
    last = select(func.max(SessionNote.position)).where(SessionNote.session_id == found.id)
    ahead = AHEAD if request.args.get("keep") else 1
    return (db.session().scalar(last) or 0.0) + ahead


def _note_before(notes: Sequence[SessionNote], note_id: str) -> SessionNote | None:
    """Return the note that was typed last: what it says carries over to the next."""
    named = next((note for note in notes if note.id == note_id), None)
    return named or (notes[-1] if notes else None)
