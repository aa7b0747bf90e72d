"""`python -m analysis agree`: how far people agree on themes, and the machine with them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd

from analysis.agreement import FEWEST, Agreement, MachineAgreement, agree, agree_with_machine
from analysis.commands.coded import FILE_HELP, split_themes, write_table
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.themes import write

EXAMPLE = f"""example:
  python -m analysis agree codings.csv --segment passage --coder who --theme theme --out results

where each line of codings.csv says that somebody gave a theme to a passage (or several, with |
between them), and a line with no theme that they read it and gave none. Passages that one
person alone read are left out. Writes results/agreement.json and results/agreement.csv:
for each theme, in all languages and in each, Krippendorff's alpha, Gwet's AC1, percent
agreement and F1, with 95 % bootstrap intervals; nothing where fewer than {FEWEST} passages were
read twice. With --machine, also results/machine.csv: precision, recall and F1 of the machine.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Say how far people who coded the same passages agree."
    parser.epilog = EXAMPLE
    parser.add_argument("file", type=Path, metavar="FILE", help=FILE_HELP)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    for name, what in (("segment", "the passage"), ("coder", "who read it"), ("theme", "themes")):
        parser.add_argument(
            f"--{name}", default=name, metavar="COLUMN", help=f"{what} (default: {name})"
        )
    parser.add_argument("--language", metavar="COLUMN", help="language of the passage")
    parser.add_argument("--person", metavar="COLUMN", help="who said it: intervals draw persons")
    parser.add_argument(
        "--between", default="|", metavar="MARK", help="between themes of a line (default: |)"
    )
    parser.add_argument(
        "--machine",
        type=Path,
        metavar="FILE",
        help="the machine's themes of the same passages, in columns of the same names",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: 0")
    parser.add_argument(
        "--samples", type=int, default=1000, metavar="N", help="of the bootstrap (default: 1000)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Read codings, write how far they agree."""
    codings = codings_of(arguments.file, arguments)
    try:
        found = agree(codings, seed=arguments.seed, samples=arguments.samples)
        machine = machine_of(codings, arguments) if arguments.machine else None
    except ValueError as problem:
        raise UnreadableTable(f"{arguments.file}: {problem}") from problem
    arguments.out.mkdir(parents=True, exist_ok=True)
    whole = {
        "people": found.to_dict(),
        "machine": machine.to_dict() if machine is not None else None,
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    write(arguments.out / "agreement.json", text + "\n")
    write_table(arguments.out / "agreement.csv", found.to_frame())
    if machine is not None:
        write_table(arguments.out / "machine.csv", machine.to_frame())
    for line in told(found, machine):
        print(line)
    print(f"the results are in {arguments.out}")
    return 0


def codings_of(path: Path, arguments: argparse.Namespace) -> pd.DataFrame:
    """Return one line a theme given, and one without for who gave none."""
    table = read_table(path)
    is_people = path == arguments.file
    optional = {
        name: getattr(arguments, name)
        for name in ("language", "person")
        if getattr(arguments, name) and is_people
    }
    named = {"segment": arguments.segment, "theme": arguments.theme, **optional}
    if is_people:
        named["coder"] = arguments.coder
    require_columns(table, named.values(), path)
    codings = pd.DataFrame({name: table[column].str.strip() for name, column in named.items()})
    if (codings["segment"] == "").any():
        raise UnreadableTable(f"{path}: a line names no passage in {arguments.segment!r}")
    themes = [split_themes(cell, arguments.between) for cell in codings["theme"]]
    return codings.assign(theme=pd.Series(themes, codings.index)).explode(
        "theme", ignore_index=True
    )


def machine_of(codings: pd.DataFrame, arguments: argparse.Namespace) -> MachineAgreement:
    """Return how far the machine agrees with people."""
    machine = codings_of(arguments.machine, arguments)
    return agree_with_machine(codings, machine, seed=arguments.seed, samples=arguments.samples)


def told(found: Agreement, machine: MachineAgreement | None) -> list[str]:
    """Return what a terminal shows: all languages together."""
    whole = found.overall[0]
    people = f"{len(found.coders)} people read {whole.segments} passages in twos or more"
    if whole.note:
        return [f"{people}: too few to say"]
    lines = [f"{people}: mean alpha {decimals(whole.macro_alpha)}, F1 {decimals(whole.f1)}"]
    if machine is not None:
        against = machine.overall[0]
        lines.append(
            f"the machine on {against.segments} passages: F1 {decimals(against.f1)}"
            f" ({decimals(against.f1_low)} to {decimals(against.f1_high)})"
        )
    return lines


def decimals(value: float | None) -> str:
    """Return a coefficient with two decimals."""
    return "not defined" if value is None else f"{value:.2f}"
