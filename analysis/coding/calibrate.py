"""From scores to probabilities that hold what they say, and the threshold of each theme."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit
from scipy.stats import betaprime

from analysis.coding.views import Numbers

# Log-odds by definitions alone, for each standard deviation that a score stands out among all
# texts, and that it is ahead of the best other theme. Fitted on codes that people gave (0.67
# and 0.15 on survey answers by the names of 20 codes; 0.93 and 0.97 on held-back seed phrases
# of the starter codebook), and kept on the careful side.
STANDING, LEAD = 0.8, 0.5
# An ordinary text is about one theme of a codebook, or one in FEWEST of a short list.
FEWEST = 5
# How firmly to hold on to them: the constant and the slopes as after this many yeses, and as
# after this many coded texts, whatever the number of themes: what is said of one text about
# its themes is one person's reading, not as many readings as the codebook is long.
FIRMNESS = np.array([2.0, 10.0, 10.0])
FIRM_TEXTS = 10.0
# Until yeses come from this many texts, all themes keep what holds by definitions alone.
FEWEST_HEARD = 3
OWN_CONSTANT = 10.0
ROUNDS = 25
MOST_ROWS = 2_000

THRESHOLDS = np.round(np.arange(0.04, 0.97, 0.02), 2)
FIRST_THRESHOLD = 0.3
# Yeses until a threshold chosen by the examples counts as much as what was there before: for
# all themes together, and for one theme beside all.
COMMON_CAUTION, OWN_CAUTION = 10.0, 30.0
LEAST_SPREAD = 1e-6


@dataclass(frozen=True, eq=False)
class Scale:
    """The mean and standard deviation of each theme's scores over all texts, coded or not."""

    mean: Numbers
    spread: Numbers

    def apply(self, scores: Numbers) -> Numbers:
        """Return how many standard deviations each score stands out; 0 where all are alike."""
        apart = scores - self.mean
        usable = self.spread > LEAST_SPREAD
        return np.divide(apart, self.spread, out=np.zeros_like(apart), where=usable)


def scale_of(scores: Numbers) -> Scale:
    """Return the scale of the scores of a body of texts."""
    if not len(scores):
        return Scale(np.zeros(scores.shape[1]), np.zeros(scores.shape[1]))
    spread = scores.std(axis=0)
    # Half its own spread, half that of all: a theme that is told rarely or vaguely is neither
    # lifted to the level of a common one nor drowned (measured: 0, 1/4, 1/2 and 1 of its own).
    common = np.sqrt((spread**2).mean())
    return Scale(scores.mean(axis=0), np.where(spread > LEAST_SPREAD, (spread + common) / 2, 0.0))


def ahead(standing: Numbers) -> Numbers:
    """Return how far each theme is ahead of the best other one (negative: behind it)."""
    if standing.shape[1] < 2:
        return np.zeros_like(standing)
    order = np.sort(standing, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return standing - np.where(standing == best, second, best)


@dataclass(frozen=True, eq=False)
class Calibration:
    """Log-odds = constant of the theme + slope x standing + slope x lead (Platt 1999)."""

    constants: Numbers
    slopes: Numbers

    def apply(self, standing: Numbers) -> Numbers:
        """Return probabilities, 0 to 1, of the same shape."""
        odds = self.constants + self.slopes[0] * standing + self.slopes[1] * ahead(standing)
        return np.asarray(expit(odds), dtype=np.float64)


def calibrated(standing: Numbers, target: Numbers, weight: Numbers) -> Calibration:
    """Fit one pair of slopes for all themes and a constant for each, drawn to those beforehand.

    Logistic regression on left-out scores, as Platt (1999) has it, with Gaussian priors: a
    theme with few examples has the constant of all themes, and a codebook with few has what
    holds by definitions alone. The prior of what all themes share weighs as much as FIRM_TEXTS
    texts tell (a prior in units of the data's information: Kass and Wasserman 1995), so that
    one text coded against the definitions does not move every theme.
    Whether themes shut each other out is learned from how much the lead counts.
    """
    standing, target, weight = (part[:MOST_ROWS] for part in (standing, target, weight))
    count, themes = standing.shape
    constant = 0.3 - np.log(max(themes, FEWEST))
    first = np.concatenate([[constant, STANDING, LEAD], np.zeros(themes)])
    firm = np.concatenate([FIRMNESS, np.full(themes, OWN_CONSTANT)]) / 4
    lead = ahead(standing)
    texts = int((weight.any(axis=1)).sum())
    heard = int(((target > 0.5) & (weight == 1)).any(axis=1).sum())
    if texts:
        told = slopes_of(first, standing, lead, target, weight)[1]
        firm[:3] += FIRM_TEXTS / texts * np.diag(told)[:3]
    beliefs = first.copy()
    for _ in range(ROUNDS if heard >= FEWEST_HEARD else 0):
        slope, bend = slopes_of(beliefs, standing, lead, target, weight)
        slope += firm * (beliefs - first)
        bend[np.diag_indices_from(bend)] += firm
        beliefs = beliefs - np.clip(np.linalg.solve(bend, slope), -1, 1)
    return Calibration(beliefs[0] + beliefs[3:], np.maximum(beliefs[1:3], 0.0))


def slopes_of(
    beliefs: Numbers, standing: Numbers, lead: Numbers, target: Numbers, weight: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the first and second derivatives of the loss: shared three, then each theme's own."""
    shared = len(FIRMNESS)
    odds = beliefs[0] + beliefs[shared:] + beliefs[1] * standing + beliefs[2] * lead
    chance = expit(odds)
    wrong, curve = weight * (chance - target), weight * chance * (1 - chance) + 1e-12
    parts = [np.ones_like(standing), standing, lead]
    slope = np.concatenate([[(wrong * part).sum() for part in parts], wrong.sum(axis=0)])
    bend = np.zeros((len(beliefs), len(beliefs)))
    for row, one in enumerate(parts):
        bend[row, shared:] = bend[shared:, row] = (curve * one).sum(axis=0)
        for column, other in enumerate(parts):
            bend[row, column] = (curve * one * other).sum()
    own = range(shared, len(beliefs))
    bend[own, own] = curve.sum(axis=0)
    return slope, bend


def thresholds_of(chances: Numbers, truth: Numbers, known: npt.NDArray[np.bool_]) -> Numbers:
    """Return for each theme the probability from which it is suggested.

    The one that gives the best F1 on left-out scores for all themes together, drawn towards
    FIRST_THRESHOLD; and each theme's own best, drawn towards that of all.
    """
    yes = (truth > 0.5) & known
    counts = yes.sum(axis=0)
    if not counts.sum():
        return np.full(truth.shape[1], FIRST_THRESHOLD)
    own = np.array([f1_by_threshold(chances, yes, known, at) for at in THRESHOLDS])
    heard = counts > 0
    both = own[:, heard].mean(axis=1) + np.array(
        [micro_f1(chances, yes, known, at) for at in THRESHOLDS]
    )
    common = between(middle_of_best(both), FIRST_THRESHOLD, float(counts.sum()), COMMON_CAUTION)
    return np.array(
        [
            between(middle_of_best(own[:, theme]), common, float(counts[theme]), OWN_CAUTION)
            for theme in range(truth.shape[1])
        ]
    )


def between(learned: float, before: float, count: float, caution: float) -> float:
    """Return a threshold between two, on the scale of log-odds, rounded."""
    share = count / (count + caution)
    return round(float(expit(share * logit(learned) + (1 - share) * logit(before))), 4)


def middle_of_best(values: Numbers) -> float:
    """Return the threshold in the middle of those that are best."""
    best = np.flatnonzero(np.round(values, 6) == np.round(values.max(), 6))
    return float(THRESHOLDS[best[len(best) // 2]])


def outcomes(
    chances: Numbers, yes: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_], at: Numbers | float
) -> tuple[Numbers, Numbers]:
    """Return for each theme the right suggestions, and the mistakes of both kinds."""
    told = (chances >= at) & known
    right = (told & yes).sum(axis=0).astype(np.float64)
    wrong = (told != yes).sum(axis=0).astype(np.float64)
    return right, wrong


def f1_by_threshold(
    chances: Numbers, yes: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_], at: float
) -> Numbers:
    """Return the F1 of each theme at one threshold; 0 where nothing is right."""
    right, wrong = outcomes(chances, yes, known, at)
    return np.divide(2 * right, 2 * right + wrong, out=np.zeros_like(right), where=right > 0)


def micro_f1(
    chances: Numbers, yes: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_], at: float
) -> float:
    """Return the F1 over all themes together."""
    right, wrong = (float(part.sum()) for part in outcomes(chances, yes, known, at))
    return 2 * right / (2 * right + wrong) if right else 0.0


def f1_interval(right: float, wrong: float, confidence: float = 0.9) -> tuple[float, float]:
    """Return the interval of an F1 from right suggestions and mistakes of both kinds.

    The posterior of F1 is that of a ratio of two gamma variables (Goutte and Gaussier 2005,
    ECIR), here with Jeffreys' prior; with no examples it is nearly 0 to 1.
    """
    tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    ratio = 2 * betaprime.ppf(tails, right + 0.5, wrong + 1.0)
    low, high = np.round(ratio / (1 + ratio), 4)
    return float(low), float(high)
