"""`python -m analysis compare`: do groups raise the same themes?"""

from __future__ import annotations

import argparse
import json

import numpy as np
import pandas as pd

from analysis.commands.coded import (
    GROUP,
    CodedFile,
    add_coded_arguments,
    read_coded,
    without_hidden,
    write_table,
)
from analysis.commands.reading import UnreadableTable
from analysis.commands.reporting import shown
from analysis.commands.themes import write
from analysis.compare import AGREE, DIFFER, REST, TOO_FEW, Chance, Comparison, Contrast, compare
from analysis.disclosure import NOT_SHOWN, ReleasedTables
from analysis.tables import NO_ANSWER, cell_key

# What a line says of those whom the group is held against.
OF_OTHERS = [
    "n_other",
    "of_other",
    "share_other",
    "difference",
    "difference_low",
    "difference_high",
    "p",
]

EXAMPLE = """example:
  python -m analysis themes answers.csv --text "What happened?" --id number --out results
  python -m analysis compare answers.csv --id number --assignments results/assignments.csv \\
      --person who --group area --out results

writes results/compare.json and results/compare.csv: for each theme and group how many raised
it, the difference from all others with an interval that holds for the whole table, the chance
of it, and the outcome: agree (within the margin), differ, or too few to say. People count once.
Counts of 0 to 10, and those that would give one away, are not shown. Where few are in no group,
that is so of all others too.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Compare groups on the themes that they raised."
    parser.epilog = EXAMPLE
    add_coded_arguments(parser)
    parser.add_argument(
        "--group",
        action="append",
        required=True,
        metavar="COLUMN",
        help="compare these groups (may be given again)",
    )
    parser.add_argument("--against", metavar="VALUE", help="hold the others against this group")
    parser.add_argument(
        "--margin",
        type=float,
        default=10.0,
        metavar="POINTS",
        help="shares closer than this agree (default: 10)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare on each group column, and write what may be told."""
    groups = list(dict.fromkeys(arguments.group))
    coded = read_coded(arguments, groups, whole=False)
    dimensions = [GROUP.format(name) for name in groups]
    require_group(arguments.against, coded, dimensions)
    told = coded.told(dimensions)
    people, codings = coded.people(dimensions), coded.codings()
    tables, results = [], []
    for name, dimension in zip(groups, dimensions, strict=True):
        found = compare(
            people,
            codings,
            dimension,
            against=arguments.against,
            margin=arguments.margin / 100,
            chance=Chance(seed=arguments.seed),
            progress=shown(f"comparing by {name}"),
        )
        lines = lines_told(found, coded, told)
        tables.append(lines.assign(dimension=name))
        plain = {"dimension": name, "lines": lines.to_dict("records")}
        plain["unanswered"] = unanswered_told(found, coded, told)
        results.append({**found.to_dict(), **plain})
        # What is not shown must not be counted either: "1 differ" beside no line would tell it.
        outcomes = lines["outcome"].tolist()
        counts = ", ".join(f"{outcomes.count(each)} {each}" for each in (AGREE, DIFFER, TOO_FEW))
        print(f"{name}: {counts}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    table = pd.concat(tables, ignore_index=True)
    table.insert(0, "dimension", table.pop("dimension"))
    whole = {"unit": coded.unit, "comparisons": results}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    write(arguments.out / "compare.json", text + "\n")
    write_table(arguments.out / "compare.csv", table)
    print(f"compare.json and compare.csv are in {arguments.out}")
    return 0


def require_group(against: str | None, coded: CodedFile, dimensions: list[str]) -> None:
    """Raise UnreadableTable where the groups are to be held against one that is not there."""
    people = coded.people(dimensions)
    for name in dimensions if against is not None else ():
        there = sorted(set(people[name]) - {""})
        if against not in there:
            column = name.removeprefix(GROUP.format(""))
            raise UnreadableTable(
                f"--against: there is no group {against!r} in {column!r};"
                f" its groups are: {', '.join(there)}"
            )


def unanswered_told(found: Comparison, coded: CodedFile, told: ReleasedTables) -> int | str:
    """Return how many are in no group, where so many may be told."""
    n = told.shown(cell_key(coded.unit, None, found.dimension, NO_ANSWER))
    return NOT_SHOWN if found.unanswered and n is None else found.unanswered


def lines_told(found: Comparison, coded: CodedFile, told: ReleasedTables) -> pd.DataFrame:
    """Return the lines, with nothing told of those whose counts point at somebody."""
    is_told = [
        all(
            coded.is_told(told, found.dimension, value, line.theme)
            for value in (line.value, line.against)
            if value != REST
        )
        for line in found.lines
    ]
    keep = ["theme", "value", "against"]
    lines = without_hidden(found.to_frame(), is_told, keep, "why")
    # All others leave out who is in no group: where those are not shown, "all others" beside the
    # groups that are shown would give the hidden one away.
    known = [rest_is_told(found, coded, told, line) for line in found.lines]
    lines.loc[np.array(is_told) & ~np.array(known), "why"] = NOT_SHOWN
    lines.loc[~np.array(known, dtype=bool), OF_OTHERS] = None
    return lines


def rest_is_told(found: Comparison, coded: CodedFile, told: ReleasedTables, line: Contrast) -> bool:
    """Say whether the counts of a line's counterpart are made of counts that are shown."""
    if line.against != REST or not found.unanswered:
        return True
    return coded.is_told(told, found.dimension, NO_ANSWER, line.theme)
