"""What a comparison says of each group and theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.agreement.model import as_html, as_json, frame_of, plain_lines

AGREE, DIFFER, TOO_FEW = "agree", "differ", "too few"
REST = "(all others)"
SMALL_GROUP, RARE_THEME, UNDECIDED = "small_group", "rare_theme", "undecided"
WHY = {
    SMALL_GROUP: "the group, or what it is held against, has too few people",
    RARE_THEME: "too few people raised the theme, or all but too few did",
    UNDECIDED: "more people are needed: the groups may agree and they may differ",
}


@dataclass(frozen=True)
class Contrast:
    """One group on one theme, against the others.

    `n` of `of` people of the group raised it, `n_other` of `of_other` of the others; `share`,
    `low` and `high` (95 %, this line by itself) are of the group. `difference` is in shares,
    and its bounds hold for all lines together. `p` is adjusted for all lines.
    """

    theme: str
    value: str
    against: str
    n: int
    of: int
    share: float
    share_low: float
    share_high: float
    n_other: int
    of_other: int
    share_other: float
    difference: float
    difference_low: float
    difference_high: float
    p: float | None
    outcome: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """Groups of one dimension compared on every theme.

    `unanswered` people are in no group and not compared. `errors` is how many standard errors
    the bounds of differences lie off.
    """

    dimension: str
    lines: tuple[Contrast, ...]
    unanswered: int
    errors: float
    settings: Mapping[str, Any]

    def __repr__(self) -> str:
        """Show the outcomes."""
        counts = {name: len(self.of(name)) for name in (AGREE, DIFFER, TOO_FEW)}
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        return f"Comparison({self.dimension!r}: {told})"

    def of(self, outcome: str) -> tuple[Contrast, ...]:
        """Return the lines with one outcome."""
        return tuple(line for line in self.lines if line.outcome == outcome)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a theme and group."""
        return frame_of(Contrast, self.lines)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "dimension": self.dimension,
            "lines": plain_lines(self.lines),
            "unanswered": self.unanswered,
            "errors": self.errors,
            "settings": dict(self.settings),
        }

    def to_json(self) -> str:
        """Return the same text for the same result."""
        return as_json(self.to_dict())

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        return as_html((self.dimension, self.to_frame()))
