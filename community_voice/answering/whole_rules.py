"""The rules of a whole survey on one page: every answer that they read stands there too.

A section that repeats stands there as often as it may, each instance under keys of its own; read
from elsewhere, its questions are lists. How often a section is filled in, and whether it is asked,
are calculations of the page, so that a rule names them and nothing is written out twice.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from community_voice.answering.course import CALCULATED, MOST_INSTANCES, REPEAT, columns_of
from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.page_rules import Rules
from community_voice.instruments.logic import Expr, fold, references, truth
from community_voice.instruments.logic.tree import DEEPEST_EVALUATED, is_node
from community_voice.questions import Asked

TRUE: Expr = {"value": True}
NOTHING_SAID: Expr = {"value": None}


class _Everything:
    """Holds whatever is asked for: all of a whole form can still change."""

    def __contains__(self, _code: object) -> bool:
        return True


def key_of(code: str, number: int) -> str:
    """Return the key of a question in an instance of its section."""
    return code if number == 1 else f"{code}.{number}"


def repeat_name(page: Page) -> str:
    """Return the name under which rules read how often people fill in a section."""
    return f"{REPEAT}.{page.code}"


def counts_itself(page: Page) -> bool:
    """Say whether a rule decides how often a section is filled in."""
    return isinstance((page.repeat or {}).get("count"), dict)


class WholeRules:
    """An instrument's rules, written anew for a page that holds all of it."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._home = {asked.code: page for page in instrument.pages for asked in page.asked}
        self._pages = {page.code: page for page in instrument.pages}

    def numbers(self, page: Page) -> range:
        """Return the instances of a section that stand on the page."""
        if page.repeat is None:
            return range(1, 2)
        said = page.repeat.get("most")
        most = said if isinstance(said, int) and said > 0 else MOST_INSTANCES
        return range(1, min(most, MOST_INSTANCES) + 1)

    def place(self, code: str, section: str, number: int) -> str | None:
        """Return the key under which a rule of this instance finds a question's answer."""
        home = self._home.get(code)
        if home is None:
            return None
        if home.repeat is None:
            return code
        return key_of(code, number) if home.code == section else f"{code}.*"

    def section_rule(self, page: Page, number: int) -> Expr:
        """Return by what an instance of a section is asked."""
        if page.repeat is None:
            return _fold(self._shows(page))
        count: Expr = {"answer": f"+count.{page.code}"}
        return {"op": "ge", "args": [count, {"value": number}]}

    def show(self, asked: Asked) -> Expr:
        """Return by what a question is asked, where its section is."""
        rule = asked.settings.get("show_if")
        return _fold(self._settle(rule, asked)) if isinstance(rule, dict) else TRUE

    def rules(self, asked: Asked) -> Rules:
        """Return what the page's script is told of a question."""
        show, require = self.show(asked), self._require(asked)
        return Rules(
            show=None if "value" in show else show,
            require=None if "value" in require else require,
            limits=tuple(self._limits(asked)),
            filter=tuple(
                (option.code, rule)
                for option in asked.options
                if "value" not in (rule := self._offer(asked, option.code))
            ),
        )

    def as_asked(self, asked: Asked) -> Asked:
        """Return a question as it stands on the page: its key is its code there."""
        require = self._require(asked)
        options = [
            option
            for option in asked.options
            if truth((rule := self._offer(asked, option.code)).get("value")) or "value" not in rule
        ]
        return replace(
            asked,
            code=asked.key,
            instance=1,
            required=asked.required or truth(require.get("value")),
            options=tuple(options),
        )

    @cached_property
    def calculations(self) -> dict[str, Expr]:
        """Return everything that the page computes, by the name under which rules read it."""
        found: dict[str, Expr] = {}
        for page in self.instrument.pages:
            if page.repeat is not None:
                found[f"+count.{page.code}"] = _fold(self._count(page))
            for number in self.numbers(page):
                instance = page.as_instance(number)
                for asked in instance.asked:
                    rule = asked.settings.get("calculate")
                    if asked.type == CALCULATED and isinstance(rule, dict):
                        shown = _both(self.section_rule(page, number), self.show(asked))
                        made = _when(shown, self._settle(rule, asked), NOTHING_SAID)
                        found[asked.key] = _fold(made)
        return found

    @cached_property
    def lists(self) -> dict[str, list[str]]:
        """Return the keys behind each question of a section that repeats."""
        return {
            f"{asked.code}.*": [key_of(asked.code, number) for number in self.numbers(page)]
            for page in self.instrument.pages
            if page.repeat is not None
            for asked in page.asked
        }

    def needed(self, rules: list[Expr], codes: set[str]) -> tuple[str, str]:
        """Return as JSON the calculations and the lists that rules and texts read."""
        calculations: dict[str, Expr] = {}
        lists: dict[str, list[str]] = {}
        waiting = {code for rule in rules for code, _part in references(rule)} | codes
        while waiting:
            code = waiting.pop()
            if code in self.lists and code not in lists:
                lists[code] = self.lists[code]
                waiting.update(self.lists[code])
            elif code in self.calculations and code not in calculations:
                calculations[code] = self.calculations[code]
                waiting.update(name for name, _part in references(calculations[code]))
        return _json(calculations), _json(lists)

    def _shows(self, page: Page) -> Expr:
        rule = page.settings.get("show_if")
        return self._settled(rule, "", 1) if isinstance(rule, dict) else TRUE

    def _count(self, page: Page) -> Expr:
        most: Expr = {"value": self.numbers(page)[-1]}
        rule = (page.repeat or {}).get("count")
        if isinstance(rule, dict):
            said, least = {"op": "int", "args": [_number(self._settled(rule, "", 1), 0)]}, 0
        else:
            said, least = _number({"answer": repeat_name(page), "part": page.code}, 1), 1
        clamped: Expr = {"op": "min", "args": [said, most]}
        count: Expr = {"op": "max", "args": [clamped, {"value": least}]}
        return _when(self._shows(page), count, {"value": 0})

    def _require(self, asked: Asked) -> Expr:
        rule = asked.settings.get("require_if")
        return _fold(self._settle(rule, asked)) if isinstance(rule, dict) else {"value": False}

    def _limits(self, asked: Asked) -> Iterator[tuple[Expr, int]]:
        for place, rule in enumerate(asked.settings.get("limits") or ()):
            if isinstance(rule, dict):
                folded = _fold(self._settle(rule, asked))
                if not truth(folded.get("value")):
                    yield folded, place

    def _offer(self, asked: Asked, code: str) -> Expr:
        rule, option = asked.settings.get("choice_filter"), asked.option(code)
        if not isinstance(rule, dict) or option is None:
            return TRUE
        settled = self._settle(rule, asked)
        return fold(settled, _nobody, _Everything(), choice=columns_of(option))  # type: ignore[arg-type]

    def _settle(self, rule: Expr, asked: Asked) -> Expr:
        return self._settled(rule, self._home[asked.code].code, asked.instance)

    def _settled(self, rule: object, section: str, number: int, depth: int = 0) -> Expr:
        """Return a rule with the keys of the page in place of the survey's codes."""
        if not isinstance(rule, dict) or not is_node(rule) or depth > DEEPEST_EVALUATED:
            return NOTHING_SAID
        if "answer" in rule:
            place = self.place(rule["answer"], section, number)
            return {**rule, "answer": place} if place else NOTHING_SAID
        if rule.get("op") == "instances":
            return self._instances(rule)
        if isinstance(args := rule.get("args"), list):
            settled = [self._settled(each, section, number, depth + 1) for each in args]
            return {**rule, "args": settled}
        return rule

    def _instances(self, rule: Expr) -> Expr:
        """Return how often the section is filled in that a rule counts."""
        page = next(
            (self._pages[code] for code, _p in references(rule) if code in self._pages), None
        )
        if page is None:
            return {"value": 0}
        if page.repeat is not None:
            return {"answer": f"+count.{page.code}"}
        return _when(self._shows(page), {"value": 1}, {"value": 0})


def _nobody(_code: str, _part: str | None) -> None:
    return None


def _fold(rule: Expr) -> Expr:
    return fold(rule, _nobody, _Everything())  # type: ignore[arg-type]


def _both(first: Expr, second: Expr) -> Expr:
    return {"op": "and", "args": [first, second]}


def _when(shown: Expr, then: Expr, other: Expr) -> Expr:
    return {"op": "if", "args": [shown, then, other]}


def _number(rule: Expr, otherwise: int) -> Expr:
    return {"op": "coalesce", "args": [{"op": "number", "args": [rule]}, {"value": otherwise}]}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
