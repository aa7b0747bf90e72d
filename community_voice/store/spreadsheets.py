"""Read files of rows whole; keep one that people open in a spreadsheet from running anything."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# What a spreadsheet takes for the beginning of a formula, wide forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# One quote mark that is never closed makes a cell of the rest of the file. That shall be told
# as an error of its row, not as Python's own limit of 131,072 letters, which is one for the
# whole process.
csv.field_size_limit(2**31 - 1)


def csv_rows(lines: Iterable[str], *dialect: Any, **how: Any) -> Iterator[list[str]]:
    """Return the rows of a CSV file, whose cells may be as long as it is."""
    return csv.reader(lines, *dialect, **how)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a CSV file that a spreadsheet opens without running anything."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    # The mark at the front tells that this is UTF-8.
    return ("\ufeff" + file.getvalue()).encode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe makes it text."""
    is_formula = cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)
    return f"'{cell}" if is_formula else cell
