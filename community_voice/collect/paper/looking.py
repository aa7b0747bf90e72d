"""What is odd about a form as it was typed, and what of it cannot be an answer.

Paper lets people leave out what is needed, tick two boxes and write where nothing is asked. A
person looks at that once; then what can be an answer is stored, and the rest is kept beside it.
"""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from community_voice.answering.checking import find_problems, no_longer_offered, otherwise
from community_voice.answering.course import REPEAT, Course, stands_on_page
from community_voice.answering.instrument import Instrument
from community_voice.answering.state import Answers
from community_voice.collect.paper.form_parts import short_codes
from community_voice.collect.paper.items import asks
from community_voice.questions import QUESTION_TYPES, Asked, Problem, Typed
from community_voice.questions.typed import MAIN
from community_voice.store.secrets import keyed_digest


@dataclass(frozen=True)
class Odd:
    """One thing to look at: where it stands, and what is odd about it."""

    short: str
    asked: Asked
    message: str


@dataclass(frozen=True)
class Looked:
    """A form after the look: what can be stored as answers, what cannot, and what is odd."""

    answers: Answers
    unfit: Answers
    odd: tuple[Odd, ...]

    @property
    def mark(self) -> str:
        """Return a digest of what is odd: a person says yes to just this."""
        said = "\n".join(f"{each.asked.key} {each.message}" for each in self.odd)
        return keyed_digest("paper", said) if self.odd else ""


def is_blank(answers: Answers) -> bool:
    """Say whether nothing at all was typed: a blank form is counted, and is nobody's answer."""
    return not answers.keys() - {REPEAT}


def told_blank() -> str:
    """Say so."""
    return str(_("Nothing is typed yet. If the form is blank, count it as blank."))


def look(instrument: Instrument, answers: Answers, day: dt.date | None = None) -> Looked:
    """Split a form's answers into those that can be stored and those that cannot."""
    look = _Look(instrument, answers, day)
    look.take_what_cannot_be_an_answer()
    look.take_what_is_not_asked()
    look.find_the_rest()
    return Looked(look.fitting, look.unfit, tuple(look.odd))


class _Look:
    def __init__(self, instrument: Instrument, answers: Answers, day: dt.date | None) -> None:
        self.instrument, self.day = instrument, day
        self.shorts = short_codes(instrument)
        self.fitting, self.unfit = dict(answers), Answers()
        self.odd: list[Odd] = []

    def take_what_cannot_be_an_answer(self) -> None:
        """Take it out until nothing is left: a rule may read what was taken."""
        while True:
            course = self.course()
            found = {
                asked.key: (asked, unfit)
                for asked in course.asked
                if asks(asked) and (unfit := unfit_parts(course, asked))
            }
            if not found:
                return
            for asked, (parts, message) in found.values():
                self._take(asked, parts, message)

    def take_what_is_not_asked(self) -> None:
        """Take out what the form's rules do not ask this person."""
        asked_now = {asked.key for asked in self.course().asked}
        for key in [key for key in self.fitting if key != REPEAT and key not in asked_now]:
            asked = self.instrument.question(key)
            if asked is None:
                self.unfit[key] = self.fitting.pop(key)
            else:
                message = _("There is an answer here, but by the rules it is not asked.")
                self._take(asked, self.fitting[key], str(message))

    def find_the_rest(self) -> None:
        """Find what is missing or out of limits: it is stored as it stands on the paper."""
        course = self.course()
        for asked in course.asked:
            if asked.key in self.unfit or not asks(asked) or not stands_on_page(asked):
                continue
            problems = find_problems(course, asked)
            if problems and not course.typed(asked.key):
                problems = [Problem(_("An answer is needed here, and there is none."))]
            for problem in problems:
                self._say(asked, problem.message)

    def course(self) -> Course:
        """Return the rules applied to what is left."""
        return Course(self.instrument, self.fitting, self.day)

    def _take(self, asked: Asked, parts: Typed, message: str) -> None:
        left = {p: values for p, values in self.fitting.pop(asked.key).items() if p not in parts}
        if left:
            self.fitting[asked.key] = left
        self.unfit[asked.key] = {**self.unfit.get(asked.key, {}), **parts}
        note = _("It is kept beside the answers.")
        self._say(asked, f"{message} {note}")

    def _say(self, asked: Asked, message: str) -> None:
        short = self.shorts.get(asked.code, "")
        self.odd.append(Odd(short, asked, message))


def unfit_parts(course: Course, asked: Asked) -> tuple[Typed, str] | None:
    """Return the parts of an answer that cannot be one, and why; None where all can."""
    kind, typed = QUESTION_TYPES[asked.type], course.typed(asked.key)
    if not typed:
        return None
    rows = kind.rows(asked, typed)
    if MAIN in kind.word_parts(asked):
        # Out of limits, too long: words and numbers stand as they are where they can be kept.
        if rows and len(typed.get(MAIN, [])) == 1:
            return None
        problems = kind.find_problems(asked, typed)
        return typed, problems[0].message if problems else otherwise()
    if typed.keys() - set(kind.parts(asked)):
        return typed, str(_("There are more answers than places."))
    problems = no_longer_offered(course, asked) or kind.find_problems(asked, typed)
    if not problems:
        return None if rows else (typed, otherwise())
    wrong = {problem.part for problem in problems}
    if MAIN in kind.parts(asked) or kind.is_ordered or not wrong <= typed.keys():
        return typed, problems[0].message
    return {part: typed[part] for part in wrong}, problems[0].message
