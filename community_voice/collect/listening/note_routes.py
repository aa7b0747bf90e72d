"""The page on which notes are typed, and where a device brings those that it kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from community_voice.collect.listening.finding import AlreadySent, find_session
from community_voice.collect.listening.forms import (
    Unreadable,
    read_consent,
    read_incoming,
    read_note,
    read_tag,
)
from community_voice.collect.listening.guides import questions_aloud
from community_voice.collect.listening.notes import (
    Incoming,
    Outcome,
    find_note,
    keep_note,
    keep_notes,
    mark_deleted,
    notes_of,
)
from community_voice.collect.listening.once import record_once
from community_voice.collect.listening.routes import Page, blueprint, refuse_sent
from community_voice.collect.listening.speakers import (
    MOST_SPEAKERS,
    add_speaker,
    find_speaker,
    record_consent,
    speakers_of,
)
from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.headers import INSTALLS, allow
from community_voice.staff.access import host_required, own_partner_id
from community_voice.store import ListeningSession, Question, SessionNote, Speaker
from community_voice.store.columns import CONSENTS, random_id
from community_voice.store.database import begin_writing
from community_voice.store.listening import PLANNED

MOST_NOTES_AT_ONCE = 500
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
    stored = notes_of(db.session(), found)
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
    try:
        note = read_note(request.form, question_ids(found), len(speakers))
    except Unreadable:
        # The page's own id was lost on the way; the words are kept under a new one.
        fields = {**request.form.to_dict(), "id": random_id(), "revision": "0"}
        note = read_note(type(request.form)(fields), question_ids(found), len(speakers))
    if note.text.strip() or note.base:
        note = in_speakers_language(note, speakers)
        outcome = keep_note(db.session(), found, note)
        log_notes(found, [outcome])
        db.session.commit()
        if outcome.kept == "conflict":
            flash(_("Somebody changed this note too. Both are kept."), "error")
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


def keep_from_device(session_id: int) -> tuple[Response, int]:
    """Keep what a device brings; nothing is kept where anything of it cannot be read."""
    try:
        found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    except AlreadySent:
        said = _("This session was sent already. The note stays on this device.")
        return answer("refused", said), 409
    except NotFound as problem:
        return answer("refused", str(problem)), 404
    body = request.get_json(silent=True)
    try:
        bring_speakers(found, _listed(body, "speakers"))
        asked = question_ids(found)
        incoming = [read_incoming(said, asked) for said in _listed(body, "notes")]
    except Unreadable:
        db.session.rollback()
        return answer("refused", _("We could not read these notes. They stay on this device.")), 400
    outcomes = keep_notes(db.session(), found, incoming)
    log_notes(found, outcomes)
    speakers = {speaker.number: speaker for speaker in speakers_of(db.session(), found.id)}
    shown = [_as_json(outcome) for outcome in outcomes]
    db.session.commit()
    kept = {outcome.kept for outcome in outcomes}
    worst = next((each for each in ("conflict", "stored") if each in kept), "again")
    message = {
        "conflict": _("Somebody changed this note too. Both are kept."),
        "stored": _("Saved."),
        "again": _("Saved."),
    }[worst]
    return answer(worst, message, notes=shown, speakers=sorted(speakers)), 200


def bring_speakers(found: ListeningSession, speakers: Sequence[Mapping[str, Any]]) -> None:
    """Add a device's new speakers; of one that is known, take the lesser consent.

    More is allowed only where the device says what it saw (`was`) and that still holds.
    """
    for said in speakers:
        number = said.get("number")
        if not isinstance(number, int) or not 1 <= number <= MOST_SPEAKERS:
            raise Unreadable
        known = find_speaker(db.session(), found, number)
        speaker = known or add_speaker(db.session(), found, number)
        consent = read_consent(said.get("consent", speaker.consent))
        is_less = CONSENTS.index(consent) < CONSENTS.index(speaker.consent)
        if known is None or is_less or said.get("was") == speaker.consent:
            record_consent(db.session(), found, speaker, consent)
        if "language" in said and (known is None or "was" in said):
            speaker.language = read_tag(said["language"])
    db.session.flush()


def log_notes(found: ListeningSession, outcomes: Sequence[Outcome]) -> None:
    """Log that words came in: once a day, host and session, not once a keystroke."""
    if any(outcome.kept != "again" and outcome.kept_as.revision == 1 for outcome in outcomes):
        record_once(db.session(), found, "listening.notes")


def notes_page(
    found: ListeningSession, everything: Sequence[SessionNote], chosen: SessionNote | None
) -> str:
    """Show the page: the form with what carries over, and the notes, the newest first."""
    gone = request.args.get("undo", "")
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
        deleted=find_note(db.session(), found, gone) if gone else None,
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


def question_ids(found: ListeningSession) -> set[int]:
    """Return the keys of the guide's questions: a note names one of them or none."""
    of_guide = select(Question.id).where(Question.version_id == found.guide_version_id)
    return set(db.session().scalars(of_guide))


def answer(outcome: str, message: str, **more: object) -> Response:
    """Return what a device is told of what it brought."""
    return jsonify(outcome=outcome, message=str(message), **more)


def _note_before(notes: Sequence[SessionNote], note_id: str) -> SessionNote | None:
    """Return the note that was typed last: what it says carries over to the next."""
    named = next((note for note in notes if note.id == note_id), None)
    return named or (notes[-1] if notes else None)


def _listed(body: object, name: str) -> list[Mapping[str, Any]]:
    said = body.get(name, []) if isinstance(body, dict) else None
    if not isinstance(said, list) or len(said) > MOST_NOTES_AT_ONCE:
        raise Unreadable
    if not all(isinstance(each, dict) for each in said):
        raise Unreadable
    return said


def _as_json(outcome: Outcome) -> dict[str, object]:
    kept = outcome.kept_as
    return {
        "id": outcome.asked_id,
        "outcome": outcome.kept,
        "kept_as": kept.id,
        "revision": kept.revision,
    }
