"""What to look at before publishing: what makes a survey unanswerable, and advice."""

from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass

from flask_babel import gettext as _

from community_voice.collect.builder.editing import questions_of
from community_voice.instruments.advice import advise
from community_voice.instruments.advice.advice import Survey
from community_voice.instruments.advice.unanswerable import advise_unanswerable
from community_voice.instruments.definition import Definition, text_paths
from community_voice.instruments.setting_shapes import RULES, definition_faults
from community_voice.questions import QUESTION_TYPES


@dataclass(frozen=True)
class Finding:
    """One thing to look at: where (a code, or "" for the whole), what, and why.

    One that `stops` keeps a draft from being published.
    """

    code: str
    message: str
    stops: bool
    is_section: bool = False
    reason: str = ""
    language: str = ""


def findings_of(
    definition: Definition, spoken: Collection[tuple[str, str]] = frozenset()
) -> list[Finding]:
    """Return everything to look at, what stops publishing first."""
    found = list(_unready(definition))
    for advice in advise(definition, spoken):
        found.append(
            Finding(
                *(advice.code, advice.message, advice.is_blocking),
                advice.path.startswith("section."),
                advice.reason,
                advice.language,
            )
        )
    return sorted(found, key=lambda finding: not finding.stops)


def stops_of(definition: Definition) -> list[Finding]:
    """Return what is wrong with rules and questions, without advice on their words: it is quick."""
    found = list(_unready(definition))
    for advice in advise_unanswerable(Survey(definition)):
        is_section = advice.path.startswith("section.")
        found.append(Finding(advice.code, advice.message, advice.is_blocking, is_section))
    return sorted(found, key=lambda finding: not finding.stops)


def in_source_alone(definition: Definition) -> Definition:
    """Return a definition with its texts in the source language alone."""
    source, made = definition["source_language"], deepcopy(definition)
    for _path, texts in text_paths(made):
        for language in [tag for tag in texts if tag != source]:
            del texts[language]
    made["languages"] = [source]
    return made


def _unready(definition: Definition) -> Iterator[Finding]:
    source = definition["source_language"]
    for code, name, _settings in definition_faults(definition):
        # What is wrong with a rule is told where rules are looked at.
        if name not in RULES:
            told = _("The setting “%(name)s” cannot be what it is here.", name=name)
            yield Finding(code, str(told), True)
    asked = [q for q in questions_of(definition) if _asks(q["type"])]
    if not asked:
        yield Finding("", str(_("There is no question to answer yet.")), True)
    for question in questions_of(definition):
        code = question["code"]
        if question["type"] not in QUESTION_TYPES:
            yield Finding(code, str(_("We do not know this type of question.")), True)
        if not question["label"].get(source, "").strip() and question["type"] != "calculated":
            yield Finding(code, str(_("It has no words in the first text language.")), True)
        for choice in question.get("choices", ()):
            is_ours = question["type"] == "yes_no"
            if not is_ours and not choice["label"].get(source, "").strip():
                told = _("The choice “%(code)s” has no words.", code=choice["code"])
                yield Finding(code, str(told), True)
        if question.get("settings", {}).get("host_fills_in"):
            told = _("This is an example: fill in what is true for you.")
            # People read a note as it stands; an example there would tell them what is not so.
            yield Finding(code, str(told), question["type"] == "note")


def _asks(kind: str) -> bool:
    known = QUESTION_TYPES.get(kind)
    return known is not None and known.asks
