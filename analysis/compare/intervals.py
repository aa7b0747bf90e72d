"""Intervals of shares, of their difference and of their ratio."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
# The standard normal's 97.5 % point: an interval of 95 % for one line by itself.
Z95 = 1.959963984540054


def wilson(n: Numbers, of: Numbers, z: float = Z95) -> tuple[Numbers, Numbers]:
    """Return Wilson's score interval (1927) of n / of; 0 to 1 where `of` is 0."""
    of = np.asarray(of, dtype=np.float64)
    whole = np.maximum(of, 1.0)
    share = n / whole
    middle = share + z * z / (2 * whole)
    half = z * np.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    low, high = (middle - half) / scale, (middle + half) / scale
    empty = of == 0
    # At 0 and at all the bound is the share itself; rounding must not put it beside.
    low = np.where(empty | (n == 0), 0.0, np.clip(low, 0.0, 1.0))
    return low, np.where(empty | (n == of), 1.0, np.clip(high, 0.0, 1.0))


def newcombe(
    n: Numbers, of: Numbers, n_other: Numbers, of_other: Numbers, z: float = Z95
) -> tuple[Numbers, Numbers]:
    """Return the interval of n / of - n_other / of_other.

    Newcombe 1998, "Interval estimation for the difference between independent proportions",
    Stat Med 17:873-890, method 10: made of two Wilson intervals.
    """
    share, other = n / np.maximum(of, 1.0), n_other / np.maximum(of_other, 1.0)
    low, high = wilson(n, of, z)
    low_other, high_other = wilson(n_other, of_other, z)
    difference = share - other
    below = np.sqrt((share - low) ** 2 + (high_other - other) ** 2)
    above = np.sqrt((high - share) ** 2 + (other - low_other) ** 2)
    return difference - below, difference + above


def ratio(
    n: Numbers, of: Numbers, n_other: Numbers, of_other: Numbers, z: float = Z95
) -> tuple[Numbers, Numbers, Numbers]:
    """Return (n / of) / (n_other / of_other) with its interval.

    Katz et al. 1978 on the log scale, with a half added to each count (Walter 1975) so that
    zeros have an interval too.
    """
    one, two = n + 0.5, n_other + 0.5
    size, other = of + 0.5, of_other + 0.5
    value = (one / size) / (two / other)
    error = np.sqrt(np.maximum(1 / one - 1 / size + 1 / two - 1 / other, 0.0))
    return value, value * np.exp(-z * error), value * np.exp(z * error)
