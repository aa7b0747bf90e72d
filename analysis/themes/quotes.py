"""The rows that speak best for a theme, chosen so that they do not all say the same."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.themes.exact import UNIT, Grid

# How much a quote's closeness to the theme counts against its likeness to quotes before it.
CENTRAL = 0.65
# Only this many of the most central rows are looked at, however large the theme.
CONSIDERED = 200
# A quote of fewer characters seldom tells a reader anything.
TELLING = 30
# A row that fits less than this share of how the middle one fits does not speak for the theme.
WEAK = 0.5
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")


def central_rows(
    own: Grid,
    scores: npt.NDArray[np.float64],
    texts: Sequence[str],
    speakers: Sequence[object],
    most: int,
) -> list[int]:
    """Return positions of central and diverse rows, best first.

    Maximal marginal relevance (Carbonell and Goldstein 1998, SIGIR). Nobody is quoted twice,
    and no sentence, while there are others; scraps come after whole thoughts. A bare web
    address, and a row that fits weakly, are no quotes while there are any others at all.
    """
    telling = np.array([min(len(ADDRESS.sub("", text).strip()) / TELLING, 1.0) for text in texts])
    worth = scores * telling
    weak = WEAK * float(np.median(scores)) if len(scores) else 0.0
    fitting = np.flatnonzero((scores >= weak) & (telling > 0))
    if not len(fitting):
        fitting = np.arange(len(texts))
    left = [int(i) for i in fitting[np.argsort(-worth[fitting], kind="stable")][:CONSIDERED]]
    among = own[left]
    likeness = dict.fromkeys(left, 0.0)
    places = list(left)
    chosen: list[int] = []
    while left and len(chosen) < most:
        heard = {texts[i].strip().lower() for i in chosen}
        spoken = {speakers[i] for i in chosen}
        fresh = [
            i for i in left if texts[i].strip().lower() not in heard and speakers[i] not in spoken
        ]
        rank = {i: round(CENTRAL * worth[i] - (1 - CENTRAL) * likeness[i], 6) for i in left}
        pick = max(fresh or left, key=lambda i: (rank[i], -i))
        chosen.append(pick)
        left.remove(pick)
        alike = among @ own[pick] / UNIT**2
        likeness = {i: max(likeness[i], float(a)) for i, a in zip(places, alike, strict=True)}
    return chosen


def in_turn(lists: Sequence[Sequence[int]], most: int) -> list[int]:
    """Return the first of each list, then the second of each, and so on: quotes that cover."""
    longest = max((len(each) for each in lists), default=0)
    taken = [each[place] for place in range(longest) for each in lists if place < len(each)]
    return taken[:most]
