"""What chance alone would do: groups dealt out among the same people again and again.

Westfall and Young 1993, "Resampling-Based Multiple Testing", single-step max-T: each deal keeps
every person's themes together and gives the people other groups; the largest difference of the
whole table in each deal is what any difference of the real table is held against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.progress import Progress, silent

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
# Deals between two reports of progress.
STEP = 50


@dataclass(frozen=True)
class Raised:
    """Who raised what, once each: person `who[i]` raised theme `what[i]`; `group` of each person.

    `against` is the number of the group that others are held against, None for "all the rest".
    """

    who: Whole
    what: Whole
    group: Whole
    groups: int
    themes: int
    against: int | None = None

    def counts(self, group: Whole) -> tuple[Numbers, Numbers]:
        """Return groups x themes: how many of each group and of its counterpart raised each."""
        place = group[self.who] * self.themes + self.what
        size = self.groups * self.themes
        n = np.bincount(place, minlength=size).reshape(self.groups, self.themes).astype(np.float64)
        return n, self.counterpart(n)

    def sizes(self) -> tuple[Numbers, Numbers]:
        """Return the people of each group and of its counterpart, as columns."""
        of = np.bincount(self.group, minlength=self.groups)[:, None].astype(np.float64)
        return of, self.counterpart(of)

    def counterpart(self, values: Numbers) -> Numbers:
        """Return for each group the values of all others, or of the one it is held against."""
        if self.against is None:
            return np.asarray(values.sum(axis=0) - values)
        return np.broadcast_to(values[self.against], values.shape)


def standardized(n: Numbers, of: Numbers, other: Numbers, of_other: Numbers) -> Numbers:
    """Return differences of shares in standard errors under "no difference" (pooled), 0 if none.

    Only whole numbers go in, and each step is one rounding, so equal counts give equal bits.
    """
    pooled = (n + other) / np.maximum(of + of_other, 1.0)
    error = np.sqrt(pooled * (1 - pooled) * (1 / np.maximum(of, 1) + 1 / np.maximum(of_other, 1)))
    difference = n / np.maximum(of, 1.0) - other / np.maximum(of_other, 1.0)
    return np.divide(difference, error, out=np.zeros_like(difference), where=error > 0)


def largest_by_chance(
    raised: Raised, tested: Flags, permutations: int, seed: int, progress: Progress = silent
) -> Numbers:
    """Return the largest standardized difference among the tested ones in each deal, sorted."""
    random = np.random.default_rng(seed)
    of, of_other = raised.sizes()
    largest = np.zeros(permutations)
    group = raised.group
    for deal in range(permutations):
        n, other = raised.counts(random.permutation(group))
        z = np.abs(standardized(n, of, other, of_other))
        largest[deal] = z[tested].max(initial=0.0)
        if (deal + 1) % STEP == 0 or deal + 1 == permutations:
            progress(deal + 1, permutations)
    return np.sort(largest)


def adjusted(z: Numbers, largest: Numbers) -> Numbers:
    """Return for each difference how often chance alone makes one as large anywhere.

    The real table counts as one of the deals (Phipson and Smyth 2010), so it is never 0.
    """
    as_large = len(largest) - np.searchsorted(largest, np.abs(z), side="left")
    return np.asarray((1 + as_large) / (1 + len(largest)))


def critical(largest: Numbers, level: float, least: float) -> float:
    """Return how many standard errors hold for all lines together, at least `least`."""
    place = int(np.ceil((1 - level) * (len(largest) + 1))) - 1
    return max(float(largest[min(place, len(largest) - 1)]), least) if len(largest) else least
