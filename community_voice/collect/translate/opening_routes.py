"""Pages that open a language to residents: what is missing, the sheet to sign, closing again."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community_voice.collect.translate.opening import close_language, open_language, wanting
from community_voice.collect.translate.room import (
    PREFIX,
    Room,
    find_room,
    language_here,
    render,
    translators_only,
)
from community_voice.collect.translate.sheet import keep_signed, read_sheet, read_signed
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.instruments.wording_state import read_language
from community_voice.locale import language
from community_voice.staff.access import signed_in_account
from community_voice.store.database import begin_writing

blueprint = Blueprint("translate_opening", __name__, url_prefix=f"{PREFIX}/<tag>")
Page = str | tuple[str, int] | Response


@blueprint.get("/opening")
@translators_only
def show(slug: str, survey: str, number: str, tag: str) -> str:
    """Say exactly what must still be reviewed, or offer to open the language."""
    room = find_room(db.session(), slug, survey, number)
    return opening_page(room, language_here(room, tag))


@blueprint.post("/opening")
@translators_only
def open_to_residents(slug: str, survey: str, number: str, tag: str) -> Page:
    """Open the language."""
    begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=True)
    tag = language_here(room, tag)
    try:
        open_language(db.session(), room, tag, signed_in_account())
    except DomainError as problem:
        db.session.rollback()
        room = find_room(db.session(), slug, survey, number)
        return opening_page(room, tag, str(problem)), 409
    db.session.commit()
    flash(_("%(language)s is open: residents may answer in it.", language=language(tag).own_name))
    return redirect(url_for("translate_opening.show", **room.address, tag=tag))


@blueprint.route("/closing", methods=["GET", "POST"])
@translators_only
def close(slug: str, survey: str, number: str, tag: str) -> Page:
    """Ask, then close the language."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=is_post)
    tag = language_here(room, tag)
    if request.method == "GET":
        return render("close", room, target=language(tag))
    close_language(db.session(), room, tag)
    db.session.commit()
    flash(_("%(language)s is closed.", language=language(tag).own_name))
    return redirect(url_for("translate_opening.show", **room.address, tag=tag))


@blueprint.get("/sheet")
@translators_only
def sheet(slug: str, survey: str, number: str, tag: str) -> str:
    """Show the sheet that a community reader signs."""
    room = find_room(db.session(), slug, survey, number)
    tag = language_here(room, tag)
    return render("sheet", room, target=language(tag), sheet=read_sheet(db.session(), room, tag))


@blueprint.route("/sheet/typed", methods=["GET", "POST"])
@translators_only
def typed(slug: str, survey: str, number: str, tag: str) -> Page:
    """Type in what stands on a signed sheet."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=is_post)
    tag = language_here(room, tag)
    if request.method == "GET":
        return typed_page(room, tag)
    printed = read_sheet(db.session(), room, tag)
    try:
        signed = read_signed(request.form, printed)
    except DomainError as problem:
        db.session.rollback()
        return typed_page(find_room(db.session(), slug, survey, number), tag, str(problem)), 422
    reviewed, better = keep_signed(db.session(), room, tag, printed, signed, signed_in_account())
    db.session.commit()
    count, drafts = len(reviewed.reviewed), len(better.saved)
    told = ngettext("%(num)s text is reviewed.", "%(num)s texts are reviewed.", count)
    if drafts:
        told += " " + ngettext(
            "%(num)s better text is kept as a draft.",
            "%(num)s better texts are kept as drafts.",
            drafts,
        )
    flash(told)
    for reason in dict.fromkeys([*reviewed.refused.values(), *better.refused.values()]):
        flash(reason, "error")
    return redirect(url_for("translate_opening.show", **room.address, tag=tag))


def opening_page(room: Room, tag: str, problem: str = "") -> str:
    """Show what stands in the way of opening a language."""
    translated = read_language(db.session(), room.version, tag)
    return render(
        "opening",
        room,
        target=language(tag),
        translated=translated,
        wanting=wanting(db.session(), room, translated),
        needed=[text for text in translated.texts if text.is_needed],
        problem=problem,
    )


def typed_page(room: Room, tag: str, problem: str = "") -> str:
    """Show the form that a signed sheet is typed into."""
    return render(
        "typed",
        room,
        target=language(tag),
        sheet=read_sheet(db.session(), room, tag),
        form=request.form,
        problem=problem,
    )
