"""What is wrong with a tree that came from outside, in words for the person who edits it."""

from collections.abc import Iterator
from math import isfinite

from flask_babel import gettext as _

from community_voice.instruments.logic.known import OTHER, WITHOUT_ANSWER, Known
from community_voice.instruments.logic.patterns import fault_at
from community_voice.instruments.logic.tree import DEEPEST, OPERATIONS, Expr, fits, nodes

MOST_NODES = 1000
LONGEST_TEXT = 2000
# Where a code is compared with an answer, it must be one of the question's.
COMPARING = ("eq", "ne", "selected")


def find_faults(
    expr: object, known: Known, *, with_self: bool = True, with_choice: bool = True
) -> list[str]:
    """List what makes a tree no rule of this instrument; an empty list means that it is one.

    `with_self` is False where there is no answer of one's own (anywhere but in limits), and
    `with_choice` where there is no candidate (anywhere but in a choice filter).
    """
    if too_large(expr):
        return [_("This rule is too long or too deep.")]
    found = list(shape_faults(expr))
    if found or not isinstance(expr, dict):
        return found
    faults = [fault for node in nodes(expr) for fault in name_faults(node, known)]
    for node in nodes(expr):
        if "self" in node and not with_self:
            faults.append(_("“This answer” can only stand in a limit."))
        if "choice" in node and not with_choice:
            faults.append(_("A column of choices can only stand in a choice filter."))
    return list(dict.fromkeys(faults))


def too_large(expr: object) -> bool:
    """Tell whether a tree is deeper or larger than any rule that a person would write."""
    level, count = [expr], 0
    for _depth in range(DEEPEST):
        count += len(level)
        level = [
            arg
            for node in level
            if isinstance(node, dict) and isinstance(node.get("args"), list)
            for arg in node["args"]
        ]
        if not level:
            return count > MOST_NODES
        if count > MOST_NODES:
            return True
    return True


def shape_faults(expr: object) -> Iterator[str]:
    """Say where a node has no shape of a rule."""
    if not isinstance(expr, dict):
        yield _("A part of this rule is not a rule.")
    elif "op" in expr:
        yield from operation_faults(expr)
    elif set(expr) == {"value"}:
        if not is_plain(expr["value"]):
            yield _("A value in this rule is neither a text nor a number.")
    elif not leaf_is_whole(expr):
        yield _("A part of this rule is not a rule.")


def leaf_is_whole(expr: Expr) -> bool:
    """Tell whether a node without arguments has all it needs, and nothing else."""
    if "answer" in expr:
        texts = isinstance(expr["answer"], str) and isinstance(expr.get("part", ""), str)
        return texts and set(expr) <= {"answer", "part"}
    if "self" in expr:
        return expr == {"self": True} and expr["self"] is True
    return set(expr) == {"choice"} and isinstance(expr["choice"], str)


def is_plain(value: object) -> bool:
    """Tell whether a value may stand in a rule."""
    if isinstance(value, str):
        too_odd = any(0xD800 <= ord(one) <= 0xDFFF or one == "\0" for one in value)
        return len(value) <= LONGEST_TEXT and not too_odd
    if isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value) < 1e300 and isfinite(value)
    return value is None or isinstance(value, bool)


def operation_faults(expr: Expr) -> Iterator[str]:
    """Say what is wrong with an operation and its arguments."""
    name, args = expr["op"], expr.get("args")
    if not isinstance(name, str) or name not in OPERATIONS:
        yield _("There is no operation “%(name)s”.", name=str(name)[:40])
    elif set(expr) != {"op", "args"} or not fits(name, args) or not isinstance(args, list):
        yield _("“%(name)s” has too few or too many parts.", name=name)
    else:
        for arg in args:
            yield from shape_faults(arg)
        if name == "matches":
            yield from pattern_faults(args[1])
        if name == "instances" and not text_of(args[0]):
            yield _("“%(name)s” needs the code of a section.", name=name)


def text_of(node: object) -> str | None:
    """Give the text of a node that is a text, else None."""
    value = node.get("value") if isinstance(node, dict) else None
    return value if isinstance(value, str) else None


def pattern_faults(node: object) -> Iterator[str]:
    """Say where a pattern leaves what both the server and the page understand alike."""
    pattern = text_of(node)
    if pattern is None:
        yield _("A pattern must be written in the rule itself.")
        return
    position = fault_at(pattern)
    if position is not None:
        yield _(
            "The pattern “%(pattern)s” cannot be used from character %(position)s on. Use plain "
            "characters, [a-z], \\d, \\w, \\s, groups and repeats, and no repeat within a repeat.",
            pattern=pattern[:80],
            position=position + 1,
        )


def name_faults(node: Expr, known: Known) -> Iterator[str]:
    """Say which questions, rows, sections, columns and choices there are not."""
    if "answer" in node:
        yield from answer_faults(node, known)
    elif "choice" in node and node["choice"] not in known.columns:
        yield _("No choice has a column “%(name)s”.", name=node["choice"])
    elif node.get("op") == "instances":
        section = text_of(node["args"][0])
        if section not in known.sections:
            yield _("There is no section “%(name)s”.", name=section)
    elif node.get("op") in COMPARING:
        left, right = node["args"]
        yield from code_faults(left, right, known)
        if node["op"] != "selected":
            yield from code_faults(right, left, known)


def answer_faults(node: Expr, known: Known) -> Iterator[str]:
    """Say whether a question, and its row, can be read by a rule."""
    code, part = node["answer"], node.get("part")
    question = known.questions.get(code)
    if question is None:
        yield _("There is no question “%(name)s”.", name=code)
    elif question.type in WITHOUT_ANSWER:
        yield _("A rule cannot read the question “%(name)s”.", name=code)
    elif question.parts and part is None:
        yield _("Say which row of the question “%(name)s” is meant.", name=code)
    elif part is not None and part not in question.parts:
        yield _("The question “%(name)s” has no row “%(part)s”.", name=code, part=part)


def code_faults(answer: Expr, code: Expr, known: Known) -> Iterator[str]:
    """Say whether an answer is compared with a choice that there is not."""
    question = known.questions.get(str(answer.get("answer", "")))
    if question is None or question.choices is None or "value" not in code:
        return
    value = code["value"]
    wanted = format(value, "g") if isinstance(value, float) else str(value)
    if value in (None, "", OTHER) or wanted in question.choices:
        return
    yield _(
        "The question “%(name)s” has no choice “%(choice)s”.",
        name=answer["answer"],
        choice=wanted[:80],
    )
