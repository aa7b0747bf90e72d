"""Rules as a form shows them: conditions joined by "all" or "any", or a formula for richer ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import gettext as _

from community_voice.instruments.definition import Definition
from community_voice.instruments.logic import Expr, Known, find_faults
from community_voice.instruments.logic.builder import (
    COMPARISONS,
    OWN_ANSWER,
    WITHOUT_VALUE,
    Condition,
    simple_of,
    tree_of,
)
from community_voice.instruments.logic.faults import shape_faults, too_large
from community_voice.instruments.logic.formula import FormulaError, parse_formula, write_formula
from community_voice.instruments.logic.sentences import sentence_of
from community_voice.store.columns import storable

MOST_CONDITIONS = 50
# How a rule is said: by conditions, or by a formula.
SIMPLE, FORMULA = "simple", "formula"


@dataclass
class RuleForm:
    """One rule as it was typed; without conditions and formula there is none."""

    kind: str = SIMPLE
    joined: Literal["all", "any"] = "all"
    conditions: list[Condition] = field(default_factory=list)
    formula: str = ""

    def __bool__(self) -> bool:
        return bool(self.formula.strip() if self.kind == FORMULA else self.conditions)


def rule_form_of(expr: Any) -> RuleForm:
    """Return a stored rule as its form shows it."""
    if not expr or too_large(expr) or list(shape_faults(expr)):
        return RuleForm()
    simple = simple_of(expr)
    if simple is None:
        return RuleForm(FORMULA, formula=write_formula(expr))
    return RuleForm(SIMPLE, simple["joined"], list(simple["conditions"]))


def read_rule(form: Mapping[str, str], name: str) -> RuleForm:
    """Read the fields of one rule."""
    start = f"rule:{name}"
    conditions = []
    for number in range(MOST_CONDITIONS):
        code = form.get(f"{start}:{number}:code")
        if code is None:
            break
        made: Condition = {
            "code": code,
            "comparison": form.get(f"{start}:{number}:comparison", ""),
            "value": form.get(f"{start}:{number}:value", ""),
        }
        if part := form.get(f"{start}:{number}:part"):
            made["part"] = part
        conditions.append(made)
    return RuleForm(
        FORMULA if form.get(f"{start}:kind") == FORMULA else SIMPLE,
        "any" if form.get(f"{start}:joined") == "any" else "all",
        conditions,
        form.get(f"{start}:formula", ""),
    )


def add_condition(rule: RuleForm, chosen: str) -> None:
    """Add a condition on a question, which is named as CODE or CODE/ROW."""
    code, _slash, part = chosen.partition("/")
    if not code or len(rule.conditions) >= MOST_CONDITIONS:
        return
    made: Condition = {"code": code, "comparison": "", "value": ""}
    if part:
        made["part"] = part
    rule.kind = SIMPLE
    rule.conditions.append(made)


def tree_of_form(rule: RuleForm) -> tuple[Expr | None, str]:
    """Return the tree that a form says, and what is wrong with the form."""
    if not rule:
        return None, ""
    if rule.kind == FORMULA:
        return _tree_of_formula(rule.formula)
    for condition in rule.conditions:
        comparison, value = condition["comparison"], condition.get("value")
        if comparison not in COMPARISONS:
            return None, str(_("Choose a comparison for each condition."))
        if comparison not in WITHOUT_VALUE and value in ("", None):
            return None, str(_("A condition has no value to compare with."))
        if not storable(f"{condition['code']}{condition.get('part', '')}{value}"):
            return None, str(_("There is a character here that we cannot keep. Type it again."))
    return tree_of({"joined": rule.joined, "conditions": rule.conditions}), ""


def _tree_of_formula(text: str) -> tuple[Expr | None, str]:
    if not storable(text) or len(text) > 10_000:
        return None, str(_("There is a character here that we cannot keep. Type it again."))
    try:
        return parse_formula(text), ""
    except FormulaError as wrong:
        place = wrong.position + 1
        return None, str(
            _("%(problem)s (at character %(place)s)", problem=wrong.message, place=place)
        )


def check_rule(
    rule: RuleForm, known: Known, *, own: bool = False, choice: bool = False
) -> tuple[Expr | None, str]:
    """Return a rule's tree and what is wrong with it: its form, or what it speaks of."""
    tree, problem = tree_of_form(rule)
    if tree is None or problem:
        return tree, problem
    return tree, " ".join(find_faults(tree, known, with_self=own, with_choice=choice))


def said(expr: Any, definition: Definition, language: str) -> str:
    """Say a rule as a sentence; one that cannot be read is shown as such."""
    if not expr or too_large(expr) or list(shape_faults(expr)):
        return str(_("(this rule cannot be read)")) if expr else ""
    return sentence_of(expr, definition, language)


__all__ = [
    "OWN_ANSWER",
    "RuleForm",
    "add_condition",
    "check_rule",
    "read_rule",
    "rule_form_of",
    "said",
    "tree_of_form",
]
