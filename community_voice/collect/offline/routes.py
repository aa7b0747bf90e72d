"""Surveys that a device keeps, to be filled in without a network; no cookie and no session."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from community_voice.answering.flood.limit import may_send
from community_voice.answering.instrument import load_instrument
from community_voice.answering.links import count_link
from community_voice.answering.offered import name_survey, standing_of, version_of
from community_voice.answering.sealed_entries import public_key
from community_voice.answering.state import LINK, Filling
from community_voice.answering.tally import SENT
from community_voice.answering.whole_form import write_whole
from community_voice.collect.offline.entries import MOST_SEALED, Entry, open_sent, read_sent
from community_voice.collect.offline.kept import Kept, greet_in, kept_forms, newer_form
from community_voice.collect.offline.taking import LATER, REFUSED, STORED, take_entry
from community_voice.collect.offline.words import form_words, outcome_words, shell_words
from community_voice.collect.offline.worker import write_worker
from community_voice.errors import NotFound
from community_voice.extensions import csrf, db
from community_voice.headers import INSTALLS, allow
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import (
    INTERFACE_LANGUAGES,
    current_language,
    match_language,
    requested_language,
    speak,
)
from community_voice.store import Engagement
from community_voice.store.database import begin_writing
from community_voice.store.engagement import RESERVED_SLUGS, engagement_at

blueprint = Blueprint("offline", __name__)
# A resident has no cookie and no session: there is nothing that a forged request could ride on.
csrf.exempt(blueprint)

STATUS = {REFUSED: 409, LATER: 503}


@blueprint.get("/<slug>/offline/")
def shell(slug: str) -> str:
    """List the surveys that can be kept here, and what waits to be sent."""
    session = db.session()
    engagement = _engagement(session, slug)
    forms = kept_forms(session, engagement)
    tags = list(dict.fromkeys(form.tag for form in forms)) or [engagement.source_language]
    greeting = greet_in(session, engagement, tags)
    allow(INSTALLS)
    return render_template(
        "offline/shell.html", greeting=greeting, forms=forms, words_said=shell_words()
    )


@blueprint.get("/<slug>/offline/form/<int:version_id>/<lang>")
def form(slug: str, version_id: int, lang: str) -> str | BaseResponse:
    """Show a whole survey as one page that a device can keep; nobody's words are in it."""
    session = db.session()
    engagement = _engagement(session, slug)
    forms = kept_forms(session, engagement)
    kept = _kept(forms, version_id, lang)
    if not kept and (newer := newer_form(session, engagement, forms, version_id, lang)):
        ways: dict[str, Any] = {name: request.args.get(name) for name in ("kiosk", "link")}
        return redirect(url_for(".form", slug=slug, version_id=newer.version_id, lang=lang, **ways))
    version = kept and version_of(session, engagement, version_id)
    tag = speak(lang).tag if kept else ""
    instrument = kept and load_instrument(session, engagement.id, version_id, tag)
    if not version or not instrument or standing_of(engagement, version) != "open":
        raise NotFound(_("There is no survey at this address."))
    refresh()
    greeting = greet_in(session, engagement, open_languages(session, engagement, version), tag)
    allow(INSTALLS)
    return render_template(
        "offline/form.html",
        greeting=greeting,
        version=version,
        named=name_survey(session, version, tag),
        whole=write_whole(instrument),
        sealing_key=public_key(),
        words_said=form_words(),
        # So that a link opens beside this page, and takes no answers away.
        state="",
    )


@blueprint.get("/<slug>/offline/manifest.webmanifest")
def manifest(slug: str) -> Response:
    """Name the page that a phone may put among its apps: with a name that tells nobody anything."""
    engagement = _engagement(db.session(), slug)
    tag = speak(requested_language(INTERFACE_LANGUAGES, "en")).tag
    home = url_for(".shell", slug=engagement.slug)
    shown: dict[str, Any] = {
        "id": home,
        "name": _("Forms"),
        "short_name": _("Forms"),
        "lang": tag,
        "dir": current_language().direction,
        "start_url": url_for(".shell", slug=engagement.slug, lang=tag),
        "scope": home,
        "display": "standalone",
        "background_color": "#ffffff",
        "icons": [
            {
                "src": url_for("static", filename="icon.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
            }
        ],
    }
    return Response(json.dumps(shown), mimetype="application/manifest+json")


@blueprint.get("/offline/sw.js")
def worker() -> Response:
    """Return the service worker, which names the files that kept pages need."""
    answer = Response(write_worker(), mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@blueprint.post("/<slug>/offline/entries")
def entries(slug: str) -> tuple[Response, int]:
    """Take one entry from a device: stored once, or kept for people to look at."""
    speak(requested_language(INTERFACE_LANGUAGES, "en"))
    session = db.session()
    engagement = None if slug in RESERVED_SLUGS else engagement_at(session, slug)
    if engagement is None:
        return _told(REFUSED, 404)
    engagement_id = engagement.id
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return _told(REFUSED, 413)
    if len(body) > MOST_SEALED:
        return _told(REFUSED, 413)
    sent = read_sent(body)
    if sent is None:
        return _told(REFUSED, 400)
    if not may_send():
        return _told(LATER, 429)
    entry = open_sent(sent)
    _speak_as(entry)
    session.commit()
    try:
        begin_writing(session)
        engagement = session.get_one(Engagement, engagement_id)
        outcome = take_entry(session, engagement, sent, entry)
        session.commit()
    except SQLAlchemyError as error:
        session.rollback()
        # Never the error itself: it may carry words.
        current_app.logger.error("An entry was not stored: %s", type(error).__name__)
        outcome = LATER
    if outcome == STORED and entry and entry.link:
        through = Filling(entry.version_id, entry.id, "", through={LINK: entry.link})
        count_link(session, engagement_id, through, SENT)
    return _told(outcome, STATUS.get(outcome, 200))


def _told(outcome: str, status: int) -> tuple[Response, int]:
    body = json.dumps({"outcome": outcome, "message": outcome_words(outcome)}, ensure_ascii=False)
    answer = Response(body, mimetype="application/json")
    if outcome == LATER:
        answer.headers["Retry-After"] = "60"
    return answer, status


def _speak_as(entry: Entry | None) -> None:
    """Answer in the language in which the entry was written, where our pages speak it."""
    if entry and (tag := match_language(entry.language, INTERFACE_LANGUAGES)):
        speak(tag)
        refresh()


def _engagement(session: Session, slug: str) -> Engagement:
    engagement = None if slug in RESERVED_SLUGS else engagement_at(session, slug)
    if engagement is None:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return engagement


def _kept(forms: list[Kept], version_id: int, lang: str) -> Kept | None:
    return next(
        (each for each in forms if each.version_id == version_id and each.tag == lang), None
    )
