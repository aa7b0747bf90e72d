"""Opinion groups: people who voted alike, as Polis finds them."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import silhouette_score

from analysis.consensus.votes import Ballots

Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.intp]

# Polis looks at who voted on seven statements or more (on all, where there are fewer), at two to
# five groups, and at no more than two and one for every twelve people.
FEWEST_VOTES = 7
FEWEST_PEOPLE = 15
MOST_GROUPS = 5
PEOPLE_FOR_ANOTHER = 12
STARTS = 20
ROUNDS = 100
# Projections are rounded, so that what follows is the same on any machine.
DECIMALS = 6


@dataclass(frozen=True)
class Grouped:
    """Who is in which group, where each person lies, and why so many groups.

    groups: by person: "A" is the largest; missing for who voted on too few statements.
    places: `x` and `y` by person. silhouettes: number of groups -> mean silhouette.
    """

    groups: pd.Series = field(repr=False)
    places: pd.DataFrame = field(repr=False)
    silhouettes: dict[int, float]

    def __repr__(self) -> str:
        """Show the sizes."""
        return f"Grouped({self.groups.value_counts().to_dict()})"


def opinion_groups(ballots: Ballots, seed: int = 0) -> Grouped:
    """Find groups of people who voted alike.

    As Polis does (Small et al. 2021, "Polis: Scaling deliberation by mapping high dimensional
    opinion spaces", RECERCA 26): missing votes count as the statement's mean, two principal
    components are taken, each person is moved outwards by the square root of the statements over
    those they voted on, and k-means with the best silhouette makes the groups. Rejected
    statements say nothing. Ties go to fewer groups.
    """
    votes = ballots.votes.loc[:, ~ballots.statements["rejected"].to_numpy()]
    votes = votes.loc[:, votes.notna().any().to_numpy()]
    places = pd.DataFrame(projected(votes), index=votes.index, columns=["x", "y"])
    counted = taking_part(votes)
    points = places[counted].to_numpy()
    most = min(MOST_GROUPS, 2 + len(points) // PEOPLE_FOR_ANOTHER, len(np.unique(points, axis=0)))
    tried = {k: clusters(points, k, seed) for k in range(2, most + 1) if k < len(points)}
    silhouettes = {
        k: round(float(silhouette_score(points, labels)), DECIMALS) for k, labels in tried.items()
    }
    names = ["A"] * len(points)
    if silhouettes:
        names = named_by_size(tried[max(silhouettes, key=lambda k: (silhouettes[k], -k))])
    groups = pd.Series(names, index=votes.index[counted], dtype=object).reindex(votes.index)
    return Grouped(groups, places, silhouettes)


def taking_part(votes: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return who voted on enough statements; where that is nearly nobody, those who voted most."""
    cast = votes.notna().sum(axis=1).to_numpy()
    enough = cast >= max(1, min(FEWEST_VOTES, votes.shape[1]))
    if enough.sum() < FEWEST_PEOPLE:
        most = np.argsort(-cast, kind="stable")[:FEWEST_PEOPLE]
        enough[most] = cast[most] > 0
    return np.asarray(enough, dtype=np.bool_)


def projected(votes: pd.DataFrame) -> Numbers:
    """Return each person's place in the two directions in which votes differ most."""
    values = votes.to_numpy(dtype=np.float64)
    if 0 in values.shape:
        return np.zeros((len(values), 2))
    asked = ~np.isnan(values)
    means = np.nansum(values, axis=0) / np.maximum(asked.sum(axis=0), 1)
    apart = np.where(asked, values - means, 0.0)
    # A missing vote is the mean, so it is 0 here and adds nothing to a projection either.
    _, directions = np.linalg.eigh(np.round(apart.T @ apart, 9))
    chosen = directions[:, ::-1][:, :2]
    largest = chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])]
    outwards = np.sqrt(values.shape[1] / np.maximum(asked.sum(axis=1), 1))[:, None]
    found = np.zeros((len(values), 2))
    found[:, : chosen.shape[1]] = apart @ (chosen * np.where(largest < 0, -1, 1)) * outwards
    return np.asarray(np.round(found, DECIMALS) + 0.0)


def clusters(points: Numbers, count: int, seed: int) -> Labels:
    """Return the best of several k-means (Lloyd 1982; starts by Arthur and Vassilvitskii 2007)."""
    best: tuple[float, Labels] | None = None
    for start in range(STARTS):
        random = np.random.default_rng([seed, count, start])
        labels, cost = lloyd(points, spread_starts(points, count, random))
        if best is None or cost < best[0]:
            best = cost, labels
    assert best is not None
    return best[1]


def spread_starts(points: Numbers, count: int, random: np.random.Generator) -> Numbers:
    """Choose places to start from, far from each other."""
    chosen = [points[int(random.integers(len(points)))]]
    while len(chosen) < count:
        gaps = np.min([((points - one) ** 2).sum(axis=1) for one in chosen], axis=0)
        reach = np.cumsum(np.round(gaps, DECIMALS))
        pick = int(np.searchsorted(reach, random.random() * reach[-1], side="right"))
        chosen.append(points[min(pick, len(points) - 1)])
    return np.array(chosen)


def lloyd(points: Numbers, centers: Numbers) -> tuple[Labels, float]:
    """Move centres to the middle of their points until nothing changes; return what it costs."""
    labels = np.full(len(points), -1, dtype=np.intp)
    for _ in range(ROUNDS):
        gaps = np.round(((points[:, None] - centers[None]) ** 2).sum(axis=2), DECIMALS)
        moved = gaps.argmin(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
        centers = np.array(
            [
                points[labels == k].mean(axis=0) if (labels == k).any() else centers[k]
                for k in range(len(centers))
            ]
        )
    return labels, round(float(gaps.min(axis=1).sum()), DECIMALS)


def named_by_size(labels: Labels) -> list[str]:
    """Return the groups under letters, the largest "A"; equal ones by who comes first."""
    sizes = np.bincount(labels)
    first = [int(np.flatnonzero(labels == k)[0]) for k in range(len(sizes))]
    order = sorted(range(len(sizes)), key=lambda k: (-sizes[k], first[k]))
    letters = {k: chr(ord("A") + place) for place, k in enumerate(order)}
    return [letters[int(k)] for k in labels]
