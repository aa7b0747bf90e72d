"""Evaluating a rule, as `static/logic.js` does in the page.

A *value* is nothing (null), true or false, a number (IEEE double), a text or a list of these.
What comes in is settled first: members of lists in lists become members of one list, null and ""
leave a list, a number that is not finite is null, -0 is 0.

As text: null is "", true is "true", false is "false", a number has neither exponent nor trailing
zeros, and members of a list stand with one space between them. As number: true is 1, false is 0,
a text in ASCII digits (with "-", one ".", and white space around it) is its number, a list of one
is its member; all else is no number. Truth: null, false, 0, "" and [] are false, all else is true.

- and, or, not: true or false, by the truth of each argument.
- eq, ne: two texts are compared as texts; else as numbers where both are numeric, else as texts.
  So null equals "", "1" equals 1, and "1" does not equal "1.0". A list of one is its member.
- lt, le, gt, ge: as numbers where both are numeric (two texts too), as texts by code point where
  both are texts with something in them, as ISO dates are; false otherwise, so always with null.
- selected(answer, code): a member of the list, or the answer itself, has this text ("" never).
- answered(x): neither null nor "" nor []. count_selected(x): how many members; 1 where it is one.
- add sub mul div mod neg int round abs: null where an argument is no number, by zero, or where
  the result is not finite. mod has the sign of the left side; int cuts towards zero; round(x,
  digits) takes halves of the shortest decimal text away from zero, digits from -12 to 12.
- min max sum: of all numbers among arguments and their members; what is no number is passed over.
  Of none: null, null and 0.
- number(x), string(x): as above; number gives null for what is none.
- concat: null where the text would be longer than LONGEST code points; length(x) in code points;
  contains, starts_with, ends_with(text, part): of texts.
- substring(x, start, end): code points from start (0 is the first) up to end (left out: to the
  end); negative ones count from the end; null where start or end is no number.
- lower, upper: as Unicode has it. matches(x, pattern): the whole text, see `patterns.py`.
- if(c, a, b); coalesce: the first that is answered, else null.
- today(): the ISO date that the caller gives, null where it gives none.
- instances(section): what `lookup(section, INSTANCES)` gives, as a number; 0 where it is none.

Nothing raises, whatever JSON it is: a node of another shape is null, and one that stands deeper
than any rule.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from math import floor, fmod, trunc

from community_voice.instruments.logic.patterns import matches
from community_voice.instruments.logic.tree import DEEPEST_EVALUATED, INSTANCES, Expr, fits, is_node
from community_voice.instruments.logic.values import (
    Value,
    as_number,
    as_text,
    equal,
    finite,
    is_answered,
    members,
    order,
    settle,
    truth,
)

Lookup = Callable[[str, str | None], object]
Operation = Callable[..., Value]

# The longest text that a rule may put together.
LONGEST = 20_000


def evaluate(
    expr: Expr,
    lookup: Lookup,
    *,
    self_value: object = None,
    choice: Mapping[str, object] | None = None,
    today: date | str | None = None,
    depth: int = 0,
) -> Value:
    """Evaluate a tree: `lookup(code, part)` gives answers, `self_value` the question's own.

    `choice` holds the columns of the candidate of a choice filter; `today` is the day in the
    reader's place. The whole meaning is written above.
    """
    if not is_node(expr) or depth > DEEPEST_EVALUATED:
        return None
    if "value" in expr:
        return settle(expr["value"])
    if "answer" in expr:
        return settle(lookup(expr["answer"], expr.get("part")))
    if "self" in expr:
        return settle(self_value)
    if "choice" in expr:
        return settle((choice or {}).get(expr["choice"]))
    name, args = expr.get("op"), expr.get("args")
    if not fits(name, args) or not isinstance(name, str) or not isinstance(args, list):
        return None
    if name == "today":
        return today.isoformat() if isinstance(today, date) else settle(today)
    if name == "instances":
        section = as_text(args[0].get("value")) if isinstance(args[0], dict) else ""
        return as_number(settle(lookup(section, INSTANCES))) or 0.0
    work = partial(
        evaluate,
        lookup=lookup,
        self_value=self_value,
        choice=choice,
        today=today,
        depth=depth + 1,
    )
    return OPERATIONS[name](*map(work, args))


def numeric(operation: Callable[..., float | None]) -> Operation:
    """Make an operation on numbers null where an argument or the result is no number."""

    def work(*args: Value) -> Value:
        """Read the arguments as numbers, and compute."""
        numbers = [as_number(arg) for arg in args]
        if any(number is None for number in numbers):
            return None
        result = operation(*numbers)
        return None if result is None else finite(result)

    return work


def ordered(*wanted: int) -> Operation:
    """Make a comparison that holds where left stands to right in one of these ways."""
    return lambda left, right: order(left, right) in wanted


def add(*numbers: float) -> float:
    """Add from left to right; the order matters to the last bit."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def multiply(*numbers: float) -> float:
    """Multiply from left to right."""
    product = 1.0
    for number in numbers:
        product *= number
    return product


def round_half_up(number: float, digits: float = 0.0) -> float:
    """Round the shortest decimal text of a number, halves away from zero."""
    places = max(-12, min(12, trunc(digits)))
    whole = float(f"{as_text(abs(number))}e{places}")
    if whole >= 1e15:
        return number
    rounded = float(f"{floor(whole + 0.5)}e{-places}")
    return -rounded if number < 0 else rounded


def numbers_of(*args: Value) -> list[float]:
    """List every number among values and the members of lists."""
    found = (as_number(one) for arg in args for one in members(arg))
    return [number for number in found if number is not None]


def selected(answer: Value, code: Value) -> bool:
    """Tell whether a code is (or is among) the answer."""
    return as_text(code) in [as_text(one) for one in members(answer)]


def concat(*args: Value) -> Value:
    """Join texts; a chain of calculations could double one until no memory is left."""
    text = "".join(map(as_text, args))
    return text if len(text) <= LONGEST else None


def substring(text: Value, start: Value, end: Value = float(2**53)) -> Value:
    """Cut code points out of a text."""
    first, last = as_number(start), as_number(end)
    if first is None or last is None:
        return None
    return as_text(text)[trunc(first) : trunc(last)]


OPERATIONS: dict[str, Operation] = {
    "and": lambda *args: all(map(truth, args)),
    "or": lambda *args: any(map(truth, args)),
    "not": lambda arg: not truth(arg),
    "eq": equal,
    "ne": lambda left, right: not equal(left, right),
    "lt": ordered(-1),
    "le": ordered(-1, 0),
    "gt": ordered(1),
    "ge": ordered(1, 0),
    "selected": selected,
    "answered": is_answered,
    "count_selected": lambda arg: float(len(members(arg))),
    "add": numeric(add),
    "sub": numeric(lambda left, right: left - right),
    "mul": numeric(multiply),
    "div": numeric(lambda left, right: left / right if right else None),
    "mod": numeric(lambda left, right: fmod(left, right) if right else None),
    "neg": numeric(lambda number: -number),
    "int": numeric(lambda number: float(trunc(number))),
    "round": numeric(round_half_up),
    "abs": numeric(abs),
    "min": lambda *args: min(numbers_of(*args), default=None),
    "max": lambda *args: max(numbers_of(*args), default=None),
    "sum": lambda *args: finite(add(*numbers_of(*args))),
    "number": as_number,
    "string": as_text,
    "concat": concat,
    "length": lambda arg: float(len(as_text(arg))),
    "contains": lambda text, part: as_text(part) in as_text(text),
    "starts_with": lambda text, part: as_text(text).startswith(as_text(part)),
    "ends_with": lambda text, part: as_text(text).endswith(as_text(part)),
    "substring": substring,
    "lower": lambda arg: as_text(arg).lower(),
    "upper": lambda arg: as_text(arg).upper(),
    "matches": lambda text, pattern: matches(as_text(text), as_text(pattern)),
    "if": lambda condition, then, other: then if truth(condition) else other,
    "coalesce": lambda *args: next((arg for arg in args if is_answered(arg)), None),
}
