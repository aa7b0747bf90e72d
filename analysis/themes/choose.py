"""Choose how many themes there are."""

import numpy as np

from analysis.progress import Progress, silent
from analysis.themes.exact import Grid, sums_by_group, to_length
from analysis.themes.groups import Labels, fine_groups, merged, settle
from analysis.themes.neighbours import Neighbourhood

# Among numbers of themes whose modularity is within this share of the best, the largest is
# taken: splitting hides less from a reader than lumping, and people merge more easily than
# they split.
NEARLY_BEST = 0.98


def choose_centers(
    drawn: Grid,
    near: Neighbourhood,
    fewest: int,
    most: int,
    seed: int,
    progress: Progress = silent,
) -> Grid:
    """Return the centres of the themes, each of at least `fewest` rows.

    For every number of themes from `most` down to 2: take that many groups from the merging,
    settle them by k-means, and measure the modularity of the graph of nearest neighbours
    (Newman and Girvan 2004, Physical Review E 69: the share of links inside themes, less what
    chance would put there). It falls when themes are split that belong together and when
    themes are lumped that do not.
    """
    # A sample stands for its engagement: it is held to its share of the fewest rows.
    needed = max(1, round(fewest * len(near.anchors) / max(len(drawn), 1)))
    among, links = drawn[near.anchors], near.nearest[near.anchors]
    one = to_length(among.sum(axis=0, keepdims=True))
    found: list[tuple[float, Grid]] = [(0.0, one)]
    most = min(most, len(among) // needed)
    if most >= 2 and links.shape[1]:
        for done, labels in enumerate(merged(among, fine_groups(among, seed), most), start=1):
            centers = to_length(sums_by_group(among, labels, int(labels.max()) + 1))
            labels, centers = large_enough(among, *settle(among, centers), needed)
            found.append((modularity(links, labels), centers))
            progress(done, most - 1)
    enough = NEARLY_BEST * max(value for value, _ in found)
    return max((centers for value, centers in found if value >= enough), key=len)


def large_enough(rows: Grid, labels: Labels, centers: Grid, needed: int) -> tuple[Labels, Grid]:
    """Dissolve the smallest theme into the others until each has the rows it needs."""
    while len(centers) > 1:
        sizes = np.bincount(labels, minlength=len(centers))
        if sizes.min() >= needed:
            break
        labels, centers = settle(rows, np.delete(centers, sizes.argmin(), axis=0))
    return labels, centers


def modularity(links: Labels, labels: Labels) -> float:
    """Return the modularity of themes on the graph that links each row to its neighbours."""
    rows, each = links.shape
    inside = int((labels[links] == labels[:, None]).sum())
    degrees = each + np.bincount(links.ravel(), minlength=rows)
    totals = np.bincount(labels, weights=degrees) / (2 * rows * each)
    return round(float(inside / (rows * each) - np.sum(totals**2)), 9)
