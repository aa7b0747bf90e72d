import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.themes.exact import (
    UNIT,
    dots,
    exact_squares,
    leading_directions,
    on_grid,
    sums_by_group,
    to_length,
)

MATRICES = arrays(np.float64, (7, 384), elements=st.floats(-1, 1))


@given(MATRICES)
def test_products_are_exact_whole_numbers(values: np.ndarray) -> None:
    rows = to_length(on_grid(values))
    whole = [[int(x) for x in row] for row in rows]
    expected = [[sum(a * b for a, b in zip(r, s, strict=True)) for s in whole] for r in whole]
    assert dots(rows, rows).astype(int).tolist() == expected
    assert max(max(row) for row in expected) < 2**24


@given(MATRICES, st.lists(st.integers(0, 4), min_size=7, max_size=7))
def test_sums_are_those_of_the_rows_of_each_group(values: np.ndarray, groups: list[int]) -> None:
    rows = on_grid(values)
    sums = sums_by_group(rows, np.array(groups), 6)
    for group in range(6):
        members = [row for row, its in zip(rows, groups, strict=True) if its == group]
        assert np.array_equal(sums[group], np.sum(members, axis=0) if members else np.zeros(384))


def test_rows_get_one_length_and_empty_rows_stay_empty() -> None:
    rows = to_length(
        on_grid(np.vstack([np.random.default_rng(1).normal(size=(5, 30)), np.zeros(30)]))
    )
    assert np.allclose(np.sqrt(exact_squares(rows))[:5], UNIT, rtol=1e-3)
    assert not rows[5].any()
    assert np.array_equal(rows, np.rint(rows))


def test_directions_keep_what_differs_and_do_not_depend_on_the_order_of_rows() -> None:
    random = np.random.default_rng(2)
    values = random.normal(size=(200, 40)) * np.linspace(1, 0.01, 40)
    rows = to_length(on_grid(values / np.linalg.norm(values, axis=1, keepdims=True)))
    directions = leading_directions(rows, 10)
    kept = rows @ directions / UNIT
    assert kept.shape == (200, 10)
    order = random.permutation(200)
    assert np.array_equal(leading_directions(rows[order], 10), directions)
    spread = rows - rows.mean(axis=0)
    own = np.sort(np.linalg.eigvalsh(spread.T @ spread))[::-1][:10].sum()
    assert np.isclose(((kept - kept.mean(axis=0)) ** 2).sum(), own, rtol=0.01)


def test_few_rows_or_dimensions_are_left_as_they_are() -> None:
    rows = on_grid(np.ones((1, 40)))
    assert np.array_equal(rows @ leading_directions(rows, 10) / UNIT, rows)
    rows = on_grid(np.random.default_rng(3).normal(size=(50, 5)))
    assert np.array_equal(rows @ leading_directions(rows, 10) / UNIT, rows)
