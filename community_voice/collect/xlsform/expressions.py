"""Read what XLSForm writes as XPath as rules of ours; what is no rule of ours says why."""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from community_voice.collect.xlsform.targets import DATED, MOST_RENAMED, NEVER_READ, Target, Targets
from community_voice.instruments.logic.patterns import fault_at

Expr = dict[str, Any]

LONGEST, DEEPEST = 20_000, 50
NCNAME = r"[A-Za-z_\u00c0-\uffff][\w.\-\u00b7]*"
TOKEN = re.compile(
    rf"""\s*(?:
      (?P<ref>\$\{{\s*[^{{}}]*\}})
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<op>!=|<=|>=|//|\.\.|::|[-+*=<>()\[\],./|@])
    | (?P<name>{NCNAME}(?::{NCNAME})?)
    )""",
    re.VERBOSE,
)
SPACE = re.compile(r"\s*")
# Word processors make these of plain quotes.
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
WORDS = {"and", "or", "div", "mod"}
OPERATORS = {
    "=": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "+": "add",
    "-": "sub",
    "*": "mul",
    "div": "div",
    "mod": "mod",
}
LEVELS = (("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
# XPath's functions that are ours under another name: least and most arguments.
FUNCTIONS = {
    "not": ("not", 1, 1),
    "count-selected": ("count_selected", 1, 1),
    "int": ("int", 1, 1),
    "round": ("round", 1, 2),
    "abs": ("abs", 1, 1),
    "min": ("min", 1, 100),
    "max": ("max", 1, 100),
    "sum": ("sum", 1, 100),
    "number": ("number", 1, 1),
    "string": ("string", 1, 1),
    "concat": ("concat", 1, 100),
    "contains": ("contains", 2, 2),
    "starts-with": ("starts_with", 2, 2),
    "ends-with": ("ends_with", 2, 2),
    "substr": ("substring", 2, 3),
    "if": ("if", 3, 3),
    "coalesce": ("coalesce", 1, 100),
    "today": ("today", 0, 0),
}
UPPER, LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"


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


def read_expression(text: str, here: Here) -> Expr:
    """Return the rule that an expression says, or raise Unmapped."""
    if len(text) > LONGEST:
        raise Unmapped("expr_deep")
    reader = _Reader(text.translate(QUOTES), here)
    found = reader.either()
    if reader.at < len(reader.tokens):
        raise Unmapped("expr_broken", reader.tokens[reader.at][1])
    return _plain(found)


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Cut an expression into (kind, text) pairs."""
    found, at = [], 0
    while at < len(text):
        if SPACE.fullmatch(text, at):
            break
        token = TOKEN.match(text, at)
        if token is None:
            raise Unmapped("expr_broken", text[at : at + 20])
        kind = str(token.lastgroup)
        found.append((kind, token[kind]))
        at = token.end()
    return found


class _Reader:
    """Reads the tokens by recursive descent: or, and, =, <, +, *, minus, the rest."""

    def __init__(self, text: str, here: Here) -> None:
        self.tokens = tokens_of(text)
        self.here = here
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, mark: str) -> None:
        kind, text = self.take()
        if (kind, text) != ("op", mark):
            raise Unmapped("expr_broken", text or "…")

    def either(self) -> Term:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unmapped("expr_deep")
        found = self._joined("or", self._all)
        self.depth -= 1
        return found

    def _all(self) -> Term:
        return self._joined("and", lambda: self._level(0))

    def _joined(self, word: str, part: Any) -> Term:
        terms = [part()]
        while self.peek() == ("name", word):
            self.take()
            terms.append(part())
        if len(terms) == 1:
            found: Term = terms[0]
            return found
        if len(terms) > 100:
            raise Unmapped("expr_deep")
        return Term({"op": word, "args": [_plain(term) for term in terms]})

    def _level(self, level: int) -> Term:
        if level == len(LEVELS):
            return self._minus()
        left = self._level(level + 1)
        count = 0
        while self.peek()[0] in ("op", "name") and self.peek()[1] in LEVELS[level]:
            count += 1
            if count > DEEPEST:
                raise Unmapped("expr_deep")
            mark = self.take()[1]
            left = self._combined(OPERATORS[mark], left, self._level(level + 1))
        return left

    def _combined(self, op: str, left: Term, right: Term) -> Term:
        if op in ("eq", "ne"):
            return Term(self._compared(op, left, right))
        if op in ("add", "sub", "mul", "div", "mod") and (_dated(left) or _dated(right)):
            raise Unmapped("expr_dates")
        return Term({"op": op, "args": [_plain(left), _plain(right)]})

    def _compared(self, op: str, left: Term, right: Term) -> Expr:
        """Compare; a choice's name becomes its code."""
        for one, other in ((left, right), (right, left)):
            if one.target is None or not (one.target.choices or one.target.other):
                continue
            if "value" in other.expr:
                return _any_of(op, one.expr, one.target, other.expr, one is right)
            if "choice" in other.expr:
                self.here.compared.append((other.expr["choice"], one.target))
                doubled = {
                    code: name for name, codes in one.target.choices.items() for code in codes[1:]
                }
                plain = _named(
                    one.expr, doubled, one.target, {n: c[0] for n, c in one.target.choices.items()}
                )
                pair = [plain, other.expr] if one is left else [other.expr, plain]
                return {"op": op, "args": pair}
        return {"op": op, "args": [_plain(left), _plain(right)]}

    def _minus(self) -> Term:
        if self.peek() != ("op", "-"):
            return self._primary()
        self.take()
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unmapped("expr_deep")
        found = self._minus()
        self.depth -= 1
        value = found.expr.get("value")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Term({"value": -value})
        if _dated(found):
            raise Unmapped("expr_dates")
        return Term({"op": "neg", "args": [_plain(found)]})

    def _primary(self) -> Term:
        kind, text = self.take()
        if kind == "number":
            number = float(text)
            return Term({"value": int(number) if number.is_integer() else number})
        if kind == "text":
            return Term({"value": text[1:-1]})
        if kind == "ref":
            return self._not_a_path(self._reference(text[2:-1].strip()))
        if (kind, text) == ("op", "("):
            found = self.either()
            self.expect(")")
            return self._not_a_path(found)
        if (kind, text) == ("op", "."):
            return self._not_a_path(self._self())
        if kind == "name" and self.peek() == ("op", "("):
            return self._not_a_path(self._function(text))
        if kind == "name" and self.here.filters and text not in WORDS:
            return self._not_a_path(self._column(text))
        if kind == "name":
            raise Unmapped("expr_name", text)
        raise Unmapped(
            "expr_path" if text in ("/", "//", "..", "@") else "expr_broken", text or "…"
        )

    def _column(self, name: str) -> Term:
        if name in self.here.columns or name == "name":
            return Term({"choice": name})
        self.here.words.append(name)
        return Term({"value": name})

    def _not_a_path(self, term: Term) -> Term:
        kind, text = self.peek()
        if kind == "op" and text in ("/", "//", "[", "::", "|"):
            raise Unmapped("expr_path", text)
        return term

    def _self(self) -> Term:
        if self.here.limits:
            return Term({"self": True}, self.here.own)
        if self.here.own is None or self.here.filters:
            raise Unmapped("expr_path", ".")
        return Term(self.here.own.expr, self.here.own)

    def _reference(self, name: str) -> Term:
        if name.startswith("last-saved#"):
            raise Unmapped("expr_earlier", name.removeprefix("last-saved#"))
        target = self.here.targets.find(name, self.here.group)
        if target is None:
            raise Unmapped("expr_name", name)
        if target.kind == "dropped":
            raise Unmapped("expr_dropped", name)
        if target.kind in ("group", "repeat"):
            raise Unmapped("expr_group", name)
        if target.type in NEVER_READ:
            raise Unmapped("expr_never_read", name)
        return Term(target.expr, target)

    def _function(self, name: str) -> Term:
        self.take()
        if name == "count":
            return self._count()
        args: list[Term] = []
        if self.peek() != ("op", ")"):
            args.append(self.either())
            while self.peek() == ("op", ","):
                self.take()
                args.append(self.either())
        self.expect(")")
        if name in FUNCTIONS:
            ours, least, most = FUNCTIONS[name]
            if not least <= len(args) <= most:
                raise Unmapped("expr_function", f"{name}()")
            return Term({"op": ours, "args": [_plain(arg) for arg in args]})
        special = SPECIAL.get(name)
        found: Term | None = special(self, args) if special else None
        if found is None:
            raise Unmapped("expr_function", f"{name}()")
        return found

    def _count(self) -> Term:
        kind, text = self.take()
        target = self.here.targets.find(text[2:-1].strip()) if kind == "ref" else None
        if target is None or target.kind != "repeat":
            raise Unmapped("expr_function", "count()")
        self.expect(")")
        return Term({"op": "instances", "args": [{"value": target.code}]})


def _selected(reader: _Reader, args: list[Term]) -> Term | None:
    if len(args) != 2:
        return None
    answer, choice = args
    if answer.target is not None and "value" in choice.expr:
        return Term(_any_of("selected", answer.expr, answer.target, choice.expr))
    return Term({"op": "selected", "args": [answer.expr, _plain(choice)]})


def _matches(reader: _Reader, args: list[Term]) -> Term | None:
    if len(args) != 2:
        return None
    pattern = args[1].expr.get("value")
    if not isinstance(pattern, str) or fault_at(pattern) is not None:
        raise Unmapped("expr_pattern", str(pattern or ""))
    return Term({"op": "matches", "args": [_plain(args[0]), {"value": pattern}]})


def _length(reader: _Reader, args: list[Term]) -> Term | None:
    if len(args) > 1:
        return None
    return Term({"op": "length", "args": [_plain(args[0] if args else reader._self())]})


def _substring(reader: _Reader, args: list[Term]) -> Term | None:
    """Turn XPath's place (from 1) and length into places from 0."""
    numbers = [arg.expr.get("value") for arg in args[1:]]
    if not 2 <= len(args) <= 3 or not all(type(n) is int and n >= 0 for n in numbers):
        return None
    places: list[int] = [int(str(number)) for number in numbers]
    if places[0] < 1:
        return None
    start = places[0] - 1
    ends = [start, *([start + places[1]] if len(places) > 1 else [])]
    return Term({"op": "substring", "args": [_plain(args[0]), *({"value": n} for n in ends)]})


def _translated(reader: _Reader, args: list[Term]) -> Term | None:
    """Read the two uses of `translate` that change the case of letters."""
    if len(args) != 3:
        return None
    pair = tuple(str(arg.expr.get("value")) for arg in args[1:])
    op = {(UPPER, LOWER): "lower", (LOWER, UPPER): "upper"}.get((pair[0], pair[-1]))
    return Term({"op": op, "args": [_plain(args[0])]}) if op else None


def _date(reader: _Reader, args: list[Term]) -> Term | None:
    fits = len(args) == 1 and (_dated(args[0]) or isinstance(args[0].expr.get("value"), str))
    return args[0] if fits else None


def _constant(value: bool) -> Any:
    return lambda reader, args: None if args else Term({"value": value})


SPECIAL: dict[str, Any] = {
    "selected": _selected,
    "regex": _matches,
    "string-length": _length,
    "substring": _substring,
    "translate": _translated,
    "date": _date,
    "true": _constant(True),
    "false": _constant(False),
}


def _any_of(op: str, answer: Expr, target: Target, literal: Expr, behind: bool = False) -> Expr:
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


def _plain(term: Term) -> Expr:
    """Return the expression; an answer is read by its choices' names, as XLSForm reads it."""
    if term.target is None or not term.target.renamed:
        return term.expr
    renamed = term.target.renamed
    if len(renamed) > MOST_RENAMED:
        raise Unmapped("expr_renamed", term.target.name)
    return _named(term.expr, renamed, term.target, {})


def _named(answer: Expr, renamed: dict[str, str], target: Target, firsts: dict[str, str]) -> Expr:
    """Read an answer with some of its codes replaced: by the choice's name, or its first code."""
    if len(renamed) > MOST_RENAMED:
        raise Unmapped("expr_renamed", target.name)
    found = answer
    for code, name in reversed(renamed.items()):
        is_code = {"op": "eq", "args": [answer, {"value": code}]}
        found = {"op": "if", "args": [is_code, {"value": firsts.get(name, name)}, found]}
    return found


def _dated(term: Term) -> bool:
    return term.expr.get("op") == "today" or bool(term.target and term.target.type in DATED)
