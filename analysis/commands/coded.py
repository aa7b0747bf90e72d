"""Read who said what about which theme: a file of answers, and what was coded of it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.commands.cells import harmless
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.reporting import shown
from analysis.commands.themes import write
from analysis.disclosure import NOT_SHOWN, THRESHOLD, ReleasedTables, suppress
from analysis.tables import cell_key, count_tables
from analysis.themes.model import OTHER

FILE_HELP = "CSV or TSV (UTF-8) or Parquet, with a header"
GROUP = "group:{}"
SEVERAL = "(more than one)"


@dataclass(frozen=True)
class CodedFile:
    """The rows of a file with their groups, and the themes of their parts.

    rows: `text_id`, `person` (or the comment itself), `unit`, and a column for each group.
    lines: `text_id`, `part` (a segment, or the row), `theme` (None: none), `score` where known.
    """

    rows: pd.DataFrame
    lines: pd.DataFrame
    unit: str

    def __repr__(self) -> str:
        """Show the counts."""
        return f"CodedFile({len(self.rows)} rows, {len(self.lines)} lines)"

    def people(self, dimensions: Sequence[str]) -> pd.DataFrame:
        """Return one row a person (or comment) of the unit that is counted."""
        counted = self.rows[self.rows["unit"] == self.unit]
        people = counted.groupby("person", sort=True)
        columns = {name: people[name].agg(one_group) for name in dimensions}
        return pd.DataFrame({"unit": people["unit"].first(), **columns}).reset_index()

    def codings(self) -> pd.DataFrame:
        """Return `person` and `theme` of the unit that is counted."""
        lines = self.lines[self.lines["theme"].notna()]
        lines = lines.merge(self.rows[["text_id", "person", "unit"]], on="text_id")
        lines = lines[lines["unit"] == self.unit]
        return lines[["person", "theme"]].drop_duplicates()

    def told(self, dimensions: Sequence[str]) -> ReleasedTables:
        """Return the counts with those hidden that point at somebody, or would give one away."""
        tables = count_tables(self.people(dimensions), self.codings(), dimensions)
        return suppress(tables, progress=shown("hiding what points at someone"))

    def each_group(self, dimension: str) -> CodedFile:
        """Return the file with a person of two groups as one voice in each, none in no group."""
        rows = self.rows[self.rows[dimension] != ""]
        rows = rows.assign(person=rows["person"] + " in " + rows[dimension])
        lines = self.lines[self.lines["text_id"].isin(rows["text_id"])]
        return CodedFile(rows, lines, self.unit)

    def is_told(
        self, tables: ReleasedTables, dimension: str, value: str, theme: str | None = None
    ) -> bool:
        """Say whether the counts that a line rests on are all shown."""
        keys = [self.unit, cell_key(self.unit, None, dimension, value)]
        if theme is not None:
            keys += [cell_key(self.unit, theme), cell_key(self.unit, theme, dimension, value)]
        return all(tables.shown(key) is not None for key in keys)


def one_group(values: pd.Series) -> str:
    """Return the group that a person's rows name; who names two is in a group of its own."""
    given = sorted(set(values) - {""})
    return given[0] if len(given) == 1 else SEVERAL if given else ""


def add_coded_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what a command takes that reads answers and their themes."""
    parser.add_argument("file", type=Path, metavar="FILE", help=FILE_HELP)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument("--id", metavar="COLUMN", help="ids of the rows (default: 1, 2, 3 ...)")
    parser.add_argument(
        "--person", metavar="COLUMN", help="who wrote it; else comments are counted"
    )
    themes = parser.add_mutually_exclusive_group(required=True)
    themes.add_argument(
        "--assignments", type=Path, metavar="FILE", help="row and theme, as `themes` writes them"
    )
    themes.add_argument("--theme", metavar="COLUMN", help="the column with the themes of a row")
    parser.add_argument(
        "--between", default="|", metavar="MARK", help="between the themes of a row (default: |)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: 0")


def read_coded(arguments: argparse.Namespace, groups: Sequence[str], whole: bool) -> CodedFile:
    """Read the file and its themes; `whole` takes each row as one part."""
    table = read_table(arguments.file)
    named = [arguments.id, arguments.person, arguments.theme, *groups]
    require_columns(table, named, arguments.file)
    ids = table[arguments.id] if arguments.id else pd.Series(range(1, len(table) + 1)).astype(str)
    if ids.duplicated().any():
        again = ids[ids.duplicated()].iloc[0]
        raise UnreadableTable(f"the id {again!r} is there more than once in {arguments.id!r}")
    rows = pd.DataFrame({"text_id": ids.to_numpy()}).astype(object)
    person = table[arguments.person].str.strip() if arguments.person else pd.Series("", rows.index)
    rows["unit"] = (person != "").map({True: "people", False: "comments"})
    rows["person"] = ("p:" + person).where(person != "", "c:" + rows["text_id"].astype(str))
    for name in groups:
        rows[GROUP.format(name)] = table[name].str.strip()
    if arguments.theme:
        cells = table[arguments.theme].tolist()
        lines = themes_of_cells(rows["text_id"].tolist(), cells, arguments.between)
    else:
        lines = themes_of_file(arguments.assignments, rows, whole)
    unit = "people" if (rows["unit"] == "people").sum() >= THRESHOLD else "comments"
    return CodedFile(rows, lines, unit)


def themes_of_cells(ids: Sequence[object], cells: Sequence[str], between: str) -> pd.DataFrame:
    """Return a line for each theme that a cell names, and one without where it names none."""
    lines = [
        (text_id, text_id, theme)
        for text_id, cell in zip(ids, cells, strict=True)
        for theme in split_themes(cell, between)
    ]
    return pd.DataFrame(lines, columns=["text_id", "part", "theme"], dtype=object)


def split_themes(cell: str, between: str) -> list[str | None]:
    """Return the themes that a cell names; one missing theme where it names none."""
    named = [part.strip() for part in cell.split(between)] if between else [cell.strip()]
    themes: list[str | None] = [part for part in named if part and part != OTHER]
    return themes or [None]


def themes_of_file(path: Path, rows: pd.DataFrame, whole: bool) -> pd.DataFrame:
    """Return the lines of a file of assignments, the leading theme of each part only."""
    table = read_table(path)
    require_columns(table, ["row", "theme"], path)
    unknown = table.loc[~table["row"].isin(rows["text_id"]), "row"]
    if len(unknown):
        raise UnreadableTable(f"{path} has the row {unknown.iloc[0]!r}, which is not in the file")
    lines = pd.DataFrame({"text_id": table["row"], "part": table["row"], "theme": table["theme"]})
    if not whole and {"start", "end"} <= set(table.columns):
        lines["part"] = table["row"] + " " + table["start"] + "-" + table["end"]
    if "score" in table:
        lines["score"] = pd.to_numeric(table["score"], errors="coerce").fillna(0.0)
        if not whole and "start" in table:
            # A second theme that is nearly as close is not what a part is told to be about.
            lines = lines.sort_values("score", ascending=False, kind="stable")
            lines = lines.drop_duplicates("part").sort_index()
    lines["theme"] = lines["theme"].where(~lines["theme"].isin(["", OTHER]), None)
    return lines.reset_index(drop=True)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV in which no cell is a formula; what is not known is empty."""
    cells = table.astype(object).where(table.notna(), "").map(harmless)
    write(path, cells.to_csv(index=False, lineterminator="\n"))


def without_hidden(
    lines: pd.DataFrame, is_told: Sequence[bool], keep: Sequence[str], said_in: str
) -> pd.DataFrame:
    """Return lines in which those that may not be told say so, and nothing else of them."""
    table = lines.astype(object)
    hidden = ~np.array(is_told, dtype=bool)
    table.loc[hidden, [name for name in table.columns if name not in keep]] = None
    table.loc[hidden, said_in] = NOT_SHOWN
    return table.where(table.notna(), None)
