import numpy as np

from analysis.coding.ridge import fit_ridge


def test_left_out_scores_are_those_of_a_fit_without_the_example() -> None:
    random = np.random.default_rng(2)
    features = random.normal(0, 1, (25, 6))
    target = random.integers(0, 2, (25, 3)).astype(float)
    weight = np.tile(random.uniform(0.2, 1, (25, 1)), (1, 3))
    weight[:9, 2] = 0.25
    _, left_out = fit_ridge(features, target, weight, 1.5)
    for row in range(25):
        kept = np.arange(25) != row
        ridge, _ = fit_ridge(features[kept], target[kept], weight[kept], 1.5)
        assert np.allclose(ridge.scores(features[row : row + 1]), left_out[row], atol=1e-9)


def test_two_examples_of_half_weight_are_one_of_their_mean() -> None:
    random = np.random.default_rng(3)
    features = random.normal(0, 1, (10, 4))
    target = random.integers(0, 2, (10, 1)).astype(float)
    target[0] = 0.5
    one, _ = fit_ridge(features, target, np.ones((10, 1)), 2.0)
    both = np.vstack([features[:1], features])
    said = np.vstack([[[1.0]], [[0.0]], target[1:]])
    weight = np.ones((11, 1))
    weight[:2] = 0.5
    two, _ = fit_ridge(both, said, weight, 2.0)
    assert np.allclose(one.weights, two.weights)


def test_what_weighs_nothing_teaches_nothing_and_no_examples_give_nothing() -> None:
    features = np.eye(4)
    target = np.ones((4, 1))
    weight = np.array([[1.0], [1.0], [0.0], [0.0]])
    ridge, _ = fit_ridge(features, target, weight, 1.0)
    assert (ridge.weights[2:] == 0).all() and (ridge.weights[:2] == 0.5).all()
    empty, left_out = fit_ridge(np.zeros((0, 4)), np.zeros((0, 2)), np.zeros((0, 2)), 1.0)
    assert empty.weights.shape == (4, 2) and not empty.weights.any()
    assert left_out.shape == (0, 2)
