"""The simple form of a rule, which the builder edits: conditions joined by "all" or "any"."""

from typing import Literal, NotRequired, TypedDict

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community_voice.instruments.logic.tree import Expr
from community_voice.instruments.logic.values import as_number

# The code under which a condition speaks of the question's own answer, in a limit.
OWN_ANSWER = "."


class Condition(TypedDict):
    """One line of the builder: a question (and its row), a comparison, and mostly a value."""

    code: str
    comparison: str
    part: NotRequired[str]
    value: NotRequired[str | float | bool | None]


class SimpleRule(TypedDict):
    """Conditions, of which all or any must hold."""

    joined: Literal["all", "any"]
    conditions: list[Condition]


# Comparison -> the words between question and value, in the order in which the builder lists them.
COMPARISONS: dict[str, LazyString] = {
    "is": _l("is"),
    "is_not": _l("is not"),
    "chose": _l("has the choice"),
    "did_not_choose": _l("does not have the choice"),
    "more_than": _l("is more than"),
    "less_than": _l("is less than"),
    "at_least": _l("is at least"),
    "at_most": _l("is at most"),
    "answered": _l("is answered"),
    "not_answered": _l("is not answered"),
    "chose_at_least": _l("has at least this many choices:"),
    "chose_at_most": _l("has at most this many choices:"),
    "contains": _l("has the words"),
    "longer_than": _l("has more characters than"),
    "shorter_than": _l("has fewer characters than"),
    "matches": _l("fits the pattern"),
}
WITHOUT_VALUE = ("answered", "not_answered")
# Which comparison stands for which operation on the answer itself.
DIRECT = {
    "is": "eq",
    "is_not": "ne",
    "chose": "selected",
    "more_than": "gt",
    "less_than": "lt",
    "at_least": "ge",
    "at_most": "le",
    "answered": "answered",
    "contains": "contains",
    "matches": "matches",
}
NEGATED = {"did_not_choose": "chose", "not_answered": "answered"}
# ... and on something counted in the answer: (comparison, counting).
COUNTED = {
    "chose_at_least": ("ge", "count_selected"),
    "chose_at_most": ("le", "count_selected"),
    "longer_than": ("gt", "length"),
    "shorter_than": ("lt", "length"),
}
NUMERIC = ("more_than", "less_than", "at_least", "at_most", *COUNTED)
COMPARED = ("more_than", "less_than", "at_least", "at_most")
OF_TEXT = ("is", "is_not", "contains", "longer_than", "shorter_than", "matches")
COMPARISONS_OF: dict[str, tuple[str, ...]] = {
    "several_choices": ("chose", "did_not_choose", "chose_at_least", "chose_at_most"),
    "ranking": ("chose", "did_not_choose", "chose_at_least", "chose_at_most"),
    "scale": ("is", "is_not", *COMPARED),
    "number": ("is", "is_not", *COMPARED),
    "date": ("is", "is_not", *COMPARED),
    "time": ("is", "is_not", *COMPARED),
    "short_text": OF_TEXT,
    "long_text": OF_TEXT,
    "calculated": ("is", "is_not", *COMPARED, "contains"),
    "acknowledgement": (),
}


def comparisons_of(question_type: str) -> dict[str, LazyString]:
    """List the comparisons that make sense for a type of question, with their words."""
    wanted = (*COMPARISONS_OF.get(question_type, ("is", "is_not")), *WITHOUT_VALUE)
    return {name: words for name, words in COMPARISONS.items() if name in wanted}


def tree_of(rule: SimpleRule) -> Expr:
    """Make the tree of a simple rule; one condition stands alone, none is always true."""
    conditions = [tree_of_condition(condition) for condition in rule["conditions"]]
    if not conditions:
        return {"value": True}
    if len(conditions) == 1:
        return conditions[0]
    return {"op": "and" if rule["joined"] == "all" else "or", "args": conditions}


def tree_of_condition(condition: Condition) -> Expr:
    """Make the tree of one condition; raises KeyError for an unknown comparison."""
    comparison = condition["comparison"]
    answer = answer_of(condition)
    if comparison in NEGATED:
        plain: Condition = {**condition, "comparison": NEGATED[comparison]}
        return {"op": "not", "args": [tree_of_condition(plain)]}
    if comparison in WITHOUT_VALUE:
        return {"op": DIRECT[comparison], "args": [answer]}
    value = {"value": value_of(condition)}
    if comparison in COUNTED:
        operation, counting = COUNTED[comparison]
        return {"op": operation, "args": [{"op": counting, "args": [answer]}, value]}
    return {"op": DIRECT[comparison], "args": [answer, value]}


def answer_of(condition: Condition) -> Expr:
    """Name the answer that a condition speaks of."""
    if condition["code"] == OWN_ANSWER:
        return {"self": True}
    part = condition.get("part")
    return {"answer": condition["code"], "part": part} if part else {"answer": condition["code"]}


def value_of(condition: Condition) -> str | float | bool | None:
    """Give the value, read as a number where the comparison needs one."""
    value = condition.get("value")
    if condition["comparison"] not in NUMERIC or not isinstance(value, str):
        return value
    number = as_number(value)
    if number is None:
        return value
    return int(number) if number.is_integer() else number


def simple_of(expr: Expr) -> SimpleRule | None:
    """Give the simple form of a tree, or None where it is too rich for it."""
    if expr.get("op") in ("and", "or"):
        found = [condition_of(arg) for arg in expr["args"]]
        conditions = [condition for condition in found if condition is not None]
        if len(conditions) < len(found):
            return None
        return {"joined": "all" if expr["op"] == "and" else "any", "conditions": conditions}
    if expr == {"value": True}:
        return {"joined": "all", "conditions": []}
    condition = condition_of(expr)
    return None if condition is None else {"joined": "all", "conditions": [condition]}


def condition_of(expr: Expr) -> Condition | None:
    """Give the one condition that a tree is, or None."""
    name, args = expr.get("op"), expr.get("args", [])
    if name == "not":
        inner = condition_of(args[0])
        for negated, plain in NEGATED.items():
            if inner is not None and inner["comparison"] == plain:
                return {**inner, "comparison": negated}
        return None
    for comparison, operation in DIRECT.items():
        if operation == name and "op" not in args[0]:
            return condition_on(args[0], comparison, args[1:])
    for comparison, (operation, counting) in COUNTED.items():
        if operation == name and args[0].get("op") == counting:
            return condition_on(args[0]["args"][0], comparison, args[1:])
    return None


def condition_on(answer: Expr, comparison: str, rest: list[Expr]) -> Condition | None:
    """Put a condition together, where it is about an answer and a plain value."""
    if "self" in answer:
        condition: Condition = {"code": OWN_ANSWER, "comparison": comparison}
    elif "answer" in answer:
        condition = {"code": answer["answer"], "comparison": comparison}
        if answer.get("part"):
            condition["part"] = answer["part"]
    else:
        return None
    if rest:
        if "value" not in rest[0] or isinstance(rest[0]["value"], list):
            return None
        condition["value"] = rest[0]["value"]
    return condition
