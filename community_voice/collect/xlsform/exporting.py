"""A definition as an XLSForm that pyxform takes, and that comes back as it was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from community_voice.collect.xlsform.cells import (
    Scribe,
    put_kept,
    question_cells,
    relevant,
    required,
)
from community_voice.collect.xlsform.choice_sheet import ChoiceSheet
from community_voice.collect.xlsform.columns import snake
from community_voice.collect.xlsform.importing import TITLES, import_form
from community_voice.collect.xlsform.names import kept_of, name_everything
from community_voice.collect.xlsform.own import difference, question_difference, write_own
from community_voice.collect.xlsform.reading import Cells, Form, Sheet
from community_voice.collect.xlsform.sheets import Writing
from community_voice.collect.xlsform.tongues import name_of

Definition = Mapping[str, Any]
Part = Mapping[str, Any]


def export_form(definition: Definition) -> Form:
    """Return the sheets of a definition.

    What XLSForm has no words for stands in a column of our own, which is found by reading the
    sheets again and comparing: so an export always comes back whole.
    """
    writer = _Writer(definition, flat=False)
    form = writer.write()
    got = _read_again(form, definition)
    if _shape(got) != _shape(definition):
        writer = _Writer(definition, flat=True)
        form = writer.write()
        got = _read_again(form, definition)
    writer.say_differences(got)
    return writer.form


def _read_again(form: Form, definition: Definition) -> Definition:
    bare = _bare_language(definition)
    return import_form(as_read(form), definition["source_language"], bare).definition


def _bare_language(definition: Definition) -> str:
    """Return the language of words whose column names none, where it is not the source."""
    tag = str(kept_of(definition).get("languages", {}).get("", ""))
    return "" if tag == definition["source_language"] else tag


def _shape(definition: Definition) -> list[tuple[str, list[str]]]:
    return [
        (section["code"], [question["code"] for question in section["questions"]])
        for section in definition["sections"]
    ]


def as_read(form: Form) -> Form:
    """Return a form as it comes out of a workbook: without blanks around words."""
    survey, choices, settings = (
        Sheet(
            sheet.header,
            [{key: text for key, raw in row.items() if (text := plain(raw))} for row in sheet.rows],
        )
        for sheet in (form.survey, form.choices, form.settings)
    )
    return Form(survey, choices, settings, form.extra)


def plain(text: str) -> str:
    """Return a cell's text as a workbook gives it back."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "".join(c for c in text if c >= " " or c in "\t\n").strip()


@dataclass
class _Writer:
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
            self._write_grid(question, rules)
        else:
            self._write_question(question, rules)
        self._write_waiting(f"q:{question['code']}")

    def _write_question(self, question: Part, rules: list[Any]) -> None:
        name = self.choices.list_of(question)
        cells = question_cells(question, self.survey, self.scribe, name, rules)
        self.rows_of[("question", question["code"])] = self.survey.add(cells)

    def _write_grid(self, grid: Part, rules: list[Any]) -> None:
        """Write a grid as a table of questions that share their choices."""
        kept, settings = kept_of(grid), grid.get("settings", {})
        name = self.choices.list_of_grid(grid)
        cells: Cells = {}
        put = self.survey.put
        put(cells, "type", kept.get("type", "begin group"))
        target = self.scribe.targets.by_code.get((grid["code"], None))
        put(cells, "name", target.name if target else grid["code"])
        self.survey.put_texts(cells, "label", self.scribe.texts(grid["label"]))
        self.survey.put_texts(cells, "hint", self.scribe.texts(grid.get("help", {})))
        rule = relevant(settings.get("show_if"), kept, self.scribe, target, rules)
        put(cells, "relevant", rule)
        put(cells, "appearance", kept.get("appearance", "table-list"))
        put_kept(cells, kept, self.survey)
        self.rows_of[("question", grid["code"])] = self.survey.add(cells)
        needed = required(grid, kept, self.scribe, target)
        for choice in grid.get("choices", ()):
            self._write_line(grid["code"], choice, name, needed)
        self.survey.add(self._end("group"))

    def _write_line(self, code: str, choice: Part, list_name: str, needed: str) -> None:
        kept = kept_of(choice)
        target = self.scribe.targets.by_code[(code, choice["code"])]
        cells: Cells = {}
        self.survey.put(cells, "type", kept.get("type", f"select_one {list_name}"))
        self.survey.put(cells, "name", target.name)
        label = choice["label"] if any(choice["label"].values()) else {self.scribe.source: "–"}
        self.survey.put_texts(cells, "label", self.scribe.texts(label))
        self.survey.put_texts(cells, "hint", self.scribe.texts(choice.get("help", {})))
        self.survey.put(cells, "required", needed)
        put_kept(cells, kept, self.survey)
        self.survey.add(cells)

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
                self.survey.add(self._end(kind if kind != "repeat" or begun or found else "group"))
            self._write_waiting(f"end:{code}")

    def _end(self, kind: str) -> Cells:
        cells: Cells = {}
        self.survey.put(cells, "type", f"end {kind}")
        return cells

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

    def say_differences(self, got: Definition) -> None:
        """Write into our own column what does not come back by itself."""
        said = difference(self.definition, got, ("sections",))
        if "" in self.kept.get("languages", {}):
            said["source_language"] = self.definition["source_language"]
        if _bare_language(self.definition):
            said["bare_language"] = _bare_language(self.definition)
        for number, piece in enumerate(write_own(said), start=1):
            self.settings["community_voice" + (f"_{number}" if number > 1 else "")] = piece
        for place, section in enumerate(self.definition["sections"]):
            other = _at(got["sections"], place)
            self._say("section", section["code"], difference(section, other, ("questions",)))
            for number, question in enumerate(section["questions"]):
                back = _at(other.get("questions", []), number)
                self._say("question", question["code"], question_difference(question, back))

    def _say(self, what: str, code: str, said: Mapping[str, Any]) -> None:
        cells = self.rows_of.get((what, code))
        if cells is not None:
            self.survey.put_own(cells, write_own(said))


def _filter_columns(definition: Definition, headers: Iterable[str]) -> frozenset[str]:
    """Return the columns that filters of choices may read."""
    found = set(headers)
    for section in definition["sections"]:
        for question in section["questions"]:
            for choice in question.get("choices", ()):
                found.update(choice.get("settings", {}).get("filter") or ())
    return frozenset(found)


def _at(parts: list[Any], place: int) -> Any:
    return parts[place] if place < len(parts) else {}
