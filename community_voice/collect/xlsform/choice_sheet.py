"""The sheet "choices" that is being written: one list for all questions that offer the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from community_voice.collect.xlsform.cells import Scribe
from community_voice.collect.xlsform.kinds import WRITTEN_SELECTS
from community_voice.collect.xlsform.names import kept_of
from community_voice.collect.xlsform.reading import Cells, Sheet
from community_voice.collect.xlsform.sheets import Writing

# XLSForm takes no list without choices: these stand where a type of ours brings its own.
STAND_INS = {"yes_no": {"yes": "Yes", "no": "No", "not_sure": "Not sure"}}
STAND_IN = {"none": "–"}


class ChoiceSheet:
    """Collects lists, each under a name of its own."""

    def __init__(self, sheet: Writing, scribe: Scribe) -> None:
        self.writing = sheet
        self.scribe = scribe
        self.lists: dict[str, list[Cells]] = {}

    def list_of(self, question: Mapping[str, Any]) -> str:
        """Write a question's choices, and return the name of their list."""
        if question["type"] not in WRITTEN_SELECTS:
            return ""
        choices = question.get("choices") or [
            {"code": code, "label": {self.scribe.source: label}}
            for code, label in STAND_INS.get(question["type"], STAND_IN).items()
        ]
        own = STAND_INS.get(question["type"], {})
        rows = [
            self._cells(
                {**choice, "label": choice["label"] or {self.scribe.source: own[choice["code"]]}}
                if choice["code"] in own
                else choice,
                kept_of(choice),
            )
            for choice in choices
        ]
        return self._named(kept_of(question).get("#list") or question["code"], rows)

    def list_of_grid(self, grid: Mapping[str, Any]) -> str:
        """Write the columns of a grid as a list, and return its name."""
        extra = kept_of(grid).get("#columns", {})
        columns = grid.get("columns") or [
            {"code": code, "label": {self.scribe.source: label}} for code, label in STAND_IN.items()
        ]
        rows = [self._cells(each, extra.get(each["code"], {})) for each in columns]
        return self._named(kept_of(grid).get("#list") or grid["code"], rows)

    def _cells(self, choice: Mapping[str, Any], kept: Mapping[str, Any]) -> Cells:
        cells: Cells = {}
        filtered: Mapping[str, str] = choice.get("settings", {}).get("filter") or {}
        self.writing.put(cells, "name", str(kept.get("name") or choice["code"]))
        self.writing.put_texts(cells, "label", self.scribe.texts(choice["label"]))
        self.writing.put_rest(cells, {**filtered, **kept}, {"name"})
        return cells

    def _named(self, wanted: str, rows: list[Cells]) -> str:
        """Return the wanted name, or the next that is free or holds the same choices."""
        count, name = 1, wanted
        while self.lists.setdefault(name, rows) != rows:
            count += 1
            name = f"{wanted}_{count}"
        return name

    def write_unused(self, kept: Mapping[str, Any]) -> None:
        """Write back lists that no question uses, and rows that belong to none."""
        for name, rows in self.lists.items():
            for cells in rows:
                self.writing.put(cells, "list_name", name)
                self.writing.add(cells)
        for name, found in kept.get("lists", {}).items():
            if name not in self.lists:
                self._write_all(found)
        self._write_all(kept.get("stray", ()))

    def _write_all(self, rows: Iterable[Cells]) -> None:
        for cells in rows:
            self.writing.add(dict(cells))

    @property
    def sheet(self) -> Sheet:
        """Return the sheet; an empty one is left out."""
        return self.writing.sheet if self.writing.rows else Sheet()
