"""Closed questions without "not sure" or "prefer not to say"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey
from community_voice.instruments.advice.phrases import any_of, phrases

if TYPE_CHECKING:
    from community_voice.instruments.definition import QuestionDict

KNOWN = {name: any_of(found) for name, found in phrases("way_out").items()}
UNSURE = KNOWN["unsure_codes"], KNOWN["unsure"]
KEEPING = KNOWN["keeping_codes"], KNOWN["keeping"]
# What many do not want to tell.
SENSITIVE = KNOWN["sensitive"]


def advise_way_out(survey: Survey) -> Iterator[Advice]:
    """Name each closed question in which some people find no answer of theirs."""
    for question, labels in survey.asked("one_choice", "yes_no", "scale", "grid", "place"):
        if not question.get("choices") and question["type"] in ("one_choice", "place"):
            continue
        about = " ".join(text.text for text in labels)
        path = f"question.{question['code']}"
        if SENSITIVE.search(about) and question["type"] == "one_choice":
            if not has(question, *KEEPING):
                message = _("There is no “Prefer not to say”.")
                reason = _(
                    "Some people will not tell this. Without this choice they leave the survey or "
                    "choose something untrue."
                )
                yield Advice(path, "way_out", message, reason)
        elif not offers_doubt(question):
            message = _("There is no “Not sure” or “Prefer not to say”.")
            reason = _(
                "Without one of these, people who do not know choose at random, and you cannot "
                "tell their answers from others."
            )
            yield Advice(path, "way_out", message, reason)


def offers_doubt(question: QuestionDict) -> bool:
    """Tell whether a question lets one say that no answer fits."""
    settings = question.get("settings", {})
    if question["type"] in ("yes_no", "scale"):
        return bool(settings.get("not_sure", True))
    if question["type"] != "grid" and takes_own_words(question):
        return True
    return has(question, *UNSURE) or has(question, *KEEPING)


def takes_own_words(question: QuestionDict) -> bool:
    """Tell whether a choice of one's own words is offered, which holds every answer."""
    return bool(question.get("settings", {}).get("other"))


def has(question: QuestionDict, codes: re.Pattern[str], words: re.Pattern[str]) -> bool:
    """Tell whether one of the choices (of a grid: columns) has such a code or such words."""
    offered = (
        question.get("columns", ()) if question["type"] == "grid" else question.get("choices", ())
    )
    return any(
        codes.fullmatch(one["code"]) or any(words.search(text) for text in one["label"].values())
        for one in offered
    )
