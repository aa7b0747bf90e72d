"""What a resident's form sends: this page's answers, the button, and the language."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from community_voice.collect.survey.instrument import Instrument
from community_voice.collect.survey.state import Answers
from community_voice.locale import match_language, requested_language
from community_voice.questions import QUESTION_TYPES, read_typed

Form = MultiDict[str, str]

# The buttons of the review and of a conflict: what is stored already is looked up first.
SENDING_BUTTONS = ("send", "keep")


def merge_page(instrument: Instrument, at: str, form: Form, answers: Answers) -> Answers:
    """Return the answers with those of the page this form showed; emptied ones go."""
    page = instrument.page(at)
    merged = dict(answers)
    for asked in page.asked if page else ():
        parts = QUESTION_TYPES[asked.type].parts(asked)
        typed = read_typed(asked.code, parts, form.getlist)
        merged.pop(asked.code, None)
        if typed:
            merged[asked.code] = typed
    return merged


def wanted_language(form: Form, available: Sequence[str], default: str) -> str:
    """Return the language of the button that was pressed, else that of the page."""
    pressed = match_language(form.get("speak", ""), available) if form.get("speak") else None
    return pressed or requested_language(available, default)
