"""Two typings of one form side by side: a person chooses wherever they differ."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.answering.offered import day_of
from community_voice.collect.paper import entering
from community_voice.collect.paper.desk import PaperDesk, find_stack
from community_voice.collect.paper.entering import Typing, told
from community_voice.collect.paper.looking import Looked
from community_voice.collect.paper.may_type import STORED
from community_voice.collect.paper.reviewing import Review, find_review
from community_voice.collect.paper.shown import Page, show
from community_voice.errors import DomainError, NotFound
from community_voice.extensions import db
from community_voice.locale import language
from community_voice.staff.access import signed_in_account
from community_voice.store import PaperStack
from community_voice.store.database import begin_writing


def different(stack_id: int, entry_number: str) -> Page:
    """Show two typings of one form side by side, where they differ."""
    desk = PaperDesk.here()
    stack = find_stack(db.session(), desk, stack_id)
    return _show(desk, stack, _review(desk, stack, entry_number))


def resolve(stack_id: int, entry_number: str) -> Page | Response:
    """Store what a person chose of two typings."""
    begin_writing(db.session())
    desk = PaperDesk.here()
    stack = find_stack(db.session(), desk, stack_id, to_change=True)
    review = _review(desk, stack, entry_number)
    try:
        answers, spoken = review.read(request.form)
        entering.must_be_storable(answers)
        looked = review.look(answers, request.form, day_of(stack.version))
        if looked.odd and request.form.get("seen", "") != looked.mark:
            return _show(desk, stack, review, looked=looked), 422
        typist = signed_in_account()
        typing = Typing(stack, review.copy, review.instrument, spoken, answers, typist)
        entering.store_reviewed(db.session(), typing, review.dropped(request.form))
    except DomainError as problem:
        db.session.rollback()
        desk = PaperDesk.here()
        stack = find_stack(db.session(), desk, stack_id)
        return _show(desk, stack, _review(desk, stack, entry_number), str(problem)), 422
    db.session.commit()
    flash(told(STORED, entry_number))
    return redirect(url_for(".stack", stack_id=stack_id))


def _review(desk: PaperDesk, stack: PaperStack, number: str) -> Review:
    found = find_review(db.session(), desk, stack, number)
    if found is None:
        raise NotFound(_("There is no such form to look at."))
    return found


def _show(
    desk: PaperDesk,
    stack: PaperStack,
    review: Review,
    problem: str = "",
    looked: Looked | None = None,
) -> str:
    return show(
        desk,
        "different",
        stack=stack,
        review=review,
        asked=request.form,
        languages=[language(tag) for tag in review.languages],
        problem=problem,
        looked=looked,
    )
