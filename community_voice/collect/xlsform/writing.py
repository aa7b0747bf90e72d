"""The sheets of a definition, row by row, each group around what lies in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from community_voice.collect.xlsform.cells import Scribe, put_kept, question_cells, relevant
from community_voice.collect.xlsform.choice_sheet import ChoiceSheet
from community_voice.collect.xlsform.columns import TITLES, snake
from community_voice.collect.xlsform.names import kept_of, name_everything
from community_voice.collect.xlsform.reading import Cells, Form, Sheet
from community_voice.collect.xlsform.sheets import Writing
from community_voice.collect.xlsform.table_rows import end_of, table_rows
from community_voice.collect.xlsform.tags import name_of

Definition = Mapping[str, Any]
Part = Mapping[str, Any]


@dataclass
class Writer:
    """Writes the sheets; `flat` leaves out how groups lay in each other."""

    definition: Definition
    flat: bool
    survey: Writing = field(init=False)
    choices: ChoiceSheet = field(init=False)
    scribe: Scribe = field(init=False)
    open_groups: list[str] = field(default_factory=list)
    rows_of: dict[tuple[str, str], Cells] = field(default_factory=dict)
    settings: Cells = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kept = kept_of(self.definition)
        columns, names = self.kept.get("columns", {}), self.kept.get("languages", {})
        self.survey = Writing("survey", columns.get("survey", ()), names)
        self.scribe = Scribe(
            name_everything(self.definition, columns.get("survey", ())),
            self.definition["source_language"],
            _filter_columns(self.definition, columns.get("choices", ())),
        )
        self.choices = ChoiceSheet(
            Writing("choices", columns.get("choices", ()), names), self.scribe
        )
        self.groups: Mapping[str, Any] = self.kept.get("groups", {})
        self.waiting: dict[str, list[Cells]] = {}
        for row in self.kept.get("rows", ()):
            self.waiting.setdefault(row["after"], []).append(dict(row["cells"]))

    def write(self) -> Form:
        """Write every sheet but our own column."""
        self._write_waiting("")
        for section in self.definition["sections"]:
            self._write_section(section)
        self._close_to([])
        for anchor in list(self.waiting):
            self._write_waiting(anchor)
        self.choices.write_unused(self.kept)
        self._write_settings()
        return self.form

    @property
    def form(self) -> Form:
        """Return the sheets as they are now."""
        header = list(self.kept.get("setting_columns", ()))
        rows = [self.settings, *(dict(row) for row in self.kept.get("settings", ())[1:])]
        header += [key for key in self.settings if key not in header]
        extra = {
            name: Sheet(list(found["header"]), [dict(row) for row in found["rows"]])
            for name, found in self.kept.get("sheets", {}).items()
        }
        settings = Sheet(header, rows) if header else Sheet()
        return Form(self.survey.sheet, self.choices.sheet, settings, extra)

    def _write_waiting(self, anchor: str) -> None:
        for cells in self.waiting.pop(anchor, ()):
            self.survey.add(cells)

    def _write_section(self, section: Part) -> None:
        path = list(kept_of(section).get("path", [section["code"]]))
        self._close_to([] if self.flat else path)
        if self.flat:
            path = [section["code"]]
        while len(self.open_groups) < len(path):
            self._open(path[len(self.open_groups)], section, path)
        base = list(self.open_groups)
        for question in section["questions"]:
            self._write_in_group(question, base)
        self._close_to(base)

    def _write_in_group(self, question: Part, base: list[str]) -> None:
        """Write a question, after the groups that it lies in within a repeated one."""
        kept = {} if self.flat else kept_of(question)
        inner = [code for code in kept.get("#in", ()) if code not in base]
        self._close_to([*base, *inner])
        while len(self.open_groups) < len(base) + len(inner):
            code = inner[len(self.open_groups) - len(base)]
            self._open_inner(code, question if kept.get("#group") == code else None)
        if kept.get("#group") in inner:
            return
        rules = [self._rule_of(code) for code in inner]
        if question["type"] == "grid":
            rows = table_rows(question, rules, self.survey, self.choices, self.scribe)
            self.rows_of[("question", question["code"])] = rows[0]
        else:
            self._write_question(question, rules)
        self._write_waiting(f"q:{question['code']}")

    def _write_question(self, question: Part, rules: list[Any]) -> None:
        name = self.choices.list_of(question)
        cells = question_cells(question, self.survey, self.scribe, name, rules)
        self.rows_of[("question", question["code"])] = self.survey.add(cells)

    def _open(self, code: str, section: Part, path: list[str]) -> None:
        """Write the beginning of a group; the last of the path is the section's own."""
        own = code == path[-1] and code == section["code"]
        found = {} if self.flat else self.groups.get(code, {})
        kept = found.get("cells", {})
        told = section if own else self._section_of(code) or {}
        settings = section.get("settings", {}) if own else told.get("settings", {})
        repeat = settings.get("repeat")
        kind = "repeat" if repeat and (own or told) else found.get("kind", "group")
        if kind == "repeat" and not repeat:
            kind = "group"
        cells: Cells = {}
        raw = kept.get("type")
        self.survey.put(cells, "type", raw if raw and kind in raw.lower() else f"begin {kind}")
        target = self.scribe.targets.sections.get(code)
        self.survey.put(cells, "name", target.name if target else code)
        self.survey.put_texts(
            cells, "label", self.scribe.texts(told.get("title") or found.get("title", {}))
        )
        self.survey.put_texts(
            cells, "hint", self.scribe.texts(told.get("intro") or found.get("intro", {}))
        )
        around = [self._rule_of(each) for each in self.open_groups]
        rule = settings.get("show_if") if told else self._rule_of(code)
        if not told:
            around = []
        self.survey.put(cells, "relevant", relevant(rule, kept, self.scribe, None, around))
        if repeat:
            count = self.scribe.rule("repeat_count", repeat.get("count"), kept, None)
            self.survey.put(cells, "repeat_count", count)
        for key in ("appearance", "parameters"):
            self.survey.put(cells, key, kept.get(key, ""))
        put_kept(cells, kept, self.survey)
        self.survey.add(cells)
        self.rows_of[("section", code)] = cells
        self.open_groups.append(code)
        self._write_waiting(f"begin:{code}")

    def _open_inner(self, code: str, note: Part | None) -> None:
        found = self.groups.get(code, {})
        kept = found.get("cells", {})
        cells: Cells = {}
        self.survey.put(cells, "type", kept.get("type", f"begin {found.get('kind', 'group')}"))
        target = self.scribe.targets.sections.get(code)
        self.survey.put(cells, "name", target.name if target else code)
        title = note["label"] if note else found.get("title", {})
        self.survey.put_texts(cells, "label", self.scribe.texts(title))
        hint = note.get("help", {}) if note else found.get("intro", {})
        self.survey.put_texts(cells, "hint", self.scribe.texts(hint))
        self.survey.put(cells, "relevant", kept.get("relevant", ""))
        for key in ("appearance", "parameters", "repeat_count"):
            self.survey.put(cells, key, kept.get(key, ""))
        put_kept(cells, kept, self.survey)
        self.survey.add(cells)
        if note:
            self.rows_of[("question", note["code"])] = cells
        self.open_groups.append(code)
        self._write_waiting(f"begin:{code}")

    def _section_of(self, code: str) -> Part | None:
        sections = self.definition["sections"]
        return next((each for each in sections if each["code"] == code), None)

    def _rule_of(self, code: str) -> Any:
        """Return the rule that a group's own row says."""
        raw = self.groups.get(code, {}).get("cells", {}).get("relevant")
        return self.scribe.reads("relevant", raw, None) if isinstance(raw, str) else None

    def _close_to(self, path: list[str]) -> None:
        """Close groups until those left are the beginning of a path."""
        while self.open_groups != path[: len(self.open_groups)]:
            code = self.open_groups.pop()
            found = {} if self.flat else self.groups.get(code, {})
            if "end" in found:
                self.survey.add(dict(found["end"]))
            else:
                begun = self.rows_of.get(("section", code), {})
                kind = "repeat" if "repeat" in begun.get("type", "") else found.get("kind", "group")
                self.survey.add(
                    end_of(self.survey, kind if kind != "repeat" or begun or found else "group")
                )
            self._write_waiting(f"end:{code}")

    def _write_settings(self) -> None:
        kept = list(self.kept.get("settings", ()))
        self.settings = dict(kept[0]) if kept else {}
        source = self.definition["source_language"]
        # What looks like a reference is none in a title; our own column says it as it is.
        title = (self.definition.get("title") or {}).get(source, "").replace("${", "$ {")
        header = next((key for key in self.settings if snake(key) in TITLES), "form_title")
        self.settings.pop(header, None)
        if title:
            self.settings[header] = title
        if not self.kept:
            self.settings["default_language"] = name_of(source)


def _filter_columns(definition: Definition, headers: Iterable[str]) -> frozenset[str]:
    """Return the columns that filters of choices may read."""
    found = set(headers)
    for section in definition["sections"]:
        for question in section["questions"]:
            for choice in question.get("choices", ()):
                found.update(choice.get("settings", {}).get("filter") or ())
    return frozenset(found)
