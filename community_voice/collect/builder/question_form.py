"""The form of one question, as it was typed: read from a page, or made of what is stored."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from community_voice.collect.builder.rule_form import RuleForm, read_rule, rule_form_of
from community_voice.collect.builder.type_fields import FLAG, Field, fields_of
from community_voice.instruments.definition import QuestionDict
from community_voice.instruments.logic.formula import write_formula

TEXTS = ("label", "help", "low", "high", "required_message")
RULES = ("show_if", "require_if", "choice_filter")
# With more choices than these a page shows them as one list, a line each.
MOST_ROWS = 60
MOST_CHOICES = 2000
MOST_LIMITS = 20
LISTED = re.compile(r"([a-z0-9][a-z0-9_]{0,59})\s*[|\t]\s*(.*)")


@dataclass
class ChoiceRow:
    """A choice (or a row, a statement, a column) as it was typed; `old` is the code it had."""

    old: str = ""
    code: str = ""
    label: str = ""
    help: str = ""
    exclusive: bool = False
    filter: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed."""
        return not (self.code.strip() or self.label.strip() or self.help.strip())


@dataclass
class LimitRow:
    """A limit and what a person is told who is beyond it; `old` is its number as stored."""

    rule: RuleForm = field(default_factory=RuleForm)
    message: str = ""
    old: str = ""


@dataclass
class QuestionForm:
    """Everything that the page of a question asks, as text."""

    kind: str
    old: str = ""
    code: str = ""
    section: str = ""
    after: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    required: str = "no"
    settings: dict[str, str] = field(default_factory=dict)
    choices: list[ChoiceRow] = field(default_factory=list)
    columns: list[ChoiceRow] = field(default_factory=list)
    filter_columns: str = ""
    rules: dict[str, RuleForm] = field(default_factory=lambda: {name: RuleForm() for name in RULES})
    limits: list[LimitRow] = field(default_factory=list)
    calculate: str = ""
    map: str = ""
    pasted: str = ""
    as_list: bool = False
    listed: str = ""

    @property
    def columns_to_filter(self) -> list[str]:
        """Return the names of the columns that a choice filter reads."""
        return list(dict.fromkeys(self.filter_columns.split()))[:10]


def form_of(question: QuestionDict, source: str) -> QuestionForm:
    """Return a stored question as its page shows it, in the source language."""
    settings = question.get("settings", {})
    made = QuestionForm(
        kind=question["type"],
        old=question["code"],
        code=question["code"],
        texts={name: dict(question.get(name) or {}).get(source, "") for name in TEXTS},  # type: ignore[call-overload]
        required=required_of(question),
        settings={
            field.name: shown_setting(field, settings) for field in fields_of(question["type"])
        },
        rules={name: rule_form_of(settings.get(name)) for name in RULES},
        calculate=write_formula(settings["calculate"]) if settings.get("calculate") else "",
        map=json.dumps(settings["map"], ensure_ascii=False) if settings.get("map") else "",
    )
    for choice in question.get("choices", ()):
        told = choice.get("settings", {})
        made.choices.append(
            ChoiceRow(
                *(choice["code"], choice["code"], choice["label"].get(source, "")),
                choice.get("help", {}).get(source, ""),
                bool(told.get("exclusive")),
                {str(name): str(value) for name, value in told.get("filter", {}).items()},
            )
        )
    made.filter_columns = " ".join(dict.fromkeys(c for row in made.choices for c in row.filter))
    made.columns = [
        ChoiceRow(column["code"], column["code"], column["label"].get(source, ""))
        for column in question.get("columns", ())
    ]
    messages = question.get("limit_messages", [])
    for number, rule in enumerate(settings.get("limits", ())):
        message = messages[number].get(source, "") if number < len(messages) else ""
        made.limits.append(LimitRow(rule_form_of(rule), message, str(number)))
    return as_rows_or_list(made)


def required_of(question: QuestionDict) -> str:
    """Say whether a question must be answered: no, yes, or if a rule says so."""
    if question.get("settings", {}).get("require_if"):
        return "if"
    return "yes" if question.get("required") else "no"


def shown_setting(field: Field, settings: Mapping[str, Any]) -> str:
    """Return a setting as its field shows it."""
    value = settings.get(field.name)
    if field.kind == FLAG:
        return "on" if (field.default if value is None else value) else ""
    return "" if value is None else str(value)


def as_rows_or_list(form: QuestionForm) -> QuestionForm:
    """Show many choices as one list."""
    form.as_list = len(form.choices) > MOST_ROWS
    if form.as_list:
        form.listed = "\n".join(f"{row.code} | {row.label}" for row in form.choices)
    return form


def read_form(typed: Mapping[str, str]) -> QuestionForm:
    """Read the page of a question to the letter; line ends alone are made ours."""
    said = {name: text.replace("\r\n", "\n") for name, text in typed.items()}
    kind = said.get("type", "")
    made = QuestionForm(
        kind=kind,
        old=said.get("old", ""),
        code=said.get("code", "").strip(),
        section=said.get("section", ""),
        after=said.get("after", ""),
        texts={name: said.get(f"text:{name}", "") for name in TEXTS},
        required=said.get("required", "no"),
        settings={
            field.name: said.get(f"set:{field.name}", "").strip() for field in fields_of(kind)
        },
        columns=list(_read_rows(said, "column", [])),
        filter_columns=said.get("filter_columns", ""),
        rules={name: read_rule(said, name) for name in RULES},
        limits=_read_limits(said),
        calculate=said.get("calculate", ""),
        map=said.get("map", ""),
        pasted=said.get("pasted", ""),
        as_list="listed" in said,
        listed=said.get("listed", ""),
    )
    if made.as_list:
        made.choices = list(rows_of_list(made.listed.split("\n")[: MOST_CHOICES + 1]))
    else:
        made.choices = list(_read_rows(said, "choice", made.columns_to_filter))
    return made


def rows_of_list(lines: Iterable[str]) -> Iterable[ChoiceRow]:
    """Read choices from lines: `code | label`, or the label alone."""
    for line in lines:
        found = LISTED.fullmatch(line.strip())
        if found:
            yield ChoiceRow(found[1], found[1], found[2].strip())
        elif line.strip():
            yield ChoiceRow(label=line.strip())


def _read_rows(said: Mapping[str, str], kind: str, columns: list[str]) -> Iterable[ChoiceRow]:
    for number in range(MOST_CHOICES):
        start = f"{kind}:{number}"
        if f"{start}:label" not in said:
            return
        yield ChoiceRow(
            said.get(f"{start}:old", ""),
            said.get(f"{start}:code", "").strip(),
            said[f"{start}:label"],
            said.get(f"{start}:help", ""),
            bool(said.get(f"{start}:exclusive")),
            {name: said.get(f"{start}:filter:{name}", "").strip() for name in columns},
        )


def _read_limits(said: Mapping[str, str]) -> list[LimitRow]:
    made = []
    for number in range(MOST_LIMITS):
        if f"rule:limit-{number}:there" not in said:
            break
        message, old = said.get(f"limit:{number}:message", ""), said.get(f"limit:{number}:old", "")
        made.append(LimitRow(read_rule(said, f"limit-{number}"), message, old))
    return made
