"""Names of a form as codes of ours, and codes as names that XML takes."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 60
CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
# A name of XML's, as XLSForm takes it.
NAME = re.compile(r"[A-Za-z_À-ÖØ-öø-˿Ͱ-ͽͿ-῿][\w.\-]*")


def code_of(name: str, taken: Container[str], fallback: str) -> str:
    """Return the code for a name: its letters and digits, and a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    minus = "minus_" if re.match(r"-\d", plain) else ""
    plain = minus + re.sub(r"[^a-z0-9_]", "_", plain).lstrip("_")
    code = plain[:LONGEST].rstrip("_") if not CODE.fullmatch(plain) else plain
    return numbered(code if CODE.fullmatch(code) else fallback, taken)


def numbered(code: str, taken: Container[str]) -> str:
    """Return a code, with a number behind it where it is taken."""
    unique, count = code, 1
    while unique in taken:
        count += 1
        end = f"_{count}"
        unique = code[: LONGEST - len(end)] + end
    return unique


def name_for(code: str, taken: Container[str]) -> str:
    """Return a name for a code that has none yet; XML takes no digit in front."""
    return numbered(code if NAME.fullmatch(code) else f"q_{code}", taken)
