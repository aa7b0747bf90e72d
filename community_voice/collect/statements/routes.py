"""The room of statements: write them, decide on proposals, put them before people, import Polis."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from community_voice.collect.statements import putting, service
from community_voice.collect.statements.definition import SURVEY
from community_voice.collect.statements.polis import read_export
from community_voice.collect.statements.polis_storing import store_export
from community_voice.collect.statements.service import (
    APPROVED,
    DECLINED,
    MOST_LETTERS,
    PROPOSED,
    RETIRED,
    STATES,
)
from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.extensions import db
from community_voice.staff.access import role_required, signed_in_account, staff_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Engagement
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("statements", __name__, url_prefix="/staff/<slug>/statements")

Page = str | tuple[str, int] | Response
STATES_NAMED = {
    PROPOSED: _l("Proposed"),
    APPROVED: _l("Approved"),
    DECLINED: _l("Declined"),
    RETIRED: _l("Retired"),
}
ORIGINS = {"staff": _l("by staff"), "resident": _l("by a resident"), "polis": _l("from Polis")}
A_PAGE = 50


@blueprint.before_request
def allow_exports() -> None:
    """Let staff upload a file that is larger than a form."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = current_app.config["UPLOAD_LIMIT"]


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """List statements and proposals, and what people vote on now."""
    engagement = engagement_named(db.session(), slug)
    asked = {name: request.args.get(name, "").strip() for name in ("state", "q")}
    words = asked["q"] if storable(asked["q"]) else ""
    found = service.statements_of(db.session(), engagement, asked["state"], words)
    pages = max(1, -(-len(found) // A_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    standing, problem = None, ""
    try:
        standing = putting.standing_of_statements(db.session(), engagement)
    except Conflict as conflict:
        problem = str(conflict)
    return _show(
        engagement,
        "list",
        statements=found[(number - 1) * A_PAGE : number * A_PAGE],
        found=len(found),
        proposals=service.proposals_of(db.session(), engagement),
        shown=service.shown_codes(db.session(), engagement),
        standing=standing,
        problem=problem,
        asked=asked | {"q": words},
        number=number,
        page_count=pages,
        address=url_for("survey.welcome_to", slug=slug, survey=SURVEY, _external=True),
    )


@blueprint.get("/new")
@staff_required
def new(slug: str) -> str:
    """Offer to write a statement, beginning with a passage where one is named."""
    engagement = engagement_named(db.session(), slug)
    key = request.args.get("passage", type=int)
    text, tongue = "", ""
    if key is not None and 0 < key < 2**31:
        text, tongue = service.passage_text(db.session(), engagement, key)
    return _write(engagement, text, tongue)


@blueprint.post("/new")
@staff_required
def create(slug: str) -> Page:
    """Keep a statement as a proposal, or approve it at once."""
    engagement = _engagement_to_change(slug)
    text, tongue = request.form.get("text", ""), request.form.get("language", "")
    try:
        if tongue not in _languages(engagement):
            raise DomainError(_("Choose one of the list."))
        made = service.propose(db.session(), engagement, text, tongue, signed_in_account())
        if request.form.get("go") == APPROVED:
            service.set_state(db.session(), engagement, made, APPROVED)
    except DomainError as problem:
        db.session.rollback()
        engagement = engagement_named(db.session(), slug)
        return _write(engagement, text, tongue, str(problem)), 422
    db.session.commit()
    flash(_("The statement is kept."))
    return redirect(url_for(".index", slug=slug))


@blueprint.get("/<int:statement_id>")
@staff_required
def show(slug: str, statement_id: int) -> str:
    """Show one statement with its texts by language."""
    engagement = engagement_named(db.session(), slug)
    return _show_one(engagement, statement_id)


@blueprint.post("/<int:statement_id>")
@staff_required
def change(slug: str, statement_id: int) -> Page:
    """Keep the texts of a statement."""
    engagement = _engagement_to_change(slug)
    statement = service.find_statement(db.session(), engagement, statement_id)
    tongues = dict.fromkeys([*_languages(engagement), *statement.texts])
    texts = {tag: request.form.get(f"text-{tag}", "") for tag in tongues}
    try:
        service.change_texts(db.session(), engagement, statement, texts)
    except DomainError as problem:
        db.session.rollback()
        engagement = engagement_named(db.session(), slug)
        return _show_one(engagement, statement_id, texts, str(problem)), problem.status
    db.session.commit()
    flash(_("The statement is kept."))
    return redirect(url_for(".show", slug=slug, statement_id=statement_id))


@blueprint.post("/<int:statement_id>/state")
@staff_required
def state(slug: str, statement_id: int) -> Page:
    """Approve, decline or retire a statement; declining asks first."""
    engagement = _engagement_to_change(slug)
    statement = service.find_statement(db.session(), engagement, statement_id)
    to = request.form.get("to", "")
    if to == DECLINED and "sure" not in request.form:
        return _ask(engagement, statement.texts[statement.language], statement.language)
    service.set_state(db.session(), engagement, statement, to)
    db.session.commit()
    flash(_("It is now: %(state)s.", state=STATES_NAMED[to]))
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/proposals")
@staff_required
def decide(slug: str) -> Page:
    """Approve or decline what a resident proposed; declining asks first."""
    engagement = _engagement_to_change(slug)
    key, to = request.form.get("proposal", ""), request.form.get("to", "")
    if to == DECLINED and "sure" not in request.form:
        proposals = {
            each.testimony_id: each for each in service.proposals_of(db.session(), engagement)
        }
        if key in proposals:
            return _ask(engagement, proposals[key].text, proposals[key].language)
    service.decide_proposal(db.session(), engagement, key, to)
    db.session.commit()
    flash(_("It is now: %(state)s.", state=STATES_NAMED[to]))
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/put")
@role_required(ADMINISTRATOR)
def put(slug: str) -> Response:
    """Put the approved statements before people."""
    engagement = _engagement_to_change(slug)
    version = putting.put_before_people(db.session(), engagement)
    number = version.number
    db.session.commit()
    flash(_("People vote on these statements now (version %(number)s).", number=number))
    return redirect(url_for(".index", slug=slug))


@blueprint.get("/polis")
@role_required(ADMINISTRATOR)
def polis(slug: str) -> str:
    """Offer to import an export of Polis."""
    return _show_polis(engagement_named(db.session(), slug))


@blueprint.post("/polis")
@role_required(ADMINISTRATOR)
def take_polis(slug: str) -> Page:
    """Read both files, and store them whole or not at all."""
    comments, votes = (_file(name) for name in ("comments", "votes"))
    tongue = request.form.get("language", "")
    try:
        if not comments or not votes:
            raise DomainError(_("Choose both files first."))
        export = read_export(comments, votes)
        engagement = _engagement_to_change(slug)
        if tongue not in _languages(engagement):
            raise DomainError(_("Choose one of the list."))
        batch = store_export(
            db.session(), engagement, (comments, votes), export, tongue, signed_in_account()
        )
    except NotFound:
        raise
    except DomainError as problem:
        db.session.rollback()
        return _show_polis(engagement_named(db.session(), slug), str(problem)), problem.status
    people = batch.people_stored
    db.session.commit()
    flash(_stored(people, len(export.comments), export.left_out))
    return redirect(url_for(".index", slug=slug))


def _engagement_to_change(slug: str) -> Engagement:
    """Begin to write, and keep others off an engagement's statements until then.

    A statement that is put before people must be the one that its text was changed to last.
    """
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    row = select(Engagement.id).where(Engagement.id == engagement.id)
    db.session().scalar(row.with_for_update(key_share=True))
    return engagement


def _stored(people: int, statements: int, left_out: int) -> str:
    told = [
        ngettext("%(num)s statement is here.", "%(num)s statements are here.", statements),
        ngettext("%(num)s person voted.", "%(num)s people voted.", people),
    ]
    if left_out:
        told.append(
            ngettext(
                "%(num)s vote was left out: its statement was rejected or is not in the file.",
                "%(num)s votes were left out: their statements were rejected or are not in the "
                "file.",
                left_out,
            )
        )
    return " ".join(told)


def _file(name: str) -> bytes:
    file = request.files.get(name)
    return file.read() if file else b""


def _languages(engagement: Engagement) -> list[str]:
    return list(dict.fromkeys([engagement.source_language, *engagement.languages]))


def _write(engagement: Engagement, text: str, tongue: str, problem: str = "") -> str:
    tongues = _languages(engagement)
    chosen = tongue if tongue in tongues else tongues[0]
    return _show(
        engagement,
        "new",
        text=text,
        chosen=chosen,
        tongues=tongues,
        problem=problem,
        most=MOST_LETTERS,
    )


def _show_one(
    engagement: Engagement,
    statement_id: int,
    texts: dict[str, str] | None = None,
    problem: str = "",
) -> str:
    statement = service.find_statement(db.session(), engagement, statement_id)
    tongues = list(dict.fromkeys([statement.language, *_languages(engagement), *statement.texts]))
    return _show(
        engagement,
        "statement",
        statement=statement,
        texts=statement.texts if texts is None else texts,
        tongues=tongues,
        is_shown=statement.code in service.shown_codes(db.session(), engagement),
        problem=problem,
        most=MOST_LETTERS,
    )


def _show_polis(engagement: Engagement, problem: str = "") -> str:
    return _show(engagement, "polis", problem=problem, tongues=_languages(engagement))


def _ask(engagement: Engagement, text: str, tongue: str) -> str:
    return _show(engagement, "decline", text=text, tongue=tongue)


def _show(engagement: Engagement, page: str, **more: Any) -> str:
    return render_template(
        f"statements/{page}.html",
        engagement=engagement,
        state_names=STATES_NAMED,
        origins=ORIGINS,
        states=STATES,
        **more,
    )
