"""Choose how many themes there are."""

import math

import numpy as np

from analysis.themes.exact import Grid
from analysis.themes.groups import k_means


def choose_groups(rows: Grid, fewest: int, most: int, seed: int) -> Grid:
    """Return the centres of the themes, each of at least `fewest` rows."""
    full = rows[rows.any(axis=1)]
    if not len(full):
        return np.zeros((1, rows.shape[1]))
    count = max(1, min(most, len(full) // max(fewest, 1), round(math.sqrt(len(full) / 10))))
    groups = k_means(full, count, seed)
    sizes = np.bincount(groups.labels, minlength=len(groups.centers))
    kept = sizes >= min(fewest, sizes.max())
    return groups.centers[kept]
