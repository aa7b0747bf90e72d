"""Count who raised what in which group, and how far chance alone would explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.compare.intervals import Z95
from analysis.compare.model import RARE_THEME, SMALL_GROUP
from analysis.compare.permute import Raised, adjusted, critical, largest_by_chance, standardized
from analysis.progress import Progress, silent
from analysis.tables import NO_ANSWER

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Chance:
    """How chance is dealt: how often, from which seed, and what counts as too little.

    `level`: how often at most the whole table may hold one false difference or more.
    """

    level: float = 0.05
    permutations: int = 1999
    seed: int = 0
    fewest: int = 11


@dataclass(frozen=True)
class Measured:
    """Arrays of groups x themes (sizes: groups x 1), and the people in no group.

    `why` is "" where a line was tested; `p` is adjusted for all of these; `errors` is how many
    standard errors hold for all lines together.
    """

    values: list[str]
    themes: list[str]
    n: Numbers
    of: Numbers
    n_other: Numbers
    of_other: Numbers
    why: npt.NDArray[np.object_]
    p: Numbers
    errors: float
    unanswered: int

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Measured({len(self.values)} groups, {len(self.themes)} themes)"


def measure(
    people: pd.DataFrame,
    codings: pd.DataFrame,
    dimension: str,
    themes: Sequence[str] | None,
    against: str | None,
    chance: Chance,
    progress: Progress = silent,
) -> Measured:
    """Return counts and chances; see `compare` for what goes in."""
    people, codings = checked(people, codings, dimension)
    named = people[people[dimension] != NO_ANSWER].reset_index(drop=True)
    values = sorted(named[dimension].unique())
    if against is not None and against not in values:
        raise ValueError(f"no group {against!r} in {dimension!r}; there are {values}")
    told = sorted(set(codings["theme"])) if themes is None else list(dict.fromkeys(themes))
    raised = _raised(named, codings, dimension, values, told, against)
    n, n_other = raised.counts(raised.group)
    of, of_other = raised.sizes()
    why = _not_tested(n, of, of_other, chance.fewest)
    tested = why == ""
    if against is not None:
        tested[values.index(against)] = False
    largest = largest_by_chance(raised, tested, chance.permutations, chance.seed, progress)
    p = adjusted(standardized(n, of, n_other, of_other), largest)
    errors = critical(largest, chance.level, Z95)
    unanswered = len(people) - len(named)
    return Measured(values, told, n, of, n_other, of_other, why, p, errors, unanswered)


def checked(
    people: pd.DataFrame, codings: pd.DataFrame, dimension: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `person` and the dimension as text, and codings once a person and theme."""
    for frame, name, columns in (
        (people, "people", ("person", dimension)),
        (codings, "codings", ("person", "theme")),
    ):
        absent = [column for column in columns if column not in frame]
        if absent:
            raise ValueError(f"{name} lack the columns {absent}")
    if people["person"].duplicated().any() or people["person"].isna().any():
        raise ValueError("people must hold each person once, with an id")
    if "unit" in people and people["unit"].nunique() > 1:
        raise ValueError("people, comments and sessions are never compared together")
    value = people[dimension].astype(object)
    value = value.where(value.notna(), "").astype(str).str.strip()
    people = pd.DataFrame(
        {"person": people["person"].astype(str), dimension: value.where(value != "", NO_ANSWER)}
    )
    codings = codings[["person", "theme"]].dropna(subset=["theme"]).astype(str).drop_duplicates()
    if not codings["person"].isin(people["person"]).all():
        raise ValueError("a coding is of nobody in people")
    return people, codings


def _raised(
    people: pd.DataFrame,
    codings: pd.DataFrame,
    dimension: str,
    values: list[str],
    themes: list[str],
    against: str | None,
) -> Raised:
    """Return numbers in place of names; persons in order of their ids, whatever the frame's."""
    people = people.sort_values("person", kind="stable")
    who = pd.Index(people["person"]).get_indexer(pd.Index(codings["person"]))
    what = pd.Index(themes, dtype=object).get_indexer(pd.Index(codings["theme"], dtype=object))
    its = (who >= 0) & (what >= 0)
    return Raised(
        who=who[its].astype(np.int64),
        what=what[its].astype(np.int64),
        group=pd.Index(values).get_indexer(pd.Index(people[dimension])).astype(np.int64),
        groups=len(values),
        themes=len(themes),
        against=None if against is None else values.index(against),
    )


def _not_tested(n: Numbers, of: Numbers, of_other: Numbers, fewest: int) -> npt.NDArray[np.object_]:
    """Return why a line is not tested, "" where it is.

    Only totals that dealing people out anew leaves alone decide, so that what is tested tells
    nothing of how it will come out.
    """
    total = n.sum(axis=0)
    rare = (total < fewest) | (of.sum() - total < fewest)
    why = np.full(n.shape, "", dtype=object)
    why[:, rare] = RARE_THEME
    why[((of < fewest) | (of_other < fewest))[:, 0], :] = SMALL_GROUP
    return why
