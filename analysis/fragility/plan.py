"""Which re-runs to make: what each leaves out, and from which seed it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

SESSION, LANGUAGE, PEOPLE, SEED, BOTH = "session", "language", "people", "seed", "people and seed"
# One tenth of the people is left out where people are.
TENTH = 10
# At most these shares of the re-runs leave out a language or a session; the largest ones.
LANGUAGES, SESSIONS = 0.26, 0.34


@dataclass(frozen=True)
class Rerun:
    """One re-run. `seed` is None where nothing is discovered again, only counted."""

    kind: str
    name: str
    left_out: frozenset[str] = field(repr=False)
    seed: int | None = None

    def __str__(self) -> str:
        """Say what is different in it."""
        return f"{self.kind} {self.name}"


def plan(
    people: pd.DataFrame,
    runs: int = 50,
    seed: int = 0,
    session: str = SESSION,
    language: str = LANGUAGE,
    discovers: bool = False,
    starts: int | None = None,
) -> tuple[Rerun, ...]:
    """Return `runs` re-runs, the same for the same people whatever their order.

    people: `person`, and where known columns for the session and the language. Each language
    and each session is left out once (the largest, where there are many). The rest leave out a
    random tenth of the people; with `discovers`, a third of the rest keeps everybody and finds
    themes from another seed, and a third does both; at most `starts` find themes, then (None:
    no such bound), and the others leave people out.
    """
    people = people.assign(person=people["person"].astype(str)).sort_values("person")
    made = _one_by_one(people, LANGUAGE, language, int(LANGUAGES * runs))
    made += _one_by_one(people, SESSION, session, int(SESSIONS * runs))
    random = np.random.default_rng(seed)
    everybody = people["person"].to_numpy(dtype=object)
    tenth = max(1, round(len(everybody) / TENTH)) if len(everybody) > 1 else 0
    kinds = (PEOPLE, SEED, BOTH) if discovers else (PEOPLE,)
    left = runs if starts is None else starts
    for number in range(runs - len(made)):
        kind = kinds[number % len(kinds)] if left else PEOPLE
        left -= kind != PEOPLE
        chosen = random.permutation(len(everybody))[:tenth]
        left_out = frozenset(everybody[chosen]) if kind != SEED else frozenset()
        # Seeds of re-runs stand apart from the one that the themes were found with.
        again = None if kind == PEOPLE else seed + 1 + number
        made.append(Rerun(kind, str(number + 1), left_out, again))
    return tuple(made)


def _one_by_one(people: pd.DataFrame, kind: str, column: str, most: int) -> list[Rerun]:
    """Return re-runs that leave out one value each; none where there is only one value."""
    if column not in people:
        return []
    values = people[column].astype(object)
    values = values.where(values.notna(), "").astype(str)
    sizes = values[values != ""].value_counts()
    if len(sizes) < 2:
        return []
    chosen = sorted(sizes.index, key=lambda value: (-sizes[value], value))[:most]
    return [
        Rerun(kind, value, frozenset(people.loc[values == value, "person"])) for value in chosen
    ]
