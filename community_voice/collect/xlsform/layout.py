"""The order of a survey sheet: groups that open and close, and what is asked in them."""

from dataclasses import dataclass, field
from typing import Any

from community_voice.collect.xlsform.codes import code_of, numbered
from community_voice.collect.xlsform.kinds import Kind, read_kind, read_parameters, read_range
from community_voice.collect.xlsform.lists import ChoiceList, Lists
from community_voice.collect.xlsform.notices import Notices
from community_voice.collect.xlsform.rows import Row
from community_voice.collect.xlsform.targets import Target, Targets, choices_of

DISABLED = {"yes", "true", "true()", "1"}


@dataclass
class Group:
    """A group: `kind` is group, repeat or loop; `inner` where it lies in a repeated one."""

    row: Row
    kind: str
    code: str = ""
    parent: "Group | None" = None
    inner: bool = False
    filled: bool = False
    end: Row | None = None

    @property
    def path(self) -> list["Group"]:
        """Return the groups around it and itself, the outermost first."""
        return [*(self.parent.path if self.parent else []), self]


@dataclass
class Item:
    """A step through the sheet: "open" or "close" a group, "ask", ask a "grid", or "drop"."""

    step: str
    row: Row
    group: Group | None = None
    kind: Kind = field(default_factory=lambda: Kind(""))
    code: str = ""
    # The code that the name gives, where our own column may have given another.
    plain: str = ""
    offered: ChoiceList | None = None
    lines: list["Item"] = field(default_factory=list)
    target: Target | None = None


@dataclass
class Layout:
    """All steps in order, and what every name stands for."""

    items: list[Item] = field(default_factory=list)
    targets: Targets = field(default_factory=Targets)


def lay_out(rows: list[Row], lists: Lists, notices: Notices) -> Layout:
    """Read the order of a survey sheet."""
    items = _steps([_first_look(row, lists, notices) for row in rows], notices)
    _one_contact(items, notices)
    _mark_filled(items)
    layout = Layout(_with_grids(_without_empty(items, notices)))
    _give_codes(layout, notices)
    return layout


def _first_look(row: Row, lists: Lists, notices: Notices) -> Item:
    raw = row.known.get("type", "")
    kind = read_kind(raw)
    if row.known.get("disabled", "").lower() in DISABLED:
        notices.note("survey", row.number, "disabled", "disabled")
        return Item("drop", row)
    found = lists.by_name.get(kind.list_name)
    reason = kind.reason
    if kind.what == "question" and kind.list_name and found is None:
        reason = "no_list"
    elif kind.what == "question" and " ".join(raw.lower().split()) == "range":
        kind, reason = _range(row, kind)
    if kind.what == "dropped" or reason in ("no_list", "range_step"):
        what = kind.list_name if reason == "no_list" else row.known.get("parameters", "")
        told = what if reason in ("no_list", "range_step") else raw
        notices.note("survey", row.number, "" if reason == "no_type" else "type", reason, told)
    elif reason:
        notices.note("survey", row.number, "type", reason)
    if kind.what == "dropped" or reason == "no_list":
        return Item("drop", row)
    return Item({"question": "ask", "begin": "open", "end": "close"}[kind.what], row, None, kind,
                offered=found)  # fmt: skip


def _range(row: Row, kind: Kind) -> tuple[Kind, str]:
    found = read_range(read_parameters(row.known.get("parameters", "")))
    if found is None:
        return Kind("dropped", reason="range_step"), "range_step"
    type_name, settings, whole = found
    return Kind("question", type_name, settings), "" if whole else "range_step"


def _one_contact(items: list[Item], notices: Notices) -> None:
    """Keep the first contact outside repeated groups: their details have a store of their own."""
    found = False
    for item in items:
        if item.step != "ask" or item.kind.type != "contact":
            continue
        path = item.group.path if item.group else []
        if found or any(group.kind == "repeat" for group in path):
            item.step = "drop"
            notices.note("survey", item.row.number, "type", "one_contact")
        found = True


def _steps(items: list[Item], notices: Notices) -> list[Item]:
    """Match the ends of groups with their beginnings."""
    found: list[Item] = []
    open_groups: list[Group] = []
    for item in items:
        if item.step == "close":
            if not open_groups:
                notices.note("survey", item.row.number, "type", "end_alone")
                found.append(Item("drop", item.row))
                continue
            item.group = open_groups.pop()
            item.group.end = item.row
        elif item.step == "open":
            parent = open_groups[-1] if open_groups else None
            item.group = _open(item, parent, notices)
            open_groups.append(item.group)
        else:
            item.group = open_groups[-1] if open_groups else None
        found.append(item)
    for group in reversed(open_groups):
        notices.note("survey", group.row.number, "type", "never_ends")
        found.append(Item("close", group.row, group))
    return found


def _mark_filled(items: list[Item]) -> None:
    """Mark the groups that ask anything."""
    for item in items:
        if item.step == "ask":
            for group in item.group.path if item.group else []:
                group.filled = True


def _open(item: Item, parent: Group | None, notices: Notices) -> Group:
    group = Group(item.row, item.kind.type, parent=parent)
    repeated = any(each.kind == "repeat" for each in parent.path) if parent else False
    group.inner = repeated
    if group.kind == "repeat" and repeated:
        notices.note("survey", item.row.number, "type", "nested_repeat")
    if group.kind == "loop":
        notices.note("survey", item.row.number, "type", "loop")
    return group


def _without_empty(items: list[Item], notices: Notices) -> list[Item]:
    """Keep groups that ask nothing as rows alone."""
    found: list[Item] = []
    for item in items:
        if item.step in ("open", "close") and item.group and not item.group.filled:
            if item.step == "open":
                notices.note("survey", item.row.number, "type", "empty_group")
            if item.step == "open" or item.group.end is not None:
                found.append(Item("drop", item.row))
        else:
            found.append(item)
    return found


def _with_grids(items: list[Item]) -> list[Item]:
    """Make one grid of each table of questions that share their choices."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        lines = _lines_of_table(items, at)
        if lines:
            first = items[at]
            group = first.group
            assert group is not None
            grid = Item("grid", first.row, group.parent, Kind("question", "grid"), lines=lines)
            grid.offered = lines[0].offered
            grid.target = None
            found.append(grid)
            at += len(lines) + 2
        else:
            found.append(items[at])
            at += 1
    return found


def _lines_of_table(items: list[Item], at: int) -> list[Item]:
    """Return the questions of a table that begins here and can be a grid; else none."""
    group = items[at].group
    if items[at].step != "open" or group is None or group.kind != "group" or group.end is None:
        return []
    if "table-list" not in group.row.known.get("appearance", "").split():
        return []
    lines: list[Item] = []
    for item in items[at + 1 :]:
        if item.step == "close" and item.group is group:
            return lines
        plain = {"type", "name", "required"} >= item.row.known.keys()
        alike = not lines or (
            lines[0].offered is item.offered
            and lines[0].row.known.get("required") == item.row.known.get("required")
        )
        texts = {"label", "hint"} >= item.row.texts.keys()
        if item.step != "ask" or item.kind.type != "one_choice" or item.kind.settings:
            return []
        if not (plain and alike and texts) or item.row.own:
            return []
        lines.append(item)
    return []


def _give_codes(layout: Layout, notices: Notices) -> None:
    """Give every group and question its code, and every name its meaning."""
    asked: set[str] = set()
    sections: set[str] = set()
    for item in layout.items:
        taken = sections if item.step == "open" and not (item.group and item.group.inner) else asked
        if item.step in ("close", "drop"):
            if item.step == "drop":
                layout.targets.add(item.row.known.get("name", ""), Target("dropped", ""))
            continue
        name = item.row.known.get("name", "")
        fallback = "group" if item.step == "open" else item.kind.type
        said = item.row.own.get("code", "")
        item.plain = code_of(name or fallback, taken, "q")
        item.code = said if said and said not in taken else item.plain
        taken.add(item.code)
        if name and item.code not in (name, said):
            notices.note("survey", item.row.number, "name", "code", item.code)
        _give_meaning(layout, item)
    # Rows of one grid have codes of their own, and names that rules read.


def _give_meaning(layout: Layout, item: Item) -> None:
    name = item.row.known.get("name", "")
    group = id(item.group) if item.group else -1
    if item.step == "open":
        assert item.group is not None
        item.group.code = item.code
        kind = "repeat" if item.group.kind == "repeat" and not item.group.inner else "group"
        layout.targets.add(name, Target(kind, item.code, group=group))
        return
    item.target = Target("question", item.code, type=item.kind.type, group=group)
    if item.step == "grid":
        layout.targets.add(name, Target("group", item.code, group=group))
        _give_lines(layout, item)
        return
    item.target.other = bool(item.kind.settings.get("other"))
    if item.offered is not None:
        item.target.choices = item.offered.codes
    elif item.row.own.get("choice_list"):
        item.target.choices = choices_of(
            (c["code"], c["code"]) for c in item.row.own["choice_list"]
        )
    said: Any = item.row.own.get("type")
    item.target.type = said or item.target.type
    layout.targets.add(name, item.target)


def _give_lines(layout: Layout, grid: Item) -> None:
    taken: set[str] = set()
    for line in grid.lines:
        name = line.row.known.get("name", "")
        line.code = code_of(name, taken, "row") if name else numbered("row", taken)
        taken.add(line.code)
        codes = grid.offered.codes if grid.offered else {}
        line.target = Target("row", grid.code, part=line.code, type="grid", choices=codes)
        layout.targets.add(name, line.target)
