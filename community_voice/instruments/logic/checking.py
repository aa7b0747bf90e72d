"""Checking the rules of a whole instrument before people answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from flask_babel import gettext as _

from community_voice.instruments.logic.faults import find_faults
from community_voice.instruments.logic.fold import fold
from community_voice.instruments.logic.known import Known, known_of
from community_voice.instruments.logic.solving import Room, can_hold
from community_voice.instruments.logic.tree import Expr, references

if TYPE_CHECKING:
    from community_voice.instruments.definition import Definition, QuestionDict

Kind = Literal["fault", "circle", "later", "never_seen", "never_met", "no_choice_left", "no_whole"]
# Rules that decide whether and how a question is there: a circle of these has no beginning.
DECIDING = ("show_if", "require_if", "choice_filter", "calculate", "repeat")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a rule of a question or section.

    `rule` says which: show_if, require_if, limits.0, choice_filter, calculate or repeat.
    An error makes the instrument unanswerable; anything else, a question that nobody sees too, is
    a warning.
    """

    code: str
    kind: Kind
    message: str
    is_error: bool
    rule: str


@dataclass(frozen=True)
class Held:
    """A rule and where it stands; `place` counts questions in order, a section's first for it."""

    code: str
    rule: str
    expr: Any
    place: int
    is_section: bool


def check_logic(definition: Definition) -> list[Finding]:
    """Find what is wrong with the rules of an instrument, in the order of its questions."""
    known = known_of(definition)
    rules = list(rules_of(definition))
    faults = [
        Finding(held.code, "fault", message, True, held.rule)
        for held in rules
        for message in find_faults(
            held.expr,
            known,
            with_self=held.rule.startswith("limits"),
            with_choice=held.rule == "choice_filter",
        )
    ]
    broken = {(fault.code, fault.rule) for fault in faults}
    whole = [held for held in rules if (held.code, held.rule) not in broken]
    circles = list(find_circles(definition, whole))
    found = [*faults, *circles, *find_later(definition, whole)]
    if not circles:
        found += find_impossible(definition, known, whole)
    order = {code: place for place, code in enumerate(codes_of(definition))}
    return sorted(found, key=lambda finding: order.get(finding.code, 0))


def codes_of(definition: Definition) -> list[str]:
    """List the codes of sections and questions in the order in which they are met."""
    codes: list[str] = []
    for section in definition["sections"]:
        codes += [section["code"], *(question["code"] for question in section["questions"])]
    return codes


def rules_of(definition: Definition) -> Iterator[Held]:
    """Yield every rule of an instrument with where it stands."""
    place = 0
    for section in definition["sections"]:
        settings = section.get("settings", {})
        repeat = settings.get("repeat")
        if settings.get("show_if") is not None:
            yield Held(section["code"], "show_if", settings["show_if"], place, True)
        count = repeat.get("count") if isinstance(repeat, dict) else None
        if count is not None:
            yield Held(section["code"], "repeat", count, place, True)
        for question in section["questions"]:
            own = question.get("settings", {})
            for name in ("show_if", "require_if", "choice_filter", "calculate"):
                if own.get(name) is not None:
                    yield Held(question["code"], name, own[name], place, False)
            limits = own.get("limits")
            for number, limit in enumerate(limits if isinstance(limits, list) else ()):
                yield Held(question["code"], f"limits.{number}", limit, place, False)
            place += 1


def find_later(definition: Definition, rules: list[Held]) -> Iterator[Finding]:
    """Say which rules read an answer that is given only later, or never to this question."""
    sections = definition["sections"]
    order = [question["code"] for section in sections for question in section["questions"]]
    places = {code: place for place, code in enumerate(order)}
    for held in rules:
        for code in sorted({code for code, _part in references(held.expr)}):
            if places.get(code, -1) > held.place or (
                held.is_section and places.get(code, -1) == held.place
            ):
                message = _(
                    "This rule reads “%(name)s”, which is asked later, so there is no answer yet.",
                    name=code,
                )
                yield Finding(held.code, "later", message, False, held.rule)


def find_circles(definition: Definition, rules: list[Held]) -> Iterator[Finding]:
    """Say which questions wait for each other: a section's rule counts for all its questions."""
    members = {
        section["code"]: [question["code"] for question in section["questions"]]
        for section in definition["sections"]
    }
    needs: dict[str, set[str]] = {}
    for held in rules:
        if held.rule in DECIDING:
            codes = members[held.code] if held.is_section else [held.code]
            for code in codes:
                needs.setdefault(code, set()).update(code for code, _p in references(held.expr))
    order = [code for codes in members.values() for code in codes]
    told: set[str] = set()
    knotted = without_ends(needs)
    for code in order:
        circle = circle_through(code, needs) if code in knotted - told else []
        if circle:
            told.update(circle)
            names = " → ".join([*circle, code])
            message = _("These questions wait for each other in a circle: %(names)s.", names=names)
            yield Finding(code, "circle", message, True, "show_if")


def without_ends(needs: Mapping[str, set[str]]) -> set[str]:
    """List the questions that wait for a circle: what needs nothing is taken away in turn."""
    waiting = {code: set(needed) for code, needed in needs.items()}
    needed_by: dict[str, list[str]] = {}
    for code, needed in needs.items():
        for other in needed:
            needed_by.setdefault(other, []).append(code)
    free = [code for code in needed_by if not waiting.get(code)]
    while free:
        other = free.pop()
        for code in needed_by.get(other, ()):
            waiting[code].discard(other)
            if not waiting[code]:
                free.append(code)
    return {code for code, needed in waiting.items() if needed}


def circle_through(start: str, needs: Mapping[str, set[str]]) -> list[str]:
    """Give a shortest way from a question back to itself, or nothing where there is none."""
    came_from: dict[str, str] = {}
    queue = [start]
    for last in queue:
        for code in sorted(needs.get(last, ())):
            if code == start:
                way = [last]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if code not in came_from:
                came_from[code] = last
                queue.append(code)
    return []


def find_impossible(definition: Definition, known: Known, rules: list[Held]) -> Iterator[Finding]:
    """Say what is never shown, which limits no answer meets, and where no choice is left."""
    questions = {
        question["code"]: question
        for section in definition["sections"]
        for question in section["questions"]
    }
    settings = {code: question.get("settings", {}) for code, question in questions.items()}
    members = {
        section["code"]: {question["code"] for question in section["questions"]}
        for section in definition["sections"]
        if section.get("settings", {}).get("repeat")
    }
    inside = {code for codes in members.values() for code in codes}
    shown = shown_conditions(definition, rules)
    hidden: set[str] = set()
    for held in rules:
        many = frozenset(inside - members.get(home_of(held, known), set()))
        room = Room(known.questions, settings, None if held.is_section else held.code, many)
        if held.rule == "show_if" and not can_be_shown(held, shown, known, room):
            hidden.add(held.code)
            yield Finding(held.code, "never_seen", said_never_seen(held), False, held.rule)
        elif held.rule.startswith("limits") and known.questions[held.code].parts:
            message = _("An answer row by row has no limits: this one is never checked.")
            yield Finding(held.code, "no_whole", message, True, held.rule)
        elif held.code not in hidden and held.rule.startswith("limits"):
            # A question in its own repeat or with another name in its limit means its own answer.
            if not can_hold([own_answer(held.expr, held.code)], room):
                message = _("No answer can meet this limit, so nobody can go on.")
                yield Finding(held.code, "never_met", message, True, held.rule)
        elif held.rule == "choice_filter" and not any_choice_left(questions[held.code], held, room):
            message = _("This filter leaves no choice, whatever was answered before.")
            # One that may be left out can be passed by.
            is_needed = bool(questions[held.code].get("required"))
            yield Finding(held.code, "no_choice_left", message, is_needed, held.rule)


def home_of(held: Held, known: Known) -> str:
    """Give the code of the section whose instance a rule belongs to; "" for a section's own."""
    return "" if held.is_section else known.questions[held.code].section


def said_never_seen(held: Held) -> str:
    """Say that a section or question is never shown."""
    if held.is_section:
        return str(_("Nobody can ever see this page: its condition can never be true."))
    return str(_("Nobody can ever see this question: its condition can never be true."))


def shown_conditions(definition: Definition, rules: list[Held]) -> dict[str, list[Expr]]:
    """List for each question what must hold for it to be shown: its section's rule and its own."""
    own = {(held.is_section, held.code): held.expr for held in rules if held.rule == "show_if"}
    return {
        question["code"]: [
            own[key] for key in ((True, section["code"]), (False, question["code"])) if key in own
        ]
        for section in definition["sections"]
        for question in section["questions"]
    }


def can_be_shown(held: Held, shown: Mapping[str, list[Expr]], known: Known, room: Room) -> bool:
    """Tell whether a question's condition can be true, given that hidden ones are unanswered."""
    conditions = [held.expr] if held.is_section else list(shown[held.code])
    if not can_hold(conditions, room):
        return False
    # What the condition reads is answered only where it was shown itself, and so on.
    reached: set[str] = set()
    for _step in range(4):
        new = {code for expr in conditions for code, _part in references(expr)} - reached
        for code in sorted(new):
            reached.add(code)
            question = known.questions.get(code)
            if question is not None and not question.parts and code not in room.many:
                unanswered = {"op": "not", "args": [{"op": "answered", "args": [{"answer": code}]}]}
                for expr in shown.get(code, ()):
                    conditions.append({"op": "or", "args": [unanswered, expr]})
    return can_hold(conditions, room)


def own_answer(expr: Expr, code: str) -> Expr:
    """Write a limit with {"self"} where it names its own question."""
    if expr.get("answer") == code and "part" not in expr:
        return {"self": True}
    if "args" in expr:
        return {"op": expr["op"], "args": [own_answer(arg, code) for arg in expr["args"]]}
    return expr


def any_choice_left(question: QuestionDict, held: Held, room: Room) -> bool:
    """Tell whether a choice filter can let any choice through."""
    keep = {code for code, _part in references(held.expr)}
    candidates = [
        {"name": choice["code"], **choice.get("settings", {}).get("filter", {})}
        for choice in question.get("choices", ())
    ]
    return not candidates or any(
        can_hold([fold(held.expr, nothing, keep, choice=candidate)], room)
        for candidate in candidates
    )


def nothing(code: str, part: str | None) -> None:
    """Look up no answer: all of them are kept in the folded rule."""
