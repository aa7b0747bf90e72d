"""Read a table from a file that people made, or say in one line what is wrong with it."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

# The csv module refuses longer cells; a pasted report is longer.
csv.field_size_limit(10_000_000)


class UnreadableTable(Exception):
    """The file is not a table that can be read, or lacks a column that was named."""


def read_table(path: Path) -> pd.DataFrame:
    """Return a CSV or TSV file as text cells: nothing becomes a number, a date or a missing value.

    UTF-8 with or without a byte order mark; the delimiter is the one that the header uses.
    """
    lines = list(cells(decoded(path), path))
    header, body = lines[0], lines[1:]
    names = [name.strip() for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableTable(f"{path}: there are two columns named {', '.join(twice)}")
    for number, line in enumerate(body, start=1):
        if len(line) > len(names) and any(cell.strip() for cell in line[len(names) :]):
            raise UnreadableTable(
                f"{path}: row {number} has {len(line)} cells, the header has {len(names)}"
            )
    width = len(names)
    rows = [(line + [""] * width)[:width] for line in body if any(cell.strip() for cell in line)]
    return pd.DataFrame(rows, columns=names, dtype=object)


def require_columns(table: pd.DataFrame, wanted: Iterable[str | None], path: Path) -> None:
    """Raise UnreadableTable when a named column is not there, naming those that are."""
    missing = [name for name in wanted if name is not None and name not in table.columns]
    if missing:
        raise UnreadableTable(
            f"{path} has no column {', '.join(map(repr, missing))};"
            f" its columns are: {', '.join(map(str, table.columns))}"
        )


def decoded(path: Path) -> str:
    """Return the text of a file."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise UnreadableTable(f"{path}: {problem.strerror or problem}") from problem
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableTable(
            f"{path} is not UTF-8 text (byte {problem.start}); save it as CSV UTF-8 and try again"
        ) from problem
    if not text.strip():
        raise UnreadableTable(f"{path} is empty")
    return text


def cells(text: str, path: Path) -> Iterable[list[str]]:
    """Yield the lines of a table as cells."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    tabs = path.suffix.lower() in {".tsv", ".tab"} or "\t" in header
    delimiter = "\t" if tabs else max(",;|", key=header.count)
    source = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    try:
        return list(csv.reader(io.StringIO(source, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        # Many TSV files quote nothing: there a quotation mark is only a quotation mark.
        if tabs:
            return [line.split("\t") for line in source.split("\n")]
        raise UnreadableTable(f"{path}: {problem}") from problem
