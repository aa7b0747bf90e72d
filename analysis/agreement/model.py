"""What is said of an agreement: notes, rounding, and tables to look at."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Numbers = npt.NDArray[np.float64]

Told = tuple[float | None, float | None, float | None]

# Fewer segments than this say nothing: with 20, even perfect agreement on a theme in half of
# them leaves a true agreement of 83 % possible (the rule of three: 3 / 20).
FEWEST = 20
# A theme given less often than this moves alpha by a lot with each single coding.
RARE = 5
ALL = ""

TOO_FEW, NOBODY, EVERYBODY, RARELY = "too_few", "nobody", "everybody", "rare"
NOTES = {
    TOO_FEW: f"fewer than {FEWEST} segments were read by both: too few to say",
    NOBODY: "nobody gave this theme, so chance-corrected agreement is not defined",
    EVERYBODY: "everybody gave this theme always, so chance-corrected agreement is not defined",
    RARELY: f"given fewer than {RARE} times: read AC1, alpha leaps with every single coding",
}


def rounded(value: float | Numbers) -> float | None:
    """Return one coefficient to four decimals, None where it is not defined."""
    return round(float(value), 4) + 0.0 if np.isfinite(value) else None


def interval(
    samples: Numbers, value: float | None, level: float = 0.95
) -> tuple[float | None, float | None]:
    """Return the percentile interval of the defined samples.

    There is none where the value itself is not defined or fewer than half of the samples are.
    """
    defined = np.sort(samples[np.isfinite(samples)])
    if value is None or not len(defined) or 2 * len(defined) < len(samples):
        return None, None
    tail = (1 - level) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return rounded(low), rounded(high)


def columns_told(values: Numbers, draws: Numbers, enough: bool) -> list[Told]:
    """Return value, low and high of each column; nothing is told where there is too little.

    values: one a column; draws: samples x columns.
    """
    told = []
    for value, sampled in zip(values, draws.T, strict=True):
        point = rounded(value) if enough else None
        told.append((point, *interval(sampled, point)))
    return told


def frame_of(kind: type[DataclassInstance], lines: Sequence[DataclassInstance]) -> pd.DataFrame:
    """Return one row a line, with the fields as columns; what is not defined is missing."""
    columns = {}
    for each in fields(kind):
        values = [getattr(line, each.name) for line in lines]
        is_number = str(each.type).startswith("float")
        columns[each.name] = pd.Series(values, dtype="float64" if is_number else object)
        if each.type == "int":
            columns[each.name] = columns[each.name].astype("int64")
    return pd.DataFrame(columns)


def plain_lines(lines: Sequence[DataclassInstance]) -> list[dict[str, Any]]:
    """Return lines as JSON knows them."""
    return [asdict(line) for line in lines]


def as_json(values: dict[str, Any]) -> str:
    """Return the same text for the same result, whatever the machine."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def as_html(*tables: tuple[str, pd.DataFrame]) -> str:
    """Return tables under their titles for a notebook; every cell is escaped."""
    return "".join(
        f"<h4>{html.escape(title)}</h4>{table.to_html(index=False, na_rep='', escape=True)}"
        for title, table in tables
    )
