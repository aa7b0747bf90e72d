"""What makes a survey unanswerable: this alone blocks publishing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey
from community_voice.instruments.logic.checking import Finding, check_logic

if TYPE_CHECKING:
    from community_voice.instruments.definition import QuestionDict

WITH_CHOICES = ("one_choice", "several_choices", "ranking", "statement_votes", "grid", "place")


def advise_unanswerable(survey: Survey) -> Iterator[Advice]:
    """Name rules that cannot work, and questions that cannot be answered."""
    sections = {section["code"] for section in survey.definition["sections"]}
    questions = {question["code"] for _section, question in survey.questions()}
    for finding in check_logic(survey.definition):
        is_section = finding.code in sections and finding.code not in questions
        yield of_finding(finding, "section" if is_section else "question")
    yield from advise_one_contact(survey)
    for _section, question in survey.questions():
        message = impossible(question)
        if message:
            reason = _("Nobody can answer this question.")
            path = f"question.{question['code']}"
            yield Advice(path, "unanswerable", message, reason, bool(question.get("required")))


def advise_one_contact(survey: Survey) -> Iterator[Advice]:
    """Name a contact that would take the place of another: one is kept a person."""
    found = [each for each in survey.questions() if each[1]["type"] == "contact"]
    for place, (section, question) in enumerate(found):
        repeats = bool(section.get("settings", {}).get("repeat"))
        if place or repeats:
            message = _("A survey can ask for one contact, once.")
            reason = _("A second contact would take the place of the first.")
            path = f"question.{question['code']}"
            yield Advice(path, "unanswerable", message, reason, is_blocking=True)


def of_finding(finding: Finding, place: str) -> Advice:
    """Say what is wrong with a rule."""
    reason = (
        _("Nobody could answer the survey as it is meant.")
        if finding.is_error
        else _("The question may not be asked when you mean it to be.")
    )
    path = f"{place}.{finding.code}"
    return Advice(path, "unanswerable", finding.message, reason, finding.is_error)


def impossible(question: QuestionDict) -> str:
    """Say why no answer can be given, or "" where one can."""
    kind, settings = question["type"], question.get("settings", {})
    if kind in WITH_CHOICES and not question.get("choices") and not settings.get("other"):
        return str(_("There are no choices."))
    if kind == "grid" and not question.get("columns"):
        return str(_("There are no columns."))
    ends = {"number": ("min", "max"), "scale": ("low", "high")}.get(kind, ())
    set_ends = [settings[end] for end in ends if isinstance(settings.get(end), int | float)]
    if len(set_ends) == 2 and set_ends[0] > set_ends[1]:
        return str(_("The lowest number is above the highest."))
    return ""
