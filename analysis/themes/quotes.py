"""The rows that speak best for a theme, chosen so that they do not all say the same."""

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


def central_rows(
    own: Grid,
    scores: npt.NDArray[np.float64],
    texts: Sequence[str],
    speakers: Sequence[object],
    most: int,
) -> list[int]:
    """Return positions of central and diverse rows, best first.

    Maximal marginal relevance (Carbonell and Goldstein 1998, SIGIR). Nobody is quoted twice,
    and no sentence, while there are others; scraps come after whole thoughts.
    """
    telling = np.array([min(len(text.strip()) / TELLING, 1.0) for text in texts])
    worth = scores * telling
    left = [int(i) for i in np.argsort(-worth, kind="stable")[:CONSIDERED]]
    likeness = np.zeros(len(texts))
    chosen: list[int] = []
    while left and len(chosen) < most:
        heard = {texts[i].strip().lower() for i in chosen}
        spoken = {speakers[i] for i in chosen}
        fresh = [
            i for i in left if texts[i].strip().lower() not in heard and speakers[i] not in spoken
        ]
        rank = np.round(CENTRAL * worth - (1 - CENTRAL) * likeness, 6)
        pick = max(fresh or left, key=lambda i: (rank[i], -i))
        chosen.append(pick)
        left.remove(pick)
        likeness = np.maximum(likeness, own @ own[pick] / UNIT**2)
    return chosen
