"""A purpose that praises or blames, told just before people are asked whether they support it.

Street Roots' criticism of a poll of 2021 is the example: a service that was described by the good
it would do, and then asked about, was supported by more people.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey, base
from community_voice.instruments.advice.phrases import any_of, phrases

if TYPE_CHECKING:
    from community_voice.instruments.definition import QuestionDict, SectionDict, Texts

KNOWN = phrases("loaded_purpose")
# What asks whether people want a thing, and what praises or blames it, by language.
SUPPORT = {language: any_of(found) for language, found in KNOWN["support"].items()}
PURPOSE = {language: any_of(found) for language, found in KNOWN["purpose"].items()}
CLOSED = ("one_choice", "yes_no", "scale", "several_choices", "statement_votes")


def advise_loaded_purpose(survey: Survey) -> Iterator[Advice]:
    """Name each support question that stands right after a purpose with praise or blame."""
    for section in survey.definition["sections"]:
        for place, question in enumerate(section["questions"]):
            if question["type"] not in CLOSED:
                continue
            for language, label in question["label"].items():
                found = purpose_before(section, place, language, label)
                if found:
                    yield advice(question, language, found)
                    break


def advice(question: QuestionDict, language: str, found: str) -> Advice:
    """Say which words come before the question of support."""
    message = _(
        "A purpose is told just before people are asked for support: “%(words)s”.", words=found
    )
    reason = _(
        "Who has just read what good or harm a thing does is more likely to agree. Say what it is "
        "and does in plain words, without what it is for, and ask."
    )
    path = f"question.{question['code']}.label"
    return Advice(path, "loaded_purpose", message, reason, language=language)


def purpose_before(section: SectionDict, place: int, language: str, label: str) -> str:
    """Give the loaded words that people read before this question asks for support, or ""."""
    support, purpose = SUPPORT.get(base(language)), PURPOSE.get(base(language))
    question = section["questions"][place]
    asks = support is not None and (
        question["type"] == "statement_votes" or support.search(label) is not None
    )
    if not asks or purpose is None:
        return ""
    before = [said(section.get("intro"), language), said(question.get("help"), language)]
    if place > 0 and section["questions"][place - 1]["type"] == "note":
        before.append(said(section["questions"][place - 1]["label"], language))
    if question["type"] != "statement_votes":
        before.append(label)
    found = next((match for text in before if (match := purpose.search(text))), None)
    return found[0] if found else ""


def said(texts: Texts | None, language: str) -> str:
    """Give a text in a language, or "" where there is none."""
    return (texts or {}).get(language, "")
