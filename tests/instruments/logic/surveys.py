"""A small survey with rules, for tests: `survey(rules)` puts settings where they belong."""

from typing import Any, cast

from community_voice.instruments.definition import Definition
from community_voice.instruments.logic.formula import parse_formula

RULES = ("show_if", "require_if", "choice_filter", "calculate")
Question = dict[str, Any]


def question(code: str, kind: str, label: str, choices: str = "", **settings: Any) -> Question:
    """Make a question; rules may be written as formulas, choices as "code code"."""
    for name in RULES:
        if name in settings:
            settings[name] = parse_formula(settings[name])
    if "limits" in settings:
        settings["limits"] = [parse_formula(limit) for limit in settings["limits"]]
    made: Question = {
        "code": code,
        "type": kind,
        "label": {"en": label},
        "required": settings.pop("required", False),
        "settings": settings,
    }
    if "columns" in settings:
        columns = settings["columns"]
        made["columns"] = [{"code": one, "label": {"en": one.title()}} for one in columns]
    if choices:
        made["choices"] = [
            {"code": one, "label": {"en": one.replace("_", " ").title()}} for one in choices.split()
        ]
    return made


def section(code: str, *questions: Question, **settings: Any) -> dict[str, Any]:
    """Make a section of questions."""
    if "show_if" in settings:
        settings["show_if"] = parse_formula(settings["show_if"])
    title = {"en": code.title()}
    return {"code": code, "title": title, "questions": list(questions), "settings": settings}


def survey(*sections: dict[str, Any]) -> Definition:
    """Make a definition in English."""
    made = {"source_language": "en", "languages": ["en"], "sections": list(sections)}
    return cast(Definition, made)


CALLED = question("called", "yes_no", "Have you called 911?")
AGE = question("age", "number", "How old are you?", min=0, max=120)
HELPERS = question("helpers", "several_choices", "Who came?", "police fire team nobody")
VIEWS = question("views", "grid", "What do you think?", "cost speed", columns=["agree", "disagree"])
RATED = question("rated", "scale", "How was it?", low=1, high=5)
STORY = question("story", "long_text", "What happened?")
EVERYTHING = survey(
    section("first", CALLED, AGE, HELPERS, VIEWS, RATED, STORY),
    section("people", question("name_of", "short_text", "First name"), repeat={"most": 5}),
)
