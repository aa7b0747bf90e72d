"""One model of all themes: ridge scores, their scale, and probabilities that hold."""

from dataclasses import dataclass

import numpy as np

from analysis.coding.calibrate import Calibration, Scale, calibrated, scale_of
from analysis.coding.examples import Examples
from analysis.coding.phrases import Phrases
from analysis.coding.ridge import Ridge, fit_ridge
from analysis.coding.views import Numbers


@dataclass(frozen=True, eq=False)
class Weighed:
    """Examples and phrases together, as a ridge takes them: examples first."""

    target: Numbers
    weight: Numbers
    examples: int

    @classmethod
    def of(cls, examples: Examples, phrases: Phrases, definitions: float) -> "Weighed":
        """Return targets and weights; all phrases of a theme weigh `definitions` together."""
        target = np.zeros((len(phrases.texts), phrases.count))
        target[np.arange(len(phrases.texts)), phrases.themes] = 1.0
        sizes = np.maximum(np.bincount(phrases.themes, minlength=phrases.count), 1)
        each = (definitions / sizes)[phrases.themes] if len(phrases.texts) else np.zeros(0)
        weight = np.tile(each[:, None], (1, phrases.count))
        return cls(
            np.vstack([examples.target, target]),
            np.vstack([examples.weight, weight]),
            len(examples.places),
        )


@dataclass(frozen=True, eq=False)
class Model:
    """One ridge with the scale and calibration of its scores."""

    ridge: Ridge
    scale: Scale
    calibration: Calibration
    left_out: Numbers

    @classmethod
    def learned(cls, seen: Numbers, phrases: Numbers, weighed: Weighed, caution: float) -> "Model":
        """Fit on examples (the first of `seen`) and phrases; scale on all that was seen."""
        count = weighed.examples
        features = np.vstack([seen[:count], phrases])
        ridge, left_out = fit_ridge(features, weighed.target, weighed.weight, caution)
        left_out = left_out[:count]
        scale = scale_of(np.vstack([left_out, ridge.scores(seen[count:])]))
        standing = scale.apply(left_out)
        calibration = calibrated(standing, weighed.target[:count], weighed.weight[:count])
        return cls(ridge, scale, calibration, calibration.apply(standing))

    def chances(self, features: Numbers) -> Numbers:
        """Return calibrated probabilities."""
        return self.calibration.apply(self.scale.apply(self.ridge.scores(features)))
