"""`python -m analysis summarize`: a summary for a working group, from a bare file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.commands.cells import harmless
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.reporting import shown
from analysis.commands.themes import (
    Coded,
    add_run_arguments,
    code,
    languages_of,
    opened_cache,
    write,
)
from analysis.disclosure import THRESHOLD, ReleasedTables, suppress
from analysis.encoders import default_encoder, encoder_named
from analysis.language import UNDETERMINED
from analysis.summarize import Summary, known_from_quotes, summarize
from analysis.summarize.markdown import as_markdown
from analysis.summarize.ranking import main_unit
from analysis.tables import Tables, count_tables
from analysis.themes.model import OTHER
from analysis.verify import verify

EXAMPLE = """example:
  python -m analysis summarize answers.csv --text "What happened?" --group area --out results

writes results/summary.md to read, results/summary.json with every sentence, the numbers it
rests on and the tables, and results/tables.csv. Counts of 0 to 10, and those that would give
one away, are not shown. Without --person the file is counted in comments, never in people.
A bare file does not say who agreed to be quoted, so there are no quotes unless you give
--quotes, which says that you know they agreed.
"""
MOST_GROUPS = 60
SEVERAL = "(more than one)"


@dataclass(frozen=True)
class Told:
    """What a file amounts to: counts, what may be shown of them, and the summary."""

    tables: Tables
    released: ReleasedTables
    summary: Summary
    texts: pd.DataFrame
    quotes: pd.DataFrame
    known: Mapping[str, int]

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Told({self.summary!r}, {self.released!r})"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Write a summary for a working group from a CSV or TSV file."
    parser.epilog = EXAMPLE
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or TSV, UTF-8, with a header")
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
    add_run_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read, find themes, count, hide, summarize, verify; write only what verifies."""
    rows = rows_of(read_table(arguments.file), arguments)
    encoder = encoder_named(arguments.encoder) if arguments.encoder else default_encoder()
    coded = code(rows, encoder, opened_cache(arguments), arguments.seed, whole=False)
    told = tell(rows, coded, arguments)
    failures = verify(told.summary, told.released, told.tables, told.texts, told.quotes, told.known)
    for failure in failures:
        print(f"does not verify: {failure}", file=sys.stderr)
    if failures:
        return 1
    checked = (
        f"Checked: {len(told.summary.claims)} sentences, {len(told.summary.quotes)} quotes and "
        f"{len(told.released.cells)} cells of the tables match the file."
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    title = f"Summary of {arguments.file.name}"
    write(arguments.out / "summary.md", as_markdown(told.summary, title, checked))
    whole = {"summary": told.summary.to_dict(), "tables": told.released.to_dict()}
    write(
        arguments.out / "summary.json",
        json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n",
    )
    write(arguments.out / "tables.csv", tables_csv(told.released))
    print(f"{checked}\nsummary.md, summary.json and tables.csv are in {arguments.out}")
    return 0


def rows_of(table: pd.DataFrame, arguments: argparse.Namespace) -> pd.DataFrame:
    """Return rows with text: `text_id`, `text`, `language`, `person`, `unit` and the groups.

    A row of nobody in particular is a comment, and its own "person" for counting.
    """
    named = [arguments.text, arguments.person, arguments.language, *arguments.group]
    require_columns(table, named, arguments.file)
    table = table[table[arguments.text].str.strip() != ""].reset_index(drop=True)
    if table.empty:
        raise UnreadableTable(f"{arguments.file} has no text in {arguments.text!r}")
    rows = pd.DataFrame({"text_id": range(1, len(table) + 1), "text": table[arguments.text]})
    given = table[arguments.language].str.strip().tolist() if arguments.language else []
    rows["language"] = languages_of(rows["text"].tolist(), given, arguments.languages)
    person = table[arguments.person].str.strip() if arguments.person else pd.Series("", rows.index)
    rows["unit"] = (person != "").map({True: "people", False: "comments"})
    rows["person"] = ("p:" + person).where(person != "", "c:" + rows["text_id"].astype(str))
    for name in arguments.group:
        rows[f"group:{name}"] = table[name].str.strip()
        values = rows[f"group:{name}"].nunique()
        if values > MOST_GROUPS:
            raise UnreadableTable(
                f"the column {name!r} has {values} different values, too many to be groups; "
                f"{MOST_GROUPS} are the most"
            )
    return rows


def tell(rows: pd.DataFrame, coded: Coded, arguments: argparse.Namespace) -> Told:
    """Count, hide and summarize."""
    dimensions = [f"group:{name}" for name in dict.fromkeys(arguments.group)]
    # One guessed language and some texts too short to tell are nothing to compare.
    if arguments.language or rows.loc[rows["language"] != UNDETERMINED, "language"].nunique() > 1:
        dimensions.insert(0, "language")
    people = people_of(rows, dimensions)
    names = theme_names(coded)
    lines = coded.themes.assignments
    lines = lines[lines["primary"] & (lines["theme"] != OTHER)]
    places = coded.segments[["row", "text_id", "text", "language"]]
    lines = lines[["row", "theme", "score", "start", "end"]].merge(places, on="row")
    lines = lines.merge(rows[["text_id", "person", "unit"]], on="text_id")
    lines["theme"] = lines["theme"].map(names["theme"])
    tables = count_tables(people, lines[["person", "theme"]], dimensions)
    unit = "people" if (people["unit"] == "people").sum() >= THRESHOLD else "comments"
    quotes = quotes_of(lines[lines["unit"] == unit] if arguments.quotes else lines.iloc[:0])
    known = known_from_quotes(tables, quotes, unit)
    released = suppress(tables, at_least=known, progress=shown("hiding what points at someone"))
    if main_unit(released) != unit:
        quotes = quotes.iloc[:0]
    guessed = {} if arguments.language else {"language": "language (guessed)"}
    summary = summarize(
        released,
        names,
        quotes,
        arguments.question or f"what people wrote under “{arguments.text}”",
        method={
            "Texts were compared by": coded.themes.encoder,
            "Themes looked for in": "every sentence, across languages",
            "Seed": arguments.seed,
        },
        labels=guessed,
        notes=("quotes_not_cleared" if arguments.quotes else "no_quotes", "names_proposed"),
    )
    texts = rows.rename(columns={"text_id": "testimony"})[["testimony", "text"]]
    return Told(tables, released, summary, texts.assign(consent="quoted"), quotes, known)


def people_of(rows: pd.DataFrame, dimensions: list[str]) -> pd.DataFrame:
    """Return one row a person or comment, with the language that they wrote in most.

    Who gave two answers about a group is in a group of its own.
    """

    def one(values: pd.Series) -> str:
        given = sorted(set(values) - {""})
        return given[0] if len(given) == 1 else SEVERAL if given else ""

    def most(values: pd.Series) -> str:
        told = values[~values.isin(["", UNDETERMINED])]
        sizes = (told if len(told) else values).value_counts()
        return str(min(sizes.index, key=lambda tag: (-sizes[tag], tag)))

    how = {name: most if name == "language" else one for name in dimensions}
    return rows.groupby("person", sort=True).agg({"unit": "first", **how}).reset_index()


def theme_names(coded: Coded) -> pd.DataFrame:
    """Return the themes under ids in order of their names, indexed by the id they were found by.

    Found themes are numbered by size, and a number must not tell the size of one not shown.
    """
    found = sorted(coded.themes.themes, key=lambda theme: (theme.label, theme.id))
    return pd.DataFrame(
        {
            "theme": [f"t{place:02d}" for place in range(1, len(found) + 1)],
            "name": [theme.label for theme in found],
            "description": "",
            "keywords": [", ".join(sum(theme.keywords.values(), ())) for theme in found],
        },
        index=[theme.id for theme in found],
    )


def quotes_of(lines: pd.DataFrame) -> pd.DataFrame:
    """Return candidate quotes, one a segment."""
    return lines.assign(
        quote=lines["text_id"].astype(str) + "-" + lines["start"].astype(str),
        testimony=lines["text_id"],
        place=None,
        question=None,
    )


def tables_csv(released: ReleasedTables) -> str:
    """Return the tables as CSV in which no cell is a formula."""
    frame = released.to_frame()[["key", "unit", "theme", "dimension", "value", "shown"]]
    for column in ("key", "theme", "dimension", "value"):
        frame[column] = frame[column].fillna("").astype(str).map(harmless)
    return frame.rename(columns={"shown": "n"}).to_csv(index=False, lineterminator="\n")
