"""`python -m analysis summarize`: a summary for a working group, from a bare file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.commands.cells import harmless
from analysis.commands.finding import STARTER
from analysis.commands.telling import Told, told_of
from analysis.commands.themes import add_run_arguments, write
from analysis.disclosure import ReleasedTables
from analysis.summarize import languages
from analysis.summarize.markdown import as_markdown

EXAMPLE = """example:
  python -m analysis summarize answers.csv --text "What happened?" --group area --out results
  python -m analysis summarize answers.csv --text "What happened?" --out results \\
      --codebook --in es

writes results/summary.md to read, results/summary.json with every sentence, the numbers it
rests on and the tables, and results/tables.csv. Counts of 0 to 10, and those that would give
one away, are not shown. Without --person the file is counted in comments, never in people.
A bare file does not say who agreed to be quoted, so there are no quotes unless you give
--quotes, which says that you know they agreed.

With --codebook, sentences are coded by the definitions of the 28 starter themes (or of a file);
sensitive themes are told in numbers alone, and results/serious.csv lists, for staff only, what
few people said that is serious. It holds people's words: do not pass it on. Somebody may put
such a row in other words where its person agreed to that; give those as --paraphrases, a table
with the columns paraphrase (an id), text, author and consent.

Check what was written with: python -m analysis verify results
"""
# What `verify` needs to make the same summary again; places of files are not among them.
KEPT = (
    "text",
    "group",
    "person",
    "language",
    "languages",
    "question",
    "quotes",
    "codebook",
    "tongue",
    "reruns",
    "encoder",
    "seed",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Write a summary for a working group from a CSV, TSV or Parquet file."
    parser.epilog = EXAMPLE
    parser.add_argument("file", type=Path, metavar="FILE", help="a table with a header")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="the column with the texts")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="COLUMN",
        help="compare these groups (may be given again)",
    )
    parser.add_argument(
        "--person", metavar="COLUMN", help="who wrote it; else comments are counted"
    )
    parser.add_argument(
        "--language", metavar="COLUMN", help="BCP 47 tags; where empty or left out, it is guessed"
    )
    parser.add_argument(
        "--languages", metavar="TAGS", help="languages to expect when guessing, as in en,es,zh-Hans"
    )
    parser.add_argument("--question", metavar="TEXT", help="the question that was asked")
    parser.add_argument(
        "--quotes", action="store_true", help="print quotes: you know that people agreed to it"
    )
    parser.add_argument(
        "--codebook",
        nargs="?",
        const=STARTER,
        metavar="FILE",
        help="code by a codebook, the starter one where no file is named, and find no themes",
    )
    parser.add_argument(
        "--in",
        dest="tongue",
        default=languages()[0],
        choices=languages(),
        metavar="TAG",
        help=f"the language of the sentences: {', '.join(languages())}; quotes stay in theirs",
    )
    parser.add_argument(
        "--before", type=Path, metavar="DIR", help="an earlier summary: what is new ranks higher"
    )
    parser.add_argument(
        "--paraphrases", type=Path, metavar="FILE", help="approved words for what few people said"
    )
    parser.add_argument(
        "--reruns",
        type=int,
        default=50,
        metavar="N",
        help="count again so often without some of the people or a language, a few times with "
        "themes found anew from another seed: does a finding still stand? "
        "(default: 50; under 11 nothing is told of it)",
    )
    add_run_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read, find themes, count, hide, summarize, verify; write only what verifies."""
    told = told_of(arguments)
    failures = told.failures()
    for failure in failures:
        print(f"does not verify: {failure}", file=sys.stderr)
    if failures:
        return 1
    files = files_of(told, arguments)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write(arguments.out / name, content)
    print(f"{checked(told)}\n{', '.join(files)} are in {arguments.out}")
    if "serious.csv" in files:
        print("serious.csv holds people's words and small numbers: it is for staff only")
    return 0


def files_of(told: Told, arguments: argparse.Namespace) -> dict[str, str]:
    """Return the name and content of each file to write."""
    title = f"Summary of {arguments.file.name}"
    made = {"file": arguments.file.name, **{name: getattr(arguments, name) for name in KEPT}}
    made["before"] = arguments.before is not None
    whole: dict[str, Any] = {
        "made": made,
        "summary": told.summary.to_dict(),
        "tables": told.released.to_dict(),
    }
    files = {
        "summary.md": as_markdown(told.summary, title, checked(told)),
        "summary.json": json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n",
        "tables.csv": tables_csv(told.released),
    }
    if arguments.codebook is not None:
        files["serious.csv"] = serious_csv(told.serious)
    return files


def checked(told: Told) -> str:
    """Return the line that says how much matches."""
    return (
        f"Checked: {len(told.summary.claims)} sentences, {len(told.summary.quotes)} quotes and "
        f"{len(told.released.cells)} cells of the tables match the file."
    )


def serious_csv(rows: pd.DataFrame) -> str:
    """Return the rows for staff as CSV in which no cell is a formula."""
    return rows.map(harmless).to_csv(index=False, lineterminator="\n")


def tables_csv(released: ReleasedTables) -> str:
    """Return the tables as CSV in which no cell is a formula."""
    frame = released.to_frame()[["key", "unit", "theme", "dimension", "value", "shown"]]
    for column in ("key", "theme", "dimension", "value"):
        frame[column] = frame[column].fillna("").astype(str).map(harmless)
    return frame.rename(columns={"shown": "n"}).to_csv(index=False, lineterminator="\n")
