"""Each row's nearest rows, and rows drawn towards them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.progress import Progress, silent
from analysis.themes.exact import Grid, dots, to_length

Places = npt.NDArray[np.intp]

NEAREST = 8
# Among more rows than this, neighbours are looked for in a sample: the work stays in minutes.
MOST_ANCHORS = 20_000
BLOCK = 512
# Room below a closeness (a whole number) for a row's place, so that no two keys are equal.
ROOM = float(2**20)
DRAWS = 3
PULL = 2


@dataclass(frozen=True)
class Neighbourhood:
    """The rows that were looked among (places, ascending), and each row's nearest of them.

    `nearest` is rows x NEAREST and holds positions in `anchors`.
    """

    anchors: Places
    nearest: Places


def neighbourhood(rows: Grid, seed: int, progress: Progress = silent) -> Neighbourhood:
    """Find each row's nearest other rows by cosine; equal ones in the order of the rows."""
    anchors = np.arange(len(rows))
    if len(rows) > MOST_ANCHORS:
        random = np.random.default_rng([seed, MOST_ANCHORS])
        anchors = np.sort(random.choice(len(rows), MOST_ANCHORS, replace=False))
    count = min(NEAREST, (len(anchors) + 1) // 3)
    nearest = np.zeros((len(rows), count), dtype=np.intp)
    later_is_farther = ROOM - 1 - np.arange(len(anchors))
    among = rows[anchors]
    for start in range(0, len(rows) if count else 0, BLOCK):
        block = np.arange(start, min(start + BLOCK, len(rows)))
        keys = dots(rows[block], among).astype(np.float64)
        keys *= ROOM
        keys += later_is_farther
        keys[anchors == block[:, None]] = -np.inf
        nearest[block] = np.argpartition(-keys, count - 1, axis=1)[:, :count]
        progress(int(block[-1]) + 1, len(rows))
    return Neighbourhood(anchors, nearest)


def drawn_together(rows: Grid, near: Neighbourhood) -> Grid:
    """Draw each row towards the mean of its neighbours, a few times over.

    A short answer says little by itself; beside its neighbours it is clearer what it is about.
    This is the smoothing of Simple Graph Convolution (Wu et al. 2019, ICML) before k-means,
    as in Adaptive Graph Convolution (Zhang et al. 2019, IJCAI).
    """
    count = near.nearest.shape[1]
    drawn = rows
    for _ in range(DRAWS if count else 0):
        among = drawn[near.anchors]
        total = np.zeros_like(drawn)
        for place in range(count):
            total += among[near.nearest[:, place]]
        drawn = to_length(count * drawn + PULL * total)
    return drawn
