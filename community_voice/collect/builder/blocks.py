"""Pages of templates that are added to a draft, such as the questions about the person."""

from copy import deepcopy
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.collect.builder.editing import (
    question_of,
    questions_of,
    unused,
    with_code_changed,
    with_section,
)
from community_voice.collect.builder.service import definition_of
from community_voice.errors import NotFound
from community_voice.instruments.definition import Definition, SectionDict
from community_voice.instruments.template import TEMPLATES, load_template, without_off

# What each template is for, in words for staff.
PURPOSES: dict[str, LazyString] = {
    "street-form": _l("A few minutes in the street or at a stall: the fewest questions."),
    "when-you-need-help": _l("Ten minutes online: what happened, who should come, what is feared."),
    "common-ground": _l("Statements to vote on: where people agree, and where they differ."),
    "resident-survey": _l("The full survey, as other cities asked it; take out what you know."),
    "youth-form": _l("For young people, in their words; mind the rule about parents."),
    "service-user-interview": _l("A conversation with people who used crisis help, led by a peer."),
    "responder-interview": _l("Call-takers and responders; counted apart from residents."),
    "listening-session-guide": _l("What a host asks a group, with room for notes."),
    "session-feedback": _l("What people say of a session, right after it."),
    "sprint-application": _l("Institutions apply to a programme: conditions, a deadline, roles."),
    "demographics": _l("Who answers: race and ethnicity, age, language, housing and more."),
}


@dataclass(frozen=True)
class Block:
    """A page of a template, as it is offered."""

    template: str
    section: str
    title: str
    questions: tuple[str, ...]


def blocks_of(slug: str) -> list[Block]:
    """Return the pages of a template, with the words of their questions."""
    definition = definition_of(load_template(slug))
    source = definition["source_language"]
    return [
        Block(
            *(slug, section["code"], section["title"].get(source, section["code"])),
            tuple(question["label"].get(source, "") for question in section["questions"]),
        )
        for section in definition["sections"]
    ]


def section_from(slug: str, code: str, with_off: bool) -> SectionDict:
    """Return a page of a template, with or without what is off until it is asked for."""
    template = load_template(slug) if slug in TEMPLATES else None
    if template is not None:
        definition = definition_of(template if with_off else without_off(template))
        for section in definition["sections"]:
            if section["code"] == code:
                for question in section["questions"]:
                    question.get("settings", {}).pop("off", None)
                return section
    raise NotFound(_("There is no such page in a template."))


def with_block(definition: Definition, section: SectionDict, after: str) -> Definition:
    """Add a page with its questions; codes that are taken get a number, and rules follow."""
    block: Definition = {
        "source_language": definition["source_language"],
        "languages": definition["languages"],
        "sections": [deepcopy(section)],
    }
    taken = {question["code"] for question in questions_of(definition)}
    for old in [question["code"] for question in questions_of(block)]:
        code = unused(old, taken | ({each["code"] for each in questions_of(block)} - {old}))
        if code != old:
            question_of(block, old)["code"] = code
            block = with_code_changed(block, old, code)
        taken.add(code)
    made = block["sections"][0]
    made["code"] = unused(made["code"], {each["code"] for each in definition["sections"]})
    return with_section(definition, made, "", after)
