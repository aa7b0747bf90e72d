"""One request of a walk: take what a page sent, and show the next page or store everything."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from community_voice.answering.course import Course
from community_voice.answering.flood.limit import may_send
from community_voice.answering.flood.sending import judge_sending
from community_voice.answering.forms import REVIEW, SENDING_BUTTONS, merge_page, merge_press
from community_voice.answering.greeting import Greeting
from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.lost_words import find_words
from community_voice.answering.offered import Named, day_of, standing_of
from community_voice.answering.piping import pipe, tell_of
from community_voice.answering.read_back import left_behind, lines_to_send
from community_voice.answering.receipts import show_receipt
from community_voice.answering.recording import (
    Manner,
    SameIdOtherWords,
    Uploads,
    find_submission,
    record_response,
)
from community_voice.answering.repeating import add_instance, is_blank, remove_instance
from community_voice.answering.state import Answers, Filling, seal, seal_receipt
from community_voice.answering.uploads import read_uploads, recorders, upload_problems
from community_voice.answering.walk import Turn, turn_page, write_out
from community_voice.headers import MICROPHONE, SOUND, allow
from community_voice.locale import current_language
from community_voice.questions import Problem
from community_voice.store import Engagement, Version
from community_voice.store.database import begin_writing
from community_voice.store.wording import Phrase

Answer = str | tuple[str, int]
# The buttons that stay on a page or leave it for another of a section that repeats.
ADD, REMOVE, REMOVE_SURELY = "another", "remove", "remove:"


@dataclass(frozen=True)
class Visit:
    """Whose survey is walked, where its forms go, and whether anything may be stored."""

    session: Session
    engagement: Engagement
    greeting: Greeting
    version: Version
    address: str
    named: Named = field(default_factory=Named)
    is_preview: bool = False
    # A question's code -> the address of its words read aloud, where there is a recording.
    sounds: Callable[[], dict[str, str]] = dict

    def show(self, template: str, **context: object) -> str:
        """Render a page of the walk."""
        return render_template(
            template,
            greeting=self.greeting,
            address=self.address,
            is_preview=self.is_preview,
            **self._with_pictures(),
            **context,
        )

    def _with_pictures(self) -> dict[str, int]:
        """Name the version whose pictures may be fetched: a draft's are nobody's yet."""
        return {"version_id": self.version.id} if self.version.published_on else {}


def take(visit: Visit, instrument: Instrument, filling: Filling) -> Answer:
    """Take one page's answers and show the next page, or store everything."""
    form, day = request.form, day_of(visit.version)
    at, go = form.get("at", ""), form.get("go", "")
    before = Course(instrument, filling.answers, day)
    filling = filling.with_answers(merge_page(before, at, form))
    course = Course(instrument, filling.answers, day)
    answers, pressed = merge_press(course, at, form)
    if pressed:
        filling = filling.with_answers(answers)
        course = Course(instrument, answers, day)
    if not visit.is_preview:
        if go in SENDING_BUTTONS and (
            sent := find_submission(visit.session, filling.submission_id)
        ):
            if go == "keep":
                return _show_receipt(visit, course, filling, can_set_pin=sent.pin_hash is None)
        elif standing_of(visit.engagement, visit.version) != "open":
            return show_lost(visit, "closed", instrument, filling.answers), 409
    here = course.page(at)
    doomed = course.page(go.removeprefix(REMOVE_SURELY)) if REMOVE_SURELY in go else here
    if go.startswith(REMOVE) and doomed is not None:
        return _remove(visit, course, filling, doomed, is_sure=go != REMOVE)
    turn = turn_page(course, at, go, form.getlist("shown"))
    if go == ADD and here is not None and turn.page is not here:
        filling = filling.with_answers(add_instance(course, here))
        course = Course(instrument, filling.answers, day)
        turn = Turn(course.page(here.as_instance(here.instance + 1).at) or here)
    if turn.is_sending:
        return _send(visit, course, filling)
    return show_page(visit, course, filling, turn, map_pressed=pressed)


def show_page(visit: Visit, course: Course, filling: Filling, turn: Turn, **told: object) -> Answer:
    """Show a page, or the review."""
    if turn.page is None:
        return _show_review(visit, course, filling)
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


def _show_review(
    visit: Visit,
    course: Course,
    filling: Filling,
    problems: dict[str, list[Problem]] | None = None,
) -> Answer:
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


def _remove(visit: Visit, course: Course, filling: Filling, here: Page, *, is_sure: bool) -> Answer:
    """Take one instance away; where something was typed in it, ask first."""
    if not is_sure and not is_blank(course, here):
        told = [each for each in lines_to_send(course) if each[0].at == here.at]
        shown_page, lines = told[0] if told else (here, [])
        # The page's own name stands on its buttons alone: this form holds none of its fields.
        return visit.show("survey/remove.html", state=seal(filling), page=shown_page, lines=lines)
    filling = filling.with_answers(remove_instance(course, here))
    after = Course(course.instrument, filling.answers, course.day)
    numbers = range(here.instance, 0, -1)
    pages = [after.page(here.as_instance(number).at) for number in numbers]
    page = next((page for page in pages if page), None)
    return show_page(visit, after, filling, Turn(page), removed=here)


def _send(visit: Visit, course: Course, filling: Filling) -> Answer:
    """Store the answers and show the receipt, which no address must ever hold."""
    uploads = read_uploads(course, request.files)
    if problems := upload_problems(course, uploads):
        return _show_review(visit, course, filling, problems)
    if visit.is_preview:
        return visit.show("survey/preview_end.html", thanks=_thanks(visit, course))
    if not may_send():
        shown = visit.show("survey/too_many.html", state=seal(filling), had_upload=bool(uploads))
        return shown, 429
    session = visit.session
    manner = Manner(hold=judge_sending(course, filling, uploads))
    try:
        # What was read so far is at hand: only the storing itself keeps other writers waiting.
        thanks = _thanks(visit, course)
        session.commit()
        begin_writing(session)
        can_set_pin = _store(session, course, filling, uploads, manner)
        session.commit()
    except SameIdOtherWords:
        session.rollback()
        return _show_conflict(visit, course, filling), 409
    except SQLAlchemyError as error:
        session.rollback()
        # Never the error itself: it may carry words.
        current_app.logger.error("An answer was not stored: %s", type(error).__name__)
        shown = visit.show("survey/not_stored.html", state=seal(filling), had_upload=bool(uploads))
        return shown, 503
    return _show_receipt(visit, course, filling, can_set_pin, thanks)


def _store(
    session: Session, course: Course, filling: Filling, uploads: Uploads, manner: Manner
) -> bool:
    """Store, and say whether a PIN can still be set."""
    stored = record_response(
        session,
        course.instrument,
        filling,
        current_language().tag,
        uploads=uploads,
        day=course.day,
        manner=manner,
    )
    return stored.pin_hash is None


def _thanks(visit: Visit, course: Course) -> Phrase:
    return pipe(visit.named.thanks, tell_of(course, None))


def _show_receipt(
    visit: Visit,
    course: Course,
    filling: Filling,
    can_set_pin: bool,
    thanks: Phrase | None = None,
) -> str:
    return visit.show(
        "survey/receipt.html",
        receipt=show_receipt(filling.receipt),
        token=seal_receipt(filling) if can_set_pin else "",
        thanks=thanks or _thanks(visit, course),
    )


def _show_conflict(visit: Visit, course: Course, filling: Filling) -> str:
    """Show both ways out; the second answer's id is made now, so that it too is sent once."""
    return visit.show(
        "survey/conflict.html",
        state=seal(filling),
        state_of_another=seal(filling.as_another()),
        sections=lines_to_send(course),
        left=left_behind(course),
        has_recorders=bool(recorders(course, {})),
    )


def show_lost(visit: Visit, reason: str, instrument: Instrument | None, answers: Answers) -> str:
    """Say why the survey cannot go on from here, and keep every word visible."""
    words = find_words(instrument, answers, request.form)
    return visit.show("survey/lost.html", reason=reason, words_typed=words)
