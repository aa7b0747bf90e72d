"""A page's own rules: what of them still depends on answers that are given on this very page.

Everything that was answered elsewhere is computed here, so that a page holds no other answer.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from community_voice.answering.course import CALCULATED, Course, columns_of, stands_on_page
from community_voice.answering.instrument import Page
from community_voice.instruments.logic import Expr, fold, references, truth
from community_voice.questions import QUESTION_TYPES, Asked, Option

# How far calculations are followed that read later ones; Next settles what goes further.
MOST_ROUNDS = 8


@dataclass(frozen=True)
class Rules:
    """What a page's script is told of one question; empty where nothing depends on the page."""

    show: Expr | None = None
    require: Expr | None = None
    limits: tuple[tuple[Expr, int], ...] = ()
    filter: tuple[tuple[str, Expr], ...] = ()

    @property
    def exprs(self) -> list[Expr]:
        """Return every rule."""
        found = [rule for rule in (self.show, self.require) if rule is not None]
        found += [rule for rule, _place in self.limits]
        return found + [rule for _code, rule in self.filter]

    @property
    def show_json(self) -> str:
        """Return the rule by which it is shown."""
        return _json(self.show)

    @property
    def require_json(self) -> str:
        """Return the rule by which it is needed."""
        return _json(self.require)

    @property
    def filter_json(self) -> str:
        """Return the rules by which choices are offered."""
        return _json(dict(self.filter))

    def limits_json(self, asked: Asked, otherwise: str) -> str:
        """Return each limit with what to say where it does not hold."""
        messages = asked.limit_messages
        told = [
            [rule, str(messages[place].text if place < len(messages) else "") or otherwise]
            for rule, place in self.limits
        ]
        return _json(told)


class PageRules:
    """One page as its HTML holds it: questions shown, and those that may be on the way."""

    def __init__(self, course: Course, page: Page) -> None:
        self.course = course
        # As the instrument has it, whatever is asked now.
        self.page = page
        self._lookup = course.lookup(page.code, page.instance)
        # What can change on the page -> the calculations that change with it.
        self._live: dict[frozenset[str], dict[str, Expr]] = {}

    @cached_property
    def keep(self) -> frozenset[str]:
        """Return the codes that this page's answers can still change."""
        keep = frozenset(asked.code for asked in self.page.asked if stands_on_page(asked))
        while True:
            fewer = frozenset(
                asked.code
                for asked in self.page.asked
                if asked.code in keep and self._show(asked, keep) != {"value": False}
            )
            if fewer == keep:
                return keep
            keep = fewer

    @cached_property
    def rules(self) -> dict[str, Rules]:
        """Return the rules of each question that stands in the HTML, by key."""
        return {
            asked.key: self._rules(asked) for asked in self.page.asked if asked.code in self.keep
        }

    @cached_property
    def asked(self) -> list[Asked]:
        """Return the questions that stand in the HTML, with every choice that may be offered."""
        return [self._candidates(asked) for asked in self.page.asked if asked.code in self.keep]

    @property
    def is_live(self) -> bool:
        """Say whether anything on the page depends on the page."""
        return any(rules != Rules() for rules in self.rules.values())

    @property
    def calculations_json(self) -> str:
        """Return the calculations that the page's rules read, and those which these read."""
        live = self._live_in(self.keep)
        waiting = [expr for rules in self.rules.values() for expr in rules.exprs]
        needed: set[str] = set()
        while waiting:
            codes = {code for code, _part in references(waiting.pop())} & live.keys() - needed
            needed |= codes
            waiting.extend(live[code] for code in codes)
        return _json({code: expr for code, expr in live.items() if code in needed})

    def is_certain(self, key: str) -> bool:
        """Say whether a question is on the page whatever is answered there."""
        return key in self.rules and self.rules[key].show is None

    def _rules(self, asked: Asked) -> Rules:
        show = self._show(asked, self.keep)
        return Rules(
            show=None if "value" in show else show,
            require=self._residual(asked.settings.get("require_if")),
            limits=tuple(self._limits(asked)),
            filter=tuple(self._filter(asked)),
        )

    def _show(self, asked: Asked, keep: Collection[str]) -> Expr:
        rule = asked.settings.get("show_if")
        if not isinstance(rule, dict):
            return {"value": True}
        folded = self._fold(rule, keep)
        return {"value": truth(folded["value"])} if "value" in folded else folded

    def _residual(self, rule: object) -> Expr | None:
        if not isinstance(rule, dict):
            return None
        folded = self._fold(rule, self.keep)
        return None if "value" in folded else folded

    def _limits(self, asked: Asked) -> list[tuple[Expr, int]]:
        folded = [
            (self._fold(rule, self.keep), place)
            for place, rule in enumerate(asked.settings.get("limits") or ())
            if isinstance(rule, dict)
        ]
        return [(rule, place) for rule, place in folded if not truth(rule.get("value"))]

    def _filter(self, asked: Asked) -> list[tuple[str, Expr]]:
        folded = [(option.code, self._offer(asked, option)) for option in asked.options]
        return [(code, rule) for code, rule in folded if "value" not in rule]

    def _offer(self, asked: Asked, option: Option) -> Expr:
        rule = asked.settings.get("choice_filter")
        if not isinstance(rule, dict):
            return {"value": True}
        stays = self.keep.union(self._live_in(self.keep))
        columns = columns_of(option)
        return fold(rule, self._lookup, stays, choice=columns, today=self.course.day)

    def _candidates(self, asked: Asked) -> Asked:
        now = self.course.question(asked.code, asked.instance)
        options = [
            option
            for option in asked.options
            if "value" not in (rule := self._offer(asked, option)) or truth(rule["value"])
        ]
        return replace(now, options=tuple(options))

    def _fold(self, rule: Expr, keep: Collection[str]) -> Expr:
        stays = frozenset(keep).union(self._live_in(keep))
        return fold(rule, self._lookup, stays, today=self.course.day)

    def _live_in(self, keep: Collection[str]) -> dict[str, Expr]:
        """Return what is left to compute of each calculation while these answers can change.

        A rule names a calculation and the page holds each once: put in place of its name, a
        chain of them would grow with every link.
        """
        keep = frozenset(keep)
        if keep not in self._live:
            found: dict[str, Expr] = {}
            # Once is enough where each reads earlier ones; reading later ones takes more.
            for _round in range(MOST_ROUNDS):
                known = len(found)
                for code, rule in self._calculations.items():
                    left = fold(rule, self._lookup, keep.union(found), today=self.course.day)
                    if "value" not in left:
                        found[code] = left
                if len(found) == known:
                    break
            self._live[keep] = found
        return self._live[keep]

    @cached_property
    def _calculations(self) -> dict[str, Expr]:
        """Return the rule of every calculation that a rule of this page may read, in order."""
        return {
            asked.code: rule
            for home in self.course.instrument.pages
            if home.repeat is None or home.code == self.page.code
            for asked in home.asked
            if (rule := _calculation(asked)) is not None
        }


def _calculation(asked: Asked) -> Expr | None:
    rule = asked.settings.get("calculate")
    if asked.type != CALCULATED or not isinstance(rule, dict):
        return None
    show = asked.settings.get("show_if")
    return {"op": "if", "args": [show, rule, {"value": None}]} if show else rule


def shuffled(asked: Asked, seed: str) -> Asked:
    """Return a question with its choices in an order of this person's own, the same each time.

    Choices that stand alone, and those set to stay last, keep their places at the end.
    """
    if not asked.settings.get("shuffle"):
        return asked
    last = [each for each in asked.options if each.exclusive or each.settings.get("last")]
    moved = [each for each in asked.options if each not in last]
    moved.sort(key=lambda each: sha256(f"{seed} {asked.code} {each.code}".encode()).digest())
    return replace(asked, options=(*moved, *last))


def takes_answer(asked: Asked) -> bool:
    """Say whether a question can be answered."""
    kind = QUESTION_TYPES[asked.type]
    return kind.is_shown and kind.asks


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
