"""Spherical k-means on the grid: groups of rows that point the same way."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.themes.exact import Grid, sums_by_group, to_length

Labels = npt.NDArray[np.intp]
ROUNDS = 100


@dataclass(frozen=True)
class Groups:
    """Centres of length UNIT, the nearest centre of each row, and how tight it all is."""

    centers: Grid
    labels: Labels
    tightness: float


def k_means(rows: Grid, count: int, seed: int, starts: int = 4) -> Groups:
    """Return the tightest of several runs of spherical k-means (Dhillon and Modha 2001)."""
    runs = [one_run(rows, count, np.random.default_rng([seed, number])) for number in range(starts)]
    return max(runs, key=lambda run: run.tightness)


def one_run(rows: Grid, count: int, random: np.random.Generator) -> Groups:
    """Start from spread-out rows and move the centres until nothing changes."""
    centers = spread_out(rows, count, random)
    labels = np.full(len(rows), -1, dtype=np.intp)
    for _ in range(ROUNDS):
        closeness = rows @ centers.T
        moved = closeness.argmax(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
        sums = sums_by_group(rows, labels, len(centers))
        empty = ~sums.any(axis=1)
        centers = np.where(empty[:, None], centers, to_length(sums))
    return Groups(centers, labels, float((rows @ centers.T).max(axis=1).sum()))


def spread_out(rows: Grid, count: int, random: np.random.Generator) -> Grid:
    """Choose starting rows far from each other (k-means++, Arthur and Vassilvitskii 2007)."""
    chosen = [int(random.integers(len(rows)))]
    nearest = rows @ rows[chosen[0]]
    while len(chosen) < count:
        distance = np.maximum(nearest.max() - nearest, 0)
        total = np.cumsum(distance)
        if total[-1] <= 0:
            break
        pick = int(np.searchsorted(total, random.random() * total[-1], side="right"))
        chosen.append(min(pick, len(rows) - 1))
        nearest = np.maximum(nearest, rows @ rows[chosen[-1]])
    return rows[chosen]
