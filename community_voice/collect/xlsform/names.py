"""The names under which a definition's questions, groups and choices are written."""

from collections.abc import Iterable, Mapping
from typing import Any

from community_voice.collect.xlsform.codes import name_for, numbered
from community_voice.collect.xlsform.columns import read_columns
from community_voice.collect.xlsform.targets import Target, Targets, choices_of

# Names that XLSForm takes for itself.
TAKEN = {"data", "meta"}


def kept_of(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form's own rows said of a part of a definition."""
    found: dict[str, Any] = part.get("settings", {}).get("xlsform") or {}
    return found


def name_everything(definition: Mapping[str, Any], headers: Iterable[str] = ()) -> Targets:
    """Give every question, row of a grid and section the name it is written under.

    `headers` are those of the form's own sheet: rows that are written back as they were have
    names too.
    """
    targets = Targets()
    named = {column.header for column in read_columns("survey", headers) if column.key == "name"}
    for row in kept_of(definition).get("rows", ()):
        for header in named & row["cells"].keys():
            targets.add(row["cells"][header], Target("dropped", ""))
    sections = definition["sections"]
    questions = [question for section in sections for question in section["questions"]]
    groups = kept_of(definition).get("groups", {})
    taken = {*TAKEN, *(str(kept_of(each).get("name")) for each in questions if kept_of(each))}
    taken |= targets.by_name.keys() | {
        str(found.get("cells", {}).get("name")) for found in groups.values()
    }
    for question in questions:
        # The title of a group within a repeated one is written as that group, and read by none.
        if "#group" not in kept_of(question):
            _name_question(question, targets, taken)
    for section in sections:
        cells = groups.get(section["code"], {}).get("cells", {})
        if "path" in kept_of(section) and kept_of(section)["path"][-1:] != [section["code"]]:
            continue
        kind = "repeat" if section.get("settings", {}).get("repeat") else "group"
        name = cells["name"] if "name" in cells else name_for(section["code"], taken)
        taken.add(name)
        targets.add(name, Target(kind, section["code"]))
    for code, found in groups.items():
        if code not in targets.sections:
            name = found.get("cells", {}).get("name")
            name = name if name is not None else numbered(code, taken)
            targets.add(name, Target("group", code))
    return targets


def _name_question(question: Mapping[str, Any], targets: Targets, taken: set[str]) -> None:
    kept = kept_of(question)
    code = question["code"]
    name = kept["name"] if "name" in kept else name_for(code, taken)
    taken.add(name)
    settings = question.get("settings", {})
    choices = choices_of(
        (kept_of(choice).get("name", choice["code"]), choice["code"])
        for choice in question.get("choices", ())
    )
    if question["type"] != "grid":
        other = bool(settings.get("other"))
        target = Target("question", code, type=question["type"], other=other, choices=choices)
        targets.add(name, target)
        return
    # A grid's own name is its table's; rules read its rows.
    targets.add(name, Target("group", code))
    targets.by_code[(code, None)] = targets.sections.pop(code)
    renamed = kept.get("#columns", {})
    columns = choices_of(
        (renamed.get(each["code"], {}).get("name", each["code"]), each["code"])
        for each in question.get("columns", ())
    )
    for choice in question.get("choices", ()):
        kept_name = kept_of(choice).get("name")
        name = kept_name if kept_name is not None else name_for(choice["code"], taken)
        taken.add(name)
        part = Target("row", code, part=choice["code"], type="grid", choices=columns)
        targets.add(name, part)
