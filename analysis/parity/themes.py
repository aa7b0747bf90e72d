"""Which themes a group has more or less of, and which it has alone because others fell out."""

from __future__ import annotations

import pandas as pd

from analysis.compare.intervals import ratio
from analysis.compare.measure import Chance, Measured, measure
from analysis.parity.model import (
    EVEN,
    FALLS_OUT,
    FITS_LESS,
    OVER,
    UNDER,
    FellOut,
    Served,
    ThemeParity,
)
from analysis.progress import Progress
from analysis.themes.model import OTHER

# A theme with this share of its segments in one group is that group's alone.
ALONE = 0.9


def measured_in(
    groups: pd.DataFrame, assignments: pd.DataFrame, unit: str, chance: Chance, progress: Progress
) -> Measured:
    """Count who raised what in which group, and what chance would do."""
    counted = groups[groups["who"].str.startswith("person ")] if unit == "people" else groups
    members = counted[["who", "group"]].drop_duplicates().rename(columns={"who": "person"})
    lines = assignments.loc[assignments["theme"].notna() & (assignments["theme"] != OTHER)]
    codings = lines[["row", "theme"]].merge(counted[["row", "who"]], on="row")
    codings = codings.rename(columns={"who": "person"})[["person", "theme"]]
    return measure(members, codings, "group", None, None, chance, progress)


def themes_in(found: Measured, name: str, level: float) -> list[ThemeParity]:
    """Return the line of each group and theme."""
    values = ratio(found.n, found.of, found.n_other, found.of_other, found.errors)
    lines = []
    for row, value in enumerate(found.values):
        for column, theme in enumerate(found.themes):
            at = row, column
            middle, low, high = (round(float(each[at]), 4) for each in values)
            tested = found.why[at] == ""
            is_clear = tested and found.p[at] <= level
            represented = OVER if is_clear and low > 1 else UNDER if is_clear and high < 1 else EVEN
            lines.append(
                ThemeParity(
                    name,
                    value,
                    theme,
                    int(found.n[at]),
                    int(found.of[row, 0]),
                    int(found.n_other[at]),
                    int(found.of_other[row, 0]),
                    middle,
                    low,
                    high,
                    round(float(found.p[at]), 4) if tested else None,
                    represented,
                )
            )
    return lines


def warnings_in(
    groups: pd.DataFrame,
    assignments: pd.DataFrame,
    served: list[Served],
    themes: list[ThemeParity],
    name: str,
) -> list[FellOut]:
    """Return themes that one group has alone while others fell out."""
    fallen = [line.value for line in served if line.note in (FALLS_OUT, FITS_LESS)]
    over = {(line.value, line.theme) for line in themes if line.represented == OVER}
    lines = assignments.merge(groups[["row", "group"]], on="row")
    found = []
    for theme, its in lines[lines["theme"] != OTHER].groupby("theme"):
        sizes = its.drop_duplicates("row")["group"].value_counts()
        value = min(sizes.index, key=lambda group: (-sizes[group], group))
        inside = float(sizes[value] / sizes.sum())
        others = tuple(group for group in fallen if group != value)
        if inside >= ALONE and others and (value, theme) in over:
            found.append(FellOut(name, str(theme), str(value), round(inside, 4), others))
    return found
