"""Which of very many rows are grouped; the others are placed beside them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.intp]

# More rows than MOST are not all compared with each other: SAMPLE of them are, so that a hundred
# thousand take about a minute.
MOST = 12_000
SAMPLE = 5_000
# A language keeps at least this many rows, or all that it has.
LEAST_OF_LANGUAGE = 200


def sampled(languages: Sequence[str], seed: int) -> Places:
    """Return the places of the rows to group, ascending: all, or a sample that keeps languages."""
    rows = len(languages)
    if rows <= MOST:
        return np.arange(rows)
    order = np.random.default_rng([seed, MOST]).permutation(rows)
    tags = np.array(languages, dtype=str)[order]
    kept = np.zeros(rows, dtype=bool)
    for tag in sorted(set(languages)):
        kept[np.flatnonzero(tags == tag)[:LEAST_OF_LANGUAGE]] = True
    left = max(SAMPLE - int(kept.sum()), 0)
    kept[np.flatnonzero(~kept)[:left]] = True
    return np.sort(order[kept])
