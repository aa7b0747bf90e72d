"""From the form of a question to the question: what is wrong, by field, and what is kept."""

from collections.abc import Mapping
from typing import Any, cast

from flask_babel import gettext as _

from community_voice.collect.builder.choice_check import put_choices, put_columns
from community_voice.collect.builder.codes import is_code, proposed_code
from community_voice.collect.builder.editing import questions_of
from community_voice.collect.builder.kept_words import put_text, text_problem, without_empty
from community_voice.collect.builder.question_form import TEXTS, QuestionForm
from community_voice.collect.builder.rule_check import put_rules
from community_voice.collect.builder.setting_check import settings_of
from community_voice.collect.builder.type_fields import fields_of
from community_voice.instruments.definition import Definition, QuestionDict
from community_voice.questions import QUESTION_TYPES
from community_voice.questions.fixed_choices import with_fixed_choices

Problems = dict[str, str]
# Question code -> the codes of its choices: what a published version of the survey holds.
Locked = dict[str, set[str]]


def question_of_form(
    form: QuestionForm, stored: QuestionDict | None, definition: Definition, locked: Locked
) -> tuple[QuestionDict, Problems]:
    """Return the question that a form says, and what is wrong with it by field.

    What the form does not ask for (other languages, settings of an import) stays as it was stored.
    """
    problems: Problems = {}
    source, base = definition["source_language"], cast(Mapping[str, Any], stored or {})
    _check_texts(form, problems)
    _name_question(form, definition, locked, problems)
    made = cast(QuestionDict, {**base, "code": form.code, "type": form.kind})
    for name in TEXTS:
        put_text(cast(dict[str, Any], made), name, form.texts.get(name, ""), source)
    made.setdefault("label", {})
    settings = {k: v for k, v in base.get("settings", {}).items() if k != "host_fills_in"}
    if base.get("type", form.kind) != form.kind:
        settings = without_settings_of(str(base["type"]), settings)
    settings |= settings_of(form, settings, problems)
    made["settings"] = {name: value for name, value in settings.items() if value is not None}
    put_choices(made, form, base, source, locked.get(form.old, set()), problems)
    put_columns(made, form, base, source, problems)
    made = with_fixed_choices(made)
    put_rules(made, form, base, definition, problems)
    return tidied(made), problems


def _check_texts(form: QuestionForm, problems: Problems) -> None:
    if form.kind not in QUESTION_TYPES:
        problems["type"] = str(_("There is no such type of question."))
    if not form.texts.get("label", "").strip() and form.kind != "calculated":
        problems["text:label"] = str(_("Write what people are asked."))
    for name, text in form.texts.items():
        if told := text_problem(text):
            problems[f"text:{name}"] = told


def _name_question(
    form: QuestionForm, definition: Definition, locked: Locked, problems: Problems
) -> None:
    taken = {question["code"] for question in questions_of(definition)} - {form.old}
    if not form.code:
        form.code = proposed_code(form.texts.get("label", ""), taken, "question")
    if not is_code(form.code):
        problems["code"] = str(
            _("A code has small letters, digits and underscores, at most 60, such as age_group.")
        )
    elif form.code in taken:
        problems["code"] = str(_("There is a question with this code already."))
    elif form.old in locked and form.code != form.old:
        problems["code"] = str(
            _("Answers were given under this code in a published version, so it stays.")
        )


def tidied(made: QuestionDict) -> QuestionDict:
    """Leave out what says nothing, so that a question reads back as it was written."""
    holder = cast(dict[str, Any], made)
    if not holder.get("required"):
        holder.pop("required", None)
    return cast(QuestionDict, without_empty(holder, "settings", "choices", "columns"))


def without_settings_of(kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings without those of a type that the question no longer has."""
    gone = {field.name for field in fields_of(kind)} | {"map", "columns", "calculate"}
    return {name: value for name, value in settings.items() if name not in gone}
