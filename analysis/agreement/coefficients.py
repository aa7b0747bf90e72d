"""Krippendorff's alpha, Gwet's AC1 and pairwise agreement, from sums over segments.

Every coefficient here is a function of sums, so a bootstrap sample costs a few additions. The
sums are whole numbers: each is multiplied by a number that all fractions in it divide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.agreement.model import Numbers

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """Sums over segments that two or more coders read; all but `units` may have leading axes.

    units: segments; readings: readers summed; yes: readings that gave the theme; apart and
    together: pairs of readings within a segment, each weighted 1 / (readers - 1), that differ
    and that both gave it (`apart` and `together` of Krippendorff's coincidence matrix); alike:
    mean share of pairs that say the same, summed; rate: share of readers who gave it, summed.
    """

    units: Numbers
    readings: Numbers
    yes: Numbers
    apart: Numbers
    together: Numbers
    alike: Numbers
    rate: Numbers

    def alpha(self) -> Numbers:
        """Return Krippendorff's alpha, nominal, of given / not given.

        Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", D: any number of
        coders, missing readings. Not defined (nan) where all or none gave the theme.
        """
        expected = self.yes * (self.readings - self.yes)
        return 1.0 - divided((self.readings - 1.0) * self.apart, expected)

    def ac1(self) -> Numbers:
        """Return Gwet's AC1 of given / not given (Gwet 2008, Br J Math Stat Psychol 61:29-48)."""
        rate = divided(self.rate, self.units)
        chance = 2.0 * rate * (1.0 - rate)
        return divided(self.agreed() - chance, 1.0 - chance)

    def agreed(self) -> Numbers:
        """Return the share of pairs of readings that say the same, averaged over segments."""
        return divided(self.alike, self.units)

    def f1(self) -> Numbers:
        """Return F1 of one coder against another: 2 both / (a + b), over all pairs."""
        return divided(self.together, self.yes)


def divided(part: Numbers, whole: Numbers) -> Numbers:
    """Return part / whole, nan where there is no whole."""
    part, whole = np.broadcast_arrays(part, whole)
    out: Numbers = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def per_segment(readers: Whole, given: Whole) -> tuple[Whole, int]:
    """Return segments x (2 + 5 themes) whole numbers and what they were multiplied by.

    readers: of each segment, two or more; given: segments x themes.
    """
    scale = math.lcm(1, *(int(m) * (int(m) - 1) for m in np.unique(readers)))
    m = readers[:, None]
    pair = scale // (m - 1)
    both, neither = given * (given - 1), (m - given) * (m - given - 1)
    columns = [
        np.full_like(m, scale),
        m * scale,
        given * scale,
        given * (m - given) * pair,
        both * pair,
        (both + neither) * (pair // m),
        given * (scale // m),
    ]
    return np.concatenate(columns, axis=1), scale


def counts_of(sums: Numbers, scale: int) -> Counts:
    """Read sums of what `per_segment` returned; leading axes stay."""
    values = sums / scale
    parts = np.split(values[..., 2:], 5, axis=-1)
    return Counts(values[..., :1], values[..., 1:2], *parts)
