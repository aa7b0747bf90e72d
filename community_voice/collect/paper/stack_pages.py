"""Stacks: the list of them, a new one, and one with its tally."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from community_voice.collect.paper import stacks
from community_voice.collect.paper.desk import PaperDesk, find_stack
from community_voice.collect.paper.shown import Page, show
from community_voice.collect.paper.versions import printable, read_choice
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.store import PaperEntry, PaperStack
from community_voice.store.database import begin_writing

Answer = Page | Response


def index() -> str:
    """List the stacks."""
    desk, asked = PaperDesk.here(), request.args.get("q", "").strip()
    found = stacks.list_stacks(db.session(), desk, asked)
    return show(desk, "index", stacks=found, asked=asked)


def new() -> str:
    """Ask for what a stack needs."""
    return _ask(PaperDesk.here())


def create() -> Answer:
    """Make a stack."""
    begin_writing(db.session())
    desk, form = PaperDesk.here(), request.form
    try:
        version, tag = read_choice(db.session(), desk.engagement, form.get("what", ""))
        forms = stacks.read_forms(form.get("forms", ""))
        made = stacks.make_stack(
            db.session(),
            desk,
            version,
            tag,
            form.get("name", ""),
            forms,
            form.get("times") == "2",
        )
    except DomainError as problem:
        db.session.rollback()
        return _ask(PaperDesk.here(), str(problem)), 422
    db.session.commit()
    return redirect(url_for(".stack", stack_id=made.id))


def stack(stack_id: int) -> str:
    """Show one stack with its tally."""
    desk = PaperDesk.here()
    return _show(desk, find_stack(db.session(), desk, stack_id))


def count(stack_id: int) -> Answer:
    """Count a blank or unreadable form, or mend the number counted by hand."""
    begin_writing(db.session())
    desk, form = PaperDesk.here(), request.form
    found = find_stack(db.session(), desk, stack_id, to_change=True)
    try:
        if "forms" in form:
            stacks.set_forms(db.session(), found, stacks.read_forms(form["forms"]))
        else:
            which, _sign, change = form.get("go", "").partition(":")
            by = {"more": 1, "less": -1}.get(change, 0)
            stacks.count_by_hand(db.session(), found, which, by)
    except DomainError as problem:
        db.session.rollback()
        desk = PaperDesk.here()
        found = find_stack(db.session(), desk, stack_id)
        return _show(desk, found, problem=str(problem)), problem.status
    db.session.commit()
    return redirect(url_for(".stack", stack_id=stack_id))


def close(stack_id: int) -> Answer:
    """Close a stack, after asking where something is missing."""
    begin_writing(db.session())
    desk = PaperDesk.here()
    found = find_stack(db.session(), desk, stack_id, to_change=True)
    missing = stacks.close_stack(db.session(), found, request.form.get("sure") == "1")
    if missing:
        db.session.rollback()
        desk = PaperDesk.here()
        return _show(desk, find_stack(db.session(), desk, stack_id), missing=missing), 409
    db.session.commit()
    flash(_("The stack is closed."))
    return redirect(url_for(".stack", stack_id=stack_id))


def reopen(stack_id: int) -> Response:
    """Open a closed stack again."""
    begin_writing(db.session())
    found = find_stack(db.session(), PaperDesk.here(), stack_id, to_change=True)
    stacks.open_stack(db.session(), found)
    db.session.commit()
    return redirect(url_for(".stack", stack_id=stack_id))


def _ask(desk: PaperDesk, problem: str = "") -> str:
    choices = printable(db.session(), desk.engagement)
    return show(desk, "new", printables=choices, asked=request.form, problem=problem)


def _show(
    desk: PaperDesk, found: PaperStack, problem: str = "", missing: list[str] | None = None
) -> str:
    numbers = select(PaperEntry.number).where(
        PaperEntry.stack_id == found.id, PaperEntry.turn == 1, PaperEntry.state == "different"
    )
    return show(
        desk,
        "stack",
        stack=found,
        tally=stacks.tally_of(db.session(), found),
        different=list(db.session().scalars(numbers.order_by(PaperEntry.number))),
        problem=problem,
        missing=missing or [],
    )
