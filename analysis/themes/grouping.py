"""From rows to groups of rows: passes of grouping, knots beside them, and how stable they are."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from analysis.progress import Progress, silent
from analysis.themes.choose import Choice, choose_groups, settled
from analysis.themes.exact import Grid
from analysis.themes.groups import Labels, fine_groups, merged
from analysis.themes.knots import knots
from analysis.themes.levels import split
from analysis.themes.neighbours import drawn_together, nearest_rows
from analysis.themes.once import Once, firsts, without_copies
from analysis.themes.space import Space, learn_space
from analysis.themes.wording import rows_alike

PASSES = 3
# A tight group of up to this many times the least size of a theme is looked for by itself: the
# main grouping may still have lumped it.
KNOT_SIZE = 3
# Re-runs, the share of rows in each, and the most rows that are run again.
RERUNS = 5
KEPT = 0.9
MOST_AGAIN = 5000
# A theme that keeps fewer rows than this in a re-run says nothing about its stability.
FEWEST_KEPT = 4


@dataclass(frozen=True)
class Asked:
    """What a grouping is asked for: see Discover. `small` allows themes below `fewest`."""

    fewest: int
    most: int
    directions: int
    shrink: float
    seed: int
    small: bool

    def for_share(self, rows: int, of: int) -> "Asked":
        """Return the same for a sample: it is held to its share of the fewest rows."""
        return replace(self, fewest=max(1, round(self.fewest * rows / max(of, 1))))


@dataclass(frozen=True)
class Grouped:
    """Rows in their space, each in a group and a part of it.

    Only the rows `once.first` of those given are here; `times` counts what each stands for.
    """

    once: Once = field(repr=False)
    space: Space = field(repr=False)
    own: Grid = field(repr=False)
    drawn: Grid = field(repr=False)
    alike: Labels = field(repr=False)
    times: Labels = field(repr=False)
    labels: Labels = field(repr=False)
    parts: Labels = field(repr=False)
    choice: Choice


def group(
    texts: list[str],
    languages: list[str],
    vectors: npt.NDArray[np.floating],
    times: Labels,
    asked: Asked,
    progress: Progress = silent,
) -> Grouped:
    """Group rows by subject; nearly equal long texts are grouped once.

    `times` says how many rows each of these stands for. The first pass takes out the mean of
    each language, the later ones what language and form add to the groups of the pass before.
    """
    once = firsts(range(len(texts)))
    labels: Labels | None = None
    for number in range(PASSES):
        said = [texts[i] for i in once.first]
        tongues = [languages[i] for i in once.first]
        space, own = learn_space(
            vectors[once.first], said, tongues, asked.shrink, asked.directions, labels
        )
        nearest = nearest_rows(own, part_of(progress, 2 * number, 2 * PASSES))
        if number == 0:
            once = without_copies(own, nearest, said, tongues)
            if len(once.first) < len(own):
                own = own[once.first]
                nearest = nearest_rows(own)
            times = np.bincount(once.of, weights=times, minlength=len(own)).astype(np.intp)
            alike = rows_alike([texts[i] for i in once.first], [languages[i] for i in once.first])
        drawn = drawn_together(own, nearest, alike)
        labels, choice = choose_groups(
            drawn, nearest, times, asked.fewest, asked.most, asked.seed,
            part_of(progress, 2 * number + 1, 2 * PASSES),
        )  # fmt: skip
    assert labels is not None
    labels, added = with_knots(own, nearest, times, labels, asked)
    parts = split(own, labels, times, asked.fewest, asked.seed)
    return Grouped(
        once, space, own, drawn, alike, times, labels, parts, replace(choice, knots=added)
    )


def with_knots(
    own: Grid, nearest: Labels, times: Labels, labels: Labels, asked: Asked
) -> tuple[Labels, int]:
    """Return the groups with each knot as a group of its own, and how many were added.

    A knot that is already most of its group stays where it is.
    """
    labels, added = labels.copy(), 0
    count = int(labels.max(initial=-1)) + 1
    for rows in knots(own, nearest, times, KNOT_SIZE * asked.fewest):
        size = int(times[rows].sum())
        if count + added >= asked.most or (size < asked.fewest and not asked.small):
            continue
        homes, counts = np.unique(labels[rows], return_counts=True)
        home = homes[counts.argmax()]
        if 2 * counts.max() > np.count_nonzero(labels == home):
            continue
        labels[rows] = labels.max() + 1
        added += 1
    return np.unique(labels, return_inverse=True)[1].astype(np.intp), added


def stabilities(
    found: Grouped, asked: Asked, progress: Progress = silent
) -> tuple[list[float | None], float]:
    """Return how well each group comes back when a tenth of the rows is left out, and all do.

    Clusterwise stability (Hennig 2007, Computational Statistics & Data Analysis 52): the mean
    over re-runs of the best Jaccard index of the group with a group of the re-run. Above 0.75 a
    group is stable, below 0.5 it dissolves. The second number is the share of pairs of rows in
    one group that are in one group again. Themes are formed anew from the neighbours on, as
    many as before, in at most MOST_AGAIN rows: among more rows it is a harder test.
    """
    random = np.random.default_rng([asked.seed, RERUNS])
    size = min(len(found.own), MOST_AGAIN)
    count = int(found.labels.max(initial=-1)) + 1
    sums, runs = np.zeros(count), np.zeros(count)
    together = []
    for number in range(RERUNS if count > 1 else 0):
        kept = np.sort(random.permutation(len(found.own))[: max(2, round(KEPT * size))])
        again = formed_again(found, kept, replace(asked, seed=asked.seed + number + 1))
        table = np.zeros((count, int(again.max()) + 1))
        np.add.at(table, (found.labels[kept], again), 1)
        before, after = table.sum(axis=1), table.sum(axis=0)
        jaccard = (table / np.maximum(before[:, None] + after - table, 1)).max(axis=1)
        counted = before >= min(FEWEST_KEPT, max(before.max(), 1))
        sums += np.where(counted, np.rint(jaccard * 10_000), 0)
        runs += counted
        together.append((table**2).sum() / max((before**2).sum(), 1))
        progress(number + 1, RERUNS)
    each = [round(float(s / n / 10_000), 3) if n else None for s, n in zip(sums, runs, strict=True)]
    return each, round(float(np.mean(together)), 3) if together else 1.0


def formed_again(found: Grouped, kept: Labels, asked: Asked) -> Labels:
    """Return the groups of some of the rows, as many as all rows had."""
    place = np.full(len(found.own) + 1, -1, dtype=np.intp)
    place[kept] = np.arange(len(kept))
    own, times = found.own[kept], found.times[kept]
    nearest = nearest_rows(own)
    drawn = drawn_together(own, nearest, place[found.alike[kept]])
    least = max(1, round(asked.fewest * len(kept) / len(found.own)))
    wanted = min(found.choice.chosen, len(kept))
    if wanted < 2:
        return np.zeros(len(kept), dtype=np.intp)
    labels = settled(
        drawn, next(merged(drawn, fine_groups(drawn, asked.seed), wanted)), times, least
    )
    return with_knots(own, nearest, times, labels, asked)[0]


def part_of(progress: Progress, part: int, parts: int) -> Callable[[int, int], None]:
    """Report the steps of one part of the work as hundredths of all of it."""
    return lambda done, total: progress(part * 100 + 100 * done // max(total, 1), parts * 100)
