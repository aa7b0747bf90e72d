"""Evaluates cases on both sides: here in Python, and by `static/logic.js` in a page."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from community_voice.instruments.logic import as_text, evaluate, fold, truth

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[3] / "community_voice" / "static" / "logic.js"
Case = dict[str, Any]
# Answers go in and results come out as JSON text, so that nothing is changed on the way.
IN_PAGE = """(text) => {
  const logic = window.communityVoiceLogic;
  const shown = (value) =>
    Object.is(value, -0) ? "negative zero" : value === undefined ? "undefined" : value;
  return JSON.stringify(JSON.parse(text).map((one) => {
    const lookup = (code, part) => one.answers[part === null ? code : code + "." + part];
    try {
      const value = logic.evaluate(one.expr, lookup, one.self, one.today, one.choice);
      return [shown(value), logic.asText(value), logic.truth(value)];
    } catch (problem) {
      return "raised " + problem;
    }
  }));
}"""


def exact(value: object) -> object:
    """Write a result so that only what is the same is equal: true is not 1, 0 is not -0."""
    if isinstance(value, list):
        return [exact(one) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"number {float(value)!r}"
    return value if not isinstance(value, bool) else f"truth {value}"


def evaluate_here(case: Case) -> list[object]:
    """Give the value of a case, its text and its truth, in Python."""
    value = evaluate(
        case["expr"],
        lookup_of(case),
        self_value=case.get("self"),
        choice=case.get("choice"),
        today=case.get("today"),
    )
    return [exact(value), as_text(value), exact(truth(value))]


def lookup_of(case: Case) -> Any:
    """Make the lookup of a case: parts stand as "code.part" among its answers."""
    answers = case.get("answers", {})
    return lambda code, part: answers.get(code if part is None else f"{code}.{part}")


def folded(case: Case, keep: set[str]) -> Case:
    """Fold the rule of a case, and take away every answer that a page would not have."""
    expr = fold(case["expr"], lookup_of(case), keep, choice=case.get("choice"))
    answers = {
        name: answer for name, answer in case["answers"].items() if name.split(".")[0] in keep
    }
    return {**case, "expr": expr, "answers": answers, "choice": None}


def evaluate_in_page(page: "Page", cases: list[Case]) -> list[object]:
    """Give the same as `evaluate_here` for each case, by the page's script."""
    if not page.evaluate("() => 'communityVoiceLogic' in window"):
        page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    whole = [{"answers": {}, "self": None, "choice": None, "today": None, **case} for case in cases]
    told = json.loads(page.evaluate(IN_PAGE, json.dumps(whole)))
    return [one if isinstance(one, str) else [exact(one[0]), one[1], exact(one[2])] for one in told]
