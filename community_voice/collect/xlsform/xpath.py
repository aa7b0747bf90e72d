"""Write rules of ours as XPath, as XLSForm holds them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from community_voice.collect.xlsform.functions import LOWER, UPPER
from community_voice.collect.xlsform.targets import Target, Targets

Expr = dict[str, Any]

INFIX = {
    "or": ("or", 1),
    "and": ("and", 2),
    "eq": ("=", 3),
    "ne": ("!=", 3),
    "lt": ("<", 4),
    "le": ("<=", 4),
    "gt": (">", 4),
    "ge": (">=", 4),
    "add": ("+", 5),
    "sub": ("-", 5),
    "mul": ("*", 6),
    "div": ("div", 6),
    "mod": ("mod", 6),
}
NAMED = {
    "not": "not",
    "count_selected": "count-selected",
    "int": "int",
    "round": "round",
    "abs": "abs",
    "min": "min",
    "max": "max",
    "sum": "sum",
    "number": "number",
    "string": "string",
    "concat": "concat",
    "length": "string-length",
    "contains": "contains",
    "starts_with": "starts-with",
    "ends_with": "ends-with",
    "substring": "substr",
    "matches": "regex",
    "if": "if",
    "coalesce": "coalesce",
    "today": "today",
    "selected": "selected",
}
HIGHEST = 9


class Unwritable(Exception):
    """A rule that XPath cannot say here, for example because what it reads is gone."""


def write_expression(expr: Expr, targets: Targets, own: Target | None = None) -> str:
    """Return a rule as XPath, or raise Unwritable."""
    return _Writer(targets, own).write(expr, 0)


class _Writer:
    def __init__(self, targets: Targets, own: Target | None) -> None:
        self.targets = targets
        self.own = own

    def write(self, expr: Expr, level: int) -> str:
        """Write an expression; what binds less than `level` goes into brackets."""
        if "value" in expr:
            return literal(expr["value"])
        if "answer" in expr:
            target = self._target(expr)
            if target is None:
                raise Unwritable
            return f"${{{target.name}}}"
        if expr.get("self"):
            return "."
        if "choice" in expr:
            return str(expr["choice"])
        return self._operation(str(expr.get("op")), list(expr.get("args", ())), level)

    def _operation(self, op: str, args: list[Expr], level: int) -> str:
        if op in ("eq", "ne", "selected") and len(args) == 2:
            args = self._with_names(args)
        if op in INFIX and len(args) > 1:
            return self._infix(op, args, level)
        special = SPECIAL.get(op)
        if special:
            return special(self, args, level)
        if op not in NAMED:
            raise Unwritable
        return f"{NAMED[op]}({', '.join(self.write(arg, 0) for arg in args)})"

    def _infix(self, op: str, args: list[Expr], level: int) -> str:
        mark, own = INFIX[op]
        # Left to right: what stands on the right must bind tighter.
        told = [self.write(arg, own if n == 0 else own + 1) for n, arg in enumerate(args)]
        written = f" {mark} ".join(told)
        return f"({written})" if own < level else written

    def _with_names(self, args: list[Expr]) -> list[Expr]:
        """Write a choice that an answer is compared with by its name."""
        for one, other in ((0, 1), (1, 0)):
            target = self._target(args[one])
            value = args[other].get("value")
            if target is not None and isinstance(value, str):
                named = list(args)
                named[other] = {"value": target.name_of(value)}
                return named
        return args

    def _target(self, expr: Expr) -> Target | None:
        if expr.get("self"):
            return self.own
        return self.targets.by_code.get((str(expr.get("answer")), expr.get("part")))

    def _answered(self, args: list[Expr], level: int) -> str:
        written = f"{self.write(args[0], 4)} != ''"
        return f"({written})" if level > 3 else written

    def _minus(self, args: list[Expr], level: int) -> str:
        return f"-{self.write(args[0], 7)}" if level < 7 else f"(-{self.write(args[0], 7)})"

    def _lower(self, args: list[Expr], level: int) -> str:
        return f"translate({self.write(args[0], 0)}, '{UPPER}', '{LOWER}')"

    def _upper(self, args: list[Expr], level: int) -> str:
        return f"translate({self.write(args[0], 0)}, '{LOWER}', '{UPPER}')"

    def _instances(self, args: list[Expr], level: int) -> str:
        section = self.targets.sections.get(str(args[0].get("value")))
        if section is None or section.kind != "repeat":
            raise Unwritable
        return f"count(${{{section.name}}})"

    def _one(self, args: list[Expr], level: int) -> str:
        return self.write(args[0], level)


SPECIAL: dict[str, Callable[[_Writer, list[Expr], int], str]] = {
    "answered": _Writer._answered,
    "neg": _Writer._minus,
    "lower": _Writer._lower,
    "upper": _Writer._upper,
    "instances": _Writer._instances,
    # Of one argument, these say what it says.
    "and": _Writer._one,
    "or": _Writer._one,
    "add": _Writer._one,
    "mul": _Writer._one,
}


def literal(value: object) -> str:
    """Return a value as XPath writes it."""
    if isinstance(value, bool):
        return "true()" if value else "false()"
    if isinstance(value, int | float):
        return format(Decimal(repr(value)), "f")
    text = "" if value is None else str(value)
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    parts = text.split("'")
    return "concat('" + "', \"'\", '".join(parts) + "')"
