"""The sentences of a summary, with places for what a claim knows, in every language there is.

messages/<tag>.json holds them, one file a language. Every number in a sentence is one of its
claim's numbers, so no digit stands in a template itself. Translations take the same places.
Plain words, short sentences; outside English, sentences that need no plural forms.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

# The smallest whole of which a percentage is told, and the smallest group that is described.
PERCENT_BASE = 30
# How far a group's share must lie from everyone's, in points, and in standard errors, to be told.
POINTS = 15
STANDARD_ERRORS = 3
# Points in the rank of a finding, beside one for each percent that raised it.
SERIOUS_POINTS, DIFFERS_POINTS, NEW_POINTS = 15, 5, 5
# From how many on a finding may be strong, and the alpha from which Krippendorff (Content
# Analysis, 2004) draws tentative conclusions.
STRONG, LEAST_ALPHA = 50, "0.67"
# Of a hundred re-runs, in how many a finding may fall and still be more than early.
FELL = 10
RULES: Mapping[str, int | str] = {
    "base": PERCENT_BASE,
    "points": POINTS,
    "errors": STANDARD_ERRORS,
    "serious": SERIOUS_POINTS,
    "differs": DIFFERS_POINTS,
    "new": NEW_POINTS,
    "strong": STRONG,
    "alpha": LEAST_ALPHA,
    "fell": FELL,
}
ENGLISH = "en"
MESSAGES = Path(__file__).with_name("messages")
WORD = "word:"
# The values that the program puts in itself: they have words in each language. A theme's name,
# the question and a reviewer's paraphrase are people's words, and stay as they are.
WORDED = frozenset({"dimension", "value", "name", "setting", "not_shown"})
BETWEEN = ", "


@cache
def messages_in(language: str) -> Mapping[str, str]:
    """Return template -> sentence, and `word:X` -> the program's own word X, of a language.

    Raises KeyError where there is no file for the language.
    """
    if language not in languages():
        raise KeyError(f"there are no sentences in {language}")
    plain = json.loads((MESSAGES / f"{language}.json").read_text("utf-8"))
    words = {WORD + word: said for word, said in plain["words"].items()}
    return {**plain["sentences"], **words}


@cache
def languages() -> tuple[str, ...]:
    """Return the tags of the languages that a summary can be written in, English first."""
    found = sorted(path.stem for path in MESSAGES.glob("*.json"))
    return (ENGLISH, *(tag for tag in found if tag != ENGLISH))


TEMPLATES: Mapping[str, str] = messages_in(ENGLISH)


def render(
    template: str,
    values: Mapping[str, int | str],
    messages: Mapping[str, str] = TEMPLATES,
) -> str:
    """Return a template's sentence; a value is put in as it is, whatever it holds.

    messages: the sentences of a language, as `messages_in` returns them. Numbers are plain in
    every language: digits that any reader can lay beside the tables.
    """
    said = {
        name: worded(value, messages) if name in WORDED else str(value)
        for name, value in values.items()
    }
    return messages[template].format_map(said)


def worded(value: int | str, messages: Mapping[str, str]) -> str:
    """Return a word of the program in a language, also in a list; others stay as they are."""
    text = str(value)
    if WORD + text in messages:
        return messages[WORD + text]
    parts = text.split(BETWEEN)
    if len(parts) > 1 and all(WORD + part in messages for part in parts):
        return messages.get(WORD + BETWEEN, BETWEEN).join(messages[WORD + each] for each in parts)
    return text


def percent(part: int, whole: int) -> int:
    """Return part of whole in percent, rounded half up, without floating point."""
    return (200 * part + whole) // (2 * whole)


def digit_runs(text: str) -> Iterator[str]:
    """Yield every run of digits of any script: "12", "١٢", "½"."""
    run = ""
    for sign in text:
        if unicodedata.category(sign) in ("Nd", "Nl", "No"):
            run += sign
        elif run:
            yield run
            run = ""
    if run:
        yield run
