"""In how many of many re-runs does a finding still stand?"""

from analysis.fragility.again import STARTS, Again
from analysis.fragility.findings import DIFFERS, RAISED, Finding, MostRaised
from analysis.fragility.matching import matched
from analysis.fragility.plan import Rerun, plan
from analysis.fragility.run import Fragility, Standing, fragility

__all__ = [
    "DIFFERS",
    "RAISED",
    "STARTS",
    "Again",
    "Finding",
    "Fragility",
    "MostRaised",
    "Rerun",
    "Standing",
    "fragility",
    "matched",
    "plan",
]
