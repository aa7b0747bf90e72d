"""One question of a definition as the cells of an XLSForm."""

import re
from collections.abc import Mapping
from typing import Any

from community_voice.collect.xlsform.cell_words import MULTILINE, NO, YES, joined, written_range
from community_voice.collect.xlsform.expressions import read_expression
from community_voice.collect.xlsform.kinds import (
    WRITTEN_SELECTS,
    read_kind,
    read_parameters,
    read_range,
    write_kind,
)
from community_voice.collect.xlsform.names import kept_of
from community_voice.collect.xlsform.reading import Cells
from community_voice.collect.xlsform.sheets import KNOWN, Writing
from community_voice.collect.xlsform.targets import Target, Targets
from community_voice.collect.xlsform.terms import Expr, Here, Unmapped
from community_voice.collect.xlsform.xpath import Unwritable, write_expression

Question = Mapping[str, Any]
# A reference, or the beginning of what is none.
PIPED = re.compile(r"\$\{([^{}]*)\}|\$\{")


class Scribe:
    """Writes texts and rules under the names of an export."""

    def __init__(
        self, targets: Targets, source: str, columns: frozenset[str] = frozenset()
    ) -> None:
        self.targets = targets
        self.source = source
        self.columns = columns

    def texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return texts in which references name what the export calls it."""
        return {tag: PIPED.sub(self._reference, text) for tag, text in texts.items()}

    def _reference(self, found: re.Match[str]) -> str:
        if found[1] is None:
            return "$ {"
        target = self.targets.by_code.get((found[1], None))
        if target is not None and target.name:
            return f"${{{target.name}}}"
        # A form of another's that we could not read stays as it is; all else is no reference.
        return found[0] if found[1] in self.targets.by_name else f"$ {{{found[1]}}}"

    def rule(self, key: str, expr: Expr | None, kept: Mapping[str, Any], own: Target | None) -> str:
        """Return a rule's cell: as it was written while it still says the same."""
        raw = kept.get(key)
        if isinstance(raw, str) and self.reads(key, raw, own) == expr:
            return raw
        return self.written(expr, own)

    def reads(self, key: str, raw: str, own: Target | None) -> Expr | None:
        """Return what a cell says, or None where it is no rule of ours."""
        here = Here(self.targets, own, limits=key == "constraint", filters=key == "choice_filter")
        here.columns = self.columns
        try:
            return read_expression(raw, here)
        except Unmapped:
            return None

    def written(self, expr: Expr | None, own: Target | None = None) -> str:
        """Return a rule as XPath; "" where XPath has no words for it."""
        if not expr:
            return ""
        try:
            return write_expression(expr, self.targets, own)
        except (Unwritable, TypeError, ValueError, AttributeError):
            return ""


def question_cells(
    question: Question, sheet: Writing, scribe: Scribe, list_name: str, inner: list[Expr | None]
) -> Cells:
    """Return the cells of a question; `inner` are the rules of groups in its repeated one."""
    kept, settings = kept_of(question), question.get("settings", {})
    own = scribe.targets.by_code.get((question["code"], None))
    cells: Cells = {}
    sheet.put(cells, "type", _type(question, kept, settings, list_name))
    sheet.put(cells, "name", own.name if own else question["code"])
    label = question["label"]
    if not any(label.values()) and not any(question.get("help", {}).values()):
        # XLSForm takes no question without words.
        pictured = any(isinstance(text, str) for key, text in kept.items() if key not in KNOWN)
        bare = question["type"] == "calculated" or pictured
        label = {} if bare else {scribe.source: question["code"]}
    sheet.put_texts(cells, "label", scribe.texts(label))
    sheet.put_texts(cells, "hint", scribe.texts(question.get("help", {})))
    sheet.put_texts(cells, "required_message", scribe.texts(question.get("required_message", {})))
    sheet.put(cells, "required", required(question, kept, scribe, own))
    sheet.put(cells, "relevant", relevant(settings.get("show_if"), kept, scribe, own, inner))
    _limit(cells, question, sheet, scribe, own)
    calculation = scribe.rule("calculation", settings.get("calculate"), kept, own)
    if question["type"] == "calculated":
        sheet.put(cells, "calculation", calculation or "''")
    elif isinstance(kept.get("calculation"), str):
        sheet.put(cells, "calculation", kept["calculation"])
    if "choices" in question:
        rule = scribe.rule("choice_filter", settings.get("choice_filter"), kept, own)
        sheet.put(cells, "choice_filter", rule)
    sheet.put(cells, "appearance", _appearance(question, kept))
    sheet.put(cells, "parameters", _parameters(question, kept, settings))
    put_kept(cells, kept, sheet)
    return cells


def put_kept(cells: Cells, kept: Mapping[str, Any], sheet: Writing) -> None:
    """Write back the cells that are none of ours."""
    for key in ("read_only", "default", "trigger", "save_to", "disabled", "autoplay"):
        if isinstance(kept.get(key), str):
            sheet.put(cells, key, kept[key])
    sheet.put_rest(cells, kept, KNOWN)


def _type(
    question: Question, kept: Mapping[str, Any], settings: Mapping[str, Any], list_name: str
) -> str:
    type_name = question["type"]
    written = write_kind(type_name, settings, list_name)
    raw = kept.get("type")
    if not isinstance(raw, str):
        return written
    kind = read_kind(raw)
    found = "long_text" if kind.type == type_name == "long_text" else kind.type
    if " ".join(raw.lower().split()) == "range":
        ranged = read_range(read_parameters(str(kept.get("parameters", ""))))
        return raw if ranged and ranged[0] == type_name else written
    alike = found == type_name or (kind.type, type_name) == ("short_text", "long_text")
    same_list = kind.list_name in ("", list_name)
    same_other = bool(kind.settings.get("other")) == bool(settings.get("other"))
    return raw if alike and same_list and same_other else written


def required(
    question: Question, kept: Mapping[str, Any], scribe: Scribe, own: Target | None
) -> str:
    """Return the cell "required"."""
    raw, rule = kept.get("required"), question.get("settings", {}).get("require_if")
    if rule:
        return scribe.rule("required", rule, kept, own)
    if question.get("required"):
        return raw if isinstance(raw, str) and raw.lower() in YES else "yes"
    if isinstance(raw, str) and (raw.lower() in NO or scribe.reads("required", raw, own) is None):
        return raw
    return ""


def relevant(
    rule: Expr | None,
    kept: Mapping[str, Any],
    scribe: Scribe,
    own: Target | None,
    around: list[Expr | None],
) -> str:
    """Return the cell "relevant": what a rule says beyond the rules of the groups around."""
    raw = kept.get("relevant")
    if isinstance(raw, str) and joined([*around, scribe.reads("relevant", raw, own)]) == rule:
        return raw
    if joined(around) == rule:
        return ""
    outer = [each for each in around if each]
    if outer and rule and rule.get("op") == "and" and rule["args"][:-1] == outer:
        return scribe.written(rule["args"][-1], own)
    return scribe.written(rule, own)


def _limit(
    cells: Cells, question: Question, sheet: Writing, scribe: Scribe, own: Target | None
) -> None:
    kept, settings = kept_of(question), question.get("settings", {})
    implied = _implied(question, kept)
    limits = list(settings.get("limits", ()))
    messages = list(question.get("limit_messages", ()))
    before = len(implied.get("limits", ()))
    if limits[:before] == implied.get("limits", []):
        limits, messages = limits[before:], messages[before:]
    edges = [
        {"op": op, "args": [{"self": True}, {"value": settings[name]}]}
        for name, op in (("min", "ge"), ("max", "le"))
        if question["type"] == "number"
        and isinstance(settings.get(name), int | float)
        and implied.get(name) != settings[name]
    ]
    told = next((each for each in messages if each), kept.get("constraint_message"))
    sheet.put(cells, "constraint", scribe.rule("constraint", joined([*edges, *limits]), kept, own))
    if isinstance(told, dict):
        sheet.put_texts(cells, "constraint_message", scribe.texts(told))


def _implied(question: Question, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the settings that the written type says by itself."""
    raw = kept.get("type")
    if not isinstance(raw, str) or question["type"] != "number":
        return {}
    if raw.strip().lower() == "range":
        found = read_range(read_parameters(str(kept.get("parameters", ""))))
        return found[1] if found else {}
    return read_kind(raw).settings


def _appearance(question: Question, kept: Mapping[str, Any]) -> str:
    if isinstance(kept.get("appearance"), str):
        return str(kept["appearance"])
    rows = "rows" in str(kept.get("parameters", ""))
    return MULTILINE if question["type"] == "long_text" and not rows else ""


def _parameters(question: Question, kept: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    raw = kept.get("parameters")
    found = read_parameters(raw) if isinstance(raw, str) else {}
    if question["type"] == "scale":
        ranged = read_range(found) if found else None
        same = ranged and all(settings.get(key) == ranged[1][key] for key in ("low", "high"))
        return str(raw) if same else written_range(_ends(settings))
    if question["type"] in WRITTEN_SELECTS:
        shuffled = found.get("randomize", "").lower() in YES
        if shuffled != bool(settings.get("shuffle")):
            return "randomize=true" if settings.get("shuffle") else ""
    return str(raw) if isinstance(raw, str) else ""


def _ends(settings: Mapping[str, Any]) -> dict[str, int]:
    """Return the ends of a scale; XLSForm takes no range that goes nowhere."""
    low, high = settings.get("low", 1), settings.get("high", 5)
    whole = all(isinstance(end, int) and not isinstance(end, bool) for end in (low, high))
    return {"low": low, "high": high} if whole and low < high else {"low": 1, "high": 5}
