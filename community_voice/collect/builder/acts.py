"""The acts on a draft that are one press of a button, and what each is called."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community_voice.collect.builder.editing import (
    with_question_at,
    with_question_doubled,
    with_question_moved,
    with_section_moved,
    without_question,
    without_section,
)
from community_voice.instruments.definition import Definition

Typed = Mapping[str, str]
Change = Callable[[Definition], Definition]

ACT_NAMES: dict[str, LazyString] = {
    "move_question": _l("Move the question “%(what)s”"),
    "double_question": _l("Duplicate the question “%(what)s”"),
    "delete_question": _l("Delete the question “%(what)s”"),
    "add_question": _l("Add the question “%(what)s”"),
    "change_question": _l("Change the question “%(what)s”"),
    "move_section": _l("Move the section “%(what)s”"),
    "delete_section": _l("Delete the section “%(what)s”"),
    "add_section": _l("Add the section “%(what)s”"),
    "change_section": _l("Change the section “%(what)s”"),
    "change_texts": _l("Change the survey's texts and settings"),
}


def act_name(act: str) -> str:
    """Return what an act is called in the reader's language."""
    name, _colon, what = act.partition(":")
    return str(ACT_NAMES[name]) % {"what": what} if name in ACT_NAMES else name


def question_up(typed: Typed) -> Change:
    """Move a question up."""
    return lambda definition: with_question_moved(definition, typed.get("code", ""), -1)


def question_down(typed: Typed) -> Change:
    """Move a question down."""
    return lambda definition: with_question_moved(definition, typed.get("code", ""), 1)


def question_to(typed: Typed) -> Change:
    """Move a question to a place of a section."""
    place = typed.get("place", "").strip()
    number = int(place) - 1 if place.isascii() and place.isdigit() and len(place) < 6 else 10**6
    code, section = typed.get("code", ""), typed.get("section", "")
    return lambda definition: with_question_at(definition, code, section, number)


def question_double(typed: Typed) -> Change:
    """Put a copy of a question after it."""
    return lambda definition: with_question_doubled(definition, typed.get("code", ""))


def question_delete(typed: Typed) -> Change:
    """Take a question out."""
    return lambda definition: without_question(definition, typed.get("code", ""))


def section_up(typed: Typed) -> Change:
    """Move a section up."""
    return lambda definition: with_section_moved(definition, typed.get("code", ""), -1)


def section_down(typed: Typed) -> Change:
    """Move a section down."""
    return lambda definition: with_section_moved(definition, typed.get("code", ""), 1)


def section_delete(typed: Typed) -> Change:
    """Take a section out, with its questions."""
    return lambda definition: without_section(definition, typed.get("code", ""))


# What a button sends -> the name of the act, and what it does.
ACTS: dict[str, tuple[str, Callable[[Typed], Change]]] = {
    "question_up": ("move_question", question_up),
    "question_down": ("move_question", question_down),
    "question_to": ("move_question", question_to),
    "question_double": ("double_question", question_double),
    "question_delete": ("delete_question", question_delete),
    "section_up": ("move_section", section_up),
    "section_down": ("move_section", section_down),
    "section_delete": ("delete_section", section_delete),
}
