"""Consensus: one call from ballots to groups, scores and what sets groups apart."""

import json
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.consensus.groups import Grouped, opinion_groups
from analysis.consensus.scores import counted, group_informed, representative, smoothed
from analysis.consensus.votes import Ballots


@dataclass(frozen=True)
class Consensus:
    """The result.

    statements: `statement`, `text`, `rejected`, `agree`, `disagree`, `passed`, `seen`,
    `consensus` and `consensus_against` (group-informed, as Polis), `score`, `low`, `high`,
    `enough`, and `rank` (1 is best; missing where there are too few votes or it was rejected).
    representative: see `scores.representative`. counts: votes by statement and group.
    grouped: None where the groups were given.
    """

    statements: pd.DataFrame = field(repr=False)
    representative: pd.DataFrame = field(repr=False)
    counts: pd.DataFrame = field(repr=False)
    sizes: dict[str, int]
    grouped: Grouped | None = field(repr=False)

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Consensus({len(self.statements)} statements, groups {self.sizes})"

    def _repr_html_(self) -> str:
        """Show the statements, best first."""
        return self.to_frame().to_html(index=False, notebook=True)

    def to_frame(self) -> pd.DataFrame:
        """Return the statements, best first; those without a rank come last."""
        return self.statements.sort_values("rank", kind="stable", na_position="last")

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "groups": self.sizes,
            "silhouettes": self.grouped.silhouettes if self.grouped else None,
            "statements": json.loads(self.to_frame().to_json(orient="records")),
            "representative": json.loads(self.representative.to_json(orient="records")),
        }


def consensus(ballots: Ballots, seed: int = 0, own_groups: bool = True) -> Consensus:
    """Find opinion groups and score every statement across them.

    With `own_groups` False the groups that came with the ballots are used (an export's, say);
    ValueError where there are none.
    """
    grouped = None
    if own_groups:
        grouped = opinion_groups(ballots, seed)
        groups = grouped.groups
    elif ballots.groups is None:
        raise ValueError("these votes come without groups")
    else:
        groups = named(ballots.groups)
    counts = counted(ballots.votes, groups)
    allowed = counts[~counts["statement"].map(ballots.statements["rejected"]).astype(bool)]
    sizes = {str(group): int(n) for group, n in groups.value_counts().sort_index().items()}
    return Consensus(scored(ballots, counts), representative(allowed), counts, sizes, grouped)


def named(groups: pd.Series) -> pd.Series:
    """Return given groups under names that read as names: 0.0 is "0"."""

    def name(value: Any) -> Any:
        if pd.isna(value):
            return None
        return str(int(value)) if isinstance(value, float) else str(value)

    return pd.Series([name(value) for value in groups], index=groups.index, dtype=object)


def scored(ballots: Ballots, counts: pd.DataFrame) -> pd.DataFrame:
    """Return one line a statement with everything that is said of it."""
    votes, rows = ballots.votes, ballots.statements.reset_index()
    rows = rows.rename(columns={rows.columns[0]: "statement"})
    for name, value in (("agree", 1), ("disagree", -1), ("passed", 0)):
        rows[name] = (votes == value).sum().to_numpy()
    rows["seen"] = rows["agree"] + rows["disagree"] + rows["passed"]
    at = rows["statement"]
    rows["consensus"] = at.map(group_informed(counts)).astype(float)
    rows["consensus_against"] = at.map(group_informed(counts, "disagree")).astype(float)
    careful = smoothed(counts)
    for name in ("score", "low", "high"):
        rows[name] = at.map(careful[name]).astype(float)
    enough = set(careful.index[careful["enough"]])
    rows["enough"] = at.isin(enough)
    ranked = rows["low"].where(rows["enough"] & ~rows["rejected"])
    rows["rank"] = ranked.rank(ascending=False, method="first").astype("Int64")
    return rows
