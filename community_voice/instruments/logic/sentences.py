"""Rules as sentences: “Have you called 911?” is “Yes”, and “Your age” is at least 18."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flask_babel import LazyString, format_decimal, gettext
from flask_babel import lazy_gettext as _l

from community_voice.instruments.logic.known import NOT_SURE, OTHER
from community_voice.instruments.logic.tree import Expr
from community_voice.instruments.logic.values import as_text

if TYPE_CHECKING:
    from community_voice.instruments.definition import Definition, QuestionDict, Texts

_: Callable[..., str] = gettext

# What is said of the parts of each operation; "and" and "or" are joined, see `joined`.
PATTERNS: dict[str, LazyString] = {
    "not": _l("it is not so that %(a)s"),
    "eq": _l("%(a)s is %(b)s"),
    "ne": _l("%(a)s is not %(b)s"),
    "lt": _l("%(a)s is less than %(b)s"),
    "le": _l("%(a)s is at most %(b)s"),
    "gt": _l("%(a)s is more than %(b)s"),
    "ge": _l("%(a)s is at least %(b)s"),
    "selected": _l("%(a)s has the choice %(b)s"),
    "answered": _l("%(a)s is answered"),
    "count_selected": _l("the number of choices in %(a)s"),
    "sub": _l("%(a)s minus %(b)s"),
    "div": _l("%(a)s divided by %(b)s"),
    "mod": _l("what is left when %(a)s is divided by %(b)s"),
    "neg": _l("minus %(a)s"),
    "int": _l("%(a)s cut to a whole number"),
    "abs": _l("%(a)s without its sign"),
    "number": _l("%(a)s as a number"),
    "string": _l("%(a)s as text"),
    "length": _l("the number of characters in %(a)s"),
    "contains": _l("%(a)s has %(b)s in it"),
    "starts_with": _l("%(a)s starts with %(b)s"),
    "ends_with": _l("%(a)s ends with %(b)s"),
    "lower": _l("%(a)s in small letters"),
    "upper": _l("%(a)s in capital letters"),
    "matches": _l("%(a)s fits the pattern %(b)s"),
    "if": _l("if %(a)s then %(b)s, else %(c)s"),
    "today": _l("the date of today"),
}
# Operations with any number of parts: what stands before the list of them.
LISTED: dict[str, LazyString] = {
    "add": _l("the sum of (%(list)s)"),
    "sum": _l("the sum of (%(list)s)"),
    "mul": _l("the product of (%(list)s)"),
    "min": _l("the smallest of (%(list)s)"),
    "max": _l("the largest of (%(list)s)"),
    "concat": _l("the text made of (%(list)s)"),
    "coalesce": _l("the first that is answered of (%(list)s)"),
    "round": _l("the rounded number of (%(list)s)"),
    "substring": _l("the piece of text of (%(list)s)"),
}
NEGATED: dict[str, LazyString] = {
    "answered": _l("%(a)s is not answered"),
    "selected": _l("%(a)s does not have the choice %(b)s"),
    "contains": _l("%(a)s does not have %(b)s in it"),
}
VOTES: dict[str, LazyString] = {
    "agree": _l("Agree"),
    "disagree": _l("Disagree"),
    "pass": _l("Pass"),
    "yes": _l("Yes"),
    "no": _l("No"),
    NOT_SURE: _l("Not sure"),
    OTHER: _l("Something else"),
}


def sentence_of(expr: Expr, definition: Definition, language: str) -> str:
    """Say a rule in the words of the interface, with labels in this language or the source's."""
    return Speaker(definition, language).say(expr)


class Speaker:
    """Says rules of one definition in one language."""

    def __init__(self, definition: Definition, language: str) -> None:
        self.languages = (language, definition["source_language"])
        self.questions = {
            question["code"]: question
            for section in definition["sections"]
            for question in section["questions"]
        }
        self.sections = {section["code"]: section for section in definition["sections"]}

    def say(self, expr: Expr, beside: QuestionDict | None = None) -> str:
        """Say a node; `beside` is the question that a value is compared with."""
        if "value" in expr:
            return self.value(expr["value"], beside)
        if "answer" in expr:
            return self.answer(expr)
        if "self" in expr:
            return _("this answer")
        if "choice" in expr:
            return _("the “%(column)s” of the choice", column=expr["choice"])
        name, args = expr["op"], expr["args"]
        if name in ("and", "or"):
            return self.joined(name, args)
        if name == "instances":
            section = self.sections.get(as_text(args[0].get("value")))
            title = self.text(section["title"], section["code"]) if section else "?"
            return _("how often “%(section)s” is filled in", section=title)
        if name in LISTED:
            return str(LISTED[name]) % {"list": "; ".join(self.parts(args))}
        if name == "not" and args[0].get("op") in NEGATED:
            inner = args[0]
            return self.fill(NEGATED[inner["op"]], inner["args"])
        return self.fill(PATTERNS[name], args)

    def fill(self, pattern: LazyString, args: list[Expr]) -> str:
        """Put the parts of an operation into its words."""
        return str(pattern) % dict(zip("abc", self.parts(args), strict=False))

    def parts(self, args: list[Expr]) -> list[str]:
        """Say the parts of an operation, with choices by the labels of the question beside."""
        asked = [self.questions.get(str(arg.get("answer", ""))) for arg in args]
        beside = next((question for question in asked if question), None)
        said = []
        for arg in args:
            text = self.say(arg, beside)
            said.append(f"({text})" if arg.get("op") in ("and", "or") else text)
        return said

    def joined(self, name: str, args: list[Expr]) -> str:
        """Join conditions by "and" or "or"; one within the other stands in parentheses."""
        word = _("and") if name == "and" else _("or")
        return f", {word} ".join(self.parts(args))

    def text(self, texts: Texts, code: str) -> str:
        """Give the text in the first of our languages that has it, else the code."""
        return next((texts[tag] for tag in self.languages if texts.get(tag)), code)

    def answer(self, expr: Expr) -> str:
        """Name a question, and its row, by their labels."""
        question = self.questions.get(expr["answer"])
        label = self.text(question["label"], expr["answer"]) if question else expr["answer"]
        if not expr.get("part"):
            return _("“%(label)s”", label=label)
        row = self.choice(question, expr["part"])
        return _("“%(label)s” (%(row)s)", label=label, row=row)

    def choice(self, question: QuestionDict | None, code: str) -> str:
        """Name a choice by its label, else by its code."""
        for choice in question.get("choices", ()) if question else ():
            if choice["code"] == code:
                return self.text(choice["label"], code)
        return code

    def value(self, value: object, beside: QuestionDict | None) -> str:
        """Say a value: a choice by its label, a number as the reader writes it."""
        if value is None or value == "":
            return _("empty")
        if isinstance(value, bool):
            return _("true") if value else _("false")
        code = as_text(value)
        labels = label_of(beside)
        if code in labels:
            label = labels[code]
            said = str(label) if isinstance(label, LazyString) else self.text(label, code)
            return _("“%(label)s”", label=said)
        if isinstance(value, int | float):
            return str(format_decimal(value))
        return _("“%(label)s”", label=code)


def label_of(question: QuestionDict | None) -> Mapping[str, Texts | LazyString]:
    """List the codes that an answer can be, with their labels."""
    if question is None:
        return {}
    kind = question["type"]
    if kind == "grid":
        return {column["code"]: column["label"] for column in question.get("columns", ())}
    labels: dict[str, Texts | LazyString] = {}
    if kind in ("statement_votes", "yes_no", "scale", "one_choice", "several_choices", "place"):
        labels.update(VOTES)
    if kind != "statement_votes":
        choices = question.get("choices", ())
        labels.update({one["code"]: one["label"] for one in choices if one.get("label")})
    return labels
