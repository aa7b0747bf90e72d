"""The rows of a bare file, and their themes: found across languages, or coded by a codebook."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from analysis.coding import Codebook
from analysis.commands.code import codebook_of, coded_by
from analysis.commands.reading import UnreadableTable, require_columns
from analysis.commands.reporting import shown
from analysis.commands.themes import Coded, code, languages_of, opened_cache
from analysis.encoders import Encoder, encode_cached, text_hash
from analysis.fragility import Again
from analysis.text import segment
from analysis.themes.model import OTHER

MOST_GROUPS = 60
STARTER = "starter"
MARKS = {"description": "", "stance": "", "serious": False, "quotable": True}


@dataclass(frozen=True)
class Found:
    """The themes of a file, however they came: lines of segments, and names with their marks.

    lines: `row, text_id, text, language, theme, score, start, end, person, unit`, and where a
    codebook tells them `stance` and `safety`. names: `theme, name, description, keywords, stance,
    serious, quotable`. `again` finds themes anew; a codebook gives them, and has none.
    """

    lines: pd.DataFrame
    names: pd.DataFrame
    encoder: str
    looked_in: str
    again: Again | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Found({len(self.names)} themes, {len(self.lines)} lines)"


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


def discovered(rows: pd.DataFrame, encoder: Encoder, arguments: argparse.Namespace) -> Found:
    """Find themes across languages; their names are proposals."""
    coded = code(rows, encoder, opened_cache(arguments), arguments.seed, whole=False)
    names = theme_names(coded)
    lines = coded.themes.assignments
    lines = lines[lines["primary"] & (lines["theme"] != OTHER)]
    places = coded.segments[["row", "text_id", "text", "language"]]
    lines = lines[["row", "theme", "score", "start", "end"]].merge(places, on="row")
    lines = lines.merge(rows[["text_id", "person", "unit"]], on="text_id")
    lines["theme"] = lines["theme"].map(names["theme"])
    spoken = coded.segments.drop(columns="person", errors="ignore").merge(
        rows[["text_id", "person"]], on="text_id"
    )
    again = replace(coded.again, segments=spoken)
    return Found(lines, names, coded.themes.encoder, "every sentence, across languages", again)


def coded(rows: pd.DataFrame, encoder: Encoder, arguments: argparse.Namespace) -> Found:
    """Code every sentence by a codebook's definitions alone; stance and safety too, if it can."""
    path = None if arguments.codebook == STARTER else Path(arguments.codebook)
    book = codebook_of(path, {arguments.tongue, *rows["language"]})
    segments = segment(rows[["text_id", "text", "language"]])
    segments["row"] = range(len(segments))
    cache = opened_cache(arguments)
    texts = segments["text"].tolist()
    vectors = encode_cached(encoder, texts, cache, text_hash, shown("reading the texts"))
    frame = segments[["row", "text", "language"]]
    nothing = pd.DataFrame(columns=["row", "theme", "value"])

    def suggested(of: Codebook) -> pd.DataFrame:
        _, told = coded_by(of, frame, vectors, encoder, cache, nothing, set())
        lines = told.to_frame()
        return lines[lines["suggested"]]

    lines = suggested(book)[["row", "theme", "score"]].merge(segments, on="row")
    for name in ("stance", "safety"):
        if name in book.attributes:
            best = suggested(book.attribute(name)).sort_values(
                ["row", "score", "theme"], ascending=[True, False, True], kind="stable"
            )
            value = best.drop_duplicates("row").set_index("row")["theme"]
            lines[name] = lines["row"].map(value).fillna("")
    lines = lines.merge(rows[["text_id", "person", "unit"]], on="text_id")
    names = codebook_names(book, arguments.tongue)
    told = f"{encoder.name} {encoder.version}"
    return Found(lines, names, told, "the codebook, sentence by sentence")


def codebook_names(book: Codebook, language: str) -> pd.DataFrame:
    """Return the themes of a codebook with their marks, named in a language where it has names.

    A sensitive theme is told in numbers alone: its words are not quoted.
    """
    rows = [
        {
            "theme": theme.id,
            "name": theme.names.get(language, theme.name),
            "description": theme.definitions.get(language, theme.definition),
            "keywords": "",
            "stance": "doubt" if theme.doubt else "",
            "serious": theme.serious,
            "quotable": not theme.sensitive,
        }
        for theme in book.themes
    ]
    return pd.DataFrame(rows)


def theme_names(coded: Coded) -> pd.DataFrame:
    """Return the themes under ids in order of their names, indexed by the id they were found by.

    Found themes are numbered by size, and a number must not tell the size of one not shown.
    """
    found = sorted(coded.themes.themes, key=lambda theme: (theme.label, theme.id))
    return pd.DataFrame(
        {
            "theme": [f"t{place:02d}" for place in range(1, len(found) + 1)],
            "name": [theme.label for theme in found],
            **MARKS,
            "keywords": [", ".join(sum(theme.keywords.values(), ())) for theme in found],
        },
        index=[theme.id for theme in found],
    )
