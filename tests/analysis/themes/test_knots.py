import numpy as np

from analysis.themes.exact import on_grid, to_length
from analysis.themes.knots import MANY, knots
from analysis.themes.neighbours import nearest_rows

RANDOM = np.random.default_rng(4)
CLOUD = RANDOM.normal(0, 1, (400, 40))
POINT = 4 * RANDOM.normal(0, 1, 40)


def found(knot: np.ndarray, times: np.ndarray | None = None, most: int = 60) -> list[set[int]]:
    own = to_length(on_grid(np.vstack([CLOUD, knot]) / 10))
    counted = np.ones(len(own), dtype=int) if times is None else times
    return [set(rows.tolist()) for rows in knots(own, nearest_rows(own), counted, most)]


def test_twelve_rows_that_say_much_the_same_are_a_knot_and_nothing_else_is() -> None:
    assert found(POINT + RANDOM.normal(0, 1, (12, 40))) == [set(range(400, 412))]


def test_scattered_rows_are_no_knot_however_many() -> None:
    assert found(RANDOM.normal(0, 1, (12, 40))) == []


def test_five_rows_are_too_few_and_a_large_group_is_left_to_the_main_grouping() -> None:
    assert found(POINT + RANDOM.normal(0, 1, (5, 40))) == []
    assert found(POINT + RANDOM.normal(0, 1, (80, 40)), most=60) == []


def test_repeats_count_towards_a_knot_but_do_not_make_one() -> None:
    knot = POINT + RANDOM.normal(0, 1, (6, 40))
    times = np.ones(406, dtype=int)
    times[400:] = 2
    assert found(knot, times) == [set(range(400, 406))]
    one = np.ones(401, dtype=int)
    one[400] = 500
    assert found(POINT[None], one, most=1000) == []


def test_where_all_is_made_of_knots_none_is_a_theme() -> None:
    points = np.repeat(5 * RANDOM.normal(0, 1, (MANY + 10, 40)), 10, axis=0)
    own = to_length(on_grid((points + RANDOM.normal(0, 1, points.shape)) / 10))
    times = np.ones(len(own), dtype=int)
    assert len(knots(own, nearest_rows(own), times, 60)) <= 3
