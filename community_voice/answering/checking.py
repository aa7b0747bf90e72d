"""What is wrong with an answer: as its type sees it, and by the survey's own rules."""

from dataclasses import replace

from flask_babel import gettext as _

from community_voice.answering.course import Course, stands_on_page
from community_voice.answering.instrument import Page
from community_voice.answering.piping import dress, plainly, tell_of
from community_voice.instruments.logic import truth
from community_voice.instruments.logic.values import is_answered
from community_voice.questions import QUESTION_TYPES, Asked, Problem
from community_voice.questions.typed import MAIN


def find_problems(course: Course, asked: Asked) -> list[Problem]:
    """Say what is wrong with the answer to a question that is asked."""
    kind = QUESTION_TYPES[asked.type]
    if not (kind.is_shown and kind.asks) or kind.on_review:
        return []
    home = course.home(asked.code)
    dressed = dress(asked, tell_of(course, home and home.as_instance(asked.instance)))
    dressed = replace(
        dressed,
        required_message=plainly(dressed.required_message),
        limit_messages=tuple(map(plainly, dressed.limit_messages)),
    )
    typed = course.typed(asked.key)
    if stale := no_longer_offered(course, dressed):
        return stale
    return kind.check(dressed, typed) or _beyond_limits(course, dressed)


def has_problems(course: Course, page: Page) -> bool:
    """Say whether anything on a page must be mended."""
    return any(find_problems(course, asked) for asked in page.asked if stands_on_page(asked))


def otherwise() -> str:
    """Return what is said of an answer beyond a limit that has no words of its own."""
    return str(_("This answer does not fit. Please look at it again."))


def no_longer_offered(course: Course, asked: Asked) -> list[Problem]:
    """Say that a choice is not offered any more since another answer was changed.

    Whoever comes to its page is told at once: sent without it, the choice would be gone unsaid.
    """
    typed = course.typed(asked.key)
    if not isinstance(asked.settings.get("choice_filter"), dict):
        return []
    all_codes = {option.code for option in course.instrument_options(asked.code)}
    gone = all_codes - {option.code for option in asked.options}
    parts = [part for part, values in typed.items() if gone.intersection(values)]
    message = _("What you chose here does not fit your other answers now. Please choose again.")
    known = QUESTION_TYPES[asked.type].parts(asked)
    return [Problem(message, part if part in known else MAIN) for part in parts]


def _beyond_limits(course: Course, asked: Asked) -> list[Problem]:
    limits = asked.settings.get("limits") or ()
    value = course.value(asked.code, asked.instance)
    home = course.home(asked.code)
    if not limits or home is None or not is_answered(value):
        return []
    problems = []
    for place, rule in enumerate(limits):
        found = course.evaluate(rule, home.code, asked.instance, self_value=value)
        if not truth(found):
            messages = asked.limit_messages
            said = messages[place].text if place < len(messages) else ""
            problems.append(Problem(str(said) or otherwise()))
    return problems
