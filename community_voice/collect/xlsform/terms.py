"""Parts of rules while they are read: with the question that they read, where they do no more."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from community_voice.collect.xlsform.targets import DATED, MOST_RENAMED, Target, Targets

Expr = dict[str, Any]

# How deep rules may lie in each other.
DEEPEST = 50


class Unmapped(Exception):
    """An expression that is no rule of ours; `reason` is a key of REASONS."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.what = what


class Term(NamedTuple):
    """A part of an expression, and the question that it reads where it does nothing else."""

    expr: Expr
    target: Target | None = None


@dataclass
class Here:
    """Where an expression stands: whose it is, and what "." and bare names mean there."""

    targets: Targets
    own: Target | None = None
    limits: bool = False
    filters: bool = False
    group: int = -1
    # The columns that a filter compares with a question's choices.
    compared: list[tuple[str, Target]] = field(default_factory=list)
    # The columns of choices there are; a name that is none of them is a word without its quotes.
    columns: frozenset[str] = frozenset()
    words: list[str] = field(default_factory=list)


def any_of(op: str, answer: Expr, target: Target, literal: Expr, behind: bool = False) -> Expr:
    """Compare an answer with the codes that a choice's name stands for."""
    value = literal["value"]
    name = value if isinstance(value, str) else str(value)
    codes = target.codes_of(name)
    if codes == [name]:
        return {"op": op, "args": [literal, answer] if behind else [answer, literal]}
    joined = "eq" if op == "ne" else op
    each = [{"op": joined, "args": [answer, {"value": code}]} for code in codes]
    if len(each) == 1:
        return {**each[0], "op": op}
    either = {"op": "or", "args": each}
    return {"op": "not", "args": [either]} if op == "ne" else either


def plain(term: Term) -> Expr:
    """Return the expression; an answer is read by its choices' names, as XLSForm reads it."""
    if term.target is None or not term.target.renamed:
        return term.expr
    renamed = term.target.renamed
    if len(renamed) > MOST_RENAMED:
        raise Unmapped("expr_renamed", term.target.name)
    return named(term.expr, renamed, term.target, {})


def named(answer: Expr, renamed: dict[str, str], target: Target, firsts: dict[str, str]) -> Expr:
    """Read an answer with some of its codes replaced: by the choice's name, or its first code."""
    if len(renamed) > MOST_RENAMED:
        raise Unmapped("expr_renamed", target.name)
    found = answer
    for code, name in reversed(renamed.items()):
        is_code = {"op": "eq", "args": [answer, {"value": code}]}
        found = {"op": "if", "args": [is_code, {"value": firsts.get(name, name)}, found]}
    return found


def dated(term: Term) -> bool:
    """Say whether this is a date or a time."""
    return term.expr.get("op") == "today" or bool(term.target and term.target.type in DATED)
