"""Type a stack in: a number, then one dense page of questions, then the next number."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from community_voice.answering.device_json import read_json
from community_voice.answering.instrument import Instrument
from community_voice.answering.offered import day_of
from community_voice.answering.state import Answers
from community_voice.collect.paper import entering
from community_voice.collect.paper.desk import PaperDesk, find_stack
from community_voice.collect.paper.entering import Typing, told
from community_voice.collect.paper.form_parts import most_of, parts_of, rooms_of
from community_voice.collect.paper.looking import Looked, is_blank, look, told_blank
from community_voice.collect.paper.may_type import (
    DIFFERENT,
    STORED,
    NotToBeTyped,
    StoredAlready,
    copy_to_type,
    must_be_typable,
)
from community_voice.collect.paper.printing import instrument_of
from community_voice.collect.paper.reading import SentForm, read_answers
from community_voice.collect.paper.shown import Page, show
from community_voice.collect.paper.stacks import tally_of
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.headers import INSTALLS, allow
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import language
from community_voice.staff.access import signed_in_account
from community_voice.store import PaperCopy, PaperStack
from community_voice.store.database import begin_writing

Answer = Page | Response
# What a device in an offline queue is told.
OUTCOMES = {
    STORED: "stored",
    entering.WAITING: "stored",
    DIFFERENT: "stored",
    entering.AGAIN: "again",
    entering.CONFLICT: "conflict",
}


def enter(stack_id: int) -> Page:
    """Ask for a form's number; with a good one, show the page to type it on.

    With `keep` it is the page that a device keeps: any form of the stack can be typed on it.
    """
    desk = PaperDesk.here()
    stack = find_stack(db.session(), desk, stack_id)
    number = request.args.get("number", "")
    if "keep" in request.args and desk.partner_id is not None:
        allow(INSTALLS)
        return _show_page(desk, stack, None, {}, stack.language, is_kept=True)
    if not number:
        return _ask_number(desk, stack)
    try:
        copy = _copy_to_type(desk, stack, number)
    except NotToBeTyped as problem:
        return _ask_number(desk, stack, number, problem), 409
    return _show_page(desk, stack, copy, {}, copy.run.language)


def save(stack_id: int) -> Answer:
    """Keep what was typed; what is odd is shown once first, and nothing typed is lost."""
    begin_writing(db.session())
    desk = PaperDesk.here()
    stack, form = find_stack(db.session(), desk, stack_id, to_change=True), request.form
    try:
        copy = copy_to_type(db.session(), desk, stack, form.get("number", ""))
    except NotToBeTyped as problem:
        return _ask_again(desk, stack, str(problem)), 409
    typing = _read(desk, stack, copy, form)
    if form.get("go", "").startswith("room:"):
        return _show_page(desk, stack, copy, typing.answers, typing.language)
    if is_blank(typing.answers):
        return _show_page(desk, stack, copy, {}, typing.language, problem=told_blank()), 422
    looked = look(typing.instrument, typing.answers, day_of(stack.version))
    if looked.odd and form.get("seen", "") != looked.mark:
        return _show_page(desk, stack, copy, typing.answers, typing.language, looked), 422
    try:
        outcome = _keep(typing)
    except DomainError as problem:
        db.session.rollback()
        return _show_after(typing, stack_id, str(problem)), problem.status
    db.session.commit()
    flash(told(outcome, copy.number), "error" if outcome == entering.CONFLICT else "message")
    return redirect(url_for(".enter", stack_id=stack_id))


def entries(stack_id: int) -> tuple[Response, int]:
    """Keep a form that was typed on a device without a network; the same one again is one."""
    body = read_json(request.get_data())
    try:
        begin_writing(db.session())
        desk = PaperDesk.here()
        stack = find_stack(db.session(), desk, stack_id, to_change=True)
        number, fields = _read_body(body)
        copy = copy_to_type(db.session(), desk, stack, number)
        typing = _read(desk, stack, copy, fields)
        if is_blank(typing.answers):
            raise DomainError(told_blank())
        entering.must_be_storable(typing.answers)
        outcome = entering.keep_typing(db.session(), typing)
    except DomainError as problem:
        db.session.rollback()
        return jsonify(outcome="refused", message=str(problem)), problem.status
    db.session.commit()
    return jsonify(outcome=OUTCOMES[outcome], message=told(outcome, number)), 200


def _copy_to_type(desk: PaperDesk, stack: PaperStack, number: str) -> PaperCopy:
    copy = copy_to_type(db.session(), desk, stack, number)
    is_photocopy = "photocopy" in request.args
    must_be_typable(db.session(), stack, copy, signed_in_account(), is_photocopy=is_photocopy)
    return copy


def _keep(typing: Typing) -> str:
    entering.must_be_storable(typing.answers)
    if typing.stack.state != "open":
        raise NotToBeTyped(_("This stack is closed. Open it again to type more."))
    return entering.keep_typing(db.session(), typing)


def _show_after(typing: Typing, stack_id: int, problem: str) -> str:
    """Show what was typed once more, with what kept it from being kept."""
    desk = PaperDesk.here()
    stack = find_stack(db.session(), desk, stack_id)
    copy = copy_to_type(db.session(), desk, stack, request.form.get("number", ""))
    return _show_page(desk, stack, copy, typing.answers, typing.language, problem=problem)


def _ask_again(desk: PaperDesk, stack: PaperStack, problem: str) -> str:
    """Show what was typed beside a number that is not right, so that the number can be mended."""
    instrument = instrument_of(db.session(), desk, stack.version, stack.language)
    answers = read_answers(instrument, request.form)
    spoken = request.form.get("language", stack.language)
    return _show_page(desk, stack, None, answers, spoken, problem=problem)


def _read(desk: PaperDesk, stack: PaperStack, copy: PaperCopy, fields: SentForm) -> Typing:
    """Read what was typed, in the language chosen for this form."""
    offered = open_languages(db.session(), desk.engagement, stack.version)
    chosen = fields.get("language", "")
    tag = chosen if chosen in offered else copy.run.language
    instrument = instrument_of(db.session(), desk, stack.version, copy.run.language)
    answers = read_answers(instrument, fields)
    is_photocopy = "photocopy" in fields
    return Typing(stack, copy, instrument, tag, answers, signed_in_account(), is_photocopy)


def _read_body(body: Any) -> tuple[str, SentForm]:
    """Return the number and the fields of what a device sent."""
    fields = body.get("fields") if isinstance(body, dict) else None
    pairs = fields if isinstance(fields, list) else [None]
    if not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)
        for pair in pairs
    ):
        raise DomainError(_("We could not read that. Please try again."))
    number = body.get("number")
    return number if isinstance(number, str) else "", MultiDict(map(tuple, pairs))


def _ask_number(
    desk: PaperDesk, stack: PaperStack, number: str = "", problem: NotToBeTyped | None = None
) -> str:
    is_stored = isinstance(problem, StoredAlready)
    shown = str(problem or "")
    return show(
        desk,
        "number",
        stack=stack,
        number=number,
        problem=shown,
        is_stored=is_stored,
        tally=tally_of(db.session(), stack),
    )


def _show_page(
    desk: PaperDesk,
    stack: PaperStack,
    copy: PaperCopy | None,
    answers: Answers,
    tag: str,
    looked: Looked | None = None,
    problem: str = "",
    is_kept: bool = False,
) -> str:
    """Show the page to type on, with what was typed; without a copy it asks for the number."""
    of_form = copy.run.language if copy else stack.language
    instrument = instrument_of(db.session(), desk, stack.version, of_form)
    offered = open_languages(db.session(), desk.engagement, stack.version)
    rooms = _rooms(instrument)
    parts = parts_of(instrument, rooms)
    return show(
        desk,
        "entry",
        stack=stack,
        copy=copy,
        is_kept=is_kept,
        is_photocopy="photocopy" in request.values,
        number=request.form.get("number", ""),
        parts=parts,
        rooms=rooms,
        growing=[page.code for page in instrument.pages if _can_grow(instrument, page.code, rooms)],
        answers=answers,
        spoken=tag,
        languages=[language(each) for each in offered],
        looked=looked,
        problem=problem,
        is_blank=problem == told_blank(),
        told_blank=told_blank(),
    )


def _rooms(instrument: Instrument) -> dict[str, int]:
    """Return how often each part that repeats stands on the page: a button adds one more."""
    rooms = {}
    for page in instrument.pages:
        if page.repeat is None:
            continue
        text = request.form.get(f"rooms-{page.code}", "")
        said = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        more = request.form.get("go") == f"room:{page.code}"
        wanted = max(said, rooms_of(instrument, page)) + more
        rooms[page.code] = min(wanted, most_of(instrument, page))
    return rooms


def _can_grow(instrument: Instrument, code: str, rooms: dict[str, int]) -> bool:
    page = instrument.page(code)
    return page is not None and code in rooms and rooms[code] < most_of(instrument, page)
