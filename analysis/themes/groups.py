"""Groups of rows that point the same way: k-means, and merging from many groups to few."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from analysis.themes.exact import Grid, dots, exact_squares, sums_by_group, to_length

Labels = npt.NDArray[np.intp]

ROUNDS = 40
# Groups that merging starts from; up to this many rows, each row is one and nothing is left
# to chance. They need not settle fully: merging and settling come after.
FINE_GROUPS = 1000
FINE_ROUNDS = 8


def settle(rows: Grid, centers: Grid, rounds: int = ROUNDS) -> tuple[Labels, Grid]:
    """Move the centres to the middle of their rows until nothing changes.

    Spherical k-means (Dhillon and Modha 2001, Machine Learning 42). Ties go to the first
    centre; a centre that loses all its rows is dropped.
    """
    labels = np.full(len(rows), -1, dtype=np.intp)
    for _ in range(rounds):
        moved = dots(rows, centers).argmax(axis=1)
        present, moved = np.unique(moved, return_inverse=True)
        if len(present) == len(centers) and np.array_equal(moved, labels):
            break
        labels = moved
        centers = to_length(sums_by_group(rows, labels, len(present)))
    return labels, centers


def fine_groups(rows: Grid, seed: int) -> Labels:
    """Return many small groups: each row its own, or k-means from spread-out rows."""
    if len(rows) <= FINE_GROUPS:
        return np.arange(len(rows))
    starts = spread_out(rows, FINE_GROUPS, np.random.default_rng(seed))
    return settle(rows, starts, FINE_ROUNDS)[0]


def spread_out(rows: Grid, count: int, random: np.random.Generator) -> Grid:
    """Choose starting rows far from each other (k-means++, Arthur and Vassilvitskii 2007)."""
    chosen = [int(random.integers(len(rows)))]
    rows32 = rows.astype(np.float32)
    closest = rows32 @ rows32[chosen[0]]
    while len(chosen) < count:
        distance = np.cumsum(closest.max() - closest, dtype=np.float64)
        if distance[-1] <= 0:
            break
        pick = int(np.searchsorted(distance, random.random() * distance[-1], side="right"))
        chosen.append(min(pick, len(rows) - 1))
        closest = np.maximum(closest, rows32 @ rows32[chosen[-1]])
    return rows[chosen]


def merged(rows: Grid, labels: Labels, most: int) -> Iterator[Labels]:
    """Merge the two groups that cost least, again and again; yield from `most` groups to 2.

    Ward's criterion (1963, JASA 58): the cost of a merge is what it adds to the squared
    distances from the rows to the middle of their group.
    """
    _, labels = np.unique(labels, return_inverse=True)
    sizes = np.bincount(labels).astype(np.float64)
    sums = sums_by_group(rows, labels, len(sizes))
    middles = np.rint(sums / sizes[:, None])
    costs = np.stack([merge_costs(middles, sizes, i) for i in range(len(sizes))])
    names = np.arange(len(sizes))
    # For each group what it costs least to merge with: looked up again only where that changes.
    cheapest = costs.argmin(axis=1)
    least = costs[names, cheapest]
    for left in range(len(sizes), 2, -1):
        if left <= most:
            yield np.unique(names[labels], return_inverse=True)[1]
        one = int(least.argmin())
        one, two = sorted((one, int(cheapest[one])))
        sums[one] += sums[two]
        sizes[one] += sizes[two]
        sizes[two] = 0
        middles[one] = np.rint(sums[one] / sizes[one])
        names[names == two] = one
        costs[two, :] = costs[:, two] = np.inf
        costs[one, :] = costs[:, one] = merge_costs(middles, sizes, one)
        now = costs[one]
        better = (now < least) | ((now == least) & (one < cheapest))
        cheapest[better], least[better] = one, now[better]
        again = np.flatnonzero((cheapest == one) | (cheapest == two))
        again = np.union1d(again, [one, two])
        cheapest[again] = costs[again].argmin(axis=1)
        least[again] = costs[again, cheapest[again]]
    yield np.unique(names[labels], return_inverse=True)[1]


def merge_costs(middles: Grid, sizes: npt.NDArray[np.float64], one: int) -> Grid:
    """Return what merging group `one` with each other group costs; gone groups cost inf."""
    gaps = exact_squares(middles - middles[one])
    weights = sizes * sizes[one] / np.maximum(sizes + sizes[one], 1)
    costs = np.where(sizes > 0, gaps * weights, np.inf)
    costs[one] = np.inf
    return costs
