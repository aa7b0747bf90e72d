import numpy as np
import pytest
from scipy.special import logit

from analysis.coding.calibrate import (
    FIRST_THRESHOLD,
    ahead,
    calibrated,
    f1_interval,
    scale_of,
    thresholds_of,
)
from analysis.coding.views import Numbers


def test_how_far_a_theme_is_ahead_is_measured_from_the_best_other() -> None:
    standing = np.array([[3.0, 1.0, 2.0], [0.0, 0.0, -1.0]])
    assert ahead(standing).tolist() == [[1.0, -2.0, -1.0], [0.0, 0.0, -1.0]]
    assert ahead(np.array([[4.0]])).tolist() == [[0.0]]


def test_probabilities_match_the_truth_that_made_them() -> None:
    random = np.random.default_rng(4)
    standing = random.normal(0, 1, (1500, 3))
    odds = -1.5 + 1.2 * standing + np.array([0.0, 0.8, -0.8])
    truth = (random.random((1500, 3)) < 1 / (1 + np.exp(-odds))).astype(float)
    found = calibrated(standing, truth, np.ones_like(truth)).apply(standing)
    assert np.abs(found - 1 / (1 + np.exp(-odds))).mean() < 0.03


def test_without_examples_a_theme_that_stands_out_is_likelier_and_none_is_certain() -> None:
    nothing = np.zeros((0, 4))
    calibration = calibrated(nothing, nothing, nothing)
    low, high = calibration.apply(np.array([[0.0, 0, 0, 0], [3.0, 0, 0, 0]]))[:, 0]
    assert low < 0.3 < high < 0.95


def test_two_examples_make_nobody_certain() -> None:
    standing = np.array([[2.0, -0.5], [-0.5, 2.0]])
    truth = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = calibrated(standing, truth, np.ones_like(truth)).apply(standing)
    assert 0.02 < found.min() < found.max() < 0.95


def coded_texts(agreeing: int, against: int, themes: int = 28) -> tuple[Numbers, Numbers]:
    """Return standings and a yes a text: for the theme that stands out, or for another one."""
    random = np.random.default_rng(8)
    standing = random.normal(0, 0.7, (agreeing + against, themes))
    said = np.arange(len(standing)) % themes
    rows = np.arange(len(standing))
    standing[rows, said] = 3.0
    standing[rows[agreeing:], said[agreeing:]] = -1.0
    standing[rows[agreeing:], (said[agreeing:] + 5) % themes] = 3.0
    return standing, np.eye(themes)[said]


@pytest.mark.parametrize(("agreeing", "against"), [(0, 1), (0, 2), (1, 1), (2, 1), (3, 1)])
def test_one_text_coded_against_the_definitions_does_not_silence_every_theme(
    agreeing: int, against: int
) -> None:
    nothing = np.zeros((0, 28))
    standing, yes = coded_texts(agreeing, against)
    before = calibrated(nothing, nothing, nothing)
    after = calibrated(standing, yes, np.ones_like(yes))
    others = np.vstack([np.zeros(28), 3 * np.eye(28), 1.5 * np.eye(28)])
    assert np.abs(logit(after.apply(others)) - logit(before.apply(others))).max() < 0.5


def test_many_texts_coded_against_the_definitions_do_change_what_is_likely() -> None:
    nothing = np.zeros((0, 28))
    standing, yes = coded_texts(0, 150)
    before = calibrated(nothing, nothing, nothing)
    after = calibrated(standing, yes, np.ones_like(yes))
    one = 3 * np.eye(28)[:1]
    assert after.apply(one)[0, 0] < before.apply(one)[0, 0] / 3


def test_until_several_texts_have_a_yes_the_definitions_hold() -> None:
    nothing = np.zeros((0, 28))
    standing, yes = coded_texts(20, 0)
    yes[2:] = 0
    before = calibrated(nothing, nothing, nothing)
    after = calibrated(standing, yes, np.ones_like(yes))
    assert (after.apply(standing) == before.apply(standing)).all()


def test_a_theme_with_few_examples_has_nearly_the_threshold_of_all() -> None:
    random = np.random.default_rng(6)
    truth = np.zeros((400, 3), dtype=bool)
    truth[:150, 0] = truth[150:300, 1] = truth[300:302, 2] = True
    # Two themes do best at a half, the third would do best with its two yeses at 0.9.
    chances = np.where(
        truth, random.uniform(0.55, 0.85, (400, 3)), random.uniform(0, 0.5, (400, 3))
    )
    chances[300:302, 2] = 0.95
    chances[302:330, 2] = 0.9
    known = np.ones_like(truth)
    first, second, third = thresholds_of(chances, truth.astype(float), known)
    assert 0.45 < first < 0.6 and 0.45 < second < 0.6
    assert abs(third - first) < 0.15


def test_without_yeses_the_threshold_is_the_first() -> None:
    nothing = np.zeros((5, 2))
    assert thresholds_of(nothing, nothing, nothing == 0).tolist() == [FIRST_THRESHOLD] * 2


@pytest.mark.parametrize(("right", "wrong"), [(8, 4), (0, 3), (60, 20), (3, 0)])
def test_the_interval_of_f1_is_that_of_drawn_gammas(right: int, wrong: int) -> None:
    random = np.random.default_rng(9)
    hits = random.gamma(right + 0.5, size=200_000)
    misses = random.gamma(wrong + 1.0, size=200_000)
    drawn = 2 * hits / (2 * hits + misses)
    assert np.allclose(f1_interval(right, wrong), np.quantile(drawn, [0.05, 0.95]), atol=0.01)


def test_scores_that_are_all_alike_stand_out_nowhere() -> None:
    scores = np.array([[0.2, 0.1], [0.2, 0.5], [0.2, 0.3]])
    assert not scale_of(scores).apply(scores)[:, 0].any()
    assert scale_of(np.zeros((0, 2))).apply(scores).tolist() == [[0.0, 0.0]] * 3
