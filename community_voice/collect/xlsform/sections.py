"""The sections of a definition, made by walking through a form's steps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from community_voice.collect.xlsform.asking import Asker, rule_of_group
from community_voice.collect.xlsform.cell_words import joined
from community_voice.collect.xlsform.codes import numbered
from community_voice.collect.xlsform.layout import Group, Item, Layout
from community_voice.collect.xlsform.own import apply
from community_voice.collect.xlsform.reading import UnreadableForm

MOST_CHOICES = 50_000
MOST_INSTANCES = 50


@dataclass
class Building:
    """What is built while the steps are walked through."""

    asker: Asker
    sections: list[dict[str, Any]] = field(default_factory=list)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    current: dict[str, Any] | None = None
    path: list[Group] = field(default_factory=list)
    anchor: str = ""
    codes: set[str] = field(default_factory=set)
    # Titles of groups that have no section of their own, only groups within them.
    titles: dict[str, dict[str, Any]] = field(default_factory=dict)


def build(layout: Layout, building: Building) -> None:
    """Walk through the steps and make sections of them."""
    for item in layout.items:
        if item.step == "open":
            _open(item, building)
        elif item.step == "close":
            _close(item, building)
        elif item.step == "drop":
            building.dropped.append({"after": building.anchor, "cells": dict(item.row.cells)})
        else:
            if building.asker.choices_made > MOST_CHOICES:
                raise UnreadableForm(_("The questions of this form have too many choices."))
            _section(building)["questions"].append(building.asker.question(item))
            building.anchor = f"q:{item.code}"


def _open(item: Item, building: Building) -> None:
    group = item.group
    assert group is not None
    asker = building.asker
    outside = Item("open", group.row, group.parent, item.kind, item.code, item.plain)
    kept = asker.kept(group.row, outside)
    if group.row.known.get("type") != f"begin {group.kind}":
        kept["type"] = group.row.known.get("type", "")
    rule_of_group(asker, group, outside, kept)
    if "relevant" in group.row.known:
        kept["relevant"] = group.row.known["relevant"]
    texts = {"title": group.row.text("label"), "intro": group.row.text("hint")}
    if not (group.inner and texts["title"]):
        building.titles[group.code] = {key: said for key, said in texts.items() if said}
    found: dict[str, Any] = {"cells": kept} if kept else {}
    end = group.end.cells if group.end else None
    if end is not None and list(end.values()) != [f"end {group.kind}"]:
        found["end"] = dict(end)
    if group.kind != "group":
        found["kind"] = group.kind
    building.groups[group.code] = found
    building.path.append(group)
    building.anchor = f"begin:{group.code}"
    if group.inner:
        _open_inner(item, group, building)
    else:
        building.current = None


def _open_inner(item: Item, group: Group, building: Building) -> None:
    """Say the title of a group within a repeated one, as a note of its own."""
    asker = building.asker
    title = asker.piped(group.row, "label", item)
    if not title:
        return
    rule = joined([asker.rules_of.get(id(each)) for each in group.path if each.inner])
    kept = {"#group": group.code, "#in": [each.code for each in group.path if each.inner]}
    note: dict[str, Any] = {"code": group.code, "type": "note", "label": title}
    help_text = asker.piped(group.row, "hint", item)
    if help_text:
        note["help"] = help_text
    note["settings"] = {**({"show_if": rule} if rule else {}), "xlsform": kept}
    apply(note, group.row.own)
    _section(building)["questions"].append(note)


def _close(item: Item, building: Building) -> None:
    group = building.path.pop()
    building.anchor = f"end:{group.code}"
    if not group.inner:
        building.current = None


def _section(building: Building) -> dict[str, Any]:
    """Return the section that is open, or begin one."""
    if building.current is not None:
        return building.current
    path = [group for group in building.path if not group.inner]
    group = path[-1] if path else None
    code = group.code if group else "page"
    first = code not in building.codes
    taken = building.codes | (set(building.groups) if not (group and first) else set())
    code = numbered(code, taken)
    building.codes.add(code)
    made: dict[str, Any] = {"code": code, "title": {}, "questions": []}
    settings: dict[str, Any] = {}
    if group:
        _fill_section(made, settings, group, path, building, first)
    xlsform_path = [each.code for each in path]
    if xlsform_path != [code]:
        settings["xlsform"] = {"path": xlsform_path}
    if settings:
        made["settings"] = settings
    if group and first:
        apply(made, group.row.own)
    building.current = made
    building.sections.append(made)
    return made


def _fill_section(
    made: dict[str, Any],
    settings: dict[str, Any],
    group: Group,
    path: Sequence[Group],
    building: Building,
    first: bool,
) -> None:
    asker = building.asker
    item = Item("open", group.row, group.parent, code=group.code)
    made["title"] = asker.piped(group.row, "label", item)
    intro = asker.piped(group.row, "hint", item)
    if intro and first:
        made["intro"] = intro
    rule = joined([asker.rules_of.get(id(each)) for each in path])
    if rule:
        settings["show_if"] = rule
    if group.kind == "repeat":
        settings["repeat"] = _repeat(group, item, asker)


def _repeat(group: Group, item: Item, asker: Asker) -> dict[str, Any]:
    raw = group.row.known.get("repeat_count", "")
    count = asker.rule(group.row, "repeat_count", raw, item, {}) if raw else None
    most, told, column = MOST_INSTANCES, "repeat_open", "repeat_count" if raw else "type"
    value = count.get("value") if count else None
    if isinstance(value, int) and not isinstance(value, bool):
        most = max(1, min(value, MOST_INSTANCES))
        told = "repeat_most" if value > MOST_INSTANCES else ""
    if told:
        asker.notices.note("survey", group.row.number, column, told, str(MOST_INSTANCES))
    return {"most": most, **({"count": count} if count else {})}
