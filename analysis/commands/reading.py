"""Read a table from a file that people made, or say in one line what is wrong with it."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

# Parquet files begin so (Apache Parquet format, "File format").
PARQUET = b"PAR1"
NEEDS_PYARROW = (
    "a Parquet file is read by pyarrow, which is not installed: pip install pyarrow,"
    " or save the table as CSV UTF-8"
)

# The csv module refuses longer cells; a pasted report is longer.
csv.field_size_limit(10_000_000)


class UnreadableTable(Exception):
    """The file is not a table that can be read, or lacks a column that was named."""


def read_table(path: Path) -> pd.DataFrame:
    """Return a CSV, TSV or Parquet file as text cells: no number, no date, no missing value.

    CSV and TSV: UTF-8 with or without a byte order mark; the delimiter is the one that the
    header uses. Parquet (told by its first bytes): values become what they are in a CSV file.
    """
    content = read_bytes(path)
    if content.startswith(PARQUET):
        return parquet_table(content, path)
    lines = list(cells(decoded(content, path), path))
    header, body = lines[0], lines[1:]
    names = column_names(header, path)
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


def column_names(header: Iterable[str], path: Path) -> list[str]:
    """Return the names of the columns, all different."""
    names = [name.strip() for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableTable(f"{path}: there are two columns named {', '.join(twice)}")
    return names


def read_bytes(path: Path) -> bytes:
    """Return the content of a file."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UnreadableTable(f"{path}: {problem.strerror or problem}") from problem


def parquet_table(content: bytes, path: Path) -> pd.DataFrame:
    """Return a Parquet file as text cells; rows with nothing in them are left out, as in CSV."""
    try:
        # Nullable types, so that a whole number beside a missing one stays a whole number.
        table = pd.read_parquet(
            io.BytesIO(content), engine="pyarrow", dtype_backend="numpy_nullable"
        )
    except ImportError as problem:
        raise UnreadableTable(f"{path}: {NEEDS_PYARROW}") from problem
    except (OSError, ValueError) as problem:
        told = str(problem).splitlines()[0] if str(problem) else "it cannot be read"
        raise UnreadableTable(f"{path} is not a whole Parquet file: {told}") from problem
    if not isinstance(table.index, pd.RangeIndex):
        table = table.reset_index()
    names = column_names(map(str, table.columns), path)
    if not names:
        raise UnreadableTable(f"{path} is empty")
    columns = [text_cells(table.iloc[:, place], path) for place in range(len(names))]
    texts = pd.DataFrame(dict(zip(names, columns, strict=True)), dtype=object)
    blank = texts.map(lambda cell: not cell.strip()).all(axis=1)
    return texts[~blank].reset_index(drop=True)


def text_cells(column: pd.Series, path: Path) -> list[str]:
    """Return the values of a column as text, "" where there is none."""
    if column.dtype == object:
        nested = column.map(
            lambda value: isinstance(value, bytes) or pd.api.types.is_list_like(value)
        )
        if nested.any():
            raise UnreadableTable(
                f"{path}: the column {column.name!r} holds lists or bytes; only text, numbers,"
                " dates and true or false can be read"
            )
    missing = column.isna()
    values = column.astype("string").astype(object).where(~missing, "")
    return [str(value) for value in values]


def decoded(content: bytes, path: Path) -> str:
    """Return the text of a file."""
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
