"""Compare groups on what they raise: agree, differ, or too few to say."""

from analysis.compare.contrast import compare
from analysis.compare.measure import Chance
from analysis.compare.model import AGREE, DIFFER, REST, TOO_FEW, WHY, Comparison, Contrast

__all__ = [
    "AGREE",
    "DIFFER",
    "REST",
    "TOO_FEW",
    "WHY",
    "Chance",
    "Comparison",
    "Contrast",
    "compare",
]
