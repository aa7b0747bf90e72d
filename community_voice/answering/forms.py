"""What a resident's form sends: this page's answers, the button, and the language."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from community_voice.answering.course import Course
from community_voice.answering.instrument import Page
from community_voice.answering.page_rules import PageRules, takes_answer
from community_voice.answering.state import Answers
from community_voice.locale import match_language, requested_language
from community_voice.questions import QUESTION_TYPES, Asked, Typed, read_typed
from community_voice.questions.place_map import read_map_press
from community_voice.questions.typed import MAIN

Form = MultiDict[str, str]

REVIEW = "review"
# The buttons of the review and of a conflict: what is stored already is looked up first.
SENDING_BUTTONS = ("send", "keep")


def merge_page(course: Course, at: str, form: Form) -> Answers:
    """Return the answers with those of the page this form showed; emptied ones go.

    A question that might be shown, depending on the page itself, is in the form twice over: its
    fields, and a field `shown` with its key. Where it stayed hidden neither was sent, and what
    was typed there before stays. Whatever was typed is taken, shown or not.
    """
    merged = dict(course.answers)
    page = course.instrument.page(at)
    rules = PageRules(course, page) if page else None
    shown = set(form.getlist("shown"))
    for asked in asked_on(course, at, page):
        typed = read(asked, form)
        if typed or asked.key in shown or rules is None or rules.is_certain(asked.key):
            merged.pop(asked.key, None)
            if typed:
                merged[asked.key] = typed
    return merged


def merge_press(course: Course, at: str, form: Form) -> tuple[Answers, dict[str, str]]:
    """Return the answers with an area that was pressed on a map, and what was pressed, by key.

    The point itself goes no further than this.
    """
    page = course.page(at)
    found = [(asked.key, read_map_press(form, asked)) for asked in (page.asked if page else ())]
    pressed = {key: code for key, code in found if code is not None}
    answers = dict(course.answers)
    for key, code in pressed.items():
        if code:
            answers[key] = {MAIN: [code]}
    return answers, pressed


def asked_on(course: Course, at: str, page: Page | None) -> list[Asked]:
    """Return the questions whose fields can stand on a page, the review included."""
    if at == REVIEW:
        return [asked for asked in course.asked if QUESTION_TYPES[asked.type].on_review]
    found = page.asked if page else ()
    return [
        asked for asked in found if takes_answer(asked) and not QUESTION_TYPES[asked.type].on_review
    ]


def read(asked: Asked, form: Form) -> Typed:
    """Read one question's answer from a form."""
    return read_typed(asked.key, QUESTION_TYPES[asked.type].parts(asked), form.getlist)


def wanted_language(form: Form, available: Sequence[str], default: str) -> str:
    """Return the language of the button that was pressed, else that of the page."""
    pressed = match_language(form.get("speak", ""), available) if form.get("speak") else None
    return pressed or requested_language(available, default)
