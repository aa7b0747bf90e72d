"""The draft as its page shows it: sections and questions in order, a part at a time if long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community_voice.collect.builder.compare import RULE_NAMES
from community_voice.collect.builder.findings import Finding
from community_voice.collect.builder.rule_form import said
from community_voice.instruments.definition import Definition, QuestionDict, SectionDict

# With more questions than these the page shows one section, and of that at most so many.
WHOLE = 60
SLICE = 100
FEW_CHOICES = 8


@dataclass(frozen=True)
class QuestionLine:
    """One question as the page lists it."""

    number: int
    place: int
    question: QuestionDict
    rules: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    more_choices: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionLine:
    """One section as the page lists it; `lines` are empty where it is not shown."""

    section: SectionDict
    count: int
    lines: list[QuestionLine] = field(default_factory=list)
    rules: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """What is shown of a draft: `page` and `pages` count slices of a long section."""

    sections: list[SectionLine]
    shown: str
    count: int
    page: int = 1
    pages: int = 1

    @property
    def is_whole(self) -> bool:
        """Say whether everything is shown."""
        return not self.shown


def outline(
    definition: Definition, findings: Sequence[Finding], asked: str, chosen: Mapping[str, str]
) -> Outline:
    """Return the part of a draft that was asked for: by words, by section, or all of it."""
    count = sum(len(section["questions"]) for section in definition["sections"])
    codes = [section["code"] for section in definition["sections"]]
    shown = "" if count <= WHOLE or asked else chosen.get("section", "")
    if count > WHOLE and not asked and shown not in codes:
        shown = codes[0] if codes else ""
    page = chosen.get("page", "1")
    at = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    told: dict[tuple[bool, str], list[str]] = {}
    for finding in findings:
        told.setdefault((finding.is_section, finding.code), []).append(finding.message)
    lines: list[SectionLine] = []
    number, pages = 1, 1
    for section in definition["sections"]:
        questions = section["questions"]
        wanted = list(range(len(questions))) if not shown or section["code"] == shown else []
        if asked:
            wanted = [place for place in wanted if is_found(questions[place], asked)]
        if shown == section["code"]:
            pages = max(1, -(-len(wanted) // SLICE))
            at = min(max(at, 1), pages)
            wanted = wanted[(at - 1) * SLICE : at * SLICE]
        made = [
            question_line(number + place, place + 1, questions[place], definition, told)
            for place in wanted[: SLICE * 3]
        ]
        rules = section_rules(section, definition)
        problems = tuple(told.get((True, section["code"]), ()))
        lines.append(SectionLine(section, len(questions), made, rules, problems))
        number += len(questions)
    return Outline(lines, shown, count, at if shown else 1, pages)


def is_paged(definition: Definition) -> bool:
    """Say whether a draft is too long to be shown at once."""
    return sum(len(section["questions"]) for section in definition["sections"]) > WHOLE


def whereabouts(definition: Definition, code: str) -> dict[str, str]:
    """Return which part of a long draft shows a question or section: none where it is gone."""
    for section in definition["sections"]:
        for place, question in enumerate(section["questions"]):
            if question["code"] == code:
                page = place // SLICE + 1
                return {"section": section["code"], **({"page": str(page)} if page > 1 else {})}
    codes = [section["code"] for section in definition["sections"]]
    return {"section": code} if code in codes else {}


def is_found(question: QuestionDict, asked: str) -> bool:
    """Say whether the words are in a question's code, texts or choices, in any language."""
    texts = [question["code"], question["type"], *question["label"].values()]
    texts += question.get("help", {}).values()
    for choice in question.get("choices", ()):
        texts += [choice["code"], *choice["label"].values()]
    return asked.casefold() in "\n".join(texts).casefold()


def question_line(
    number: int,
    place: int,
    question: QuestionDict,
    definition: Definition,
    told: Mapping[tuple[bool, str], list[str]],
) -> QuestionLine:
    """Return one question as the page lists it."""
    source, settings = definition["source_language"], question.get("settings", {})
    rules = [
        (str(label), said(settings[name], definition, source))
        for name, label in RULE_NAMES.items()
        if settings.get(name)
    ]
    rules += [
        (str(_("Limit")), said(rule, definition, source)) for rule in settings.get("limits", ())
    ]
    labels = [choice["label"].get(source, choice["code"]) for choice in question.get("choices", ())]
    return QuestionLine(
        *(number, place, question, tuple(rules), tuple(labels[:FEW_CHOICES])),
        max(0, len(labels) - FEW_CHOICES),
        tuple(told.get((False, question["code"]), ())),
    )


def section_rules(section: SectionDict, definition: Definition) -> tuple[tuple[str, str], ...]:
    """Return a section's rules as sentences."""
    settings, source = section.get("settings", {}), definition["source_language"]
    found = []
    if settings.get("show_if"):
        found.append((str(RULE_NAMES["show_if"]), said(settings["show_if"], definition, source)))
    repeat = settings.get("repeat")
    if repeat:
        most = _("at most %(count)s times", count=repeat.get("most", "?"))
        times = said(repeat["count"], definition, source) if repeat.get("count") else ""
        found.append((str(_("Repeats")), f"{most}: {times}" if times else str(most)))
    return tuple(found)
