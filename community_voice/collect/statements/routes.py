"""The room of statements: write them, decide on proposals, put them before people."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from community_voice.collect.statements import proposals, putting, service
from community_voice.collect.statements.allowed import Passage, passage_of, refusal
from community_voice.collect.statements.pages import (
    STATES_NAMED,
    decline_page,
    list_page,
    new_page,
    statement_page,
)
from community_voice.collect.statements.service import (
    APPROVED,
    DECLINED,
    engagement_to_change,
    languages_of,
)
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff.access import role_required, signed_in_account, staff_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Engagement
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("statements", __name__, url_prefix="/staff/<slug>/statements")

Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """List statements and proposals, and what people vote on now."""
    engagement = engagement_named(db.session(), slug)
    return list_page(engagement, request.args, request.args.get("page", 1, type=int))


@blueprint.get("/new")
@staff_required
def new(slug: str) -> str:
    """Offer to write a statement, beginning with a passage where one is named."""
    engagement = engagement_named(db.session(), slug)
    passage = _passage(engagement, request.args)
    if passage is None:
        return new_page(engagement, "", "")
    if not passage.is_allowed:
        return new_page(engagement, "", passage.language, refusal())
    return new_page(engagement, passage.text, passage.language)


@blueprint.post("/new")
@staff_required
def create(slug: str) -> Page:
    """Keep a statement as a proposal, or approve it at once."""
    engagement = engagement_to_change(db.session(), slug)
    text, tongue = request.form.get("text", ""), request.form.get("language", "")
    try:
        passage = _passage(engagement, request.form)
        made = service.propose(db.session(), engagement, text, tongue, signed_in_account(), passage)
    except DomainError as problem:
        db.session.rollback()
        engagement = engagement_named(db.session(), slug)
        return new_page(engagement, text, tongue, str(problem)), 422
    if request.form.get("go") == APPROVED:
        service.set_state(db.session(), engagement, made, APPROVED)
    db.session.commit()
    flash(_("The statement is kept."))
    return redirect(url_for(".index", slug=slug))


@blueprint.get("/<int:statement_id>")
@staff_required
def show(slug: str, statement_id: int) -> str:
    """Show one statement with its texts by language."""
    return statement_page(engagement_named(db.session(), slug), statement_id)


@blueprint.post("/<int:statement_id>")
@staff_required
def change(slug: str, statement_id: int) -> Page:
    """Keep the texts of a statement."""
    engagement = engagement_to_change(db.session(), slug)
    statement = service.find_statement(db.session(), engagement, statement_id)
    tongues = dict.fromkeys([*languages_of(engagement), *statement.texts])
    texts = {tag: request.form.get(f"text-{tag}", "") for tag in tongues}
    try:
        service.change_texts(db.session(), engagement, statement, texts)
    except DomainError as problem:
        db.session.rollback()
        engagement = engagement_named(db.session(), slug)
        return statement_page(engagement, statement_id, texts, str(problem)), problem.status
    db.session.commit()
    flash(_("The statement is kept."))
    return redirect(url_for(".show", slug=slug, statement_id=statement_id))


@blueprint.post("/<int:statement_id>/state")
@staff_required
def state(slug: str, statement_id: int) -> Page:
    """Approve, decline or retire a statement; declining asks first."""
    engagement = engagement_to_change(db.session(), slug)
    statement = service.find_statement(db.session(), engagement, statement_id)
    to = request.form.get("to", "")
    if _must_ask(to):
        return decline_page(engagement, statement.texts[statement.language], statement.language)
    service.set_state(db.session(), engagement, statement, to)
    db.session.commit()
    flash(_("It is now: %(state)s.", state=STATES_NAMED[to]))
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/proposals")
@staff_required
def decide(slug: str) -> Page:
    """Approve or decline what a resident proposed; declining asks first."""
    engagement = engagement_to_change(db.session(), slug)
    key, to = request.form.get("proposal", ""), request.form.get("to", "")
    if _must_ask(to):
        proposal = proposals.find_proposal(db.session(), engagement, key)
        return decline_page(engagement, proposal.text, proposal.language)
    proposals.decide_proposal(db.session(), engagement, key, to)
    db.session.commit()
    flash(_("It is now: %(state)s.", state=STATES_NAMED[to]))
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/put")
@role_required(ADMINISTRATOR)
def put(slug: str) -> Response:
    """Put the approved statements before people."""
    engagement = engagement_to_change(db.session(), slug)
    number = putting.put_before_people(db.session(), engagement).number
    db.session.commit()
    flash(_("People vote on these statements now (version %(number)s).", number=number))
    return redirect(url_for(".index", slug=slug))


def _passage(engagement: Engagement, asked: MultiDict[str, str]) -> Passage | None:
    return passage_of(db.session(), engagement, asked.get("passage", 0, type=int))


def _must_ask(to: str) -> bool:
    return to == DECLINED and "sure" not in request.form
