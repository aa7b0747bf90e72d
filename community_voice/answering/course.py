"""What of a survey is asked of one person: the rules applied to their answers so far.

An answer counts only while its question is asked. So what somebody wrote where it is no longer
asked travels on, unseen by the rules, and comes back when the question does.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.state import Answers
from community_voice.instruments.logic import INSTANCES, Expr, Value, evaluate, truth
from community_voice.instruments.logic.evaluate import Lookup
from community_voice.instruments.logic.values import as_number, is_answered
from community_voice.questions import QUESTION_TYPES, Asked, Option
from community_voice.store.columns import today

# The key of the travelling answers under which stands how often a section is filled in.
REPEAT = "+repeat"
MOST_INSTANCES = 10
CALCULATED = "calculated"
# How far a rule is followed that leans on later questions' rules, one after the other.
DEEPEST = 60


class Course:
    """The rules of an instrument, applied to answers; computed once and never changed."""

    def __init__(
        self, instrument: Instrument, answers: Answers, day: dt.date | None = None
    ) -> None:
        self.instrument, self.answers = instrument, answers
        self.day = day or today()
        self._home = {asked.code: page for page in instrument.pages for asked in page.asked}
        self._base = {asked.code: asked for asked in instrument.asked}
        self._done: dict[tuple[str, ...], Any] = {}
        # What is being computed now: rules that run in a circle see no answer there.
        self._busy: set[tuple[str, ...]] = set()
        self._begin_at_the_beginning()

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Return the pages that are walked as the answers stand, instance by instance."""
        found = []
        for page in self.instrument.pages:
            for number in range(1, self.count(page.code) + 1):
                shown = self.narrowed(page.as_instance(number))
                if any(stands_on_page(asked) for asked in shown.asked):
                    found.append(shown)
        return tuple(found)

    @cached_property
    def asked(self) -> list[Asked]:
        """Return every question that is asked, instance by instance."""
        return [
            asked
            for page in self.instrument.pages
            for number in range(1, self.count(page.code) + 1)
            for asked in self.narrowed(page.as_instance(number)).asked
        ]

    def narrowed(self, page: Page) -> Page:
        """Return a page with the questions that are asked, as they are asked."""
        shown = [
            self.question(asked.code, asked.instance)
            for asked in page.asked
            if self.shows(asked.code, asked.instance)
        ]
        return replace(page, asked=tuple(shown))

    def page(self, at: str) -> Page | None:
        """Return the walked page with this name."""
        return next((page for page in self.pages if page.at == at), None)

    def count(self, section: str) -> int:
        """Return how often a section is filled in; 0 where it is not asked."""
        page = next((page for page in self.instrument.pages if page.code == section), None)
        if page is None or not self._section_shows(page):
            return 0
        if page.repeat is None:
            return 1
        return int(self._once(("count", section), lambda: self._count(page), 0))

    def most(self, page: Page) -> int:
        """Return how often a section may be filled in at most."""
        said = (page.repeat or {}).get("most")
        return said if isinstance(said, int) and 0 < said <= 100 else MOST_INSTANCES

    def shows(self, code: str, instance: int) -> bool:
        """Say whether a question is asked."""
        home = self._home[code]
        if not self._section_shows(home):
            return False
        rule = self._base[code].settings.get("show_if")
        if not isinstance(rule, dict):
            return True
        key = ("shows", code, str(instance))
        work = lambda: truth(self.evaluate(rule, home.code, instance))  # noqa: E731
        return bool(self._once(key, work, False))

    def question(self, code: str, instance: int) -> Asked:
        """Return a question as it is asked now: choices filtered, and needed or not."""
        key = ("question", code, str(instance))
        base = replace(self._base[code], instance=instance)
        found: Asked = self._once(key, lambda: self._settle(base), base)
        return found

    def value(self, code: str, instance: int, part: str | None = None) -> Value:
        """Return an answer as rules read it; None where it is not asked or not given."""
        key = ("value", code, str(instance), part or "")
        found: Value = self._once(key, lambda: self._value(code, instance, part or ""), None)
        return found

    def lookup(self, section: str, instance: int) -> Lookup:
        """Return the answers as a rule within an instance of a section sees them."""

        def find(code: str, part: str | None) -> object:
            if part == INSTANCES:
                return self.count(code)
            home = self._home.get(code)
            if home is None:
                return None
            if home.code == section:
                return self.value(code, instance, part)
            if home.repeat is None:
                return self.value(code, 1, part)
            numbers = range(1, self.count(home.code) + 1)
            found = [self.value(code, number, part) for number in numbers]
            return [value for value in found if is_answered(value)]

        return find

    def evaluate(self, rule: Expr, section: str, instance: int, **more: Any) -> Value:
        """Evaluate a rule within an instance of a section."""
        return evaluate(rule, self.lookup(section, instance), today=self.day, **more)

    def home(self, code: str) -> Page | None:
        """Return the section in which a question stands."""
        return self._home.get(code)

    def instrument_options(self, code: str) -> tuple[Option, ...]:
        """Return every choice of a question, offered now or not."""
        return self._base[code].options

    def typed(self, key: str) -> dict[str, list[str]]:
        """Return what was typed under a key."""
        return self.answers.get(key, {})

    def _begin_at_the_beginning(self) -> None:
        """Decide question by question, so that a long chain of rules is never followed at once."""
        for page in self.instrument.pages:
            for number in range(1, self.count(page.code) + 1):
                for asked in page.asked:
                    self.shows(asked.code, number)

    def _once(self, key: tuple[str, ...], work: Any, in_circle: Any) -> Any:
        if key not in self._done:
            if key in self._busy or len(self._busy) > DEEPEST:
                return in_circle
            self._busy.add(key)
            try:
                self._done[key] = work()
            finally:
                self._busy.discard(key)
        return self._done[key]

    def _section_shows(self, page: Page) -> bool:
        rule = page.settings.get("show_if")
        if not isinstance(rule, dict):
            return True
        work = lambda: truth(self.evaluate(rule, "", 1))  # noqa: E731
        return bool(self._once(("section", page.code), work, False))

    def _count(self, page: Page) -> int:
        rule = (page.repeat or {}).get("count")
        if isinstance(rule, dict):
            number = as_number(self.evaluate(rule, "", 1)) or 0
            return max(0, min(int(number), self.most(page)))
        said = (self.typed(REPEAT).get(page.code) or ["1"])[0]
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
        return max(1, min(number, self.most(page)))

    def _settle(self, asked: Asked) -> Asked:
        section = self._home[asked.code].code
        settings = asked.settings
        required = asked.required
        if isinstance(rule := settings.get("require_if"), dict):
            required = required or truth(self.evaluate(rule, section, asked.instance))
        options = asked.options
        if isinstance(rule := settings.get("choice_filter"), dict):
            options = tuple(
                option
                for option in options
                if truth(self.evaluate(rule, section, asked.instance, choice=columns_of(option)))
            )
        return replace(asked, required=required, options=options)

    def _value(self, code: str, instance: int, part: str) -> Value:
        if not self.shows(code, instance):
            return None
        asked = self.question(code, instance)
        if asked.type == CALCULATED:
            rule = asked.settings.get("calculate")
            section = self._home[code].code
            return self.evaluate(rule, section, instance) if isinstance(rule, dict) else None
        found: Value = QUESTION_TYPES[asked.type].value(asked, self.typed(asked.key), part)
        return found


def columns_of(option: Option) -> Mapping[str, object]:
    """Return what a choice filter may read of a choice."""
    given = option.settings.get("filter")
    return {**(given if isinstance(given, Mapping) else {}), "name": option.code}


def stands_on_page(asked: Asked) -> bool:
    """Say whether a question has a place on its section's page."""
    return QUESTION_TYPES[asked.type].is_shown
