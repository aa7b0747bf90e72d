"""A table of questions that share their choices, as one grid."""

from collections.abc import Callable
from typing import Any

from community_voice.collect.xlsform.layout import Item
from community_voice.collect.xlsform.lists import choice_dicts
from community_voice.collect.xlsform.notices import Notices
from community_voice.collect.xlsform.rows import Row, Texts

Piped = Callable[[Row, str, Item], Texts]


def add_table(
    made: dict[str, Any],
    settings: dict[str, Any],
    item: Item,
    kept: dict[str, Any],
    piped: Piped,
    notices: Notices,
) -> None:
    """Add a table's columns and lines to the question that it becomes."""
    assert item.offered is not None
    item.offered.used = True
    columns = choice_dicts(item.offered)
    made["columns"] = [{"code": each["code"], "label": each["label"]} for each in columns]
    settings["columns"] = [each["code"] for each in columns]
    # A table of XLSForm offers its own columns and no other.
    settings["not_sure"] = False
    extra = {each["code"]: each["settings"]["xlsform"] for each in columns if "settings" in each}
    if extra:
        kept["#columns"] = extra
    if item.offered.name != item.code:
        kept["#list"] = item.offered.name
    if item.row.known.get("type") != "begin group":
        kept["type"] = item.row.known.get("type", "")
    made["choices"] = [_line(line, item, piped, notices) for line in item.lines]


def _line(line: Item, grid: Item, piped: Piped, notices: Notices) -> dict[str, Any]:
    kept: dict[str, Any] = dict(line.row.rest)
    name, raw = line.row.known.get("name", ""), line.row.known.get("type", "")
    if name != line.code:
        kept["name"] = name
    if grid.offered and raw != f"select_one {grid.offered.name}":
        kept["type"] = raw
    if not line.row.text("label"):
        notices.note("survey", line.row.number, "label", "no_label")
    help_text = piped(line.row, "hint", grid)
    return {
        "code": line.code,
        "label": piped(line.row, "label", grid),
        **({"help": help_text} if help_text else {}),
        **({"settings": {"xlsform": kept}} if kept else {}),
    }
