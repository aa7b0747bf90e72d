"""Weighted ridge regression for many themes at once, with leave-one-out scores for free."""

from dataclasses import dataclass

import numpy as np

from analysis.coding.views import Numbers


@dataclass(frozen=True, eq=False)
class Ridge:
    """Weights, features x themes. There is no constant: of a text like no example it says 0."""

    weights: Numbers

    def __repr__(self) -> str:
        """Show the size."""
        return f"Ridge({self.weights.shape[0]} x {self.weights.shape[1]})"

    def scores(self, features: Numbers) -> Numbers:
        """Return rows x themes: about 1 for a row like the examples, about 0 for others."""
        return features @ self.weights


def fit_ridge(
    features: Numbers, target: Numbers, weight: Numbers, caution: float
) -> tuple[Ridge, Numbers]:
    """Fit every theme, and return what each example's score would be without itself.

    Ridge regression (Hoerl and Kennard 1970) with `caution` on the diagonal; for a vector of
    length 1 it is how many examples it takes until they count as much as knowing nothing. The
    left-out score of row i is (fit - h y) / (1 - h), h its leverage (Allen 1974, "PRESS"), so
    that cross-validation costs no second fit. `weight` is examples x themes.
    """
    count, width = features.shape
    weights = np.zeros((width, target.shape[1]))
    left_out = np.zeros((count, target.shape[1]))
    done: dict[bytes, tuple[Numbers, Numbers]] = {}
    for theme in range(target.shape[1]):
        own = weight[:, theme]
        key = own.tobytes()
        if key not in done:
            # Themes whose examples weigh the same share one inverse; one is kept, not all.
            done = {key: inverse(features, own, caution)}
        solver, leverage = done[key]
        weights[:, theme] = solver @ (features.T @ (own * target[:, theme]))
        fitted = features @ weights[:, theme]
        free = 1 - leverage
        left_out[:, theme] = (fitted - leverage * target[:, theme]) / np.maximum(free, 1e-6)
    return Ridge(weights), left_out


def inverse(features: Numbers, weight: Numbers, caution: float) -> tuple[Numbers, Numbers]:
    """Return the inverse of the weighted products, and the leverage of each example."""
    products = features.T @ (weight[:, None] * features)
    products[np.diag_indices_from(products)] += caution
    solver = np.asarray(np.linalg.inv(products), dtype=np.float64)
    leverage: Numbers = weight * np.einsum("ij,ij->i", features @ solver, features)
    return solver, leverage
