"""The rules of a question: read from their forms, and what is wrong with them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from community_voice.collect.builder.editing import with_question
from community_voice.collect.builder.kept_words import put_text, text_problem
from community_voice.collect.builder.question_form import QuestionForm
from community_voice.collect.builder.rule_form import FORMULA, RuleForm, check_rule
from community_voice.collect.builder.type_fields import WITH_FILTER, WITHOUT_LIMITS
from community_voice.errors import DomainError
from community_voice.instruments.definition import Definition, QuestionDict
from community_voice.instruments.logic import known_of

Problems = dict[str, str]


def put_rules(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    definition: Definition,
    problems: Problems,
) -> None:
    """Put the rules of a form into the question; the same rules leave it where they went."""
    settings, source = made["settings"], definition["source_language"]
    with_it = _with_itself(definition, made, form)
    known = known_of(with_it)
    for name in ("show_if", "require_if", "choice_filter"):
        settings.pop(name, None)
        if name == "choice_filter" and form.kind not in WITH_FILTER:
            continue
        if name == "require_if" and form.required != "if":
            continue
        tree, told = check_rule(form.rules[name], known, choice=name == "choice_filter")
        if told:
            problems[f"rule:{name}"] = told
        elif tree is not None:
            settings[name] = tree
        elif name == "require_if":
            problems["rule:require_if"] = str(_("Add the condition on which it must be answered."))
    made["required"] = form.required == "yes"
    _put_limits(made, form, base, known, source, problems)
    _put_calculation(made, form, known, problems)


def _with_itself(definition: Definition, made: QuestionDict, form: QuestionForm) -> Definition:
    """Return the definition with this question in it, so that its rules may speak of it."""
    try:
        section = form.section or definition["sections"][0]["code"]
        return with_question(definition, made, form.old, section)
    except (DomainError, IndexError):
        return definition


def _put_limits(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    known: Any,
    source: str,
    problems: Problems,
) -> None:
    before = base.get("limit_messages", [])
    settings = made["settings"]
    settings.pop("limits", None)
    made.pop("limit_messages", None)
    if form.kind in WITHOUT_LIMITS:
        return
    limits, messages = [], []
    for number, row in enumerate(form.limits):
        tree, told = check_rule(row.rule, known, own=True)
        if told or text_problem(row.message):
            problems[f"rule:limit-{number}"] = told or text_problem(row.message)
            continue
        if tree is None:
            continue
        old = int(row.old) if row.old.isascii() and row.old.isdigit() else len(before)
        holder: dict[str, Any] = {"message": dict(before[old]) if old < len(before) else {}}
        put_text(holder, "message", row.message, source)
        limits.append(tree)
        messages.append(holder.get("message", {}))
    if limits:
        settings["limits"] = limits
        if any(messages):
            made["limit_messages"] = messages


def _put_calculation(
    made: QuestionDict, form: QuestionForm, known: Any, problems: Problems
) -> None:
    made["settings"].pop("calculate", None)
    if form.kind != "calculated":
        return
    tree, told = check_rule(RuleForm(FORMULA, formula=form.calculate), known)
    if told or tree is None:
        problems["calculate"] = told or str(_("Write the formula that works it out."))
    else:
        made["settings"]["calculate"] = tree
