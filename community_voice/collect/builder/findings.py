"""What to look at before publishing: what makes a survey unanswerable, and advice."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from community_voice.collect.builder.editing import questions_of
from community_voice.collect.builder.type_fields import NEEDS_CHOICES
from community_voice.instruments.definition import Definition
from community_voice.instruments.logic.checking import check_logic
from community_voice.questions import QUESTION_TYPES


@dataclass(frozen=True)
class Finding:
    """One thing to look at: where (a code, or "" for the whole), what, and why.

    One that `stops` keeps a draft from being published.
    """

    code: str
    message: str
    stops: bool
    is_section: bool = False
    reason: str = ""


def findings_of(definition: Definition) -> list[Finding]:
    """Return everything to look at, what stops publishing first."""
    sections = {section["code"] for section in definition["sections"]}
    codes = {question["code"] for question in questions_of(definition)}
    found = [*_unanswerable(definition)]
    for each in check_logic(definition):
        is_section = each.code in sections and each.code not in codes
        found.append(Finding(each.code, each.message, each.is_error, is_section))
    return sorted(found, key=lambda finding: not finding.stops)


def _unanswerable(definition: Definition) -> Iterator[Finding]:
    source = definition["source_language"]
    asked = [q for q in questions_of(definition) if _asks(q["type"])]
    if not asked:
        yield Finding("", str(_("There is no question to answer yet.")), True)
    for question in questions_of(definition):
        code = question["code"]
        if question["type"] not in QUESTION_TYPES:
            yield Finding(code, str(_("We do not know this type of question.")), True)
        if not question["label"].get(source, "").strip() and question["type"] != "calculated":
            yield Finding(code, str(_("It has no words in the first text language.")), True)
        if question["type"] in (*NEEDS_CHOICES, "place") and not question.get("choices"):
            yield Finding(code, str(_("It has no choices.")), True)
        if question["type"] == "grid" and len(question.get("columns", ())) < 2:
            yield Finding(code, str(_("A grid needs at least two answers.")), True)
        for choice in question.get("choices", ()):
            fixed = question["type"] == "yes_no"
            if not fixed and not choice["label"].get(source, "").strip():
                told = _("The choice “%(code)s” has no words.", code=choice["code"])
                yield Finding(code, str(told), True)
        if question.get("settings", {}).get("host_fills_in"):
            told = _("This is an example: fill in what is true for you.")
            yield Finding(code, str(told), False)


def _asks(kind: str) -> bool:
    known = QUESTION_TYPES.get(kind)
    return known is not None and known.asks
