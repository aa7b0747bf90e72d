"""Vectors on a grid of whole numbers, so that every sum is exact and the same anywhere.

A sum of decimals depends on the order in which a processor adds, and so on the processor and
the number of threads; the last digit then decides a tie and a theme changes. Here each value
is a whole number and each vector at most UNIT long. A product of two vectors, and every part
of it, stays under 2**24, where float32 is exact, and sums of a million vectors stay under
2**53, where float64 is: the order no longer matters, and fast matrix products can be used
(rule 10: everything after encoding repeats anywhere).
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Grid = npt.NDArray[np.float64]

# The length of a vector on the grid, finer than the 4-bit model. Rounding may lengthen a
# vector of 384 numbers by ten: (4000 + 10)**2 is still under 2**24.
UNIT = 4000


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


def dots(rows: Grid, others: Grid) -> npt.NDArray[np.float32]:
    """Return the exact products of each row with each of the others; UNIT**2 is a cosine of 1."""
    products = rows.astype(np.float32) @ others.astype(np.float32).T
    return np.asarray(products, dtype=np.float32)


def sums_by_group(rows: Grid, groups: npt.NDArray[np.intp], count: int) -> Grid:
    """Return the exact sum of the rows of each group, count x dimensions."""
    ones = np.ones(len(rows))
    member = csr_array((ones, (groups, np.arange(len(rows)))), shape=(count, len(rows)))
    return np.asarray(member @ rows, dtype=np.float64)


def group_means(rows: Grid, groups: npt.NDArray[np.intp]) -> Grid:
    """Return the mean of the rows of each group, in whole numbers."""
    counts = np.maximum(np.bincount(groups), 1)[:, None]
    return np.asarray(np.rint(sums_by_group(rows, groups, len(counts)) / counts))


def leading_directions(rows: Grid, most: int) -> Grid:
    """Return the `most` directions in which rows differ most (PCA): dimensions x directions.

    In steps of 1/UNIT; all dimensions as they are where there are no more of them.
    """
    count, dimensions = rows.shape
    if count < 2 or dimensions <= most:
        return np.eye(dimensions) * UNIT
    mean = np.rint(rows.sum(axis=0) / count)
    spread = rows - mean
    _, vectors = np.linalg.eigh(spread.T @ spread)
    chosen = vectors[:, ::-1][:, : min(most, count - 1)]
    # An eigenvector may come out either way round: let its largest entry be positive.
    largest = chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])]
    return on_grid(chosen * np.sign(largest))


def along(rows: Grid, directions: Grid) -> Grid:
    """Return rows in these directions, of length UNIT."""
    return to_length(np.rint(rows @ directions / UNIT))
