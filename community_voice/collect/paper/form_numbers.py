"""The number of a printed form: eight digits, the last of which shows a slip of the finger."""

import secrets

from community_voice.answering.receipts import check_digit, read_digits

RANDOM_DIGITS = 7
# The shortest submission id that is kept.
SHORTEST_ID = 16


def make_number() -> str:
    """Return a new number: random, so that it tells nothing of its place in the pile."""
    body = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    return body + check_digit(body)


def show_number(number: str) -> str:
    """Return the number in two groups of four."""
    return f"{number[:4]} {number[4:]}"


def read_number(text: str) -> str | None:
    """Return the number that somebody typed, in any script's digits, or None for a slip."""
    digits = read_digits(text)
    if digits is None or len(digits) != RANDOM_DIGITS + 1:
        return None
    return digits if check_digit(digits[:-1]) == digits[-1] else None


def submission_id(number: str) -> str:
    """Return the submission id of a form: a form is stored once, whoever types it."""
    return f"paper:{number}".ljust(SHORTEST_ID, ".")
