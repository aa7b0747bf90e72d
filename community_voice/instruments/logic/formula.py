"""Rules as formulas: `fled = 'yes' and age >= 18`, for what is richer than the simple form.

A question stands by its code, a row of a grid as `code.row`, the own answer as `.`, a column of
the choice as `@column`. A code that is also a word of the formula, or begins with a digit, stands
in braces: `{and}`, `{1st.row}`. Texts stand in ' or ", a quote in them doubled. Operators, weakest
first: or, and, not, = != < <= > >=, + -, * div mod, -. All else is written like `selected(a, 'b')`.
"""

import re
from typing import NamedTuple, NoReturn

from flask_babel import gettext as _

from community_voice.instruments.logic.faults import too_large
from community_voice.instruments.logic.tree import OPERATIONS, Expr, fits
from community_voice.instruments.logic.values import as_text

COMPARE = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
SUMS = {"+": "add", "-": "sub"}
TERMS = {"*": "mul", "div": "div", "mod": "mod"}
ALIKE = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "/": "div"}
CONSTANTS = {"true": True, "false": False, "null": None}
WORDS = {"and", "or", "not", "div", "mod", *CONSTANTS}
TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_])|\.[0-9]+(?![A-Za-z0-9_]))
    | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | \$?\{\s*(?P<braced>[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)?)\s*\}
    | (?P<call>[A-Za-z][A-Za-z_]*)\s*(?=\()
    | (?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)?)
    | @(?P<column>[A-Za-z0-9_]+)
    | (?P<sign><=|>=|==|!=|<>|[=<>≤≥≠+*/(),.-])
    )""",
    re.VERBOSE,
)
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
# How strongly each binds; what binds weaker than its place stands in parentheses.
STRENGTH = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(COMPARE.values(), 4)}
STRENGTH |= {"add": 5, "sub": 5, "mul": 6, "div": 6, "mod": 6, "neg": 7}
SIGNS = {name: sign for signs in (COMPARE, SUMS, TERMS) for sign, name in signs.items()}
DEEPEST = 30


class FormulaError(ValueError):
    """A formula that cannot be read: what is wrong, and at which character (from 0)."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message, self.position = message, position


class Token(NamedTuple):
    """A word or sign of a formula; kind "end" stands after the last."""

    kind: str
    text: str
    position: int


def parse_formula(text: str) -> Expr:
    """Read a formula; raises FormulaError that says where it cannot be read."""
    parser = Parser(text)
    tree = parser.either()
    if parser.token.kind != "end":
        parser.refuse()
    if too_large(tree):
        raise FormulaError(_("This rule is too long or too deep."), 0)
    return tree


def write_formula(expr: Expr) -> str:
    """Write a tree as a formula that reads as the same tree."""
    return written(expr, 0)


def tokens_of(text: str) -> list[Token]:
    """Cut a formula into words and signs."""
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(
                _(
                    "Character %(place)s: “%(sign)s” cannot be read here.",
                    place=start + 1,
                    sign=text[start],
                ),
                start,
            )
        kind = found.lastgroup or "sign"
        word = found[kind]
        if kind not in ("text", "number"):
            word = ALIKE.get(word, word.lower())
        tokens.append(Token(kind, word, found.start(kind)))
        at = found.end()
    return [*tokens, Token("end", "", len(text))]


class Parser:
    """Reads a formula from left to right, one method for each strength of operators."""

    def __init__(self, text: str) -> None:
        self.tokens, self.at, self.depth = tokens_of(text), 0, 0

    @property
    def token(self) -> Token:
        """Give the token that comes next."""
        return self.tokens[self.at]

    def refuse(self) -> NoReturn:
        """Say that the next token does not fit."""
        place = self.token.position
        if self.token.kind == "end":
            raise FormulaError(_("The formula ends too early."), place)
        message = _(
            "Character %(place)s: “%(sign)s” does not fit here.",
            place=place + 1,
            sign=self.token.text,
        )
        raise FormulaError(message, place)

    def passes(self, *words: str) -> str | None:
        """Pass the next token where it is one of these, and give it."""
        if self.token.kind not in ("sign", "name", "call") or self.token.text not in words:
            return None
        self.at += 1
        return self.tokens[self.at - 1].text

    def expect(self, sign: str) -> None:
        """Pass a sign that must come."""
        if self.passes(sign) is None:
            self.refuse()

    def either(self) -> Expr:
        """Read what is joined by "or"."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(_("This rule is too long or too deep."), self.token.position)
        args = [self.all_of()]
        while self.passes("or"):
            args.append(self.all_of())
        self.depth -= 1
        return args[0] if len(args) == 1 else {"op": "or", "args": args}

    def all_of(self) -> Expr:
        """Read what is joined by "and"."""
        args = [self.negated()]
        while self.passes("and"):
            args.append(self.negated())
        return args[0] if len(args) == 1 else {"op": "and", "args": args}

    def negated(self) -> Expr:
        """Read "not", or a comparison."""
        nots = 0
        while self.passes("not"):
            nots += 1
        tree = self.comparison()
        for _time in range(nots):
            tree = {"op": "not", "args": [tree]}
        return tree

    def comparison(self) -> Expr:
        """Read two sides of a comparison, or one thing."""
        left = self.sum()
        sign = self.passes(*COMPARE)
        return left if sign is None else {"op": COMPARE[sign], "args": [left, self.sum()]}

    def sum(self) -> Expr:
        """Read what is added and taken away."""
        return self.chain(self.term(), SUMS)

    def term(self) -> Expr:
        """Read what is multiplied and divided."""
        return self.chain(self.unary(), TERMS)

    def chain(self, left: Expr, signs: dict[str, str]) -> Expr:
        """Read operators of one strength from the left; a + b + c is one sum of three."""
        is_open = False
        while sign := self.passes(*signs):
            right = self.term() if signs is SUMS else self.unary()
            name = signs[sign]
            if is_open and left["op"] == name and name in ("add", "mul"):
                left = {"op": name, "args": [*left["args"], right]}
            else:
                left = {"op": name, "args": [left, right]}
            is_open = True
        return left

    def unary(self) -> Expr:
        """Read a minus sign, or a thing by itself."""
        minus = self.passes("-")
        if minus is None:
            return self.primary()
        if self.token.kind == "number":
            return {"value": -self.primary()["value"]}
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse()
        tree = {"op": "neg", "args": [self.unary()]}
        self.depth -= 1
        return tree

    def primary(self) -> Expr:
        """Read a value, a question, an operation with its parts, or parentheses."""
        kind, word, _place = self.token
        if kind == "call":
            return self.call()
        if self.passes("("):
            tree = self.either()
            self.expect(")")
            return tree
        if (
            kind == "end"
            or (kind == "sign" and word != ".")
            or (kind == "name" and word in WORDS - set(CONSTANTS))
        ):
            self.refuse()
        self.at += 1
        if kind == "number":
            # A double is what a rule computes with; only small ones are whole without loss.
            return {"value": int(word) if word.isdigit() and len(word) < 16 else float(word)}
        if kind == "text":
            return {"value": word[1:-1].replace(word[0] * 2, word[0])}
        if kind == "sign":
            return {"self": True}
        if kind == "column":
            return {"choice": word}
        if kind == "name" and word in CONSTANTS:
            return {"value": CONSTANTS[word]}
        code, _dot, part = word.partition(".")
        return {"answer": code, "part": part} if part else {"answer": code}

    def call(self) -> Expr:
        """Read an operation that is written with its parts in parentheses."""
        token = self.token
        if token.text not in OPERATIONS:
            message = _("There is no operation “%(name)s”.", name=token.text)
            raise FormulaError(message, token.position)
        self.at += 1
        self.expect("(")
        args: list[Expr] = []
        while not self.passes(")"):
            if args:
                self.expect(",")
            args.append(self.either())
        if not fits(token.text, args):
            message = _("“%(name)s” has too few or too many parts.", name=token.text)
            raise FormulaError(message, token.position)
        return {"op": token.text, "args": args}


def written(expr: Expr, least: int) -> str:
    """Write a tree, in parentheses where it binds weaker than `least`."""
    if "value" in expr:
        return written_value(expr["value"])
    if "answer" in expr:
        return written_answer(expr)
    if "self" in expr or "choice" in expr:
        return "." if "self" in expr else f"@{expr['choice']}"
    name, args = expr["op"], expr["args"]
    if name not in STRENGTH or not is_infix(name, args):
        return f"{name}({', '.join(written(arg, 0) for arg in args)})"
    strength = STRENGTH[name]
    if name in ("not", "neg"):
        text = ("not " if name == "not" else "-") + written(args[0], strength)
    else:
        # The first of a sum or product may be one itself, if reading would not join the two.
        first = (
            strength
            if strength >= 5 and args[0].get("op") != name or name in ("sub", "div", "mod")
            else strength + 1
        )
        parts = [written(args[0], first), *(written(arg, strength + 1) for arg in args[1:])]
        text = f" {SIGNS.get(name, name)} ".join(parts)
    return f"({text})" if strength < least else text


def is_infix(name: str, args: list[Expr]) -> bool:
    """Tell whether an operation can be written with its sign and read as the same."""
    if name == "neg":
        value = args[0].get("value")
        return isinstance(value, bool) or not isinstance(value, int | float)
    return name == "not" or len(args) > 1


def written_value(value: object) -> str:
    """Write a value; a list, which no rule holds, as its text."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return as_text(value)
    text = as_text(value)
    quote = '"' if "'" in text and '"' not in text else "'"
    return quote + text.replace(quote, quote * 2) + quote


def written_answer(expr: Expr) -> str:
    """Write the code of a question, and of its row, so that it cannot be read as a word."""
    code, part = expr["answer"], expr.get("part")
    plain = PLAIN_NAME.fullmatch(code) and (part or code not in WORDS)
    whole = f"{code}.{part}" if part else code
    return whole if plain else f"{{{whole}}}"
