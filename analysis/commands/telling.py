"""What a bare file amounts to: counts, what may be shown of them, and the summary."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.commands.coded import one_group
from analysis.commands.finding import Found, coded, discovered, rows_of
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.reporting import shown
from analysis.disclosure import THRESHOLD, ReleasedTables, suppress
from analysis.encoders import default_encoder, encoder_named
from analysis.fragility import STARTS, MostRaised, fragility
from analysis.language import UNDETERMINED
from analysis.summarize import (
    Summary,
    figures_from,
    known_from_quotes,
    serious_rows,
    summarize,
    told_figures,
)
from analysis.summarize.ranking import main_unit
from analysis.summarize.serious import PARAPHRASES, checked_paraphrases
from analysis.summarize.templates import ENGLISH
from analysis.tables import Tables, count_tables
from analysis.verify import Failure, verify


@dataclass(frozen=True)
class Told:
    """What a file amounts to: counts, what may be shown of them, and the summary.

    `serious` is for staff alone (see `serious_rows`); empty where no theme is marked.
    """

    tables: Tables
    released: ReleasedTables
    summary: Summary
    texts: pd.DataFrame
    quotes: pd.DataFrame
    known: Mapping[str, int]
    serious: pd.DataFrame
    paraphrases: pd.DataFrame

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Told({self.summary!r}, {self.released!r})"

    def failures(self, summary: Any = None, tables: Any = None) -> tuple[Failure, ...]:
        """Return what of a summary and tables (its own, or written ones) the file does not give."""
        return verify(
            summary or self.summary,
            tables or self.released,
            self.tables,
            self.texts,
            self.quotes,
            self.known,
            figures=self.released.figures,
            paraphrases=self.paraphrases,
        )


def told_of(arguments: argparse.Namespace) -> Told:
    """Read the file, find or code its themes, count, hide and summarize."""
    rows = rows_of(read_table(arguments.file), arguments)
    encoder = encoder_named(arguments.encoder) if arguments.encoder else default_encoder()
    by_codebook = arguments.codebook is not None
    found = (coded if by_codebook else discovered)(rows, encoder, arguments)
    return tell(rows, found, arguments)


def tell(rows: pd.DataFrame, found: Found, arguments: argparse.Namespace) -> Told:
    """Count, hide and summarize."""
    dimensions = [f"group:{name}" for name in dict.fromkeys(arguments.group)]
    # One guessed language and some texts too short to tell are nothing to compare.
    if arguments.language or rows.loc[rows["language"] != UNDETERMINED, "language"].nunique() > 1:
        dimensions.insert(0, "language")
    people = people_of(rows, dimensions)
    lines, names = found.lines, found.names
    named = names["theme"].tolist() if arguments.codebook is not None else []
    tables = count_tables(people, lines[["person", "theme"]], dimensions, themes=named)
    unit = "people" if (people["unit"] == "people").sum() >= THRESHOLD else "comments"
    groups = people.set_index("person")[[name for name in dimensions if name != "language"]]
    quotes = quotes_of(lines[lines["unit"] == unit] if arguments.quotes else lines.iloc[:0])
    quotes = quotes.join(groups, on="person")
    known = known_from_quotes(tables, quotes, unit)
    released = suppress(tables, at_least=known, progress=shown("hiding what points at someone"))
    if main_unit(released) != unit:
        quotes = quotes.iloc[:0]
    stood = stands(people, found, dimensions, arguments)
    released = told_figures(figures_from(fragility=stood), released)
    notes = ["quotes_not_cleared" if arguments.quotes else "no_quotes"]
    if arguments.codebook is None:
        notes.append("names_proposed")
    approved = approved_paraphrases(arguments.paraphrases)
    summary = summarize(
        released,
        names,
        quotes,
        arguments.question or asked(arguments),
        method={
            "Texts were compared by": found.encoder,
            "Themes looked for in": found.looked_in,
            "Seed": arguments.seed,
        },
        labels={} if arguments.language else {"language": "language (guessed)"},
        notes=notes,
        before=told_before(arguments.before, names),
        paraphrases=approved,
        language=arguments.tongue,
    )
    texts = rows.rename(columns={"text_id": "testimony"})[["testimony", "text"]]
    texts = texts.assign(consent="quoted")
    serious = serious_of(lines, names)
    return Told(tables, released, summary, texts, quotes, known, serious, approved)


def asked(arguments: argparse.Namespace) -> str:
    """Return what stands for the question where nobody gave it: the name of the column."""
    column = f"“{arguments.text}”"
    return f"what people wrote under {column}" if arguments.tongue == ENGLISH else column


def stands(
    people: pd.DataFrame,
    found: Found,
    dimensions: list[str],
    arguments: argparse.Namespace,
) -> pd.DataFrame | None:
    """Return in how many re-runs each finding stands; None where none are asked for.

    A few of them find the themes anew from another seed, unless a codebook gave the themes.
    """
    if arguments.reruns < 1:
        return None
    serious = found.names.loc[found.names["serious"], "theme"].tolist()
    find = MostRaised(dimensions, serious=serious)
    told = fragility(
        people,
        found.lines[["row", "person", "theme"]],
        find,
        rediscover=found.again,
        starts=STARTS,
        runs=arguments.reruns,
        seed=arguments.seed,
        progress=shown("trying again without some"),
    )
    return told.themes_frame()


def serious_of(lines: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Return what few said that is serious, for staff; consent is theirs to look up."""
    marked = names if "serious" in names else names.assign(serious=False)
    ids = lines["text_id"].astype(str) + "-" + lines["start"].astype(str)
    return serious_rows(lines.assign(segment=ids), marked)


def approved_paraphrases(path: Path | None) -> pd.DataFrame:
    """Return the approved paraphrases of a file, or none."""
    if path is None:
        return checked_paraphrases(None)
    table = read_table(path)
    require_columns(table, PARAPHRASES, path)
    try:
        return checked_paraphrases(table)
    except ValueError as problem:
        raise UnreadableTable(f"{path}: {problem}") from problem


def told_before(path: Path | None, names: pd.DataFrame) -> list[str] | None:
    """Return the themes that an earlier summary told, found again by their names."""
    if path is None:
        return None
    claims: Sequence[Mapping[str, Any]] = written(path)["summary"]["claims"]
    told = {claim["values"].get("theme") for claim in claims if claim["section"] == "finding"}
    return names.loc[names["name"].isin(told), "theme"].tolist()


def written(folder: Path) -> dict[str, Any]:
    """Return what `summarize` wrote to summary.json in a folder."""
    path = folder / "summary.json"
    try:
        whole: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise UnreadableTable(f"{path}: {problem.strerror or problem}") from problem
    except ValueError as problem:
        raise UnreadableTable(f"{path} is not what summarize writes: {problem}") from problem
    try:
        Summary.from_dict(whole["summary"])
        ReleasedTables.from_dict(whole["tables"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise UnreadableTable(f"{path} is not what summarize writes") from problem
    return whole


def people_of(rows: pd.DataFrame, dimensions: list[str]) -> pd.DataFrame:
    """Return one row a person or comment, with the language that they wrote in most.

    Who gave two answers about a group is in a group of its own.
    """

    def most(values: pd.Series) -> str:
        told = values[~values.isin(["", UNDETERMINED])]
        sizes = (told if len(told) else values).value_counts()
        return str(min(sizes.index, key=lambda tag: (-sizes[tag], tag)))

    how = {name: most if name == "language" else one_group for name in dimensions}
    return rows.groupby("person", sort=True).agg({"unit": "first", **how}).reset_index()


def quotes_of(lines: pd.DataFrame) -> pd.DataFrame:
    """Return candidate quotes, one a segment."""
    return lines.assign(
        quote=lines["text_id"].astype(str) + "-" + lines["start"].astype(str),
        testimony=lines["text_id"],
        place=None,
        question=None,
    )
