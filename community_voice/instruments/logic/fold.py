"""Folding a rule: what a page gets of it, and of what the person said before."""

from collections.abc import Collection, Mapping
from datetime import date

from community_voice.instruments.logic.evaluate import Lookup, evaluate
from community_voice.instruments.logic.tree import (
    DEEPEST_EVALUATED,
    Expr,
    fits,
    is_node,
    references,
)
from community_voice.instruments.logic.values import Value, is_answered, settle, truth


def fold(
    expr: Expr,
    lookup: Lookup,
    keep: Collection[str],
    *,
    choice: Mapping[str, object] | None = None,
    today: date | str | None = None,
    depth: int = 0,
) -> Expr:
    """Compute all of a tree that depends on nothing in `keep`, and leave the rest.

    `keep` holds the codes of the questions on the page (and of a section whose instances the
    page can change). The folded tree evaluates as the whole one does, and holds no answer that
    its outcome does not need. {"self"} stays, {"choice"} stays where none is given, today()
    stays where it is not given.
    """
    if not is_node(expr) or depth > DEEPEST_EVALUATED:
        return {"value": None}
    if "value" in expr:
        return constant(settle(expr["value"]))
    if "answer" in expr:
        stays = expr["answer"] in keep
        return expr if stays else constant(evaluate(expr, lookup))
    if "self" in expr or ("choice" in expr and choice is None):
        return expr
    name, args = expr.get("op"), expr.get("args")
    if not fits(name, args) or not isinstance(name, str) or not isinstance(args, list):
        return constant(evaluate(expr, lookup, choice=choice))
    if name == "today" and today is None:
        return expr
    if name == "instances" and any(code in keep for code, _part in references(expr)):
        return expr
    folded = [fold(arg, lookup, keep, choice=choice, today=today, depth=depth + 1) for arg in args]
    if name in SHORTENED:
        return SHORTENED[name](folded)
    whole: Expr = {"op": name, "args": folded}
    if all("value" in arg for arg in folded):
        return constant(evaluate(whole, lookup, today=today))
    return whole


def constant(value: Value) -> Expr:
    """Write a value as a node, whole numbers without their point."""
    if isinstance(value, list):
        return {"value": [plain(one) for one in value]}
    return {"value": plain(value)}


def plain(value: None | bool | float | str) -> None | bool | float | str:
    """Write a whole number short."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def fold_all_or_any(name: str, deciding: bool, args: list[Expr]) -> Expr:
    """Fold "and" (false decides) or "or" (true decides)."""
    known = [truth(arg["value"]) for arg in args if "value" in arg]
    if deciding in known:
        return {"value": deciding}
    rest = [arg for arg in args if "value" not in arg]
    return {"op": name, "args": rest} if rest else {"value": not deciding}


def fold_if(args: list[Expr]) -> Expr:
    """Keep only the side that a known condition chooses."""
    condition, then, other = args
    if "value" in condition:
        return then if truth(condition["value"]) else other
    return {"op": "if", "args": args}


def fold_coalesce(args: list[Expr]) -> Expr:
    """Leave out what is not answered, and what comes after what is."""
    rest: list[Expr] = []
    for arg in args:
        if "value" not in arg:
            rest.append(arg)
        elif is_answered(settle(arg["value"])):
            rest.append(arg)
            break
    if rest and "value" in rest[0]:
        return rest[0]
    return {"op": "coalesce", "args": rest} if rest else {"value": None}


SHORTENED = {
    "and": lambda args: fold_all_or_any("and", False, args),
    "or": lambda args: fold_all_or_any("or", True, args),
    "if": fold_if,
    "coalesce": fold_coalesce,
}
