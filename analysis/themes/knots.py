"""Knots: few rows that say much the same, far from all others, too few for the main grouping.

Twelve people among five thousand who tell of the same thing are a theme, though no grouping by
size or modularity would keep them apart (Fortunato and Barthélemy 2007, PNAS 104, "Resolution
limit in community detection").
"""

import numpy as np
import numpy.typing as npt

from analysis.themes.exact import UNIT, Grid, dots
from analysis.themes.once import closeness

Places = npt.NDArray[np.intp]

# Fewest people-sized rows of a knot, and fewest that are not repeats.
FEWEST = 8
FEWEST_DIFFERENT = 4
# How much closer (a cosine) the loosest link inside a knot is than the tightest to the outside.
GAP = 0.1
# Where many knots are found, as among translations of the same sentences, only those are themes
# that stand out by this many times the spread of all of them.
MANY = 20
STANDS_OUT = 4.0


def knots(own: Grid, nearest: Places, times: Places, most: int, gap: float = GAP) -> list[Places]:
    """Return the places of each knot, the clearest first; knots never share a row.

    Single linkage over pairs of rows of which one is among the other's nearest: a group is a knot
    when it forms at a much greater closeness than the one at which it meets anything else, as in
    the cluster tree of HDBSCAN (Campello et al. 2013, PAKDD). `times` counts each row's repeats;
    a knot has at most `most` rows, repeats included.
    """
    found: list[tuple[float, Places]] = []
    group = list(range(len(own)))
    members: dict[int, list[int]] = {place: [place] for place in group}
    formed = dict.fromkeys(group, float(UNIT**2))

    def close(name: int, met: float) -> None:
        rows = members[name]
        if len(rows) >= FEWEST_DIFFERENT and FEWEST <= int(times[rows].sum()) <= most:
            apart = (formed[name] - met) / UNIT**2
            if apart >= gap:
                found.append((round(apart, 6), np.array(sorted(rows), dtype=np.intp)))

    for one, two, met in links(own, nearest):
        one, two = group[one], group[two]
        if one == two:
            continue
        for name in (one, two):
            close(name, met)
        if len(members[one]) < len(members[two]):
            one, two = two, one
        for row in members[two]:
            group[row] = one
        members[one] += members.pop(two)
        formed[one] = met
    for name, rows in members.items():
        # What never met anything: how close it comes to the rest tells how far it is from it.
        if len(rows) <= most and 2 * len(rows) < len(own):
            close(name, nearest_outside(own, rows))
    return clearest(found)


def nearest_outside(own: Grid, rows: list[int]) -> float:
    """Return the closeness of the closest pair of one of these rows and one of the others."""
    products = dots(own[rows], own)
    products[:, rows] = -UNIT * UNIT
    return float(products.max())


def links(own: Grid, nearest: Places) -> list[tuple[int, int, float]]:
    """Return pairs of rows of which one is among the other's nearest, the closest first."""
    rows = len(own)
    one = np.repeat(np.arange(rows), nearest.shape[1])
    two = nearest.ravel()
    both = np.unique(np.minimum(one, two) * rows + np.maximum(one, two))
    one, two = both // rows, both % rows
    met = closeness(own, one, two)
    order = np.argsort(-met, kind="stable")
    return list(zip(one[order].tolist(), two[order].tolist(), met[order].tolist(), strict=True))


def clearest(found: list[tuple[float, Places]]) -> list[Places]:
    """Return the knots that stand out, without those that share rows with a clearer one."""
    taken: set[int] = set()
    kept: list[tuple[float, Places]] = []
    for apart, rows in sorted(found, key=lambda it: (-it[0], -len(it[1]), int(it[1][0]))):
        if taken.isdisjoint(rows.tolist()):
            kept.append((apart, rows))
            taken.update(rows.tolist())
    if len(kept) >= MANY:
        gaps = np.array([apart for apart, _ in kept])
        middle = float(np.median(gaps))
        spread = float(np.median(np.abs(gaps - middle)))
        kept = [(apart, rows) for apart, rows in kept if apart > middle + STANDS_OUT * spread]
    return [rows for _, rows in kept]
