"""Random rules and answers, the same for the same seed."""

import random
from typing import Any

from community_voice.instruments.logic.patterns import fault_at

Tree = dict[str, Any]

# Codes a lookup knows; the answers are drawn anew for each rule.
CODES = ("age", "fled", "helped", "words", "when", "people_age", "count", "rated", "unknown")
GRID, ROWS = "views", ("police", "team")
SECTION = "people"
TEXTS = (
    "",
    "yes",
    "no",
    "not_sure",
    "+other",
    "911",
    "1",
    "01",
    "1.0",
    "1.50",
    "-3",
    " 7 ",
    ".5",
    "5.",
    "1e3",
    "0",
    "-0",
    "١٢",
    "Infinity",
    "NaN",
    "true",
    "false",
    "null",
    "a b",
    "team",
    "police",
    "Ünïcödé",
    "İstanbul",
    "straße",
    "ΟΔΥΣΣΕΥΣ",
    "ὀδυσσεύς",
    "😀 ok",
    "👩‍👩‍👧",
    "中文",
    "سلام",
    "\ufeff",
    "\u00a0",
    "line\nend",
    "tab\t",
    "z",
    "Z",
    "\ue000",
    "\U00010000",
    "2026-11-26",
    "2026-02-30",
    "09:30",
    "98101",
    "98101-1234",
    "someone@example.org",
    "+1 (206) 555-0100",
    "'",
    '"',
    "\\",
)
NUMBERS = (
    0,
    1,
    -1,
    2,
    3,
    5,
    18,
    65,
    100,
    0.1,
    0.2,
    0.5,
    1.5,
    2.5,
    -2.5,
    1.005,
    2.675,
    0.3,
    1e21,
    1e-7,
    123456789.125,
    1e15,
    9007199254740993,
    5e-324,
    1.7e308,
    -1e300,
    33.333333333333336,
    1e16,
    12,
)
PATTERNS = (
    "",
    "[0-9]{5}",
    "^\\d{5}(-\\d{4})?$",
    "\\w+",
    "\\s*",
    "[^@\\s]+@[^@\\s]+\\.[a-z]{2,}",
    ".",
    ".+",
    "(yes|no|not_sure)",
    "[a-zA-Z ]*",
    "\\+?[0-9 ()-]{7,20}",
    "[\\d.]+",
    "\\D+",
    "\\W*",
    "\\S{1,20}",
    "中文?",
    "[一-龥]+",
    "😀.*",
    "(?:ab|cd){2}",
    "^a b$|^z$",
    "\\d{2}:\\d{2}",
    "[^]",
    "[]",
    "\\.5",
    "[\\]\\-a]+",
    "[\\w-]+",
    "(?:[0-9]{1}){3}",
    "x{0}",
    "[\\s\\d]+",
    "\\/|\\\\",
)
PIECES = (
    *"ab1 .-é中😀?*+|()[]^$/,:",
    *("\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\.", "\\-", "\\]", "\\n", "\\t"),
    *("{2}", "{1,3}", "{0,}", "(?:", "[a-z]", "[^a]", "[\\s-]", "[.]", "[^\\w]", "[😀-😂]"),
)
NUMERIC = ("add", "sub", "mul", "div", "mod", "neg", "int", "round", "abs", "min", "max", "sum")
FIXED = {
    "not": 1,
    "eq": 2,
    "ne": 2,
    "lt": 2,
    "le": 2,
    "gt": 2,
    "ge": 2,
    "selected": 2,
    "answered": 1,
    "count_selected": 1,
    "sub": 2,
    "div": 2,
    "mod": 2,
    "neg": 1,
    "int": 1,
    "abs": 1,
    "number": 1,
    "string": 1,
    "length": 1,
    "contains": 2,
    "starts_with": 2,
    "ends_with": 2,
    "lower": 1,
    "upper": 1,
    "if": 3,
    "today": 0,
}
RANGED = {
    "and": (1, 4),
    "or": (1, 4),
    "add": (2, 4),
    "mul": (2, 3),
    "round": (1, 2),
    "min": (1, 3),
    "max": (1, 3),
    "sum": (1, 3),
    "concat": (1, 3),
    "substring": (2, 3),
    "coalesce": (1, 3),
}
OPERATIONS = (*FIXED, *RANGED, "matches", "instances")


def any_text(chance: random.Random) -> str:
    """Draw a text: one of the odd ones, or some made up."""
    if chance.random() < 0.8:
        return chance.choice(TEXTS)
    return "".join(chance.choice("ab1 .-é中😀\ue000") for _ in range(chance.randrange(1, 6)))


def any_number(chance: random.Random) -> float:
    """Draw a number: one of the odd ones, or some made up."""
    draw = chance.random()
    if draw < 0.6:
        return chance.choice(NUMBERS)
    if draw < 0.8:
        return chance.randrange(-20, 120)
    return round(chance.uniform(-1000, 1000), chance.randrange(0, 12))


def any_scalar(chance: random.Random) -> object:
    """Draw what a value in a rule can be."""
    draw = chance.random()
    if draw < 0.1:
        return None
    if draw < 0.2:
        return chance.random() < 0.5
    return any_number(chance) if draw < 0.6 else any_text(chance)


def any_answer(chance: random.Random) -> object:
    """Draw an answer: a scalar, a list of codes, or the answers of all instances of a repeat."""
    draw = chance.random()
    if draw < 0.6:
        return any_scalar(chance)
    if draw < 0.85:
        return [any_scalar(chance) for _ in range(chance.randrange(0, 4))]
    return [
        [any_text(chance), None] if chance.random() < 0.4 else any_scalar(chance)
        for _ in range(chance.randrange(0, 3))
    ]


def any_pattern(chance: random.Random) -> str:
    """Draw a pattern: an everyday one, or pieces thrown together that both sides must allow."""
    if chance.random() < 0.5:
        return chance.choice(PATTERNS)
    while True:
        pattern = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 9)))
        if fault_at(pattern) is None:
            return pattern


def any_leaf(chance: random.Random) -> Tree:
    """Draw a node without arguments."""
    draw = chance.random()
    if draw < 0.4:
        return {"value": any_scalar(chance)}
    if draw < 0.8:
        return {"answer": chance.choice(CODES)}
    if draw < 0.9:
        return {"answer": GRID, "part": chance.choice(ROWS)}
    return {"self": True} if draw < 0.95 else {"choice": chance.choice(("name", "group"))}


def any_tree(chance: random.Random, depth: int) -> Tree:
    """Draw a tree at most this deep; arithmetic more often than it is drawn evenly."""
    if depth == 0 or chance.random() < 0.12:
        return any_leaf(chance)
    name = chance.choice(NUMERIC if chance.random() < 0.2 else OPERATIONS)
    if name == "instances":
        return {"op": name, "args": [{"value": SECTION}]}
    if name == "matches":
        pattern = {"value": any_pattern(chance)}
        return {"op": name, "args": [any_tree(chance, depth - 1), pattern]}
    count = FIXED[name] if name in FIXED else chance.randint(*RANGED[name])
    return {"op": name, "args": [any_tree(chance, depth - 1) for _ in range(count)]}


def any_case(chance: random.Random) -> dict[str, Any]:
    """Draw a rule with everything that it is evaluated against, as JSON can hold it."""
    return {
        "expr": any_tree(chance, chance.randrange(1, 6)),
        "answers": {
            **{code: any_answer(chance) for code in CODES if code != "unknown"},
            **{f"{GRID}.{row}": chance.choice(("agree", "disagree", None)) for row in ROWS},
            f"{SECTION}.#instances": chance.choice((0, 1, 3, None)),
        },
        "self": any_answer(chance),
        "choice": {"name": any_text(chance), "group": any_scalar(chance)},
        "today": chance.choice(("2026-11-26", None)),
    }
