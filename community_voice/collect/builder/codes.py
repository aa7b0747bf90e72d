"""Codes that are proposed from words: small letters, digits and underscores."""

import re
import unicodedata

from community_voice.collect.builder.editing import unused
from community_voice.instruments.definition import CODE

LONGEST_PROPOSED = 30
# Words that say little of what a question is about.
SMALL = frozenset(
    ("a", "an", "and", "are", "at", "be", "did", "do", "does", "for", "have", "how", "in", "is")
    + ("it", "of", "on", "or", "the", "to", "was", "what", "when", "where", "which", "who", "why")
    + ("with", "would", "you", "your")
)


def proposed_code(text: str, taken: set[str], otherwise: str) -> str:
    """Return a free code made from words, or from `otherwise` where they have no letter of ours."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    telling = [word for word in words if word not in SMALL] or words
    code = ""
    for word in telling[:6]:
        longer = f"{code}_{word}" if code else word[:LONGEST_PROPOSED]
        if len(longer) > LONGEST_PROPOSED:
            break
        code = longer
    return unused(code or otherwise, taken)


def is_code(text: str) -> bool:
    """Say whether this is a code that we can keep."""
    return CODE.fullmatch(text) is not None
