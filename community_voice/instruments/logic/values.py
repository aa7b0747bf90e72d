"""What a rule computes with: nothing, yes or no, numbers, texts and lists of these."""

import re
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite

# None, bool, float, str, or a list of these (never a list in a list, never None or "" in one).
Value = None | bool | float | str | list[bool | float | str]

NUMERIC = re.compile(r"[ \t\r\n]*-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[ \t\r\n]*")


def settle(value: object) -> Value:
    """Make what comes from outside (an answer, a JSON value) a value, whatever it is."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return finite(value)
    return list(flat(value)) if isinstance(value, list | tuple) else None


def flat(value: list[object] | tuple[object, ...]) -> Iterator[bool | float | str]:
    """Yield the members of a list and of the lists in it, as deep as they go."""
    waiting: list[object] = [*reversed(value)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list | tuple):
            waiting += reversed(item)
        else:
            yield from members(settle(item))


def members(value: Value) -> list[bool | float | str]:
    """List what a value holds: its members, itself, or nothing."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def finite(number: float) -> float | None:
    """Give a number as a double without a negative zero, or None where it is none."""
    try:
        double = float(number)
    except OverflowError:
        return None
    return double + 0.0 if isfinite(double) else None


def single(value: Value) -> Value:
    """Give the only member of a list of one, or else the value itself."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def as_number(value: Value) -> float | None:
    """Read a value as a number: yes is 1, no is 0, a text in plain digits is its number."""
    value = single(value)
    if isinstance(value, bool | float | int):
        return finite(value)
    if isinstance(value, str) and NUMERIC.fullmatch(value):
        return finite(float(value))
    return None


def as_text(value: object) -> str:
    """Write a value as text; members of a list stand with a space between them."""
    settled = settle(value)
    if settled is None:
        return ""
    if isinstance(settled, bool):
        return "true" if settled else "false"
    if isinstance(settled, str):
        return settled
    if isinstance(settled, list):
        return " ".join(as_text(one) for one in settled)
    text = format(Decimal(repr(settled)), "f")
    return text.removesuffix(".0")


def truth(value: object) -> bool:
    """Read a value as true or false: nothing, false, 0, "" and [] are false."""
    return bool(settle(value))


def is_answered(value: Value) -> bool:
    """Tell whether there is an answer: 0 and false are answers, "" and [] are none."""
    return bool(members(value))


def equal(left: Value, right: Value) -> bool:
    """Compare as numbers where a number is among the two and both are numeric, else as texts."""
    left, right = single(left), single(right)
    if not (isinstance(left, str) and isinstance(right, str)):
        first, second = as_number(left), as_number(right)
        if first is not None and second is not None:
            return first == second
    return as_text(left) == as_text(right)


def order(left: Value, right: Value) -> int | None:
    """Give -1, 0 or 1 as left stands to right, or None where the two have no order."""
    left, right = single(left), single(right)
    first, second = as_number(left), as_number(right)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    if isinstance(left, str) and isinstance(right, str) and left and right:
        return (left > right) - (left < right)
    return None
