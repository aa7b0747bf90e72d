"""What keeps a file that people open in a spreadsheet from running anything."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the beginning of a formula, wide forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
