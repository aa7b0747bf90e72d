"""Pages where questions get a voice: upload, listen, replace, delete."""

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.translate.room import (
    PREFIX,
    Room,
    find_room,
    render,
    translators_only,
)
from community_voice.collect.translate.spoken import (
    SOUND_LIMIT,
    UnusableSound,
    find_prompt,
    keep_sound,
    read_spoken,
    remove_sound,
    spoken_language,
)
from community_voice.extensions import db
from community_voice.headers import SOUND, allow
from community_voice.locale import language
from community_voice.store.database import begin_writing

blueprint = Blueprint("translate_spoken", __name__, url_prefix=f"{PREFIX}/<tag>/spoken")
Page = str | tuple[str, int] | Response


@blueprint.get("/")
@translators_only
def index(slug: str, survey: str, number: str, tag: str) -> str:
    """List the questions with their recordings."""
    room = find_room(db.session(), slug, survey, number)
    return spoken_page(room, spoken_language(room, tag))


@blueprint.post("/<path>")
@translators_only
def keep(slug: str, survey: str, number: str, tag: str, path: str) -> Page:
    """Keep a recording of one question."""
    file = request.files.get("sound")
    content = file.read(SOUND_LIMIT + 1) if file else b""
    begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=True)
    tag = spoken_language(room, tag)
    try:
        keep_sound(db.session(), room, tag, path, content)
    except UnusableSound as problem:
        db.session.rollback()
        room = find_room(db.session(), slug, survey, number)
        return spoken_page(room, tag, {path: str(problem)}), 422
    db.session.commit()
    flash(_("The recording is kept. Listen to it once."))
    return redirect(_back(room, tag, path))


@blueprint.get("/<path>/sound")
@translators_only
def sound(slug: str, survey: str, number: str, tag: str, path: str) -> Response:
    """Play a recording."""
    allow(SOUND)
    room = find_room(db.session(), slug, survey, number)
    prompt = find_prompt(db.session(), room, spoken_language(room, tag), path)
    answer = FlaskResponse(prompt.sound, mimetype=prompt.media_type)
    answer.headers["Content-Disposition"] = "inline"
    answer.accept_ranges = "bytes"
    return answer.make_conditional(request.environ, accept_ranges=True, complete_length=prompt.size)


@blueprint.route("/<path>/removal", methods=["GET", "POST"])
@translators_only
def remove(slug: str, survey: str, number: str, tag: str, path: str) -> Page:
    """Ask, then delete a recording."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=is_post)
    tag = spoken_language(room, tag)
    prompt = find_prompt(db.session(), room, tag, path)
    if request.method == "GET":
        allow(SOUND)
        spoken = {each.path: each for each in read_spoken(db.session(), room, tag)}
        shown = spoken.get(path)
        return render("removal", room, target=language(tag), spoken=shown, prompt=prompt)
    remove_sound(db.session(), room, tag, path)
    db.session.commit()
    flash(_("The recording is deleted."))
    return redirect(_back(room, tag, path))


def spoken_page(room: Room, tag: str, told: dict[str, str] | None = None) -> str:
    """Show the questions, and what was wrong with a recording."""
    allow(SOUND)
    return render(
        "spoken",
        room,
        target=language(tag),
        rows=read_spoken(db.session(), room, tag),
        told=told or {},
    )


def _back(room: Room, tag: str, path: str) -> str:
    anchor = path.replace(".", "-")
    return url_for("translate_spoken.index", **room.address, tag=tag, _anchor=anchor)
