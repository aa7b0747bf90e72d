"""Marks in a text that a translation must keep: `${code}` of an earlier answer, and HTML."""

import re
from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

MARK = re.compile(
    r"\$\{[^{}\n]*\}"  # an earlier answer
    r"|</?[A-Za-z][^<>\n]*>"  # a tag
    r"|&(?:#[0-9]+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);"  # a character by name
)


def cut(text: str) -> Iterator[tuple[bool, str]]:
    """Cut a text into (is a mark, its letters), in order; joined, they are the text again."""
    start = 0
    for found in MARK.finditer(text):
        if found.start() > start:
            yield False, text[start : found.start()]
        yield True, found.group()
        start = found.end()
    if start < len(text):
        yield False, text[start:]


def marks_of(text: str) -> list[str]:
    """Return the marks of a text in order."""
    return MARK.findall(text)


def mark_problem(source: str, text: str) -> str:
    """Return what marks a translation lost or added, in words; empty where they agree."""
    wanted, there = Counter(marks_of(source)), Counter(marks_of(text))
    told = []
    if lost := list((wanted - there).elements()):
        told.append(_("The translation lacks %(marks)s.", marks=", ".join(lost)))
    if added := list((there - wanted).elements()):
        told.append(_("The source has no %(marks)s.", marks=", ".join(added)))
    return " ".join(map(str, told))
