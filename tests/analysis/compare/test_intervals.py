"""Intervals against published values."""

import numpy as np
import pytest
from scipy.stats import binomtest

from analysis.compare.intervals import newcombe, ratio, wilson


def number(value: float) -> np.ndarray:
    return np.array([float(value)])


@pytest.mark.parametrize(("n", "of"), [(0, 20), (3, 20), (20, 20), (81, 263), (1, 1)])
def test_wilson_is_that_of_scipy(n: int, of: int) -> None:
    low, high = wilson(number(n), number(of))
    expected = binomtest(n, of).proportion_ci(method="wilson")
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_nobody_asked_may_be_anything() -> None:
    low, high = wilson(number(0), number(0))
    assert (low[0], high[0]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_is_as_published(
    counts: tuple[int, int, int, int], bounds: tuple[float, float]
) -> None:
    """Newcombe 1998, Stat Med 17:873-890, Table II, method 10."""
    n, of, other, of_other = (number(each) for each in counts)
    low, high = newcombe(n, of, other, of_other)
    assert (low[0], high[0]) == pytest.approx(bounds, abs=0.00006)


def test_a_ratio_and_its_reverse_are_one_another() -> None:
    value, low, high = ratio(number(30), number(60), number(20), number(80))
    back, back_low, back_high = ratio(number(20), number(80), number(30), number(60))
    assert value[0] == pytest.approx(2.0, rel=0.03)
    assert (1 / back[0], 1 / back_high[0], 1 / back_low[0]) == pytest.approx(
        (value[0], low[0], high[0])
    )
    assert ratio(number(0), number(60), number(0), number(80))[1][0] < 1
