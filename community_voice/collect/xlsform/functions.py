"""XPath's functions that rules of ours know."""

from typing import Any, Protocol

from community_voice.collect.xlsform.terms import Term, Unmapped, any_of, dated, plain
from community_voice.instruments.logic.patterns import fault_at

# XPath's functions that are ours under another name: least and most arguments.
FUNCTIONS = {
    "not": ("not", 1, 1),
    "count-selected": ("count_selected", 1, 1),
    "int": ("int", 1, 1),
    "round": ("round", 1, 2),
    "abs": ("abs", 1, 1),
    "min": ("min", 1, 100),
    "max": ("max", 1, 100),
    "sum": ("sum", 1, 100),
    "number": ("number", 1, 1),
    "string": ("string", 1, 1),
    "concat": ("concat", 1, 100),
    "contains": ("contains", 2, 2),
    "starts-with": ("starts_with", 2, 2),
    "ends-with": ("ends_with", 2, 2),
    "substr": ("substring", 2, 3),
    "if": ("if", 3, 3),
    "coalesce": ("coalesce", 1, 100),
    "today": ("today", 0, 0),
}
UPPER, LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"


class HasSelf(Protocol):
    """A reader that knows what "." stands for."""

    def self_term(self) -> Term:
        """Return the own answer."""
        ...


def _selected(reader: HasSelf, args: list[Term]) -> Term | None:
    if len(args) != 2:
        return None
    answer, choice = args
    if answer.target is not None and "value" in choice.expr:
        return Term(any_of("selected", answer.expr, answer.target, choice.expr))
    return Term({"op": "selected", "args": [answer.expr, plain(choice)]})


def _matches(reader: HasSelf, args: list[Term]) -> Term | None:
    if len(args) != 2:
        return None
    pattern = args[1].expr.get("value")
    if not isinstance(pattern, str) or fault_at(pattern) is not None:
        raise Unmapped("expr_pattern", str(pattern or ""))
    return Term({"op": "matches", "args": [plain(args[0]), {"value": pattern}]})


def _length(reader: HasSelf, args: list[Term]) -> Term | None:
    if len(args) > 1:
        return None
    return Term({"op": "length", "args": [plain(args[0] if args else reader.self_term())]})


def _substring(reader: HasSelf, args: list[Term]) -> Term | None:
    """Turn XPath's place (from 1) and length into places from 0."""
    numbers = [arg.expr.get("value") for arg in args[1:]]
    if not 2 <= len(args) <= 3 or not all(type(n) is int and n >= 0 for n in numbers):
        return None
    places: list[int] = [int(str(number)) for number in numbers]
    if places[0] < 1:
        return None
    start = places[0] - 1
    ends = [start, *([start + places[1]] if len(places) > 1 else [])]
    return Term({"op": "substring", "args": [plain(args[0]), *({"value": n} for n in ends)]})


def _translated(reader: HasSelf, args: list[Term]) -> Term | None:
    """Read the two uses of `translate` that change the case of letters."""
    if len(args) != 3:
        return None
    pair = tuple(str(arg.expr.get("value")) for arg in args[1:])
    op = {(UPPER, LOWER): "lower", (LOWER, UPPER): "upper"}.get((pair[0], pair[-1]))
    return Term({"op": op, "args": [plain(args[0])]}) if op else None


def _date(reader: HasSelf, args: list[Term]) -> Term | None:
    fits = len(args) == 1 and (dated(args[0]) or isinstance(args[0].expr.get("value"), str))
    return args[0] if fits else None


def _constant(value: bool) -> Any:
    return lambda reader, args: None if args else Term({"value": value})


SPECIAL: dict[str, Any] = {
    "selected": _selected,
    "regex": _matches,
    "string-length": _length,
    "substring": _substring,
    "translate": _translated,
    "date": _date,
    "true": _constant(True),
    "false": _constant(False),
}
