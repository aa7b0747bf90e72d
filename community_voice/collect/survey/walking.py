"""One request of a walk: take what a page sent, and show the next page or store everything."""

from dataclasses import replace

from flask import request

from community_voice.answering.course import Course
from community_voice.answering.forms import SENDING_BUTTONS, merge_page, merge_press
from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.manner import is_shared
from community_voice.answering.offered import day_of, standing_of
from community_voice.answering.read_back import lines_to_send
from community_voice.answering.recording import find_submission
from community_voice.answering.repeating import add_instance, is_blank, remove_instance
from community_voice.answering.state import Filling, seal
from community_voice.answering.walk import Turn, turn_page
from community_voice.collect.survey.keeping import KEEPING_BUTTONS, keep_for_later
from community_voice.collect.survey.pages import show_conflict, show_page, show_receipt
from community_voice.collect.survey.sending import send
from community_voice.collect.survey.visit import Answer, Visit, show_lost

# The buttons that stay on a page or leave it for another of a section that repeats.
ADD, REMOVE, REMOVE_SURELY = "another", "remove", "remove:"


def take(visit: Visit, instrument: Instrument, filling: Filling) -> Answer:
    """Take one page's answers and show the next page, or store everything."""
    visit = replace(visit, through=filling.through)
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
        looks = go in SENDING_BUTTONS + KEEPING_BUTTONS or is_shared(filling)
        if looks and (sent := find_submission(visit.session, filling.submission_id)):
            if go == "keep":
                return show_receipt(visit, course, filling, can_set_pin=sent.pin_hash is None)
            if go in KEEPING_BUTTONS and not is_shared(filling):
                # Another device sent it meanwhile: what differs here is shown, to be sent too.
                return show_conflict(visit, course, filling), 409
            if go not in SENDING_BUTTONS:
                return visit.show("survey/sent_already.html"), 409
        elif standing_of(visit.engagement, visit.version) != "open":
            return show_lost(visit, "closed", instrument, filling.answers), 409
        if go in KEEPING_BUTTONS and not visit.kiosk:
            return keep_for_later(visit, filling, at, go)
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
        return send(visit, course, filling)
    return show_page(visit, course, filling, turn, map_pressed=pressed)


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
