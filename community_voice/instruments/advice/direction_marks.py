"""Marks of writing direction that a translation lost, or that are opened and not closed."""

from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey

MARKS = "\u200e\u200f\u061c"
ISOLATES, END_ISOLATE = "\u2066\u2067\u2068", "\u2069"
EMBEDDINGS, END_EMBEDDING = "\u202a\u202b\u202d\u202e", "\u202c"
ALL = MARKS + ISOLATES + END_ISOLATE + EMBEDDINGS + END_EMBEDDING


def advise_direction_marks(survey: Survey) -> Iterator[Advice]:
    """Name each text in which marks of direction are unbalanced or were lost."""
    for text in survey.texts:
        if not is_balanced(text.text):
            message = _("A mark of writing direction is opened and not closed, or the other way.")
            reason = _("What follows on the page may be shown in the wrong order.")
            yield Advice(text.path, "direction_marks", message, reason, language=text.language)
        elif text.is_translation and count(text.source) and not count(text.text):
            message = _("The translation lost the marks of writing direction of its source.")
            reason = _(
                "Numbers and names may stand in the wrong order in a text from right to left."
            )
            yield Advice(text.path, "direction_marks", message, reason, language=text.language)


def count(text: str) -> int:
    """Count the marks of direction in a text."""
    return sum(text.count(mark) for mark in ALL)


def is_balanced(text: str) -> bool:
    """Tell whether each isolate and embedding that is opened is closed, in each line."""
    for line in text.split("\n"):
        seen: Counter[str] = Counter()
        for character in line:
            for name, opening, closing in (
                ("isolate", ISOLATES, END_ISOLATE),
                ("embedding", EMBEDDINGS, END_EMBEDDING),
            ):
                seen[name] += (character in opening) - (character == closing)
                if seen[name] < 0:
                    return False
        if any(seen.values()):
            return False
    return True
