r"""Patterns that mean the same in Python and in JavaScript, and that end soon on any text.

Allowed are characters, "." (all but a line end), \d \w \s \D \W \S (ASCII), classes with ranges,
groups, "|", and ? * + {n} {n,} {n,m}; "^" and "$" only at the ends, where they say nothing new,
because a pattern always stands for the whole text. Refused are lookaround, backreferences, lazy
and possessive repeats, and whatever could try too many ways to match: a repeat within a repeat,
or alternatives in a repeat that begin alike.
"""

import re
from functools import lru_cache
from itertools import combinations

LONGEST_TEXT = 300
MOST_WAYS = 30_000_000
MOST_REPEATS = 1000
SPECIAL = set("^$\\.*+?()[]{}|/")
CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
LAST = 0x10FFFF
Ranges = list[tuple[int, int]]
SHORTHANDS: dict[str, Ranges] = {
    "d": [(48, 57)],
    "w": [(48, 57), (65, 90), (95, 95), (97, 122)],
    "s": [(9, 13), (32, 32)],
}
LINE_ENDS: Ranges = [(10, 10), (13, 13), (0x2028, 0x2029)]
QUANTIFIER = re.compile(r"\{(\d{1,4})(,(\d{1,4})?)?\}", re.ASCII)


class UnsafePattern(ValueError):
    """A pattern outside the subset; the message is the position at which that shows."""


def matches(text: str, pattern: str) -> bool:
    """Tell whether a pattern of the subset matches the whole text, at most 300 characters."""
    compiled = compile_pattern(pattern)
    return compiled is not None and len(text) <= LONGEST_TEXT and bool(compiled.fullmatch(text))


def fault_at(pattern: str) -> int | None:
    """Give the position at which a pattern leaves the subset, or None where it is allowed."""
    try:
        Reader(pattern).read()
    except UnsafePattern as refusal:
        return int(str(refusal))
    return None


@lru_cache(maxsize=500)
def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """Make Python's own pattern of one of the subset, or None where it is not allowed."""
    try:
        return re.compile(Reader(pattern).read().source)
    except UnsafePattern:
        return None


class Part:
    """A piece of a pattern: its source, how many ways it can match, and how it can begin."""

    def __init__(self, source: str, ways: int = 1, first: Ranges | None = None) -> None:
        self.source, self.ways, self.first = source, ways, first


def outside(ranges: Ranges) -> Ranges:
    """List the code points that ranges leave out."""
    rest, start = [], 0
    for low, high in sorted(ranges):
        if start < low:
            rest.append((start, low - 1))
        start = max(start, high + 1)
    return rest + ([(start, LAST)] if start <= LAST else [])


def one_of(ranges: Ranges) -> Part:
    """Make the part that matches one character within ranges."""
    inside = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
    return Part(f"[{inside}]" if inside else "(?!)", first=ranges)


def begin_alike(branches: list[Part]) -> bool:
    """Tell whether two alternatives could begin with the same character, or are unknown."""
    starts = [branch.first for branch in branches]
    return any(
        one is None or two is None or any(a <= d and c <= b for a, b in one for c, d in two)
        for one, two in combinations(starts, 2)
    )


class Reader:
    """Reads a pattern from left to right, once."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self.depth = pattern, 0, 0

    def read(self) -> Part:
        """Read the whole pattern."""
        whole = self.alternatives()
        if self.at < len(self.pattern):
            self.refuse()
        return whole

    def refuse(self) -> None:
        """Say where the pattern leaves the subset."""
        raise UnsafePattern(str(self.at))

    def peek(self) -> str:
        """Give the next character, or "" at the end."""
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        """Give the next character and pass it."""
        self.at += 1
        return self.pattern[self.at - 1 : self.at]

    def alternatives(self) -> Part:
        """Read what stands between "|"."""
        branches = [self.sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence())
        if len(branches) == 1:
            return branches[0]
        alike = begin_alike(branches)
        ways = max(branch.ways for branch in branches)
        first = [] if alike else [pair for branch in branches for pair in branch.first or []]
        source = "|".join(branch.source for branch in branches)
        return Part(source, self.bounded(ways * (len(branches) if alike else 1)), first or None)

    def sequence(self) -> Part:
        """Read one thing after the other."""
        if self.depth == 0 and self.peek() == "^":
            self.take()
        parts: list[Part] = []
        while self.peek() not in ("", "|", ")"):
            if self.depth == 0 and self.pattern[self.at :].startswith(("$|", "$")):
                if self.pattern[self.at + 1 : self.at + 2] not in ("", "|"):
                    self.refuse()
                self.take()
                break
            parts.append(self.repeated(self.atom()))
        ways = 1
        for part in parts:
            ways = self.bounded(ways * part.ways)
        return Part("".join(part.source for part in parts), ways, parts[0].first if parts else None)

    def bounded(self, ways: int) -> int:
        """Give the number of ways back, unless there are too many to try."""
        if ways > MOST_WAYS:
            self.refuse()
        return ways

    def atom(self) -> Part:
        """Read one character, class or group."""
        taken = self.take()
        if taken == "(":
            return self.group()
        if taken == "[":
            return self.character_class()
        if taken == ".":
            return one_of(outside(LINE_ENDS))
        if taken == "\\":
            return one_of(self.escape(in_class=False))
        if taken in SPECIAL - {"/"}:
            self.at -= 1
            self.refuse()
        return one_of([(ord(taken), ord(taken))])

    def group(self) -> Part:
        """Read a group; none is remembered, so both kinds of parentheses are the same."""
        if self.peek() == "?":
            if not self.pattern.startswith("?:", self.at):
                self.refuse()
            self.at += 2
        self.depth += 1
        if self.depth > 10:
            self.refuse()
        inner = self.alternatives()
        self.depth -= 1
        if self.take() != ")":
            self.at -= 1
            self.refuse()
        return Part(f"(?:{inner.source})", inner.ways, inner.first)

    def escape(self, in_class: bool) -> Ranges:
        r"""Read what follows a backslash."""
        taken = self.take()
        if taken in SHORTHANDS and taken:
            return SHORTHANDS[taken]
        if not in_class and taken and taken in "DWS":
            return outside(SHORTHANDS[taken.lower()])
        literal = CONTROLS.get(taken, taken)
        if taken not in CONTROLS and taken not in SPECIAL and not (in_class and taken == "-"):
            self.at -= 1
            self.refuse()
        return [(ord(literal), ord(literal))]

    def character_class(self) -> Part:
        """Read what stands between brackets."""
        negated = self.peek() == "^"
        self.at += int(negated)
        ranges: Ranges = []
        while self.peek() != "]":
            low = self.class_member()
            following = self.pattern[self.at + 1 : self.at + 2]
            if self.peek() == "-" and following not in ("]", ""):
                self.take()
                high = self.class_member()
                if len(low) != 1 or len(high) != 1 or low[0][0] > high[0][1]:
                    self.refuse()
                if low[0][0] != low[0][1] or high[0][0] != high[0][1]:
                    self.refuse()
                low = [(low[0][0], high[0][1])]
            ranges += low
        self.take()
        return one_of(outside(ranges) if negated else ranges)

    def class_member(self) -> Ranges:
        """Read one character or shorthand of a class."""
        taken = self.take()
        if taken == "\\":
            return self.escape(in_class=True)
        if taken in ("", "["):
            self.at -= int(taken != "")
            self.refuse()
        return [(ord(taken), ord(taken))]

    def repeated(self, part: Part) -> Part:
        """Read how often a part is repeated."""
        least, most, source = self.quantifier()
        if source == "":
            return part
        if self.peek() in ("?", "*", "+", "{"):
            self.refuse()
        if most > 1 and (part.ways > 1 or part.first is None):
            self.refuse()
        spread = min(most, LONGEST_TEXT) - min(least, LONGEST_TEXT) + 1
        ways = self.bounded(part.ways + 1 if most == 1 and least == 0 else part.ways * spread)
        return Part(part.source + source, ways, part.first if least else None)

    def quantifier(self) -> tuple[int, int, str]:
        """Give the least and the most repeats and their source, "" where there is none."""
        simple = {"?": (0, 1), "*": (0, MOST_REPEATS), "+": (1, MOST_REPEATS)}
        if self.peek() in simple:
            taken = self.take()
            return (*simple[taken], taken)
        if self.peek() != "{":
            return 1, 1, ""
        found = QUANTIFIER.match(self.pattern, self.at)
        if found is None:
            self.refuse()
            return 1, 1, ""
        least = int(found[1])
        most = int(found[3]) if found[3] else (MOST_REPEATS if found[2] else least)
        if most < least or most > MOST_REPEATS:
            self.refuse()
        self.at = found.end()
        return least, most, found[0]
