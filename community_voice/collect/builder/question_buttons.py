"""What the buttons of a question's page do to the form, before anything is saved."""

from collections.abc import Callable, Mapping

from community_voice.collect.builder.question_form import (
    MOST_CHOICES,
    MOST_LIMITS,
    ChoiceRow,
    LimitRow,
    QuestionForm,
    as_rows_or_list,
    rows_of_list,
)
from community_voice.collect.builder.rule_form import OWN_ANSWER, RuleForm, add_condition
from community_voice.questions import QUESTION_TYPES

Typed = Mapping[str, str]


def press(form: QuestionForm, button: str, typed: Typed) -> bool:
    """Do what a button says; False where it is none of these."""
    name, _colon, rest = button.partition(":")
    if name not in BUTTONS:
        return False
    BUTTONS[name](form, rest, typed)
    return True


def retype(form: QuestionForm, _rest: str, typed: Typed) -> None:
    """Make the question one of another type; what the type has no field for waits unseen."""
    wanted = typed.get("new_type", "")
    if wanted in QUESTION_TYPES:
        form.kind = wanted


def add_row(form: QuestionForm, which: str, _typed: Typed) -> None:
    """Add an empty row."""
    rows = rows_named(form, which)
    if len(rows) < MOST_CHOICES:
        rows.append(ChoiceRow())


def drop_row(form: QuestionForm, rest: str, _typed: Typed) -> None:
    """Take a row away."""
    rows, number = row_at(form, rest)
    if number is not None:
        del rows[number]


def lift_row(form: QuestionForm, rest: str, _typed: Typed) -> None:
    """Move a row up."""
    rows, number = row_at(form, rest)
    if number:
        rows.insert(number - 1, rows.pop(number))


def lower_row(form: QuestionForm, rest: str, _typed: Typed) -> None:
    """Move a row down."""
    rows, number = row_at(form, rest)
    if number is not None:
        rows.insert(number + 1, rows.pop(number))


def paste(form: QuestionForm, _rest: str, _typed: Typed) -> None:
    """Add a choice for every line that was pasted, unless they are too many."""
    lines = [line for line in form.pasted.split("\n") if line.strip()]
    if len(lines) + len(form.choices) > MOST_CHOICES:
        return  # The page says so, and keeps what was pasted.
    pasted = list(rows_of_list(lines))
    for row in pasted:
        row.old = ""
    form.choices = [row for row in form.choices if not row.is_empty] + pasted
    form.pasted = ""
    as_rows_or_list(form)


def add_to_rule(form: QuestionForm, name: str, typed: Typed) -> None:
    """Add a condition to a rule."""
    rule = rule_named(form, name)
    if rule is not None:
        chosen = typed.get(f"rule:{name}:new", "")
        add_condition(rule, chosen or (OWN_ANSWER if name.startswith("limit-") else ""))


def drop_from_rule(form: QuestionForm, rest: str, _typed: Typed) -> None:
    """Take a condition out of a rule."""
    name, _colon, number = rest.rpartition(":")
    rule = rule_named(form, name)
    if rule is not None and number.isdigit() and int(number) < len(rule.conditions):
        del rule.conditions[int(number)]


def add_limit(form: QuestionForm, _rest: str, _typed: Typed) -> None:
    """Add a limit on the answer."""
    if len(form.limits) < MOST_LIMITS:
        limit = LimitRow()
        add_condition(limit.rule, OWN_ANSWER)
        form.limits.append(limit)


def drop_limit(form: QuestionForm, number: str, _typed: Typed) -> None:
    """Take a limit away."""
    if number.isdigit() and int(number) < len(form.limits):
        del form.limits[int(number)]


def show_again(_form: QuestionForm, _rest: str, _typed: Typed) -> None:
    """Show the page with its sentences said anew."""


def rows_named(form: QuestionForm, which: str) -> list[ChoiceRow]:
    """Return the choices, or a grid's columns."""
    return form.columns if which == "column" else form.choices


def row_at(form: QuestionForm, rest: str) -> tuple[list[ChoiceRow], int | None]:
    """Return the rows that a button speaks of, and which of them."""
    which, _colon, number = rest.partition(":")
    rows = rows_named(form, which)
    there = number.isdigit() and len(number) < 6 and int(number) < len(rows)
    return rows, int(number) if there else None


def rule_named(form: QuestionForm, name: str) -> RuleForm | None:
    """Return the rule that a button speaks of."""
    kind, _dash, number = name.partition("-")
    if kind == "limit" and number.isdigit() and int(number) < len(form.limits):
        return form.limits[int(number)].rule
    return form.rules.get(name)


BUTTONS: dict[str, Callable[[QuestionForm, str, Typed], None]] = {
    "retype": retype,
    "add": add_row,
    "drop": drop_row,
    "lift": lift_row,
    "lower": lower_row,
    "paste": paste,
    "condition": add_to_rule,
    "uncondition": drop_from_rule,
    "add_limit": add_limit,
    "drop_limit": drop_limit,
    "again": show_again,
}
