"""The translator's pages: every language of a version, and one language text by text."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community_voice.collect.translate import overview
from community_voice.collect.translate.desk import FILTERS, Desk, read_desk, with_refused
from community_voice.collect.translate.forms import read_question, read_sent
from community_voice.collect.translate.room import (
    PREFIX,
    Room,
    find_room,
    language_here,
    render,
    translators_only,
    usable_tag,
)
from community_voice.collect.translate.service import Outcome, review_texts, save_texts
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.instruments.wording_state import languages_of, worked_on_versions
from community_voice.locale import language
from community_voice.staff.access import signed_in_account
from community_voice.staff.pages import title_of
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("translate", __name__)

STATE_NAMES = {
    "missing": _l("missing"),
    "stale": _l("source changed"),
    "draft": _l("draft"),
    "reviewed": _l("reviewed"),
    "published": _l("reviewed and open"),
}
FILTER_NAMES = {"needed": _l("must be reviewed before opening"), **STATE_NAMES}
Page = str | tuple[str, int] | Response


@blueprint.app_context_processor
def know_states() -> dict[str, object]:
    """Let every page name the states of a translation."""
    return {"WORDING_STATES": STATE_NAMES}


@blueprint.get("/staff/<slug>/translations")
@translators_only
def surveys(slug: str) -> str:
    """List the surveys of an engagement: the version that is answered, and a draft after it."""
    engagement = engagement_named(db.session(), slug)
    return render_template(
        "translate/surveys.html",
        engagement=engagement,
        title=title_of(engagement),
        versions=worked_on_versions(db.session(), engagement),
    )


@blueprint.get(f"{PREFIX}/")
@translators_only
def index(slug: str, survey: str, number: str) -> str:
    """Show each language of a version with its counts."""
    return overview_page(find_room(db.session(), slug, survey, number))


@blueprint.post(f"{PREFIX}/")
@translators_only
def add(slug: str, survey: str, number: str) -> Page:
    """Begin to translate a version into one more language."""
    begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=True)
    try:
        tag = overview.add_language(db.session(), room, asked_language())
    except DomainError as problem:
        db.session.rollback()
        room = find_room(db.session(), slug, survey, number)
        return overview_page(room, str(problem)), 422
    db.session.commit()
    return redirect(url_for("translate.texts", **room.address, tag=tag))


@blueprint.route(f"{PREFIX}/<tag>", methods=["GET", "POST"])
@translators_only
def texts(slug: str, survey: str, number: str, tag: str) -> Page:
    """Show the texts of a language beside their source; keep what was written, and who read it."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    room = find_room(db.session(), slug, survey, number, to_change=is_post)
    tag = language_here(room, tag)
    asked = read_question(request.args)
    if request.method == "GET":
        return texts_page(room, read_desk(db.session(), room, tag, asked))
    sent = read_sent(request.form)
    said_right = {each.path for each in sent.read}
    saved = save_texts(db.session(), room, tag, sent.changes, read=said_right)
    kept = [each for each in sent.read if each.path not in saved.refused]
    reviewed = review_texts(db.session(), room, tag, kept, signed_in_account())
    told = reviewed.refused | saved.refused
    desk = read_desk(db.session(), room, tag, asked, told)
    db.session.commit()
    tell(saved, reviewed)
    if told:
        typed = {each.path: each.text for each in sent.changes if each.path in saved.refused}
        return texts_page(room, with_refused(desk, typed, told)), 422
    return redirect(url_for("translate.texts", **room.address, tag=tag, **asked.as_query))


def asked_language() -> str:
    """Return the language that a form names: picked from the list, or typed as a code."""
    return usable_tag(request.form.get("code", "").strip() or request.form.get("tag", ""))


def overview_page(room: Room, problem: str = "") -> str:
    """Show the languages of a version, and what was wrong with a language to add."""
    return render(
        "overview",
        room,
        rows=overview.rows(db.session(), room),
        offered=overview.offered(db.session(), room),
        problem=problem,
        code=request.form.get("code", ""),
    )


def texts_page(room: Room, desk: Desk) -> str:
    """Show one page of a language's texts."""
    return render(
        "texts",
        room,
        desk=desk,
        asked=desk.asked,
        target=language(desk.translated.language),
        filters={name: FILTER_NAMES[name] for name in FILTERS},
        others=[language(tag) for tag in languages_of(db.session(), room.version)],
    )


def tell(saved: Outcome, reviewed: Outcome) -> None:
    """Tell what was done."""
    told = []
    if count := len(saved.saved):
        told.append(ngettext("%(num)s text is saved.", "%(num)s texts are saved.", count))
    if count := len(reviewed.reviewed):
        told.append(
            ngettext("%(num)s text is reviewed now.", "%(num)s texts are reviewed now.", count)
        )
    refused = len(reviewed.refused | saved.refused)
    if told or not refused:
        flash(" ".join(told) or _("Nothing has changed."))
    if refused:
        flash(
            ngettext(
                "%(num)s text needs another look: it is marked below.",
                "%(num)s texts need another look: they are marked below.",
                refused,
            ),
            "error",
        )
