"""Read what XLSForm writes as XPath as rules of ours; what is no rule of ours says why."""

import re
from typing import Any

from community_voice.collect.xlsform.functions import FUNCTIONS, SPECIAL
from community_voice.collect.xlsform.targets import NEVER_READ
from community_voice.collect.xlsform.terms import (
    DEEPEST,
    Expr,
    Here,
    Term,
    Unmapped,
    any_of,
    dated,
    named,
    plain,
)

LONGEST = 20_000
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


def read_expression(text: str, here: Here) -> Expr:
    """Return the rule that an expression says, or raise Unmapped."""
    if len(text) > LONGEST:
        raise Unmapped("expr_deep")
    reader = _Reader(text.translate(QUOTES), here)
    found = reader.either()
    if reader.at < len(reader.tokens):
        raise Unmapped("expr_broken", reader.tokens[reader.at][1])
    return plain(found)


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
        return Term({"op": word, "args": [plain(term) for term in terms]})

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
        if op in ("add", "sub", "mul", "div", "mod") and (dated(left) or dated(right)):
            raise Unmapped("expr_dates")
        return Term({"op": op, "args": [plain(left), plain(right)]})

    def _compared(self, op: str, left: Term, right: Term) -> Expr:
        """Compare; a choice's name becomes its code."""
        for one, other in ((left, right), (right, left)):
            if one.target is None or not (one.target.choices or one.target.other):
                continue
            if "value" in other.expr:
                return any_of(op, one.expr, one.target, other.expr, one is right)
            if "choice" in other.expr:
                self.here.compared.append((other.expr["choice"], one.target))
                doubled = {
                    code: name for name, codes in one.target.choices.items() for code in codes[1:]
                }
                alike = named(
                    one.expr, doubled, one.target, {n: c[0] for n, c in one.target.choices.items()}
                )
                pair = [alike, other.expr] if one is left else [other.expr, alike]
                return {"op": op, "args": pair}
        return {"op": op, "args": [plain(left), plain(right)]}

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
        if dated(found):
            raise Unmapped("expr_dates")
        return Term({"op": "neg", "args": [plain(found)]})

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
            return self._not_a_path(self.self_term())
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

    def self_term(self) -> Term:
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
            return Term({"op": ours, "args": [plain(arg) for arg in args]})
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
