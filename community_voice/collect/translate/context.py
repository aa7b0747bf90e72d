"""Where a text stands in its survey, in words for whoever translates it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.instruments.definition import Definition, QuestionDict, Texts
from community_voice.instruments.wording_state import ENGAGEMENT, INTERFACE

TYPE_NAMES = {
    "consent": _l("what may be done with the words"),
    "one_choice": _l("choose one"),
    "several_choices": _l("choose several"),
    "yes_no": _l("yes, no or not sure"),
    "scale": _l("a scale"),
    "grid": _l("a grid: one answer a row"),
    "ranking": _l("put in order"),
    "number": _l("a number"),
    "date": _l("a date"),
    "time": _l("a time"),
    "place": _l("a place"),
    "statement_votes": _l("agree or disagree with statements"),
    "short_text": _l("a short answer in own words"),
    "long_text": _l("a long answer in own words"),
    "contact": _l("contact details"),
    "voice_note": _l("a voice recording"),
    "note": _l("something to read"),
    "acknowledgement": _l("something to agree to"),
    "calculated": _l("worked out from other answers"),
}
PART_NAMES = {
    "title": _l("title"),
    "intro": _l("introduction"),
    "thanks": _l("thanks at the end"),
    "label": _l("the question"),
    "help": _l("help under the question"),
    "low": _l("the low end of the scale"),
    "high": _l("the high end of the scale"),
    "required": _l("message when the answer is left out"),
}
ENGAGEMENT_NAMES = {
    "title": _l("title of the engagement"),
    "purpose": _l("purpose of the engagement"),
    "welcome": _l("welcome"),
    "local_line": _l("name of the local line"),
}


@dataclass(frozen=True)
class Place:
    """Where a text stands: `group` keys the part of the page it is shown in."""

    group: str
    heading: str
    part: str
    question: str = ""

    @property
    def words(self) -> str:
        """Return the whole place in one line, as a file carries it."""
        return " · ".join(piece for piece in (self.heading, self.question, self.part) if piece)


def places(definition: Definition) -> dict[str, Place]:
    """Return the place of every path of a version, in the words of this request's language."""
    source = definition["source_language"]
    found = dict(_of_survey())
    number = 0
    for count, section in enumerate(definition["sections"], 1):
        title = section["title"].get(source) or section["code"]
        group = f"section.{section['code']}"
        heading = _("Page %(number)s: %(title)s", number=count, title=_short(title))
        for part in ("title", "intro"):
            found[f"{group}.{part}"] = Place(group, heading, str(PART_NAMES[part]))
        for question in section["questions"]:
            number += 1
            for path, part in _parts(question, source):
                name = _question_name(question, number)
                found[path] = Place(group, heading, part, name)
    return found


def place_of(found: dict[str, Place], path: str) -> Place:
    """Return the place of a path; crisis messages and the engagement's texts have theirs."""
    if path.startswith(INTERFACE):
        return Place("interface", _("Help lines on every page"), _("message of the page itself"))
    if path.startswith(ENGAGEMENT):
        name = ENGAGEMENT_NAMES.get(path.removeprefix(ENGAGEMENT), "")
        return Place("engagement", _("The engagement"), str(name))
    return found.get(path) or Place("survey", _("The survey"), path)


def _of_survey() -> Iterator[tuple[str, Place]]:
    for part in ("title", "intro", "thanks"):
        yield f"survey.{part}", Place("survey", _("The survey"), str(PART_NAMES[part]))


def _question_name(question: QuestionDict, number: int) -> str:
    kind = TYPE_NAMES.get(question["type"], question["type"])
    name = _("Question %(number)s (%(kind)s)", number=number, kind=str(kind))
    return f"{name}, {_('must be answered')}" if question.get("required") else str(name)


def _parts(question: QuestionDict, source: str) -> Iterator[tuple[str, str]]:
    path = f"question.{question['code']}"
    for part in ("label", "help", "low", "high", "required"):
        yield f"{path}.{part}", str(PART_NAMES[part])
    for number, _message in enumerate(question.get("limit_messages", ())):
        told = _("message when limit %(number)s is broken", number=number + 1)
        yield f"{path}.limit.{number}.message", str(told)
    for number, column in enumerate(question.get("columns", ()), 1):
        yield f"{path}.column.{column['code']}.label", str(_("column %(number)s", number=number))
    for number, choice in enumerate(question.get("choices", ()), 1):
        here = f"{path}.choice.{choice['code']}"
        yield f"{here}.label", str(_("choice %(number)s", number=number))
        yield f"{here}.help", str(_("help of “%(choice)s”", choice=_label(choice["label"], source)))


def _label(texts: Texts, source: str) -> str:
    return _short(texts.get(source, ""))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
