"""Sub-themes: a theme is split only where it really falls into parts."""

import numpy as np

from analysis.progress import Progress, silent
from analysis.themes.choose import choose_groups
from analysis.themes.exact import Grid, to_length
from analysis.themes.groups import Labels
from analysis.themes.neighbours import drawn_together, nearest_rows

# How much more modular the parts of a theme are than those of rows without any.
MARGIN = 0.05
# Most sub-themes of a theme: more than a reader can hold beside each other.
MOST = 8
# Among numbers of sub-themes this near to the best, the largest is taken; fewer are clearer.
NEARLY_BEST = 0.98
# More rows of a theme than this are not needed to see its parts.
ENOUGH = 3000


def split(
    own: Grid, themes: Labels, times: Labels, fewest: int, seed: int, progress: Progress = silent
) -> Labels:
    """Return the sub-theme of each row within its theme, 0 for all where a theme has no parts.

    A theme is split as all rows were. Any cloud of points can be cut, so the cut is kept only
    if it is more modular than the best cut of a normal cloud with the same mean and covariance
    (as parallel analysis does for components, Horn 1965, Psychometrika 30, and SigClust for two
    groups, Liu et al. 2008, JASA 103).
    """
    parts = np.zeros(len(own), dtype=np.intp)
    count = int(themes.max(initial=-1)) + 1
    for theme in range(count):
        members = np.flatnonzero(themes == theme)
        if int(times[members].sum()) >= 2 * fewest:
            parts[members] = split_one(own[members], times[members], fewest, seed)
        progress(theme + 1, count)
    return parts


def split_one(own: Grid, times: Labels, fewest: int, seed: int) -> Labels:
    """Return the parts of one theme, all 0 where it has none."""
    labels, reached = cut(own, times, fewest, seed)
    if labels.max() == 0:
        return labels
    _, by_chance = cut(one_cloud(own[:ENOUGH], seed), times[:ENOUGH], fewest, seed)
    return labels if reached >= by_chance + MARGIN else np.zeros(len(own), dtype=np.intp)


def one_cloud(own: Grid, seed: int) -> Grid:
    """Return as many rows of a normal cloud with the mean and the spread of these.

    A sum of the rows with normal weights has their covariance; the weights are whole numbers, so
    that the sums are exact.
    """
    mean = np.rint(own.mean(axis=0))
    weights = np.random.default_rng([seed, len(own)]).normal(size=(len(own), len(own)))
    mixed = np.rint(weights * 1000) @ (own - mean)
    return to_length(np.rint(mixed / (1000 * np.sqrt(len(own)))) + mean)


def cut(own: Grid, times: Labels, fewest: int, seed: int) -> tuple[Labels, float]:
    """Return the best parts of some rows and how modular they are."""
    near = nearest_rows(own)
    drawn = drawn_together(own, near)
    labels, choice = choose_groups(drawn, near, times, fewest, MOST, seed, nearly_best=NEARLY_BEST)
    return labels, choice.best
