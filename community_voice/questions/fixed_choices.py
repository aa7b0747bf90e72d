"""Choices that every question of a type has: their codes and words are ours, not an author's."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from flask_babel import gettext as _

from community_voice.locale import current_language
from community_voice.store.wording import Phrase

YES, NO, NOT_SURE = "yes", "no", "not_sure"
FIXED_CHOICES: Mapping[str, tuple[str, ...]] = {"yes_no": (YES, NO, NOT_SURE)}

AnyQuestion = TypeVar("AnyQuestion", bound=Mapping[str, Any])


def with_fixed_choices(question: AnyQuestion) -> AnyQuestion:
    """Return a question of a definition with the choices that its type always has.

    A choice that is there already stays as it is: an author may have given it words.
    """
    kept = {choice["code"]: choice for choice in question.get("choices", ())}
    missing = [code for code in FIXED_CHOICES.get(question["type"], ()) if code not in kept]
    if not missing:
        return question
    fixed = FIXED_CHOICES[question["type"]]
    choices = [kept.pop(code, {"code": code, "label": {}}) for code in fixed]
    return cast(AnyQuestion, {**question, "choices": [*choices, *kept.values()]})


def fixed_label(kind: str, code: str) -> Phrase:
    """Return our own words for a fixed choice; nothing for any other."""
    text = _words(code) if code in FIXED_CHOICES.get(kind, ()) else ""
    return Phrase(text, current_language().tag)


def _words(code: str) -> str:
    return {YES: str(_("Yes")), NO: str(_("No")), NOT_SURE: str(_("Not sure"))}[code]
