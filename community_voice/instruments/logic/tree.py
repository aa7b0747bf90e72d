"""The shape of a rule: an expression tree as it stands in JSON."""

from collections.abc import Iterator
from typing import Any

# A node is {"value": ...}, {"answer": CODE, "part": ROW?}, {"self": true}, {"choice": COLUMN}
# or {"op": NAME, "args": [node, ...]}.
Expr = dict[str, Any]

# The part under which a lookup gives how often a repeated section was filled in. No row of a
# grid can have this name, because codes hold letters, digits and underscores only.
INSTANCES = "#instances"

MANY = 100
# No rule nests deeper; one that comes from outside and does is no rule.
DEEPEST = 30
# What we put around rules to ask something of them nests a little deeper.
DEEPEST_EVALUATED = 100
# How many arguments each operation takes: least, most.
OPERATIONS: dict[str, tuple[int, int]] = {
    "and": (1, MANY),
    "or": (1, MANY),
    "not": (1, 1),
    "eq": (2, 2),
    "ne": (2, 2),
    "lt": (2, 2),
    "le": (2, 2),
    "gt": (2, 2),
    "ge": (2, 2),
    "selected": (2, 2),
    "answered": (1, 1),
    "count_selected": (1, 1),
    "add": (2, MANY),
    "sub": (2, 2),
    "mul": (2, MANY),
    "div": (2, 2),
    "mod": (2, 2),
    "neg": (1, 1),
    "int": (1, 1),
    "round": (1, 2),
    "abs": (1, 1),
    "min": (1, MANY),
    "max": (1, MANY),
    "sum": (1, MANY),
    "number": (1, 1),
    "string": (1, 1),
    "concat": (1, MANY),
    "length": (1, 1),
    "contains": (2, 2),
    "starts_with": (2, 2),
    "ends_with": (2, 2),
    "substring": (2, 3),
    "lower": (1, 1),
    "upper": (1, 1),
    "matches": (2, 2),
    "if": (3, 3),
    "coalesce": (1, MANY),
    "today": (0, 0),
    "instances": (1, 1),
}


def fits(name: object, args: object) -> bool:
    """Tell whether this is an operation with as many arguments as it takes."""
    if not isinstance(name, str) or not isinstance(args, list) or name not in OPERATIONS:
        return False
    least, most = OPERATIONS[name]
    return least <= len(args) <= most


def is_node(expr: object) -> bool:
    """Tell whether this names what it reads, if anything, by texts."""
    return (
        isinstance(expr, dict)
        and all(isinstance(expr[name], str) for name in ("answer", "choice") if name in expr)
        and isinstance(expr.get("part"), str | None)
    )


def nodes(expr: Expr) -> Iterator[Expr]:
    """Yield every node of a tree, the root first."""
    waiting: list[object] = [expr]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            args = node.get("args")
            waiting += reversed(args) if isinstance(args, list) else []


def references(expr: Expr) -> frozenset[tuple[str, str | None]]:
    """List the questions that a tree reads, each with its part, or None for the whole answer.

    A section whose instances are counted stands with the part `INSTANCES`.
    """
    found: set[tuple[str, str | None]] = set()
    for node in nodes(expr):
        if isinstance(node.get("answer"), str):
            part = node.get("part")
            found.add((node["answer"], part if isinstance(part, str) else None))
        elif node.get("op") == "instances" and fits("instances", node.get("args")):
            section = node["args"][0]
            section = section.get("value") if isinstance(section, dict) else None
            if isinstance(section, str):
                found.add((section, INSTANCES))
    return frozenset(found)
