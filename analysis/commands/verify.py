"""`python -m analysis verify`: make a written summary again from its file, and compare."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.commands.reading import UnreadableTable
from analysis.commands.summarize import KEPT, files_of
from analysis.commands.telling import Told, told_of, written
from analysis.summarize import Summary

EXAMPLE = """example:
  python -m analysis verify results --file answers.csv

reads what `python -m analysis summarize` wrote to results, makes all of it again from
answers.csv with the same settings, and names each sentence, number, cell and quote that does
not match. Exit status 0: everything matches; 1: something does not; 2: it cannot be read.

What passes shows that numbers and quotes match the file. Whether a theme is the right theme is
a judgement. On a machine of another kind, embeddings may differ in their last digits: keep them
with --cache, and verify with the same cache.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Check a written summary against the file that it was made from."
    parser.epilog = EXAMPLE
    parser.add_argument("folder", type=Path, metavar="DIR", help="where summarize wrote")
    parser.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help="the file that it was made from (default: the same name, beside DIR or in it)",
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="embeddings that were kept")
    parser.add_argument(
        "--before", type=Path, metavar="DIR", help="the earlier summary, where one was given"
    )
    parser.add_argument(
        "--paraphrases", type=Path, metavar="FILE", help="the approved words, where some were given"
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the summary again, and print one line for each thing that does not match."""
    whole = written(arguments.folder)
    made = settings_of(whole, arguments)
    told = told_of(made)
    lost = list(failures(whole, told, made, arguments.folder))
    for line in lost:
        print(f"does not match: {line}", file=sys.stderr)
    if lost:
        print(f"{len(lost)} things in {arguments.folder} do not match {made.file}", file=sys.stderr)
        return 1
    print(
        f"{len(told.summary.claims)} sentences, {len(told.summary.quotes)} quotes and"
        f" {len(told.released.cells)} cells in {arguments.folder} match {made.file}"
    )
    return 0


def settings_of(whole: dict[str, Any], arguments: argparse.Namespace) -> argparse.Namespace:
    """Return the settings that the summary was made with, and the files that were named now."""
    made = whole.get("made")
    if not isinstance(made, dict) or not {"file", "before", *KEPT} <= set(made):
        raise UnreadableTable(f"{arguments.folder}: summary.json does not say how it was made")
    if bool(made["before"]) != (arguments.before is not None):
        asked = "was laid beside an earlier one: name it" if made["before"] else "has none"
        raise UnreadableTable(f"{arguments.folder}: the summary {asked} with --before")
    name = Path(str(made["file"])).name
    beside = [arguments.folder / name, arguments.folder.resolve().parent / name, Path(name)]
    file = arguments.file or next((path for path in beside if path.is_file()), beside[-1])
    settings = {setting: made[setting] for setting in KEPT}
    return argparse.Namespace(
        file=file,
        cache=arguments.cache,
        before=arguments.before,
        paraphrases=arguments.paraphrases,
        **settings,
    )


def failures(
    whole: dict[str, Any], told: Told, made: argparse.Namespace, folder: Path
) -> Iterator[str]:
    """Name what the file does not give: numbers, sentences, quotes, then whole files."""
    for failure in told.failures(whole["summary"], whole["tables"]):
        yield str(failure)
    found = Summary.from_dict(whole["summary"])
    ours = {claim.id: claim for claim in told.summary.claims}
    theirs = {claim.id: claim for claim in found.claims}
    for name in ours:
        if name not in theirs:
            yield f"sentence {name}: it is missing"
    for name, claim in theirs.items():
        if name not in ours:
            yield f"sentence {name}: the file does not give it"
        elif claim != ours[name]:
            yield f"sentence {name}: it is not the one that the file gives"
    if found.quotes != told.summary.quotes:
        yield "quotes: they are not those that the file gives"
    made.file = Path(str(whole["made"]["file"]))
    for name, content in files_of(told, made).items():
        # The cells, sentences and quotes of summary.json were compared one by one.
        if name != "summary.json" and content != _read(folder / name):
            yield f"{name}: it is not the one that the file gives"


def _read(path: Path) -> str:
    """Return what a file holds, nothing where it is not there."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""
