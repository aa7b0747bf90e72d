"""A whole survey on one page: for a device to keep, and for whoever types in a filled form.

It asks with the fields of the page-by-page survey, so that the answers are the same. What needs
the server while it is filled in is left out: recordings, and maps that are pressed.
"""

import datetime as dt
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from community_voice.answering.course import REPEAT, Course, stands_on_page
from community_voice.answering.forms import read
from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.page_rules import Rules, shuffled, takes_answer
from community_voice.answering.piping import (
    UNANSWERED,
    Piece,
    Tell,
    dress,
    dress_page,
)
from community_voice.answering.state import Answers
from community_voice.answering.walk import Field
from community_voice.answering.whole_rules import WholeRules, counts_itself, repeat_name
from community_voice.instruments.logic import Expr, truth
from community_voice.questions import QUESTION_TYPES, Asked
from community_voice.questions.typed import field_name

# The one type whose field may come more than once.
SEVERAL = "several_choices"
Fields = Sequence[tuple[str, str]]
# A page's own fields beside those of questions: they hold no answer.
OWN_FIELDS = frozenset({"shown", "lang", "at", "go", "state", "unsaved"})


@dataclass(frozen=True)
class WholeField(Field):
    """One question of a whole form."""

    # The codes of choices that may stand in another order for everybody, as JSON.
    shuffle_json: str = ""

    @property
    def is_left_out(self) -> bool:
        """Say whether it cannot be answered here, such as a recording."""
        return self.type.on_review


@dataclass(frozen=True)
class Part:
    """A section, or one instance of it, as it stands on the page."""

    page: Page
    fields: tuple[WholeField, ...]
    show: Expr | None = None
    is_hidden: bool = False
    # What the first instance of a section that people repeat asks: the field and its most.
    repeat_field: str = ""
    repeat_name: str = ""
    most: int = 1

    @property
    def rules(self) -> Rules:
        """Return its rule, as the rules of a question are told."""
        return Rules(show=self.show)


@dataclass(frozen=True)
class WholeForm:
    """Everything that the page says and computes."""

    parts: tuple[Part, ...]
    calculations_json: str = ""
    lists_json: str = ""


def write_whole(instrument: Instrument, seed: str = "") -> WholeForm:
    """Write out a whole instrument; without a seed choices are shuffled anew each time."""
    written = _Writing(instrument, seed or secrets.token_hex(8))
    parts = tuple(
        part
        for page in instrument.pages
        for number in written.rules.numbers(page)
        if (part := written.part(page, number)) is not None
    )
    calculations, lists = written.rules.needed(written.exprs, written.told)
    return WholeForm(parts, calculations, lists)


class _Writing:
    """What is gathered while the parts are written out."""

    def __init__(self, instrument: Instrument, seed: str) -> None:
        self.rules = WholeRules(instrument)
        self.start = Course(instrument, {})
        self.seed = seed
        self.exprs: list[Expr] = []
        # Names that texts tell.
        self.told: set[str] = set()

    def part(self, page: Page, number: int) -> Part | None:
        """Write one instance of a section; None where it never is asked."""
        rule = self.rules.section_rule(page, number)
        if "value" in rule and not truth(rule["value"]):
            return None
        instance, tell = page.as_instance(number), self._tell_of(page, number)
        fields = tuple(
            self._field(asked, tell)
            for asked in instance.asked
            if stands_on_page(asked) and self._may_show(asked)
        )
        if not fields:
            return None
        show = None if "value" in rule else rule
        self.exprs += [show] if show else []
        is_asked = number == 1 and page.repeat is not None and not counts_itself(page)
        return Part(
            dress_page(instance, tell),
            fields,
            show,
            is_hidden=number > self.start.count(page.code),
            repeat_field=field_name(REPEAT, page.code) if is_asked else "",
            repeat_name=repeat_name(page) if is_asked else "",
            most=self.rules.numbers(page)[-1],
        )

    def _may_show(self, asked: Asked) -> bool:
        rule = self.rules.show(asked)
        return "value" not in rule or truth(rule["value"])

    def _field(self, asked: Asked, tell: Tell) -> WholeField:
        rules = self.rules.rules(asked)
        self.exprs += rules.exprs
        mixed = shuffled(asked, self.seed)
        return WholeField(
            dress(self.rules.as_asked(mixed), tell),
            {},
            rules=rules,
            is_hidden=not self.start.shows(asked.code, asked.instance),
            shuffle_json=_moving(mixed),
        )

    def _tell_of(self, page: Page, number: int) -> Tell:
        def tell(code: str) -> Piece:
            place = self.rules.place(code, page.code, number)
            if place is None:
                return UNANSWERED
            self.told.add(place)
            return (place, UNANSWERED)

        return tell


def _moving(asked: Asked) -> str:
    if not asked.settings.get("shuffle"):
        return ""
    moved = [each for each in asked.options if not (each.exclusive or each.settings.get("last"))]
    return json.dumps([each.code for each in moved])


def read_whole_form(instrument: Instrument, fields: Fields, day: dt.date | None = None) -> Answers:
    """Return the answers that a whole form sent; what holds nothing is left out.

    Whatever was typed is taken, asked for or not: what is asked decides the course, as it does
    page by page.
    """
    form: MultiDict[str, str] = MultiDict(fields)
    answers: Answers = {}
    counts = {
        page.code: said
        for page in instrument.pages
        if page.repeat is not None
        if (said := form.getlist(field_name(REPEAT, page.code))[:1]) and said != ["1"]
    }
    if counts:
        answers[REPEAT] = counts
    most = Course(instrument, answers, day).most
    for page in instrument.pages:
        numbers = range(1, most(page) + 1) if page.repeat is not None else range(1, 2)
        for number in numbers:
            for asked in page.as_instance(number).asked:
                if takes_answer(asked) and not QUESTION_TYPES[asked.type].on_review:
                    typed = read(asked, form)
                    if typed:
                        answers[asked.key] = typed
    return answers


def not_kept(course: Course, fields: Fields) -> list[tuple[str, str]]:
    """Return the fields in which something was typed that storing the answers would lose.

    An answer beyond a limit of the survey is kept as it is, and a needed one that is missing
    loses nothing; what is no answer to its question would be lost.
    """
    kept = {
        asked.field(part)
        for asked in course.asked
        if takes_answer(asked) and not QUESTION_TYPES[asked.type].on_review
        if not QUESTION_TYPES[asked.type].find_problems(asked, course.typed(asked.key))
        for part in QUESTION_TYPES[asked.type].parts(asked)
        if asked.type == SEVERAL or len(course.typed(asked.key).get(part, ())) < 2
    }
    kept |= {field_name(REPEAT, page.code) for page in course.instrument.pages}
    return [
        (name, value)
        for name, value in fields
        if name not in kept and name not in OWN_FIELDS and value.strip()
    ]
