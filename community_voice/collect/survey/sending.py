"""Send: what is stored already first, then the code, then the answers; all else apart from them.

Who began before a code was needed, and has none, sends without; who began with a code that was
good, and is no more, sends with it: staff look whether these count.
"""

from flask import current_app, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from community_voice.answering.course import Course
from community_voice.answering.eligible import (
    NO_CODE,
    check_code,
    check_lapsed,
    needs_code,
    read_entry_code,
    spend_code,
)
from community_voice.answering.flood.limit import may_send
from community_voice.answering.flood.sending import judge_sending
from community_voice.answering.links import count_link
from community_voice.answering.manner import language_of_answers, manner_of
from community_voice.answering.recording import (
    SameIdOtherWords,
    Uploads,
    find_submission,
    record_response,
)
from community_voice.answering.saved import drop_sent
from community_voice.answering.state import CODE, SAVED, Filling, seal
from community_voice.answering.tally import SENT, tally
from community_voice.answering.uploads import read_uploads, upload_problems
from community_voice.collect.survey.pages import (
    show_conflict,
    show_receipt,
    show_review,
    thanks_of,
)
from community_voice.collect.survey.visit import Answer, Visit
from community_voice.locale import current_language
from community_voice.store.database import begin_writing


def send(visit: Visit, course: Course, filling: Filling) -> Answer:
    """Store the answers and show the receipt, which no address must ever hold."""
    uploads = read_uploads(course, request.files)
    if problems := upload_problems(course, uploads):
        return show_review(visit, course, filling, problems)
    if visit.is_preview:
        return visit.show("survey/preview_end.html", thanks=thanks_of(visit, course))
    code_id = ""
    try:
        # What is stored under this id comes first: a retry gets its receipt, code or no code.
        is_new = find_submission(visit.session, filling.submission_id) is None
        if is_new and not may_send():
            return _show_not_stored(visit, filling, uploads, is_busy=True), 429
        hold, begun = "", filling
        if is_new and needs_code(visit.session, visit.version.survey_id):
            filling, code_id, hold = _admit(visit, begun)
            # One Send pressed twice: the other one may have stored it just now.
            if not code_id and not hold and not _is_stored_now(visit.session, filling):
                return _show_code(visit, begun, had_upload=bool(uploads))
        # What was read so far is at hand: only the storing itself keeps other writers waiting.
        thanks = thanks_of(visit, course)
        can_set_pin = _store(visit, course, filling, uploads, hold, is_new=is_new)
    except SameIdOtherWords:
        visit.session.rollback()
        return show_conflict(visit, course, filling), 409
    except SQLAlchemyError as error:
        visit.session.rollback()
        tally().give_back(code_id)
        # Never the error itself: it may carry words.
        current_app.logger.error("An answer was not stored: %s", type(error).__name__)
        return _show_not_stored(visit, filling, uploads), 503
    settle_afterwards(visit, filling, is_new=is_new)
    return show_receipt(visit, course, filling, can_set_pin, thanks)


def _show_not_stored(
    visit: Visit, filling: Filling, uploads: Uploads, *, is_busy: bool = False
) -> str:
    """Keep everything on the page, to be sent again."""
    return visit.show(
        "survey/not_stored.html", state=seal(filling), had_upload=bool(uploads), is_busy=is_busy
    )


def _store(
    visit: Visit, course: Course, filling: Filling, uploads: Uploads, hold: str, *, is_new: bool
) -> bool:
    """Store in one transaction, and say whether a PIN can still be set."""
    session = visit.session
    manner = manner_of(filling, judge_sending(course, filling, uploads) or hold if is_new else "")
    language = language_of_answers(filling, current_language().tag)
    session.commit()
    begin_writing(session)
    stored = record_response(
        session,
        course.instrument,
        filling,
        language,
        uploads=uploads,
        day=course.day,
        manner=manner,
    )
    can_set_pin = stored.pin_hash is None
    session.commit()
    return can_set_pin


def settle_afterwards(visit: Visit, filling: Filling, *, is_new: bool) -> None:
    """Spend the code, count the link and drop the draft, each apart from the answer just stored.

    The answer is stored whatever happens here.
    """
    session, through = visit.session, filling.through
    try:
        # A retry comes here too: a code that a crash left unspent is spent by it.
        if code := through.get(CODE, ""):
            spend_code(session, visit.version.survey_id, code)
        if is_new:
            count_link(session, visit.engagement.id, filling, SENT)
        session.commit()
        if SAVED in through:
            begin_writing(session)
            drop_sent(session, visit.engagement.id, filling)
            session.commit()
    except SQLAlchemyError as error:
        session.rollback()
        current_app.logger.error("Something beside an answer waits: %s", type(error).__name__)


def _admit(visit: Visit, begun: Filling) -> tuple[Filling, str, str]:
    """Return the filling, the key of its code and why it is held; no key and no why: not now."""
    filling, code_id = _take_code(visit, begun)
    if code_id:
        return filling, code_id, ""
    lapsed = _take_lapsed(visit, begun)
    if lapsed or (CODE not in begun.through and "without" in request.form):
        return begun, lapsed, NO_CODE
    return filling, "", ""


def _take_code(visit: Visit, filling: Filling) -> tuple[Filling, str]:
    """Return the filling with the code that was typed, and that code's key, set aside for it.

    The key is empty where the code cannot be used.
    """
    typed = request.form.get("code")
    if typed is not None:
        filling = filling.came_through(**{CODE: read_entry_code(typed) or ""})
    code, survey_id = filling.through.get(CODE, ""), visit.version.survey_id
    found = check_code(
        visit.session, survey_id, code, filling.submission_id, was_typed=typed is not None
    )
    return filling, found.id if found else ""


def _take_lapsed(visit: Visit, begun: Filling) -> str:
    """Return the key of the code that somebody began with, where it was good and is no more."""
    code, survey_id = begun.through.get(CODE, ""), visit.version.survey_id
    return check_lapsed(visit.session, survey_id, code, begun.submission_id)


def _is_stored_now(session: Session, filling: Filling) -> bool:
    session.rollback()
    return find_submission(session, filling.submission_id) is not None


def _show_code(visit: Visit, filling: Filling, *, had_upload: bool) -> Answer:
    """Ask for a code that can be used; nothing that was typed is lost."""
    shown = visit.show(
        "survey/code.html",
        state=seal(filling),
        code=request.form.get("code", filling.through.get(CODE, "")),
        may_have_none=CODE not in filling.through,
        had_upload=had_upload,
    )
    return shown, 422
