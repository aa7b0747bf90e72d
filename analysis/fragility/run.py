"""Make the re-runs and count in how many each finding still stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.agreement.model import as_html, as_json
from analysis.fragility.findings import RAISED, Finding
from analysis.fragility.matching import matched
from analysis.fragility.plan import LANGUAGE, SESSION, Rerun, plan
from analysis.progress import Progress, silent

Find = Callable[[pd.DataFrame, pd.DataFrame], Sequence[Finding]]
# Called with the persons left out and a seed; returns `row`, `person`, `theme`.
Rediscover = Callable[[frozenset[str], int], pd.DataFrame]
COLUMNS = ["theme", "kind", "dimension", "value", "way", "stands", "runs", "fell"]


@dataclass(frozen=True)
class Standing:
    """A finding, the re-runs in which it could stand, in how many it did, and where it fell."""

    finding: Finding
    stands: int
    runs: int
    fell: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        finding = self.finding
        return {
            "theme": finding.theme,
            "kind": finding.kind,
            "dimension": finding.dimension,
            "value": finding.value,
            "way": finding.way,
            "stands": self.stands,
            "runs": self.runs,
            "fell": list(self.fell),
        }


@dataclass(frozen=True)
class Fragility:
    """How each finding fared; `reruns` counts the re-runs of each kind."""

    standings: tuple[Standing, ...]
    reruns: dict[str, int]
    seed: int

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Fragility({len(self.standings)} findings, {sum(self.reruns.values())} re-runs)"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a finding; `fell` names the re-runs in which it did not stand."""
        rows = [{**each.to_dict(), "fell": "; ".join(each.fell)} for each in self.standings]
        return pd.DataFrame(rows, columns=COLUMNS)

    def themes_frame(self) -> pd.DataFrame:
        """Return `theme`, `stands`, `runs` of the themes among those told first."""
        frame = self.to_frame()
        return frame.loc[frame["kind"] == RAISED, ["theme", "stands", "runs"]].reset_index(
            drop=True
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        standings = [each.to_dict() for each in self.standings]
        return {"findings": standings, "reruns": dict(self.reruns), "seed": self.seed}

    def to_json(self) -> str:
        """Return the same text for the same result."""
        return as_json(self.to_dict())

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        return as_html(("In how many re-runs each finding stands", self.to_frame()))


def fragility(
    people: pd.DataFrame,
    codings: pd.DataFrame,
    find: Find,
    *,
    rediscover: Rediscover | None = None,
    starts: int | None = None,
    runs: int = 50,
    seed: int = 0,
    session: str = SESSION,
    language: str = LANGUAGE,
    progress: Progress = silent,
) -> Fragility:
    """Return for each finding in how many re-runs it still stands.

    people: `person` and what `find` needs, with columns for session and language where known.
    codings: `person`, `theme`, and with `rediscover` also `row`. find: called with the people
    and codings of a re-run; returns its findings (see MostRaised). rediscover: finds themes
    anew without some people and from another seed; its themes are matched with those of
    `codings` by the rows that they share (see matching.py). Without it themes are only counted
    again. `starts` bounds how many re-runs find themes anew, where that takes long. Where nothing
    is found at first, nothing is run again. A finding about a group is not asked of a re-run that
    leaves the whole group out, so `runs` may be fewer there. Plain leaving out, as in the delete-
    a-group jackknife: it says how much a finding hangs on one room, one language or a few people,
    not how likely it is.
    progress is called after each re-run. Raises ValueError for missing columns.
    """
    needed = ["person", "theme", *(["row"] if rediscover is not None else [])]
    absent = [name for name in needed if name not in codings]
    if absent or "person" not in people:
        raise ValueError(f"fragility needs the columns {absent or ['person']}")
    people = people.assign(person=people["person"].astype(str))
    codings = codings.assign(person=codings["person"].astype(str))
    reruns = plan(people, runs, seed, session, language, rediscover is not None, starts)
    findings = tuple(dict.fromkeys(find(people, codings)))
    stands: Counter[Finding] = Counter()
    asked: Counter[Finding] = Counter()
    fell: dict[Finding, list[str]] = {finding: [] for finding in findings}
    for done, rerun in enumerate(reruns if findings else (), start=1):
        kept = people[~people["person"].isin(rerun.left_out)]
        found = set(find(kept, _codings_of(rerun, codings, rediscover)))
        for finding in findings:
            if not _has_group(kept, finding):
                continue
            asked[finding] += 1
            if finding in found:
                stands[finding] += 1
            else:
                fell[finding].append(str(rerun))
        progress(done, len(reruns))
    standings = (Standing(each, stands[each], asked[each], tuple(fell[each])) for each in findings)
    return Fragility(tuple(standings), dict(Counter(rerun.kind for rerun in reruns)), seed)


def _codings_of(rerun: Rerun, codings: pd.DataFrame, rediscover: Rediscover | None) -> pd.DataFrame:
    """Return the codings of a re-run under the names that themes had before."""
    kept = codings[~codings["person"].isin(rerun.left_out)]
    if rerun.seed is None or rediscover is None:
        return kept
    again = rediscover(rerun.left_out, rerun.seed)
    again = again.assign(person=again["person"].astype(str))
    return matched(kept, again[~again["person"].isin(rerun.left_out)])


def _has_group(people: pd.DataFrame, finding: Finding) -> bool:
    """Say whether anybody of the finding's group is among the people."""
    if not finding.dimension or finding.dimension not in people:
        return True
    return bool((people[finding.dimension].astype(str) == finding.value).any())
