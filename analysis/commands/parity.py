"""`python -m analysis parity`: was every language, and every mode, served as well as the rest?"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.commands.coded import (
    GROUP,
    CodedFile,
    add_coded_arguments,
    read_coded,
    split_themes,
    without_hidden,
    write_table,
)
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.reporting import shown
from analysis.commands.themes import write
from analysis.compare import Chance
from analysis.disclosure import ReleasedTables
from analysis.parity import Parity, parity

EXAMPLE = """example:
  python -m analysis themes answers.csv --text "What happened?" --id number --out results
  python -m analysis parity answers.csv --id number --assignments results/assignments.csv \\
      --by language --by mode --person who --out results

writes results/parity.json and three tables: parity.csv (for each language and mode: passages,
people, the share left without a theme beside the rest, how well it fits), parity_themes.csv
(themes that a group has more or less of than the others, with intervals that hold for the
whole table) and parity_warnings.csv (a theme that is in one group only while others fell out).
With --codings (columns segment, coder, theme; the segment is the id of the row), whole rows are
looked at, and how far the themes agree with people's is told for each group.
Counts of 0 to 10 people, and those that would give one away, are not shown.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Say how well each language and mode was served."
    parser.epilog = EXAMPLE
    add_coded_arguments(parser)
    parser.add_argument(
        "--by",
        action="append",
        required=True,
        metavar="COLUMN",
        help="language, mode, or another column (may be given again)",
    )
    parser.add_argument("--codings", type=Path, metavar="FILE", help="themes that people gave")


def run(arguments: argparse.Namespace) -> int:
    """Measure, and write what may be told."""
    groups = list(dict.fromkeys(arguments.by))
    dimensions = [GROUP.format(name) for name in groups]
    coded = read_coded(arguments, groups, whole=arguments.codings is not None)
    people = people_codings(arguments, coded) if arguments.codings else None
    found = parity(
        parts_of(coded),
        coded.lines.rename(columns={"part": "row"}),
        dimensions,
        people=people,
        chance=Chance(seed=arguments.seed),
        progress=shown("comparing"),
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    told = {name: coded.each_group(name).told([name]) for name in dimensions}
    served, themes = served_told(found, coded, told), themes_told(found, coded, told)
    warnings = warnings_told(found, coded, told)
    for table in (served, themes, warnings):
        table["dimension"] = [
            str(name).removeprefix(GROUP.format("")) for name in table["dimension"]
        ]
    whole = {
        "served": served.to_dict("records"),
        "themes": themes.to_dict("records"),
        "warnings": warnings.to_dict("records"),
        "unit": found.unit,
        "settings": dict(found.settings),
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    write(arguments.out / "parity.json", text + "\n")
    write_table(arguments.out / "parity.csv", served)
    write_table(arguments.out / "parity_themes.csv", themes)
    write_table(arguments.out / "parity_warnings.csv", warnings)
    for each in warnings.itertuples():
        print(f"warning: {each.theme} is in {each.value} only, and these fell out: {each.fallen}")
    print(f"{len(served)} groups are in {arguments.out}")
    return 0


def parts_of(coded: CodedFile) -> pd.DataFrame:
    """Return the parts as segments: `row`, the groups, and `person` where there is one."""
    parts = coded.lines[["text_id", "part"]].drop_duplicates().merge(coded.rows, on="text_id")
    parts = parts[parts["unit"] == coded.unit].rename(columns={"part": "row"})
    return parts if coded.unit == "people" else parts.drop(columns="person")


def people_codings(arguments: argparse.Namespace, coded: CodedFile) -> pd.DataFrame:
    """Return people's codings of rows of the file."""
    path = arguments.codings
    table = read_table(path)
    require_columns(table, ["segment", "coder", "theme"], path)
    unknown = ~table["segment"].isin(coded.lines["part"])
    if unknown.any():
        raise UnreadableTable(
            f"{path} has the segment {table.loc[unknown, 'segment'].iloc[0]!r},"
            " which has no line among the themes"
        )
    if (table["coder"].str.strip() == "").any():
        raise UnreadableTable(f"{path}: a line names nobody in 'coder'")
    themes = [split_themes(cell, arguments.between) for cell in table["theme"]]
    codings = table[["segment", "coder"]].assign(theme=pd.Series(themes, table.index))
    return codings.explode("theme", ignore_index=True)


def served_told(
    found: Parity, coded: CodedFile, told: Mapping[str, ReleasedTables]
) -> pd.DataFrame:
    """Return the groups, with nothing told of those whose size points at somebody.

    Nor of a group beside one that is hidden: all of another dimension, less what is told of this
    one, would be its size.
    """
    is_told = [
        coded.is_told(told[line.dimension], line.dimension, line.value) for line in found.served
    ]
    return without_hidden(found.to_frame(), is_told, ["dimension", "value"], "note")


def themes_told(
    found: Parity, coded: CodedFile, told: Mapping[str, ReleasedTables]
) -> pd.DataFrame:
    """Return the themes of groups, with nothing told where a count points at somebody."""
    is_told = [
        coded.is_told(told[line.dimension], line.dimension, line.value, line.theme)
        for line in found.themes
    ]
    keep = ["dimension", "value", "theme"]
    return without_hidden(found.themes_frame(), is_told, keep, "represented")


def warnings_told(
    found: Parity, coded: CodedFile, told: Mapping[str, ReleasedTables]
) -> pd.DataFrame:
    """Return the warnings that rest on counts that are told, of groups that are told.

    One that is left out leaves no line: that a theme is in a hidden group only is told by it.
    """
    warnings = found.warnings_frame()
    is_told = [
        all(
            coded.is_told(told[each.dimension], each.dimension, value, theme)
            for value, theme in ((each.value, each.theme), *((name, None) for name in each.fallen))
        )
        for each in found.warnings
    ]
    return warnings[np.array(is_told, dtype=bool)].reset_index(drop=True)
