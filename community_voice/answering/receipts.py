"""Receipts: sixteen digits that a person can write down, and the PINs that may guard them."""

import secrets
import unicodedata

# Fifteen random digits and one that shows a slip of the pen.
RANDOM_DIGITS = 15
PIN_LENGTHS = range(6, 13)


def make_receipt() -> str:
    """Return a new receipt: random, and derived from nothing."""
    body = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Return the check digit after ISO 7064 MOD 11,10, which finds every single wrong digit."""
    carry = 10
    for digit in body:
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - carry) % 10)


def show_receipt(receipt: str) -> str:
    """Return the receipt in groups of four."""
    return " ".join(receipt[start : start + 4] for start in range(0, len(receipt), 4))


def read_receipt(text: str) -> str | None:
    """Return the receipt that a person typed, or None where it cannot be one."""
    digits = read_digits(text)
    if digits is None or len(digits) != RANDOM_DIGITS + 1:
        return None
    return digits if check_digit(digits[:-1]) == digits[-1] else None


def read_pin(text: str) -> str | None:
    """Return the PIN that a person typed, or None where it is not 6 to 12 digits."""
    digits = read_digits(text)
    return digits if digits is not None and len(digits) in PIN_LENGTHS else None


def is_easy_to_guess(pin: str) -> bool:
    """Say whether a PIN is one digit repeated, or digits in a row."""
    steps = {int(after) - int(before) for before, after in zip(pin, pin[1:], strict=False)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def read_digits(text: str) -> str | None:
    """Return a text's digits in any script, spaces and hyphens left out; None with others in it."""
    digits = []
    for mark in text:
        digit = unicodedata.decimal(mark, None)
        if digit is not None:
            digits.append(str(digit))
        elif not (mark.isspace() or unicodedata.category(mark) in ("Pd", "Cf")):
            return None
    return "".join(digits)
