"""Acts on an instrument as data: each takes a definition and returns another, changed.

Nothing here reads or writes a database, and the definition that is given stays as it was.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy

from flask_babel import gettext as _

from community_voice.errors import Conflict, NotFound
from community_voice.instruments.definition import (
    Definition,
    QuestionDict,
    SectionDict,
    text_paths,
)
from community_voice.instruments.logic import Expr

RULES = ("show_if", "require_if", "choice_filter", "calculate")
LONGEST_CODE = 60
Change = Callable[[Expr], Expr]


def questions_of(definition: Definition) -> Iterator[QuestionDict]:
    """Go through every question in order."""
    for section in definition["sections"]:
        yield from section["questions"]


def place_of(definition: Definition, code: str) -> tuple[int, int]:
    """Return where a question stands: its section, and its place in it, from 0."""
    for at, section in enumerate(definition["sections"]):
        for place, question in enumerate(section["questions"]):
            if question["code"] == code:
                return at, place
    raise NotFound(_("There is no such question here any more."))


def question_of(definition: Definition, code: str) -> QuestionDict:
    """Return a question by its code."""
    at, place = place_of(definition, code)
    return definition["sections"][at]["questions"][place]


def section_place(definition: Definition, code: str) -> int:
    """Return which section this is, from 0."""
    for at, section in enumerate(definition["sections"]):
        if section["code"] == code:
            return at
    raise NotFound(_("There is no such section here any more."))


def section_of(definition: Definition, code: str) -> SectionDict:
    """Return a section by its code."""
    return definition["sections"][section_place(definition, code)]


def with_question_moved(definition: Definition, code: str, steps: int) -> Definition:
    """Move a question up (-1) or down (1), into the section before or after at an end."""
    at, place = place_of(definition, code)
    sections = definition["sections"]
    target = place + steps
    if 0 <= target < len(sections[at]["questions"]):
        return with_question_at(definition, code, sections[at]["code"], target)
    beside = at + steps
    if not 0 <= beside < len(sections):
        return definition
    last = len(sections[beside]["questions"]) if steps < 0 else 0
    return with_question_at(definition, code, sections[beside]["code"], last)


def with_question_at(definition: Definition, code: str, section: str, place: int) -> Definition:
    """Put a question at a place (from 0) of a section; beyond the end is the end."""
    at, there = place_of(definition, code)
    goal = section_place(definition, section)
    made = loosened(definition)
    moved = made["sections"][at]["questions"].pop(there)
    made["sections"][goal]["questions"].insert(max(place, 0), moved)
    return made


def with_question_doubled(definition: Definition, code: str) -> Definition:
    """Put a copy of a question after it, under a code of its own."""
    at, place = place_of(definition, code)
    made = loosened(definition)
    questions = made["sections"][at]["questions"]
    copy = deepcopy(questions[place])
    copy["code"] = free_code(definition, code)
    questions.insert(place + 1, copy)
    return made


def without_question(definition: Definition, code: str) -> Definition:
    """Take a question out; rules that speak of it stay, and are found by the check."""
    at, place = place_of(definition, code)
    made = loosened(definition)
    del made["sections"][at]["questions"][place]
    return made


def with_question(
    definition: Definition,
    question: QuestionDict,
    old: str = "",
    section: str = "",
    after: str = "",
) -> Definition:
    """Put a question in the place of `old`, else after another one, else at a section's end."""
    if old:
        at, place = place_of(definition, old)
        _refuse_twice(definition, question["code"], old)
        made = loosened(definition)
        made["sections"][at]["questions"][place] = deepcopy(question)
        return with_code_changed(made, old, question["code"]) if old != question["code"] else made
    _refuse_twice(definition, question["code"], "")
    made = loosened(definition)
    if after:
        at, place = place_of(made, after)
        made["sections"][at]["questions"].insert(place + 1, deepcopy(question))
    else:
        section_of(made, section)["questions"].append(deepcopy(question))
    return made


def with_section(
    definition: Definition, section: SectionDict, old: str = "", after: str = ""
) -> Definition:
    """Put a section in the place of `old` (its questions stay), else after another one."""
    codes = {each["code"] for each in definition["sections"]} - {old}
    if section["code"] in codes:
        raise Conflict(_("There is a section with this code already."))
    made = loosened(definition)
    if old:
        at = section_place(made, old)
        kept = made["sections"][at]["questions"]
        made["sections"][at] = {**deepcopy(section), "questions": kept}
        return _with_section_code(made, old, section["code"])
    at = section_place(made, after) + 1 if after else len(made["sections"])
    made["sections"].insert(at, deepcopy(section))
    return made


def with_section_moved(definition: Definition, code: str, steps: int) -> Definition:
    """Move a section with its questions up (-1) or down (1)."""
    at = section_place(definition, code)
    goal = at + steps
    if not 0 <= goal < len(definition["sections"]):
        return definition
    made = loosened(definition)
    made["sections"].insert(goal, made["sections"].pop(at))
    return made


def without_section(definition: Definition, code: str) -> Definition:
    """Take a section out, with its questions."""
    at = section_place(definition, code)
    made = loosened(definition)
    del made["sections"][at]
    return made


def with_code_changed(definition: Definition, old: str, new: str) -> Definition:
    """Let every rule and every text that speaks of a question use its new code."""

    def change(node: Expr) -> Expr:
        return {**node, "answer": new} if node.get("answer") == old else node

    made = with_rules(definition, change)
    piped = re.compile(rf"(\$?\{{\s*){re.escape(old)}(\s*\}})")
    for _path, texts in text_paths(made):
        for language, text in texts.items():
            texts[language] = piped.sub(rf"\g<1>{new}\g<2>", text)
    return made


def with_choices_renamed(
    definition: Definition, question: str, values: Mapping[str, str], rows: Mapping[str, str]
) -> Definition:
    """Let rules that compare a question with a choice, or read a row of it, use the new codes."""

    def change(node: Expr) -> Expr:
        if node.get("answer") == question and node.get("part") in rows:
            return {**node, "part": rows[node["part"]]}
        args = node.get("args", ())
        if any(isinstance(arg, dict) and arg.get("answer") == question for arg in args):
            return {**node, "args": [_with_value(arg, values) for arg in args]}
        return node

    return with_rules(definition, change)


def with_rules(definition: Definition, change: Change) -> Definition:
    """Return a definition in which every node of every rule went through `change`."""
    made = deepcopy(definition)
    for section in made["sections"]:
        holders = [section.get("settings"), *(q.get("settings") for q in section["questions"])]
        for settings in filter(None, holders):
            for name in RULES:
                if isinstance(settings.get(name), dict):
                    settings[name] = changed_tree(settings[name], change)
            if isinstance(settings.get("limits"), list):
                settings["limits"] = [changed_tree(rule, change) for rule in settings["limits"]]
            repeat = settings.get("repeat")
            if isinstance(repeat, dict) and isinstance(repeat.get("count"), dict):
                repeat["count"] = changed_tree(repeat["count"], change)
    return made


def changed_tree(expr: Expr, change: Change) -> Expr:
    """Return a tree whose every node went through `change`."""
    if isinstance(expr.get("args"), list):
        expr = {
            **expr,
            "args": [
                changed_tree(arg, change) if isinstance(arg, dict) else arg for arg in expr["args"]
            ],
        }
    return change(expr)


def loosened(definition: Definition) -> Definition:
    """Return a definition whose lists can be changed and whose questions are those of before."""
    made: Definition = {**definition, "sections": []}
    for section in definition["sections"]:
        made["sections"].append({**section, "questions": list(section["questions"])})
    return made


def free_code(definition: Definition, wished: str) -> str:
    """Return a code that no question has, near the one that is wished."""
    taken = {question["code"] for question in questions_of(definition)}
    return unused(wished, taken)


def unused(wished: str, taken: set[str]) -> str:
    """Return the wished code, or that with a number behind it."""
    if wished not in taken:
        return wished
    stem = re.sub(r"_\d{1,4}$", "", wished)[: LONGEST_CODE - 5]
    return next(
        made for made in (f"{stem}_{number}" for number in range(2, 10_000)) if made not in taken
    )


def _with_value(arg: Expr, values: Mapping[str, str]) -> Expr:
    value = arg.get("value")
    return {"value": values[value]} if isinstance(value, str) and value in values else arg


def _refuse_twice(definition: Definition, code: str, old: str) -> None:
    if code != old and code in {question["code"] for question in questions_of(definition)}:
        raise Conflict(_("There is a question with this code already."))


def _with_section_code(definition: Definition, old: str, new: str) -> Definition:
    def change(node: Expr) -> Expr:
        if node.get("op") == "instances" and node.get("args") == [{"value": old}]:
            return {**node, "args": [{"value": new}]}
        return node

    return with_rules(definition, change) if old != new else definition
