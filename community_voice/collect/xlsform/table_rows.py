"""A grid as a table of questions that share their choices."""

from collections.abc import Mapping
from typing import Any

from community_voice.collect.xlsform.cells import Scribe, put_kept, relevant, required
from community_voice.collect.xlsform.choice_sheet import ChoiceSheet
from community_voice.collect.xlsform.names import kept_of
from community_voice.collect.xlsform.reading import Cells
from community_voice.collect.xlsform.sheets import Writing

Part = Mapping[str, Any]


def table_rows(
    grid: Part, rules: list[Any], survey: Writing, choices: ChoiceSheet, scribe: Scribe
) -> list[Cells]:
    """Add a grid's rows to the sheet "survey", and return them."""
    kept, settings = kept_of(grid), grid.get("settings", {})
    name = choices.list_of_grid(grid)
    target = scribe.targets.by_code.get((grid["code"], None))
    cells: Cells = {}
    survey.put(cells, "type", kept.get("type", "begin group"))
    survey.put(cells, "name", target.name if target else grid["code"])
    survey.put_texts(cells, "label", scribe.texts(grid["label"]))
    survey.put_texts(cells, "hint", scribe.texts(grid.get("help", {})))
    rule = relevant(settings.get("show_if"), kept, scribe, target, rules)
    survey.put(cells, "relevant", rule)
    survey.put(cells, "appearance", kept.get("appearance", "table-list"))
    put_kept(cells, kept, survey)
    needed = required(grid, kept, scribe, target)
    lines = [
        _line(grid["code"], choice, name, needed, survey, scribe)
        for choice in grid.get("choices", ())
    ]
    return [survey.add(each) for each in (cells, *lines, end_of(survey, "group"))]


def end_of(survey: Writing, kind: str) -> Cells:
    """Return the row that ends a group."""
    cells: Cells = {}
    survey.put(cells, "type", f"end {kind}")
    return cells


def _line(
    code: str, choice: Part, list_name: str, needed: str, survey: Writing, scribe: Scribe
) -> Cells:
    kept = kept_of(choice)
    target = scribe.targets.by_code[(code, choice["code"])]
    cells: Cells = {}
    survey.put(cells, "type", kept.get("type", f"select_one {list_name}"))
    survey.put(cells, "name", target.name)
    label = choice["label"] if any(choice["label"].values()) else {scribe.source: "–"}
    survey.put_texts(cells, "label", scribe.texts(label))
    survey.put_texts(cells, "hint", scribe.texts(choice.get("help", {})))
    survey.put(cells, "required", needed)
    put_kept(cells, kept, survey)
    return cells
