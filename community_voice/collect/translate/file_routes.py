"""Pages for translation files: take one out, see what one would change, keep it."""

import base64
import binascii

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community_voice.collect.translate import exchange, po, xliff
from community_voice.collect.translate.exchange import Brought, UnreadableFile
from community_voice.collect.translate.room import (
    PREFIX,
    Room,
    find_room,
    language_here,
    render,
    translators_only,
)
from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.locale import language
from community_voice.store.database import begin_writing

blueprint = Blueprint("translate_files", __name__, url_prefix=f"{PREFIX}/<tag>/files")
WRITERS = {"po": (po.write, "text/x-gettext-translation"), "xlf": (xliff.write, "application/xml")}
XML_STARTS = (b"<", b"\xff\xfe<", b"\xfe\xff\x00<")
SHOWN = 500
Page = str | tuple[str, int] | Response


@blueprint.get("/")
@translators_only
def index(slug: str, survey: str, number: str, tag: str) -> str:
    """Offer the files, and a place to bring one back."""
    room = find_room(db.session(), slug, survey, number)
    return files_page(room, language_here(room, tag))


@blueprint.get("/translations.<kind>")
@translators_only
def take(slug: str, survey: str, number: str, tag: str, kind: str) -> FlaskResponse:
    """Give out all texts of a language as a file."""
    room = find_room(db.session(), slug, survey, number)
    tag = language_here(room, tag)
    if kind not in WRITERS:
        raise NotFound(_("There is no file of this kind."))
    write, media_type = WRITERS[kind]
    texts = exchange.outgoing(db.session(), room, tag)
    answer = FlaskResponse(
        write(room.subject, room.version.source_language, tag, texts), mimetype=media_type
    )
    name = f"{room.engagement.slug}-{room.survey.slug}-{room.version.number}-{tag}.{kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post("/")
@translators_only
def bring(slug: str, survey: str, number: str, tag: str) -> Page:
    """Read a file, and show what it would change; nothing is kept yet."""
    room = find_room(db.session(), slug, survey, number)
    tag = language_here(room, tag)
    file = request.files.get("file")
    content = file.read(exchange.FILE_LIMIT + 1) if file else b""
    try:
        brought = read_file(room, tag, content)
    except UnreadableFile as problem:
        return files_page(room, tag, str(problem)), 422
    return brought_page(room, tag, content, brought)


@blueprint.post("/keep")
@translators_only
def keep(slug: str, survey: str, number: str, tag: str) -> Page:
    """Keep what a file brings, where it still would do what was shown."""
    begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=True)
    tag = language_here(room, tag)
    try:
        content = base64.b64decode(request.form.get("content", ""), validate=True)
        brought = read_file(room, tag, content)
    except (UnreadableFile, binascii.Error, ValueError) as problem:
        told = str(problem) if isinstance(problem, UnreadableFile) else _("Choose the file again.")
        return files_page(room, tag, told), 422
    findings = exchange.compare(db.session(), room, tag, brought)
    if exchange.mark_of(findings) != request.form.get("mark", ""):
        told = _("Some texts have changed since this page was shown. Look at it again.")
        return brought_page(room, tag, content, brought, told), 409
    outcome = exchange.apply(db.session(), room, tag, findings)
    db.session.commit()
    count = len(outcome.saved)
    flash(ngettext("%(num)s text is kept as a draft.", "%(num)s texts are kept as drafts.", count))
    return redirect(url_for("translate.texts", **room.address, tag=tag))


def read_file(room: Room, tag: str, content: bytes) -> Brought:
    """Read a file of either kind, or tell why not."""
    if not content.strip():
        raise UnreadableFile(_("Choose a file first. An empty file brings nothing."))
    if len(content) > exchange.FILE_LIMIT:
        raise UnreadableFile(_("This file is too large: two megabytes are the most."))
    start = content.removeprefix(po.BOM).lstrip()
    brought = xliff.read(content) if start.startswith(XML_STARTS) else po.read(content)
    brought = exchange.usable(db.session(), room, brought)
    exchange.refuse_other_language(room, tag, brought)
    return brought


def files_page(room: Room, tag: str, problem: str = "") -> str:
    """Show the files of a language."""
    return render("files", room, target=language(tag), problem=problem)


def brought_page(room: Room, tag: str, content: bytes, brought: Brought, problem: str = "") -> str:
    """Show what a file would change."""
    findings = exchange.compare(db.session(), room, tag, brought)
    told = [f for f in findings if f.kind not in (exchange.SAME, exchange.EMPTY)]
    return render(
        "brought",
        room,
        target=language(tag),
        counts=exchange.counts(findings),
        findings=sorted(told, key=lambda f: f.kind != exchange.REFUSED)[:SHOWN],
        told=len(told),
        content=base64.b64encode(content).decode(),
        mark=exchange.mark_of(findings),
        problem=problem,
    )
