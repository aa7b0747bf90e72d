"""Vectors on a grid of whole numbers, so that every sum is exact and the same anywhere.

A sum of decimals depends on the order in which a processor adds, and so on the processor and
the number of threads; the last digit then decides a tie and a theme changes. Here each value
is a whole number of at most 2**12 held in a float64. Products stay under 2**24 and sums of a
million of them under 2**53, where float64 is exact: the order no longer matters, and fast
matrix products can be used (rule 10: everything after encoding repeats anywhere).
"""

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float64]

# The length of a vector on the grid. Coarser than float32 and finer than the 4-bit model.
UNIT = 4096


def on_grid(values: npt.NDArray[np.floating]) -> Grid:
    """Return the values in whole steps of 1/UNIT."""
    return np.rint(np.asarray(values, dtype=np.float64) * UNIT)


def to_length(rows: Grid) -> Grid:
    """Return rows of whole numbers scaled to length UNIT; a row of zeros stays zeros."""
    squares = exact_squares(rows)[:, None]
    lengths = np.sqrt(squares)
    return np.rint(np.divide(rows * UNIT, lengths, out=np.zeros_like(rows), where=squares > 0))


def exact_squares(rows: Grid) -> Grid:
    """Return the squared length of each row."""
    squares: Grid = np.einsum("ij,ij->i", rows, rows)
    return squares


def sums_by_group(rows: Grid, groups: npt.NDArray[np.intp], count: int) -> Grid:
    """Return the exact sum of the rows of each group, count x dimensions."""
    sums = np.zeros((count, rows.shape[1]))
    order = np.argsort(groups, kind="stable")
    present, starts = np.unique(groups[order], return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(rows[order], starts, axis=0)
    return sums


def leading_directions(rows: Grid, most: int) -> Grid:
    """Return the rows in the `most` directions in which they differ most (PCA), on the grid."""
    count = len(rows)
    if count < 2 or rows.shape[1] <= most:
        return rows
    mean = np.rint(rows.sum(axis=0) / count)
    spread = rows - mean
    _, vectors = np.linalg.eigh(spread.T @ spread)
    chosen = vectors[:, ::-1][:, : min(most, count - 1)]
    # An eigenvector may come out either way round: let its largest entry be positive.
    largest = chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])]
    return np.rint(rows @ on_grid(chosen * np.sign(largest)) / UNIT)
