"""Rules of a survey as sentences that point at short codes: "Only if A3 is “Yes”."."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from community_voice.answering.course import columns_of
from community_voice.instruments.definition import Definition
from community_voice.instruments.logic import Expr, fold, truth
from community_voice.instruments.logic.sentences import Speaker
from community_voice.questions import Asked, Option


class CodeSpeaker(Speaker):
    """Says rules with the short codes of a printed form in place of labels."""

    def __init__(self, definition: Definition, language: str, shorts: Mapping[str, str]) -> None:
        super().__init__(definition, language)
        # A choice of ours ("yes") has no words in a definition: it is said as everywhere.
        for code, question in self.questions.items():
            own = [choice for choice in question.get("choices", ()) if choice["label"]]
            self.questions[code] = {**question, "choices": own}
        self.shorts = shorts
        self._busy: set[str] = set()

    def answer(self, expr: Expr) -> str:
        """Name a question by its short code; a calculation is said as the sum that it is."""
        code = str(expr["answer"])
        if code in self.shorts:
            part = expr.get("part")
            return self.shorts.get(f"{code} {part}" if part else code, self.shorts[code])
        rule = self.questions[code].get("settings", {}) if code in self.questions else {}
        if code in self._busy or not isinstance(rule.get("calculate"), dict):
            return super().answer(expr)
        self._busy.add(code)
        try:
            return f"({self.say(rule['calculate'])})"
        finally:
            self._busy.discard(code)

    def sentences(self, asked: Asked) -> list[str]:
        """Say every rule of a question."""
        settings = asked.settings
        said = []
        if self._is_rule(settings.get("show_if")):
            said.append(_("Only if %(rule)s.", rule=self.say(settings["show_if"])))
        if self._is_rule(settings.get("require_if")):
            said.append(_("Needed if %(rule)s.", rule=self.say(settings["require_if"])))
        limits = settings.get("limits")
        for rule in limits if isinstance(limits, list) else ():
            if self._is_rule(rule):
                said.append(_("It fits if %(rule)s.", rule=self.say(rule)))
        return [str(each) for each in said]

    def of_section(self, settings: Mapping[str, Any]) -> list[str]:
        """Say when a section is filled in, and how often."""
        said = []
        if self._is_rule(settings.get("show_if")):
            said.append(_("This part only if %(rule)s.", rule=self.say(settings["show_if"])))
        repeat = settings.get("repeat")
        if isinstance(repeat, Mapping) and self._is_rule(repeat.get("count")):
            said.append(
                _("Fill this part in this many times: %(rule)s.", rule=self.say(repeat["count"]))
            )
        return [str(each) for each in said]

    def of_choice(self, asked: Asked, option: Option) -> str | None:
        """Say when a choice is offered: nothing where it always is, None where it never is."""
        rule = asked.settings.get("choice_filter")
        if not isinstance(rule, dict) or not rule:
            return ""
        folded = fold(rule, lambda _code, _part: None, self.questions, choice=columns_of(option))
        if "value" in folded:
            return "" if truth(folded["value"]) else None
        return str(_("Only if %(rule)s.", rule=self.say(_answer_first(folded))))

    @staticmethod
    def _is_rule(rule: object) -> bool:
        return isinstance(rule, dict) and bool(rule)


def _answer_first(expr: Expr) -> Expr:
    """Return a rule with the answer before what it is compared with: "C4 is “North”"."""
    args = [_answer_first(arg) for arg in expr.get("args", ())]
    if expr.get("op") in ("eq", "ne") and "value" in args[0]:
        args.reverse()
    return {**expr, "args": args} if args else expr
