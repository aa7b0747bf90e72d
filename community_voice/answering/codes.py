"""Codes that people copy by hand: no letter that looks like another, in groups of four."""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def make_code(length: int) -> str:
    """Return a new code: random, and derived from nothing."""
    return "".join(secrets.choice(ALPHABET) for _mark in range(length))


def show_code(code: str) -> str:
    """Return a code in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(text: str, length: int) -> str | None:
    """Return the code that a person typed, or None where it cannot be one.

    Spaces, dashes and small letters do not matter, nor in which script its digits are.
    """
    marks = []
    for mark in unicodedata.normalize("NFKC", text[:200]).upper():
        digit = unicodedata.decimal(mark, None)
        if digit is not None:
            marks.append(str(digit))
        elif not (mark.isspace() or unicodedata.category(mark) in ("Pd", "Cf")):
            marks.append(mark)
    code = "".join(marks)
    return code if len(code) == length and all(mark in ALPHABET for mark in code) else None
