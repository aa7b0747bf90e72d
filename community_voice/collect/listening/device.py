"""Notes that a device brings as JSON: each is kept once, and the device is told of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext as _

from community_voice.answering.device_json import read_json
from community_voice.collect.listening.finding import AlreadySent, find_session
from community_voice.collect.listening.forms import (
    Unreadable,
    read_consent,
    read_incoming,
    read_tag,
)
from community_voice.collect.listening.guides import question_keys
from community_voice.collect.listening.incoming import lesser
from community_voice.collect.listening.late import keep_late
from community_voice.collect.listening.late_asks import is_here
from community_voice.collect.listening.notes import Outcome, keep_notes
from community_voice.collect.listening.once import record_once
from community_voice.collect.listening.speakers import (
    MOST_SPEAKERS,
    add_speaker,
    find_speaker,
    record_consent,
    speakers_of,
)
from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.staff.access import own_partner_id
from community_voice.store import ListeningSession

MOST_NOTES_AT_ONCE = 500


def keep_from_device(session_id: int) -> tuple[Response, int]:
    """Keep what a device brings; nothing is kept where anything of it cannot be read."""
    try:
        found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    except AlreadySent:
        return keep_for_staff(find_session(db.session(), own_partner_id(), session_id))
    except NotFound as problem:
        return answer("refused", str(problem)), 404
    body = read_json(request.get_data())
    try:
        bring_speakers(found, _listed(body, "speakers"))
        asked = question_keys(db.session(), found.guide_version_id)
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


def keep_for_staff(found: ListeningSession) -> tuple[Response, int]:
    """Keep notes of a session that was sent meanwhile aside, for staff; nothing typed is lost."""
    try:
        asked = question_keys(db.session(), found.guide_version_id)
        body = read_json(request.get_data())
        allowed = read_allowed(_listed(body, "speakers"))
        incoming = [read_incoming(each, asked) for each in _listed(body, "notes")]
    except Unreadable:
        return answer("refused", _("We could not read these notes. They stay on this device.")), 400
    kept = keep_late(db.session(), found, incoming, allowed)
    if kept:
        record_once(db.session(), found, "listening.late_notes")
    db.session.commit()
    # Of a note that was taken out before anything of it came there is nothing to keep.
    there = [
        bool(note.text.strip() and not note.is_deleted) or is_here(db.session(), found, note)
        for note in incoming
    ]
    told = [
        {
            "id": note.id,
            "outcome": "kept" if is_there else "again",
            "kept_as": note.id,
            "revision": note.revision,
        }
        for note, is_there in zip(incoming, there, strict=True)
    ]
    if not kept and not any(there):
        return answer("again", _("Saved."), notes=told), 200
    message = _("This session was sent already. Staff have this note now, and will look at it.")
    return answer("kept", message, notes=told), 200


def read_allowed(speakers: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Read what speakers allow on a device, by their numbers."""
    allowed: dict[int, str] = {}
    for said in speakers:
        number = said.get("number")
        if not isinstance(number, int) or not 1 <= number <= MOST_SPEAKERS:
            raise Unreadable
        if "consent" in said:
            allowed[number] = read_consent(said["consent"])
    return allowed


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
        is_less = lesser(consent, speaker.consent) != speaker.consent
        if known is None or is_less or said.get("was") == speaker.consent:
            record_consent(db.session(), found, speaker, consent)
        if "language" in said and (known is None or "was" in said):
            speaker.language = read_tag(said["language"])
    db.session.flush()


def log_notes(found: ListeningSession, outcomes: Sequence[Outcome]) -> None:
    """Log that words came in: once a day, host and session, not once a keystroke."""
    if any(outcome.kept != "again" and outcome.kept_as.revision == 1 for outcome in outcomes):
        record_once(db.session(), found, "listening.notes")


def answer(outcome: str, message: str, **more: object) -> Response:
    """Return what a device is told of what it brought."""
    return jsonify(outcome=outcome, message=str(message), **more)


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
        "consent": kept.consent,
    }
