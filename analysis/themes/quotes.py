"""The rows that speak best for a theme, chosen so that they do not all say the same."""

import numpy as np
import numpy.typing as npt

from analysis.themes.exact import UNIT, Grid

# How much a quote's closeness to the theme counts against its likeness to quotes chosen before.
CENTRAL = 0.7


def central_rows(
    rows: Grid, scores: npt.NDArray[np.floating], most: int, persons: list[object] | None
) -> list[int]:
    """Return positions of central and diverse rows, best first.

    Maximal marginal relevance (Carbonell and Goldstein 1998, SIGIR). One person is quoted once
    while others are left.
    """
    chosen: list[int] = []
    likeness = np.zeros(len(rows))
    spoken: set[object] = set()
    while len(chosen) < min(most, len(rows)):
        worth = np.round(CENTRAL * scores - (1 - CENTRAL) * likeness, 6)
        order = np.argsort(-worth, kind="stable")
        left = [int(i) for i in order if int(i) not in chosen]
        fresh = [i for i in left if persons is None or persons[i] not in spoken]
        pick = (fresh or left)[0]
        chosen.append(pick)
        if persons is not None:
            spoken.add(persons[pick])
        likeness = np.maximum(likeness, rows @ rows[pick] / UNIT**2)
    return chosen
