"""Each row's nearest rows, and rows drawn towards them."""

import numpy as np
import numpy.typing as npt

from analysis.progress import Progress, silent
from analysis.themes.exact import Grid, dots, to_length

Places = npt.NDArray[np.intp]

NEAREST = 8
BLOCK = 512
DRAWS = 3
PULL = 2


def nearest_rows(rows: Grid, progress: Progress = silent) -> Places:
    """Return each row's nearest other rows by cosine, rows x NEAREST, nearest first."""
    return nearest_among(rows, rows, min(NEAREST, (len(rows) + 1) // 3), True, progress)


def nearest_among(
    rows: Grid, among: Grid, count: int, same: bool = False, progress: Progress = silent
) -> Places:
    """Return the places in `among` of the rows nearest to each row; equal ones in their order.

    `same` says that the rows are those of `among`: then no row is near itself.
    """
    nearest = np.zeros((len(rows), count), dtype=np.intp)
    for start in range(0, len(rows) if count else 0, BLOCK):
        block = np.arange(start, min(start + BLOCK, len(rows)))
        closeness = dots(rows[block], among)
        if same:
            closeness[block - start, block] = -np.inf
        nearest[block] = largest(closeness, count)
        progress(int(block[-1]) + 1, len(rows))
    return nearest


def largest(closeness: npt.NDArray[np.float32], count: int) -> Places:
    """Return the places of the `count` largest of each line, largest first, equal ones in order."""
    last = closeness.shape[1] - count
    least = np.partition(closeness, last, axis=1)[:, last]
    lines, places = np.nonzero(closeness >= least[:, None])
    order = np.lexsort((places, -closeness[lines, places], lines))
    first = np.searchsorted(lines, np.arange(len(closeness)))
    return np.asarray(places[order][first[:, None] + np.arange(count)], dtype=np.intp)


def drawn_together(rows: Grid, nearest: Places, alike: Places | None = None) -> Grid:
    """Draw each row towards the mean of its neighbours, a few times over.

    A short answer says little by itself; beside its neighbours it is clearer what it is about.
    This is the smoothing of Simple Graph Convolution (Wu et al. 2019, ICML) before k-means,
    as in Adaptive Graph Convolution (Zhang et al. 2019, IJCAI). `alike` holds further places,
    of rows in like words; -1 stands for the row itself.
    """
    count = nearest.shape[1]
    links = nearest if alike is None or not count else np.hstack([nearest, alike])
    links = np.where(links < 0, np.arange(len(rows))[:, None], links)
    drawn = rows
    for _ in range(DRAWS if count else 0):
        total = np.zeros_like(drawn)
        for place in range(links.shape[1]):
            total += drawn[links[:, place]]
        drawn = to_length(count * drawn + PULL * total)
    return drawn
