import numpy as np

from analysis.themes.choose import choose_groups, modularity
from analysis.themes.exact import dots, on_grid, sums_by_group, to_length
from analysis.themes.groups import fine_groups, merged, settle
from analysis.themes.neighbours import drawn_together, nearest_rows

RANDOM = np.random.default_rng(11)
KNOTS = np.repeat(np.arange(4), 25)
ROWS = to_length(on_grid(np.eye(12)[KNOTS] + RANDOM.normal(0, 0.15, (100, 12))))


def test_modularity_is_that_of_its_definition() -> None:
    links = nearest_rows(ROWS)
    labels = RANDOM.integers(0, 3, 100)
    adjacency = np.zeros((100, 100))
    for row, near in enumerate(links):
        for other in near:
            adjacency[row, other] += 1
            adjacency[other, row] += 1
    degrees, total = adjacency.sum(axis=1), adjacency.sum()
    same = labels[:, None] == labels
    expected = ((adjacency - np.outer(degrees, degrees) / total) * same).sum() / total
    assert np.isclose(modularity(links, labels), expected, atol=1e-8)
    assert modularity(links, KNOTS) > 0.6 > 0.2 > modularity(links, labels)


def test_neighbours_are_the_closest_other_rows() -> None:
    near = nearest_rows(ROWS)
    closeness = dots(ROWS, ROWS).astype(float)
    np.fill_diagonal(closeness, -np.inf)
    for row in range(100):
        expected = set(np.argsort(-closeness[row], kind="stable")[: near.shape[1]])
        assert set(near[row]) == expected and row not in near[row]


def test_among_equally_close_rows_the_first_are_taken() -> None:
    near = nearest_rows(np.repeat(ROWS[:1], 40, axis=0))
    assert set(near[39]) == set(range(8)) and set(near[3]) == set(range(9)) - {3}


def test_drawing_together_tightens_knots_and_keeps_them_apart() -> None:
    drawn = drawn_together(ROWS, nearest_rows(ROWS))
    inside = dots(ROWS, ROWS)[KNOTS[:, None] == KNOTS].mean()
    assert dots(drawn, drawn)[KNOTS[:, None] == KNOTS].mean() > inside
    assert dots(drawn, drawn)[KNOTS[:, None] != KNOTS].mean() < 0.1 * inside


def test_merging_goes_from_many_groups_to_two_and_never_splits() -> None:
    steps = list(merged(ROWS, np.arange(100), 10))
    assert [int(labels.max()) + 1 for labels in steps] == [10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert len(set(zip(steps[6], KNOTS, strict=True))) == 4
    for finer, coarser in zip(steps, steps[1:], strict=False):
        assert len(set(zip(finer, coarser, strict=True))) == finer.max() + 1


def test_each_merge_is_the_cheapest_in_squared_distance() -> None:
    rows = ROWS[:12]
    by_size = {int(labels.max()) + 1: labels for labels in merged(rows, np.arange(12), 12)}

    def within(labels: np.ndarray) -> float:
        middles = np.array([rows[labels == k].mean(axis=0) for k in range(labels.max() + 1)])
        return float(((rows - middles[labels]) ** 2).sum())

    tries = []
    for one in range(8):
        for two in range(one):
            labels = by_size[8].copy()
            labels[labels == one] = two
            tries.append(within(np.unique(labels, return_inverse=True)[1]))
    assert np.isclose(within(by_size[7]), min(tries), rtol=1e-3)


def test_settling_leaves_each_row_with_its_closest_centre() -> None:
    labels, centers = settle(ROWS, ROWS[[0, 30, 60]])
    assert np.array_equal(labels, dots(ROWS, centers).argmax(axis=1))
    assert np.array_equal(centers, to_length(sums_by_group(ROWS, labels, len(centers))))


def test_a_centre_without_rows_is_dropped() -> None:
    labels, centers = settle(ROWS, np.vstack([ROWS[[0, 30]], -ROWS[[0]], ROWS[[0]]]))
    assert len(centers) == labels.max() + 1 <= 3


def test_small_bodies_of_text_leave_nothing_to_chance() -> None:
    assert np.array_equal(fine_groups(ROWS, 0), fine_groups(ROWS, 1))


def test_one_knot_is_not_forced_apart_below_the_fewest_rows() -> None:
    near = nearest_rows(ROWS[:8])
    labels, choice = choose_groups(ROWS[:8], near, np.ones(8, dtype=int), 5, 30, 0)
    assert set(labels) == {0} and choice.chosen == 1


def test_the_choice_tells_what_was_tried_and_why() -> None:
    near = nearest_rows(ROWS)
    labels, choice = choose_groups(ROWS, near, np.ones(100, dtype=int), 5, 12, 0)
    tried = dict(choice.tried)
    assert choice.chosen == len(set(labels)) and choice.best == max(tried.values())
    assert np.isclose(tried[choice.chosen], modularity(near, labels), atol=1e-6)
    larger = [value for count, value in tried.items() if count > choice.chosen]
    assert all(value < choice.nearly_best * choice.best for value in larger)
    assert choice.to_frame()["chosen"].sum() == 1
    assert f"{choice.chosen} themes" in choice.to_dict()["because"]


def test_repeats_make_a_group_large_enough() -> None:
    near, times = nearest_rows(ROWS), np.where(KNOTS == 3, 1, 9)
    labels, _ = choose_groups(ROWS, near, times, 100, 30, 0)
    sizes = np.bincount(labels, weights=times)
    assert sizes.min() >= 100 and len(set(labels[KNOTS < 3])) >= 3
