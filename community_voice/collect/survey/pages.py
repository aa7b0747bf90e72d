"""The pages of a walk: a page of questions, the review, the receipt, and a conflict."""

from flask import url_for

from community_voice.answering.course import Course
from community_voice.answering.forms import REVIEW
from community_voice.answering.manner import is_shared
from community_voice.answering.piping import pipe, tell_of
from community_voice.answering.qr import qr_code
from community_voice.answering.read_back import left_behind, lines_to_send
from community_voice.answering.receipts import show_receipt as in_groups
from community_voice.answering.state import Filling, seal, seal_receipt
from community_voice.answering.uploads import recorders
from community_voice.answering.walk import Turn, write_out
from community_voice.collect.survey.visit import Answer, Visit
from community_voice.headers import MICROPHONE, SOUND, allow
from community_voice.questions import Problem
from community_voice.store.wording import Phrase


def show_page(visit: Visit, course: Course, filling: Filling, turn: Turn, **told: object) -> Answer:
    """Show a page, or the review."""
    if turn.page is None:
        return show_review(visit, course, filling)
    sheet = write_out(course, turn, filling.submission_id)
    sounds = visit.sounds()
    if sounds:
        allow(SOUND)
    shown = visit.show(
        "survey/page.html",
        state=seal(filling),
        at=turn.page.at,
        sheet=sheet,
        fields=sheet.fields,
        sounds=sounds,
        **told,
    )
    return shown, 422 if sheet.has_problems else 200


def show_review(
    visit: Visit,
    course: Course,
    filling: Filling,
    problems: dict[str, list[Problem]] | None = None,
) -> Answer:
    """Show everything that was answered, once more, before it is sent."""
    fields = recorders(course, problems or {})
    if fields:
        allow(MICROPHONE)
    shown = visit.show(
        "survey/review.html",
        state=seal(filling),
        sections=lines_to_send(course),
        left=left_behind(course),
        recorders=fields,
        at=REVIEW,
    )
    return shown, 422 if problems else 200


def show_receipt(
    visit: Visit,
    course: Course,
    filling: Filling,
    can_set_pin: bool,
    thanks: Phrase | None = None,
) -> str:
    """Show the receipt; on somebody else's device also as a picture, to take along on a phone.

    There no PIN is set: whoever typed would hold both, and could read the words again.
    """
    address = url_for("receipts.receipt", _external=True, _anchor=filling.receipt)
    return visit.show(
        "survey/receipt.html",
        receipt=in_groups(filling.receipt),
        token=seal_receipt(filling) if can_set_pin and not is_shared(filling) else "",
        thanks=thanks or thanks_of(visit, course),
        picture=qr_code(address) if is_shared(filling) else "",
    )


def show_conflict(visit: Visit, course: Course, filling: Filling) -> str:
    """Show both ways out; the second answer's id is made now, so that it too is sent once."""
    return visit.show(
        "survey/conflict.html",
        state=seal(filling),
        state_of_another=seal(filling.as_another()),
        sections=lines_to_send(course),
        left=left_behind(course),
        has_recorders=bool(recorders(course, {})),
    )


def thanks_of(visit: Visit, course: Course) -> Phrase:
    """Return the survey's own thanks, with what was answered in its places."""
    return pipe(visit.named.thanks, tell_of(course, None))
