"""What one version has and another has not: questions, choices, rules, texts, settings."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import LazyString, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.collect.builder.differences import Piece, moved_codes, words_told_apart
from community_voice.collect.builder.rule_form import said
from community_voice.collect.builder.type_fields import fields_of, name_of
from community_voice.instruments.definition import Definition, QuestionDict, digest

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
KINDS: dict[str, LazyString] = {
    ADDED: _l("Added"),
    REMOVED: _l("Removed"),
    CHANGED: _l("Changed"),
    MOVED: _l("Moved"),
}
TEXT_NAMES: dict[str, LazyString] = {
    "title": _l("Title"),
    "intro": _l("Introduction"),
    "thanks": _l("Thanks"),
    "label": _l("Question"),
    "help": _l("Help"),
    "low": _l("Words of the lowest number"),
    "high": _l("Words of the highest number"),
    "required_message": _l("What is said where the answer is missing"),
}
RULE_NAMES: dict[str, LazyString] = {
    "show_if": _l("Shown if"),
    "require_if": _l("Must be answered if"),
    "choice_filter": _l("Choices that are offered"),
    "calculate": _l("Worked out as"),
}
# Settings that others of this page say better.
TOLD_APART = {*RULE_NAMES, "limits", "columns", "repeat"}


@dataclass(frozen=True)
class Difference:
    """One thing that differs; `pieces` are the words, told apart."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """A section or question that differs, and how."""

    code: str
    label: str
    kinds: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    is_section: bool = False


def compare(old: Definition, new: Definition, language: str) -> list[Part]:
    """Return what differs, in the order of the new version, with what went at the end."""
    found: list[Part] = []
    survey = tuple(_survey_differences(old, new))
    if survey:
        found.append(Part("", str(_("The survey itself")), (CHANGED,), survey))
    found += _sections(old, new, language)
    found += _questions(old, new, language)
    return found


def _difference(name: str | LazyString, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(str(name), words_told_apart(before, after))


def _texts(
    names: Sequence[str], old: Mapping[str, Any], new: Mapping[str, Any], tags: tuple[str, str]
) -> Iterator[Difference]:
    for name in names:
        before = (old.get(name) or {}).get(tags[0], "")
        after = (new.get(name) or {}).get(tags[1], "")
        yield from _difference(TEXT_NAMES[name], before, after)


def _tags(old: Definition, new: Definition) -> tuple[str, str]:
    return old["source_language"], new["source_language"]


def _survey_differences(old: Definition, new: Definition) -> Iterator[Difference]:
    yield from _texts(("title", "intro", "thanks"), cast(Any, old), cast(Any, new), _tags(old, new))
    yield from _difference(_("First text language"), *_tags(old, new))
    languages = (" ".join(each["languages"]) for each in (old, new))
    yield from _difference(_("Languages"), *languages)
    yield from _settings(old.get("settings", {}), new.get("settings", {}))


def _settings(
    old: Mapping[str, Any], new: Mapping[str, Any], kind: str = ""
) -> Iterator[Difference]:
    names = {field.name: field.label for field in fields_of(kind)}
    for name in sorted({*old, *new} - TOLD_APART):
        label = names.get(name) or _("Setting %(name)s", name=name)
        yield from _difference(label, _plain(old.get(name)), _plain(new.get(name)))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, int | float):
        return str(format_decimal(value))
    if isinstance(value, dict):
        # Too long to read; its mark says whether it is the same.
        return f"{{{digest(json.dumps(value, sort_keys=True))[:8]}}}"
    return str(value)


def _sections(old: Definition, new: Definition, language: str) -> Iterator[Part]:
    before = {section["code"]: section for section in old["sections"]}
    after = {section["code"]: section for section in new["sections"]}
    moved = moved_codes(list(before), list(after))
    for code, section in after.items():
        label = section["title"].get(new["source_language"], code)
        if code not in before:
            yield Part(code, label, (ADDED,), is_section=True)
            continue
        past = before[code]
        told = [*_texts(("title", "intro"), past, section, _tags(old, new))]
        first, second = past.get("settings", {}), section.get("settings", {})
        told += _rules(first, second, old, new, language)
        told += _difference(
            _("Repeats"),
            _repeat(first.get("repeat"), old, language),
            _repeat(second.get("repeat"), new, language),
        )
        told += _settings(first, second)
        kinds = (*([CHANGED] if told else []), *([MOVED] if code in moved else []))
        if kinds:
            yield Part(code, label, kinds, tuple(told), True)
    for code, section in before.items():
        if code not in after:
            label = section["title"].get(old["source_language"], code)
            yield Part(code, label, (REMOVED,), is_section=True)


def _repeat(repeat: Any, definition: Definition, language: str) -> str:
    if not repeat:
        return ""
    most = _("at most %(count)s times", count=repeat.get("most", "?"))
    if not repeat.get("count"):
        return str(most)
    return f"{most}: {said(repeat['count'], definition, language)}"


def _questions(old: Definition, new: Definition, language: str) -> Iterator[Part]:
    before, after = _with_sections(old), _with_sections(new)
    moved = moved_codes(list(before), list(after))
    for code, (section, question) in after.items():
        if code not in before:
            yield Part(
                code, _label(question, new), (ADDED,), tuple(_whole(question, new, language))
            )
            continue
        home, past = before[code]
        told = tuple(_question_differences(past, question, old, new, language))
        is_moved = code in moved or home != section
        kinds = (*([CHANGED] if told else []), *([MOVED] if is_moved else []))
        if kinds:
            yield Part(code, _label(question, new), kinds, told)
    for code, (_section, question) in before.items():
        if code not in after:
            yield Part(code, _label(question, old), (REMOVED,))


def _with_sections(definition: Definition) -> dict[str, tuple[str, QuestionDict]]:
    return {
        question["code"]: (section["code"], question)
        for section in definition["sections"]
        for question in section["questions"]
    }


def _label(question: QuestionDict, definition: Definition) -> str:
    return question["label"].get(definition["source_language"], question["code"])


def _whole(question: QuestionDict, new: Definition, language: str) -> Iterator[Difference]:
    nothing = cast(QuestionDict, {"code": question["code"], "type": "", "label": question["label"]})
    yield from _question_differences(nothing, question, new, new, language)


def _question_differences(
    past: QuestionDict, question: QuestionDict, old: Definition, new: Definition, language: str
) -> Iterator[Difference]:
    tags = _tags(old, new)
    names = ("label", "help", "low", "high", "required_message")
    yield from _texts(names, past, question, tags)
    yield from _difference(
        _("Type"), *(name_of(q["type"]) if q["type"] else "" for q in (past, question))
    )
    required = (str(_("yes")) if q.get("required") else "" for q in (past, question))
    yield from _difference(_("Must be answered"), *required)
    first, second = past.get("settings", {}), question.get("settings", {})
    yield from _rules(first, second, old, new, language)
    yield from _difference(
        _("Limits"),
        _limits(past, old, tags[0], language),
        _limits(question, new, tags[1], language),
    )
    yield from _settings(first, second, question["type"])
    for name, which in ((_("Choices"), "choices"), (_("Answers of the grid"), "columns")):
        yield from _choices(str(name), cast(Any, past), cast(Any, question), which, tags)


def _rules(
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    old: Definition,
    new: Definition,
    language: str,
) -> Iterator[Difference]:
    for name, label in RULE_NAMES.items():
        if first.get(name) != second.get(name):
            yield from _difference(
                label, said(first.get(name), old, language), said(second.get(name), new, language)
            )


def _limits(question: QuestionDict, definition: Definition, tag: str, language: str) -> str:
    messages = question.get("limit_messages", [])
    lines = []
    for number, rule in enumerate(question.get("settings", {}).get("limits", ())):
        message = messages[number].get(tag, "") if number < len(messages) else ""
        lines.append(said(rule, definition, language) + (f" – {message}" if message else ""))
    return "\n".join(lines)


def _choices(
    name: str,
    past: Mapping[str, Any],
    question: Mapping[str, Any],
    which: str,
    tags: tuple[str, str],
) -> Iterator[Difference]:
    """Tell choices apart line by line: one that moved is a line that went and came."""
    before, after = (
        [_choice_line(choice, tag) for choice in each.get(which, ())]
        for each, tag in ((past, tags[0]), (question, tags[1]))
    )
    if before == after:
        return
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces += [("same", line + "\n") for line in before[a:b]]
        else:
            pieces += [("gone", line + "\n") for line in before[a:b]]
            pieces += [("new", line + "\n") for line in after[c:d]]
    yield Difference(name, tuple(pieces))


def _choice_line(choice: Mapping[str, Any], tag: str) -> str:
    line = f"{choice['label'].get(tag, '')} ({choice['code']})"
    help_text = choice.get("help", {}).get(tag, "")
    settings = choice.get("settings", {})
    more = [help_text] if help_text else []
    if settings.get("exclusive"):
        more.append(str(_("stands alone")))
    more += [f"{column}: {value}" for column, value in sorted(settings.get("filter", {}).items())]
    return " – ".join([line, *more])
