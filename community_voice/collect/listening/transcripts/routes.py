"""Bring notes and transcripts into a session: from a file or pasted, voices confirmed first."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from community_voice.collect.listening.finding import find_session
from community_voice.collect.listening.forms import keepable, read_tag
from community_voice.collect.listening.once import record_once
from community_voice.collect.listening.routes import Page, blueprint, refuse_sent
from community_voice.collect.listening.speakers import MOST_SPEAKERS, speakers_of
from community_voice.collect.listening.transcripts.bringing import (
    ASKS,
    NO_NAME,
    ROOM,
    Voice,
    bring,
    pack,
    unpack,
    voices_of,
)
from community_voice.collect.listening.transcripts.files import (
    CannotRead,
    checked,
    columns_left_out,
    read_file,
    read_pasted,
)
from community_voice.collect.listening.transcripts.turns import Turn
from community_voice.extensions import db
from community_voice.staff.access import host_required, own_partner_id
from community_voice.store import ListeningSession
from community_voice.store.columns import UNDETERMINED
from community_voice.store.database import begin_writing
from community_voice.store.listening import NOTED, PLANNED, VERBATIM

# Subtitles are made of what was said; other files are more often somebody's notes.
SPOKEN_FILES = (".vtt", ".srt")
TABLES = (".csv", ".tsv")


@blueprint.get("/<int:session_id>/transcript")
@host_required
def transcript(session_id: int) -> Page:
    """Ask for a file, or for pasted words."""
    found = find_session(db.session(), own_partner_id(), session_id)
    refuse_sent(found)
    if found.state == PLANNED:
        return redirect(url_for("listening.show", session_id=session_id))
    return render_template("listening/transcript.html", listening=found, pasted="", problem="")


@blueprint.post("/<int:session_id>/transcript")
@host_required
def transcript_found(session_id: int) -> Page:
    """Show whom we found in it; nothing is kept yet."""
    found = find_session(db.session(), own_partner_id(), session_id)
    refuse_sent(found)
    pasted = request.form.get("pasted", "")
    file = request.files.get("file")
    try:
        if file is not None and file.filename:
            content, name = file.read(), file.filename
            turns = read_file(name, content)
            left_out = columns_left_out(content) if name.lower().endswith(TABLES) else []
        else:
            turns, name, left_out = read_pasted(pasted), "", []
    except CannotRead as problem:
        shown = {"listening": found, "pasted": pasted, "problem": str(problem)}
        return render_template("listening/transcript.html", **shown), 422
    form = VERBATIM if name.lower().endswith(SPOKEN_FILES) else ""
    return voices_page(found, turns, form, left_out=left_out)


@blueprint.post("/<int:session_id>/transcript/keep")
@host_required
def transcript_keep(session_id: int) -> Page:
    """Make notes of it."""
    begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    turns = unpack(request.form.get("turns", ""))
    try:
        turns = checked(turns or ())
    except CannotRead as problem:
        shown = {"listening": found, "pasted": "", "problem": str(problem)}
        return render_template("listening/transcript.html", **shown), 422
    form = request.form.get("form", "")
    voices = voices_of(db.session(), found, turns)
    who = {voice.name: read_who(request.form, voice) for voice in voices}
    language = read_tag(request.form.get("language"))
    if form not in (VERBATIM, NOTED) or not all(who.values()):
        db.session.rollback()
        found = find_session(db.session(), own_partner_id(), session_id)
        return voices_page(found, turns, form, who=who, language=language), 422
    brought = bring(db.session(), found, turns, who, form=form, language=language)
    record_once(db.session(), found, "listening.transcript")
    db.session.commit()
    flash(ngettext("%(num)s note was added.", "%(num)s notes were added.", brought.new))
    if brought.known:
        flash(ngettext("%(num)s was there already.", "%(num)s were there already.", brought.known))
    return redirect(url_for("listening.notes", session_id=session_id))


def read_who(form: Mapping[str, str], voice: Voice) -> str:
    """Read whom a name stands for; what is none of the choices takes our proposal."""
    said = form.get(f"who-{voice.place}", "")
    is_number = said in {str(number) for number in range(1, MOST_SPEAKERS + 1)}
    is_other = said in (ASKS, ROOM) or (said == NO_NAME and bool(voice.name))
    return said if is_number or is_other else voice.seems


def voices_page(
    found: ListeningSession,
    turns: Sequence[Turn],
    form: str,
    *,
    who: Mapping[str, str] | None = None,
    language: str = "",
    left_out: Sequence[str] = (),
) -> str:
    """Show every name with its first words, and ask whom it stands for.

    `who`, `language`: what was chosen on a page where something is still to choose.
    """
    kept = [Turn(keepable(turn.name), keepable(turn.text), keepable(turn.before)) for turn in turns]
    voices = voices_of(db.session(), found, kept)
    there = len(speakers_of(db.session(), found.id))
    proposed = [int(voice.seems) for voice in voices if voice.seems.isdigit()]
    most = min(MOST_SPEAKERS, max([there, len(voices), *proposed]) + 1)
    return render_template(
        "listening/voices.html",
        listening=found,
        voices=voices,
        numbers=range(1, most + 1),
        who=who,
        tongue=language or (found.languages[0] if len(found.languages) == 1 else UNDETERMINED),
        turns=pack(kept),
        count=len(kept),
        sample=kept[:12],
        form=form,
        left_out=left_out,
    )
