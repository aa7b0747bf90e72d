"""Whether a rule can be true at all, tried out over every answer where these are few.

A rule that speaks of what cannot be listed (a text, a place in the world) is taken to be possible:
nothing is said to be impossible without proof.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from community_voice.instruments.logic.evaluate import evaluate
from community_voice.instruments.logic.known import NOT_SURE, SEVERAL_OF, KnownQuestion
from community_voice.instruments.logic.tree import Expr, nodes
from community_voice.instruments.logic.values import as_text, finite, truth

MOST_TRIES = 4096
SELF = "."
Key = tuple[str, str | None]
Domain = list[Any]
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
# Of these, only whether an answer is one of the codes named in the rule matters.
BY_CODE = ("eq", "ne", "selected", "answered")


@dataclass(frozen=True)
class Room:
    """What the answers of an instrument can be, and when its questions are shown."""

    questions: Mapping[str, KnownQuestion]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # The question whose own answer {"self"} is.
    own: str | None = None
    # Questions of which the rule sees the answers of every instance at once.
    many: frozenset[str] = frozenset()


def can_hold(conditions: Sequence[Expr], room: Room) -> bool:
    """Tell whether conditions can all be true at once; True where that cannot be found out.

    A condition that cannot be listed is left out: if the others cannot hold, neither can all.
    """
    listed = []
    for condition in conditions:
        if condition.get("op") == "and":
            listed += [arg for arg in condition["args"] if domains([arg], room) is not None]
        elif domains([condition], room) is not None:
            listed.append(condition)
    found = domains(listed, room)
    return found is None or Search(listed, found).succeeds()


class Search:
    """Tries answers one by one, and goes no further where a condition is false already."""

    def __init__(self, conditions: Sequence[Expr], found: Mapping[Key, Domain]) -> None:
        self.found, self.keys, self.tries = found, list(found), 0
        self.answers: dict[Key, object] = {}
        places = {key: place for place, key in enumerate(self.keys)}
        # A condition is looked at as soon as the last of its answers is there.
        self.due: list[list[Expr]] = [[] for _place in range(len(self.keys) + 1)]
        for condition in conditions:
            last = max((places[key] + 1 for key in keys_of(condition)), default=0)
            self.due[last].append(condition)

    def succeeds(self, place: int = 0) -> bool:
        """Tell whether answers from this place on can be found; True where it takes too long."""
        if not all(map(self.holds, self.due[place])):
            return False
        if place == len(self.keys):
            return True
        for value in self.found[self.keys[place]]:
            self.answers[self.keys[place]] = value
            if self.succeeds(place + 1):
                return True
        return False

    def holds(self, condition: Expr) -> bool:
        """Tell whether a condition is true for the answers so far."""
        self.tries += 1
        own = self.answers.get((SELF, None))
        return self.tries > MOST_TRIES or truth(evaluate(condition, self.look, self_value=own))

    def look(self, code: str, part: str | None) -> object:
        """Give the answer that is tried."""
        return self.answers.get((code, part))


def keys_of(condition: Expr) -> set[Key]:
    """List the answers that a condition reads, the own one too."""
    return {key for node in nodes(condition) if (key := key_of(node)) is not None}


def domains(conditions: Sequence[Expr], room: Room) -> dict[Key, Domain] | None:
    """List what each answer in these conditions can be, or None where there is no such list."""
    uses: dict[Key, list[tuple[str, list[Expr]]]] = {}
    for condition in conditions:
        for node in nodes(condition):
            if node.get("op") in ("today", "instances") or "choice" in node:
                return None
            collect_uses(node, uses)
        if key_of(condition) is not None:
            uses.setdefault(key_of(condition) or (SELF, None), []).append(("truth", []))
    found: dict[Key, Domain] = {}
    for key, used in uses.items():
        code = room.own if key[0] == SELF else key[0]
        question = room.questions.get(code or "")
        values = None
        if question is not None and code not in room.many:
            values = domain_of(question, room.settings.get(code or "", {}), used)
        if values is None:
            return None
        # A limit is looked at only once there is an answer.
        found[key] = (
            [value for value in values if value not in (None, [])] if key[0] == SELF else values
        )
    return found


def collect_uses(node: Expr, uses: dict[Key, list[tuple[str, list[Expr]]]]) -> None:
    """Note of each answer under a node which operation it stands in, and beside what."""
    args = node.get("args", [])
    for place, arg in enumerate(args):
        key = key_of(arg)
        if key is not None:
            others = args[:place] + args[place + 1 :]
            uses.setdefault(key, []).append((node["op"], others))


def key_of(node: Expr) -> Key | None:
    """Name the answer that a node is, or None."""
    if "self" in node:
        return (SELF, None)
    return (node["answer"], node.get("part")) if "answer" in node else None


def domain_of(
    question: KnownQuestion, settings: Mapping[str, Any], used: list[tuple[str, list[Expr]]]
) -> Domain | None:
    """List what an answer can be, as far as these uses can tell; None where there is no list."""
    beside = [other for _name, others in used for other in others]
    by_value = all("value" in other for other in beside)
    operations = {name for name, _others in used}
    constants = [other["value"] for other in beside if "value" in other]
    if question.choices is not None:
        return codes_of(question, operations, constants if by_value else None)
    if question.type == "scale":
        low, high = whole(settings.get("low"), 1), whole(settings.get("high"), 5)
        not_sure = [NOT_SURE] if settings.get("not_sure", True) else []
        return [None, *range(low, high + 1), *not_sure] if high - low < 100 else None
    if question.type == "acknowledgement":
        return [None, True]
    if not by_value or not operations <= {*COMPARISONS, "answered"}:
        return None
    if question.type == "number":
        return numbers(constants, settings)
    return dates(constants) if question.type == "date" else None


def whole(value: object, default: int) -> int:
    """Read a setting that is a whole number, as the question does."""
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def codes_of(
    question: KnownQuestion, operations: set[str], constants: list[object] | None
) -> Domain | None:
    """List the codes, or sets of codes, that an answer can be."""
    choices = question.choices or ()
    is_named = constants is not None and all(isinstance(one, str | None) for one in constants)
    if question.type in SEVERAL_OF:
        if not operations <= {"selected", "answered", "truth", "count_selected"}:
            return None
        few = is_named and "count_selected" not in operations
        return subsets(enough(choices, constants or ()) if few else list(choices))
    few = is_named and operations <= {*BY_CODE, "truth"}
    return [None, *(enough(choices, constants or ()) if few else choices)]


def enough(codes: Iterable[str], constants: Iterable[object]) -> list[str]:
    """Give the codes that a rule names, and one that stands for all others."""
    named = {as_text(constant) for constant in constants}
    others = [code for code in codes if code not in named]
    return [code for code in codes if code in named] + others[:1]


def subsets(codes: list[str]) -> Domain | None:
    """List every set of codes, where they are few."""
    if len(codes) > 11:
        return None
    return [list(some) for size in range(len(codes) + 1) for some in combinations(codes, size)]


def numbers(constants: Iterable[object], settings: Mapping[str, Any]) -> Domain | None:
    """List a number for each stretch between the numbers that a rule names."""
    named: set[float] = set()
    for constant in constants:
        if isinstance(constant, bool) or not isinstance(constant, int | float):
            return None
        if (number := finite(constant)) is not None:
            named.add(number)
    least, most = settings.get("min"), settings.get("max")
    least, most = (finite(end) if isinstance(end, int | float) else None for end in (least, most))
    ends = {end for end in (least, most) if end is not None}
    marks = sorted(named | ends) or [0.0]
    between = [(low + high) / 2 for low, high in zip(marks, marks[1:], strict=False)]
    tried = [marks[0] - 1, *marks, *between, marks[-1] + 1]
    inside = [
        one
        for one in tried
        if not (isinstance(least, int | float) and one < least)
        and not (isinstance(most, int | float) and one > most)
    ]
    return [None, *inside]


def dates(constants: Iterable[object]) -> Domain | None:
    """List the dates that a rule names, and the days around them."""
    days: list[date] = []
    for constant in constants:
        try:
            days.append(date.fromisoformat(as_text(constant)))
        except ValueError:
            return None
    around = {day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)}
    return [None, *sorted(day.isoformat() for day in around)] if days else None
