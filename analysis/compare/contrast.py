"""Compare groups on the shares of people who raised each theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from analysis.compare.intervals import Numbers, newcombe, wilson
from analysis.compare.measure import Chance, Measured, measure
from analysis.compare.model import AGREE, DIFFER, REST, TOO_FEW, UNDECIDED, Comparison, Contrast
from analysis.progress import Progress, silent

# Shares closer than this are the same for a working group. Findings speak of 15 points.
MARGIN = 0.10


def compare(
    people: pd.DataFrame,
    codings: pd.DataFrame,
    dimension: str,
    *,
    themes: Sequence[str] | None = None,
    against: str | None = None,
    margin: float = MARGIN,
    chance: Chance | None = None,
    progress: Progress = silent,
) -> Comparison:
    """Return for each theme and group whether the group agrees with the others or differs.

    people: `person` (unique), the dimension, and where there are several kinds only one `unit`.
    codings: `person`, `theme`; a person counts once a theme. Who is in no group (missing, blank
    or "(no answer)") is not compared. themes: those to look at (None: all that were raised).
    against: hold every group against this one; None: against all others together.

    "differ": by chance alone, a difference as large would turn up anywhere in the whole table
    in at most `chance.level` (5 %) of the cases, and its interval leaves out 0. Chance is people
    dealt out to the groups anew, and the largest difference of the table in each deal (Westfall
    and Young 1993, max-T). That keeps the chance of one false "differ" or more in the whole
    table at the level: each line is read by itself, and one wrong line is a wrong line. It was
    chosen over Benjamini-Hochberg, which lets one in twenty of the differences told be false
    and does not know that themes go together and that one group's more is the others' less.
    "agree": the interval of the difference lies within `margin`, whether it holds 0 or not.
    Intervals are Newcombe's, widened to hold for all lines together.
    "too few": neither, with the reason in `why`. Groups of fewer than `chance.fewest` people,
    and themes that fewer raised (or did not raise), are not tested.
    Raises ValueError for missing columns, a person twice, a coding of nobody, mixed units.
    """
    chance = chance or Chance()
    found = measure(people, codings, dimension, themes, against, chance, progress)
    settings = {"margin": margin, **asdict(chance)}
    lines = tuple(_lines(found, against, margin, chance.level))
    return Comparison(dimension, lines, found.unanswered, round(found.errors, 4), settings)


def _lines(found: Measured, against: str | None, margin: float, level: float) -> list[Contrast]:
    """Return the lines, by theme and then group."""
    share_bounds = wilson(found.n, found.of)
    bounds = newcombe(found.n, found.of, found.n_other, found.of_other, found.errors)
    lines = []
    for column, theme in enumerate(found.themes):
        for row, value in enumerate(found.values):
            if value == against:
                continue
            at = row, column
            why, p = str(found.why[at]), float(found.p[at])
            low, high = _at(bounds, at)
            outcome = TOO_FEW if why else _decided(p, low, high, margin, level)
            n, n_other = int(found.n[at]), int(found.n_other[at])
            of, of_other = int(found.of[row, 0]), int(found.of_other[row, 0])
            share, other = n / max(of, 1), n_other / max(of_other, 1)
            lines.append(
                Contrast(
                    theme,
                    value,
                    against or REST,
                    n,
                    of,
                    round(share, 4),
                    *_at(share_bounds, at),
                    n_other,
                    of_other,
                    round(other, 4),
                    round(share - other, 4) + 0.0,
                    low,
                    high,
                    None if why else round(p, 4),
                    outcome,
                    why or (UNDECIDED if outcome == TOO_FEW else ""),
                )
            )
    return lines


def _at(bounds: tuple[Numbers, Numbers], at: tuple[int, int]) -> tuple[float, float]:
    """Return both bounds of one line, rounded."""
    low, high = (round(float(bound[at]), 4) + 0.0 for bound in bounds)
    return low, high


def _decided(p: float, low: float, high: float, margin: float, level: float) -> str:
    """Return the outcome of a line that was tested."""
    if -margin <= low and high <= margin:
        return AGREE
    is_beside_zero = low > 0 or high < 0
    return DIFFER if p <= level and is_beside_zero else TOO_FEW
