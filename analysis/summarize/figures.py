"""Figures of a release that are no counts of its tables: agreement, re-runs, stances.

A figure is text as it is printed, under a key, with the number that it rests on. Where it rests
on few, or on a theme whose own count is not shown, there is no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.disclosure import THRESHOLD, Figure, ReleasedTables
from analysis.tables import VOICES, Tables, cell_key

AGREEMENT = ("theme", "language", "segments", "a_yes", "b_yes", "alpha")
MACHINE = ("theme", "language", "segments", "f1")
FRAGILITY = ("theme", "stands", "runs")
# Stances that speak against, or not wholly for.
AGAINST = ("oppose", "mixed", "doubt")


def figures_from(
    agreement: pd.DataFrame | None = None,
    fragility: pd.DataFrame | None = None,
    machine: pd.DataFrame | None = None,
    threshold: int = THRESHOLD,
) -> tuple[Figure, ...]:
    """Return the figures that may be told of how far a summary can be trusted, by key.

    agreement: one row a theme as `agree(...).to_frame()` gives it: `theme`, `language` ("" for
    all; rows of one language are not told), `segments` (coded by two people), `a_yes`, `b_yes`,
    `alpha`, and where known `alpha_low`, `alpha_high`, `ac1`.
    fragility: `theme`, `stands`, `runs`: in how many of so many re-runs its finding still stood;
    with a column `kind`, only rows whose kind is "raised" are read (see analysis.fragility).
    machine: `theme`, `language`, `segments`, `f1`, and where known `f1_low`, `f1_high`, and the
    `a_yes`, `b_yes` of the people it was laid beside.
    Shares are printed with two decimals. A theme is told where at least `threshold` passages were
    coded twice, and each coder gave it to that many and kept it from that many: a coefficient
    beside its n would otherwise tell how few there are. Where the rows say how many `persons`
    spoke these passages (and `persons_least`, see `agree`), that holds of persons too: many
    passages may be of one. Where they do not, passages are what is counted. Give the result to
    `told_figures(figures, tables)` with the tables of the release before it is told.
    Keys: `agreement|t1|alpha`, `machine|t1|f`, `fragility|t1|stands`.
    Raises ValueError naming columns that are missing.
    """
    figures: list[Figure] = []
    for frame, columns, read in (
        (agreement, AGREEMENT, _agreement),
        (machine, MACHINE, _machine),
        (fragility, FRAGILITY, _fragility),
    ):
        if frame is None:
            continue
        absent = [column for column in columns if column not in frame]
        if absent:
            raise ValueError(f"the figures lack the columns {absent}")
        for row in frame.to_dict("records"):
            figures += read({str(name): value for name, value in row.items()}, threshold)
    return tuple(sorted(figures, key=lambda each: each.key))


def stance_figures(
    codings: pd.DataFrame, tables: Tables, threshold: int = THRESHOLD
) -> list[Figure]:
    """Return how many spoke against a theme or in doubt, where that points at nobody.

    codings: `person`, `theme`, `unit`, `stance`. Told where both those who did and those of the
    theme who did not are at least `threshold`. Keys: `people|theme=t1|against`.
    """
    absent = [name for name in ("person", "theme", "unit", "stance") if name not in codings]
    if absent:
        raise ValueError(f"codings lack the columns {absent}")
    rows = codings[codings["stance"].isin(AGAINST)]
    once = rows[["unit", "theme", "person"]].drop_duplicates()
    counts = Counter(zip(once["unit"].astype(str), once["theme"].astype(str), strict=True))
    figures = []
    for (unit, theme), n in counts.items():
        cell = tables.by_key.get(cell_key(unit, theme))
        if cell is not None and min(n, cell.n - n) >= threshold:
            figures.append(Figure(f"{cell.key}|against", str(n), n))
    return sorted(figures, key=lambda each: each.key)


def told_figures(figures: Iterable[Figure], tables: ReleasedTables) -> ReleasedTables:
    """Return the tables with the figures of what is itself shown: a theme, a unit, or voices.

    What rests on nothing that is counted ("held|answers") is told as it is.
    """
    themes = {cell.theme for cell in tables.cells if cell.theme and not cell.dimension and cell.n}
    whole = [cell for cell in tables.cells if not cell.dimension or cell.key == VOICES]
    keys = {cell.key for cell in whole if cell.n is not None}
    told = []
    for figure in figures:
        what, *rest = figure.key.split("|")
        named = rest[0] in themes if what in KINDS and rest else False
        stands = named or what == HELD or figure.key.rpartition("|")[0] in keys
        if figure.n >= tables.threshold and stands:
            told.append(figure)
    return tables.with_figures(told)


KINDS = ("agreement", "machine", "fragility")
# Answers that wait for a person to look are not among those counted.
HELD = "held"


def _agreement(row: Mapping[str, Any], threshold: int) -> Iterator[Figure]:
    segments = int(row["segments"])
    given = [int(row["a_yes"]), int(row["b_yes"])]
    fewest = min([*(min(yes, segments - yes) for yes in given), *_persons(row)])
    if row["language"] == "" and fewest >= threshold:
        prefix = f"agreement|{row['theme']}"
        yield Figure(f"{prefix}|segments", str(segments), segments)
        shares = {"alpha": "alpha", "low": "alpha_low", "high": "alpha_high", "ac": "ac1"}
        yield from _shares(row, prefix, shares, segments)


def _machine(row: Mapping[str, Any], threshold: int) -> Iterator[Figure]:
    segments = int(row["segments"])
    given = [int(row[name]) for name in ("a_yes", "b_yes") if name in row]
    fewest = min([segments, *(min(yes, segments - yes) for yes in given), *_persons(row)])
    is_known = row["f1"] is not None and not pd.isna(row["f1"])
    if row["language"] == "" and fewest >= threshold and is_known:
        prefix = f"machine|{row['theme']}"
        yield Figure(f"{prefix}|segments", str(segments), segments)
        shares = {"f": "f1", "low": "f1_low", "high": "f1_high"}
        yield from _shares(row, prefix, shares, segments)


def _persons(row: Mapping[str, Any]) -> list[int]:
    """Return how many persons the figures of a row rest on, where that is known."""
    values = [row.get(name) for name in ("persons", "persons_least")]
    return [int(value) for value in values if value is not None and not pd.isna(value)]


def _fragility(row: Mapping[str, Any], threshold: int) -> Iterator[Figure]:
    runs = int(row["runs"])
    if runs >= threshold and row.get("kind", "raised") == "raised":
        prefix = f"fragility|{row['theme']}"
        yield Figure(f"{prefix}|stands", str(int(row["stands"])), runs)
        yield Figure(f"{prefix}|runs", str(runs), runs)


def _shares(
    row: Mapping[str, Any], prefix: str, names: Mapping[str, str], n: int
) -> Iterator[Figure]:
    """Yield the shares of a row that are known, with two decimals."""
    for name, column in names.items():
        value = row.get(column)
        if value is not None and not pd.isna(value):
            # Rounding to nought from below would print "-0.00".
            yield Figure(f"{prefix}|{name}", f"{round(float(value), 2) + 0.0:.2f}", n)
