"""The lists of choices of a form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from community_voice.collect.xlsform.codes import code_of
from community_voice.collect.xlsform.notices import Notices
from community_voice.collect.xlsform.rows import Row
from community_voice.collect.xlsform.targets import Target, choices_of


@dataclass
class Listed:
    """One choice of a list."""

    row: Row
    name: str
    code: str


@dataclass
class ChoiceList:
    """A list of choices; `used` where a question offers it."""

    name: str
    choices: list[Listed] = field(default_factory=list)
    used: bool = False

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """Return the codes behind each name."""
        return choices_of((choice.name, choice.code) for choice in self.choices)


@dataclass
class Lists:
    """Every list by name, and the rows that belong to none."""

    by_name: dict[str, ChoiceList] = field(default_factory=dict)
    stray: list[Row] = field(default_factory=list)


def read_lists(rows: Iterable[Row], notices: Notices) -> Lists:
    """Put the rows of the sheet "choices" into their lists."""
    lists = Lists()
    taken: dict[str, set[str]] = {}
    for row in rows:
        list_name, name = row.known.get("list_name", ""), row.known.get("name", "")
        if not list_name or not name:
            lists.stray.append(row)
            reason = "no_name" if list_name else "no_list_name"
            notices.note("choices", row.number, "", reason)
            continue
        codes = taken.setdefault(list_name, set())
        code = code_of(name, codes, "choice")
        codes.add(code)
        if code != name:
            notices.note("choices", row.number, "name", "code", code)
        found = lists.by_name.setdefault(list_name, ChoiceList(list_name))
        found.choices.append(Listed(row, name, code))
    return lists


def say_of_used(lists: Lists, notices: Notices) -> None:
    """Notice lists that no question uses, and choices without words in those that are used."""
    for found in lists.by_name.values():
        for choice in found.choices:
            if not found.used:
                notices.note_once("choices", choice.row.number, "", "unused_list", found.name)
            elif not choice.row.text("label"):
                notices.note("choices", choice.row.number, "label", "no_choice_label")


def choice_dicts(
    found: ChoiceList, filters: Iterable[str] = (), compared: Iterable[tuple[str, Target]] = ()
) -> list[dict[str, Any]]:
    """Return a list's choices as a definition holds them.

    `filters` are the columns that the question's filter reads. A value in one that is `compared`
    with the answer of another question is the name of a choice there, and becomes its code.
    """
    others: Mapping[str, Target] = dict(reversed(list(compared)))
    filters = tuple(filters)
    return [_choice_dict(choice, filters, others) for choice in found.choices]


def _choice_dict(
    choice: Listed, filters: tuple[str, ...], others: Mapping[str, Target]
) -> dict[str, Any]:
    kept = {"name": choice.name} if choice.name != choice.code else {}
    filtered: dict[str, str] = {}
    for header, text in choice.row.rest.items():
        target = others.get(header)
        value = target.choices[text][0] if target and text in target.choices else text
        if header in filters:
            filtered[header] = value
        if header not in filters or value != text:
            kept[header] = text
    settings = {
        **({"filter": filtered} if filtered else {}),
        **({"xlsform": kept} if kept else {}),
    }
    return {
        "code": choice.code,
        "label": choice.row.text("label"),
        **({"settings": settings} if settings else {}),
    }
