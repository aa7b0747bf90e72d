"""Choose how many themes there are, and say how."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.progress import Progress, silent
from analysis.themes.exact import Grid, sums_by_group, to_length
from analysis.themes.groups import Labels, fine_groups, merged, settle

# Among numbers of themes whose modularity is within this share of the best, the largest is
# taken: splitting hides less from a reader than lumping, and people merge more easily than
# they split. Within 0.95, 1,418 short survey answers have 17 themes that agree with people's
# codes by 0.185 (adjusted mutual information); within 0.98 they have 12, and 0.171.
NEARLY_BEST = 0.95
# More themes than this are too many to read side by side; below them are sub-themes. On SIB-200
# the V-measure with topics is 0.49 at 30 themes, 0.50 at 20, and 0.52 at 9 and 10.
MOST = 20


@dataclass(frozen=True)
class Choice:
    """How the number of themes was chosen.

    `tried` has one line a number of themes: how many, and the modularity of the grouping.
    `fewest` is the least size of a theme, `knots` how many small tight themes were added.
    """

    tried: tuple[tuple[int, float], ...]
    chosen: int
    best: float
    nearly_best: float
    fewest: int
    knots: int = 0

    def to_frame(self) -> pd.DataFrame:
        """Return the columns themes, modularity, chosen."""
        frame = pd.DataFrame(self.tried, columns=["themes", "modularity"])
        return frame.assign(chosen=frame["themes"] == self.chosen)

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(index=False))

    def __str__(self) -> str:
        """Say it in a sentence."""
        reached = dict(self.tried).get(self.chosen, 0.0)
        return (
            f"{self.chosen} themes: the largest number whose modularity ({reached:.3f}) is within "
            f"{1 - self.nearly_best:.0%} of the best ({self.best:.3f}); themes of at least "
            f"{self.fewest} rows; {self.knots} small tight themes beside them"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "tried": [list(line) for line in self.tried],
            "chosen": self.chosen,
            "best": self.best,
            "nearly_best": self.nearly_best,
            "fewest": self.fewest,
            "knots": self.knots,
            "because": str(self),
        }


def choose_groups(
    drawn: Grid,
    nearest: Labels,
    times: Labels,
    fewest: int,
    most: int,
    seed: int,
    progress: Progress = silent,
    nearly_best: float = NEARLY_BEST,
) -> tuple[Labels, Choice]:
    """Return each row's group, each of at least `fewest` rows, repeats included.

    For every number of themes from `most` down to 2: take that many groups from the merging,
    settle them by k-means, and measure the modularity of the graph of nearest neighbours
    (Newman and Girvan 2004, Physical Review E 69: the share of links inside themes, less what
    chance would put there). It falls when themes are split that belong together and when
    themes are lumped that do not.
    """
    found: list[tuple[float, Labels]] = [(0.0, np.zeros(len(drawn), dtype=np.intp))]
    most = min(most, MOST, int(times.sum()) // fewest, len(drawn))
    if most >= 2 and nearest.shape[1]:
        for done, labels in enumerate(merged(drawn, fine_groups(drawn, seed), most), start=1):
            labels = settled(drawn, labels, times, fewest)
            found.append((modularity(nearest, labels), labels))
            progress(done, most - 1)
    best = max(value for value, _ in found)
    value, labels = max(
        (it for it in found if it[0] >= nearly_best * best),
        key=lambda it: (it[1].max(initial=0), it[0]),
    )
    tried = {int(labels.max(initial=0)) + 1: value for value, labels in sorted(found, key=first)}
    chosen = int(labels.max(initial=0)) + 1
    lines = tuple((count, round(tried[count], 6)) for count in sorted(tried))
    return labels, Choice(lines, chosen, round(best, 6), nearly_best, fewest)


def first(found: tuple[float, Labels]) -> float:
    """Return the modularity of a grouping."""
    return found[0]


def settled(rows: Grid, labels: Labels, times: Labels, fewest: int) -> Labels:
    """Return groups moved to their middles, the smallest dissolved until each is large enough."""
    centers = to_length(sums_by_group(rows, labels, int(labels.max()) + 1))
    labels, centers = settle(rows, centers)
    while len(centers) > 1:
        sizes = np.bincount(labels, weights=times, minlength=len(centers))
        if sizes.min() >= fewest:
            break
        labels, centers = settle(rows, np.delete(centers, sizes.argmin(), axis=0))
    return labels


def modularity(links: Labels, labels: Labels) -> float:
    """Return the modularity of themes on the graph that links each row to its neighbours."""
    rows, each = links.shape
    inside = int((labels[links] == labels[:, None]).sum())
    degrees = each + np.bincount(links.ravel(), minlength=rows)
    totals = np.bincount(labels, weights=degrees) / (2 * rows * each)
    return round(float(inside / (rows * each) - np.sum(totals**2)), 9)
