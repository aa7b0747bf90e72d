"""What the form of a rule shows: questions to choose from, comparisons, values, the sentence."""

from flask_babel import LazyString
from flask_babel import gettext as _

from community_voice.collect.builder.rule_form import OWN_ANSWER, RuleForm, said, tree_of_form
from community_voice.instruments.definition import Definition
from community_voice.instruments.logic import known_of
from community_voice.instruments.logic.builder import (
    COMPARISONS,
    WITHOUT_VALUE,
    Condition,
    comparisons_of,
)
from community_voice.instruments.logic.known import WITHOUT_ANSWER
from community_voice.instruments.logic.sentences import label_of

LONGEST_LABEL = 70
# Compared with a code of the list; other comparisons take a number or words.
BY_CODE = ("is", "is_not", "chose", "did_not_choose")


class RuleView:
    """Knows one definition, and the type of the question whose rules are shown."""

    def __init__(self, definition: Definition, own_type: str) -> None:
        self.definition = definition
        self.source = definition["source_language"]
        self.own_type = own_type
        self.known = known_of(definition)
        self.questions = {
            question["code"]: question
            for section in definition["sections"]
            for question in section["questions"]
        }

    def targets(self) -> list[tuple[str, str]]:
        """Return the answers that a condition can speak of: (CODE or CODE/ROW, its words)."""
        found = []
        for code, known in self.known.questions.items():
            if known.type in WITHOUT_ANSWER:
                continue
            if not known.parts:
                found.append((code, self.label(code)))
            found += [(f"{code}/{row}", self.label(code, row)) for row in known.parts]
        return found

    def label(self, code: str, part: str = "") -> str:
        """Return a question's words, with a row's where one is meant, and its code."""
        if code == OWN_ANSWER:
            return str(_("This answer"))
        question = self.questions.get(code)
        if question is None:
            return code
        words = shortened(question["label"].get(self.source, "")) or code
        if part:
            labels = {c["code"]: c["label"] for c in question.get("choices", ())}
            words = f"{words} – {shortened(labels.get(part, {}).get(self.source, part))}"
        return f"{words} ({code})"

    def comparisons(self, condition: Condition) -> dict[str, LazyString]:
        """Return the comparisons that make sense for the answer that a condition speaks of."""
        kind = self.own_type if condition["code"] == OWN_ANSWER else self._type(condition["code"])
        found = dict(comparisons_of(kind))
        if condition["comparison"] in COMPARISONS:
            found.setdefault(condition["comparison"], COMPARISONS[condition["comparison"]])
        return found

    def values(self, condition: Condition) -> list[tuple[str, str]]:
        """Return the codes to compare with, and their words; none where words are typed."""
        known = self.known.questions.get(condition["code"])
        if known is None or known.choices is None:
            return []
        if condition["comparison"] and condition["comparison"] not in (*BY_CODE, *WITHOUT_VALUE):
            return []
        labels = label_of(self.questions.get(condition["code"]))
        found = []
        for code in known.choices:
            words = labels.get(code, code)
            text = words.get(self.source, code) if isinstance(words, dict) else str(words)
            found.append((code, shortened(text) or code))
        return found

    def sentence(self, rule: RuleForm) -> str:
        """Say a rule as it stands in the form; nothing where it is not whole yet."""
        tree, problem = tree_of_form(rule)
        return "" if problem or tree is None else said(tree, self.definition, self.source)

    def _type(self, code: str) -> str:
        known = self.known.questions.get(code)
        return known.type if known else ""


def shortened(text: str) -> str:
    """Return the beginning of a long text."""
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
