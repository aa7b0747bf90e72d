"""What is said of how groups were served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.agreement.model import as_html, as_json, frame_of, plain_lines

TOO_FEW, FALLS_OUT, FITS_LESS = "too_few", "falls_out", "fits_less"
OVER, UNDER, EVEN = "over", "under", ""
NOTES = {
    TOO_FEW: "too few passages or people to say how it was served",
    FALLS_OUT: "clearly more of it is left without a theme than of the rest",
    FITS_LESS: "it fits its themes clearly less well than the rest",
}


@dataclass(frozen=True)
class Served:
    """How one group (a language, a mode) was served.

    `other`: segments left without a theme, with the 95 % interval of their share; `fit`: mean
    score of the others (None where not known); `beside`: its share of other less that of all
    other groups, with an interval. `f1`: agreement with people, where it is known.
    """

    dimension: str
    value: str
    segments: int
    people: int | None
    other: int
    other_share: float
    other_low: float
    other_high: float
    beside: float | None
    beside_low: float | None
    beside_high: float | None
    fit: float | None
    f1: float | None
    f1_low: float | None
    f1_high: float | None
    note: str


@dataclass(frozen=True)
class ThemeParity:
    """One theme in one group: raised by `n` of `of` (people where known, else segments).

    `ratio`: its share here over its share elsewhere, with bounds that hold for all lines
    together; `p` is adjusted for all lines of the dimension; None where there is too little.
    `represented`: "over", "under", or "" where no difference can be shown.
    """

    dimension: str
    value: str
    theme: str
    n: int
    of: int
    n_other: int
    of_other: int
    ratio: float
    ratio_low: float
    ratio_high: float
    p: float | None
    represented: str


@dataclass(frozen=True)
class FellOut:
    """A warning: a theme is in one group only, perhaps because the others fell out.

    `inside` is the share of the theme's segments that are in the group; `fallen` names the
    groups that were served clearly worse.
    """

    dimension: str
    theme: str
    value: str
    inside: float
    fallen: tuple[str, ...]


@dataclass(frozen=True)
class Parity:
    """How each group of each dimension was served; `unit` is what themes are counted in."""

    served: tuple[Served, ...]
    themes: tuple[ThemeParity, ...]
    warnings: tuple[FellOut, ...]
    unit: str
    settings: Mapping[str, Any]

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Parity({len(self.served)} groups, {len(self.warnings)} warnings)"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a group."""
        return frame_of(Served, self.served)

    def themes_frame(self) -> pd.DataFrame:
        """Return one row a group and theme."""
        return frame_of(ThemeParity, self.themes)

    def warnings_frame(self) -> pd.DataFrame:
        """Return one row a warning; `fallen` is one text."""
        frame = frame_of(FellOut, self.warnings)
        frame["fallen"] = [", ".join(each.fallen) for each in self.warnings]
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "served": plain_lines(self.served),
            "themes": plain_lines(self.themes),
            "warnings": [
                {**plain, "fallen": list(plain["fallen"])} for plain in plain_lines(self.warnings)
            ],
            "unit": self.unit,
            "settings": dict(self.settings),
        }

    def to_json(self) -> str:
        """Return the same text for the same result."""
        return as_json(self.to_dict())

    def _repr_html_(self) -> str:
        """Return the tables for a notebook."""
        return as_html(
            ("How each group was served", self.to_frame()),
            ("Themes over- and under-represented", self.themes_frame()),
            ("Themes in one group, where others fell out", self.warnings_frame()),
        )
