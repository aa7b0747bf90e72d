"""How far statements are agreed on, across groups and within one against the others."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import polygamma, psi

Numbers = npt.NDArray[np.float64]

# One-sided 90 % (Polis), and two-sided 95 % for our own intervals.
SIGNIFICANT = 1.2816
WIDE = 1.959964
# The prior of the smoothed score weighs as many votes as statements differ in, within these.
LEAST_PRIOR, MOST_PRIOR = 2.0, 50.0
# Fewer votes than these, in all or in a group, say too little to rank a statement by.
FEWEST_VOTES = 10
FEWEST_IN_GROUP = 5
MOST_REPRESENTATIVE = 5


def counted(votes: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Return `statement`, `group`, `agree`, `disagree`, `seen` (agree, disagree or pass)."""
    parts = []
    for group in sorted(groups.dropna().unique()):
        its = votes[(groups == group).to_numpy()]
        parts.append(
            pd.DataFrame(
                {
                    "statement": votes.columns,
                    "group": group,
                    "agree": (its == 1).sum().to_numpy(),
                    "disagree": (its == -1).sum().to_numpy(),
                    "seen": its.notna().sum().to_numpy(),
                }
            )
        )
    columns = ["statement", "group", "agree", "disagree", "seen"]
    if not parts:
        return pd.DataFrame(columns=columns).astype(dict.fromkeys(columns[2:], int))
    return pd.concat(parts, ignore_index=True)


def group_informed(counts: pd.DataFrame, way: str = "agree") -> pd.Series:
    """Return each statement's group-informed consensus, 0 to 1, by statement.

    The product over groups of (agree + 1) / (seen + 2), as Polis publishes it: high only where
    every group agrees. With `way` "disagree", consensus against the statement.
    """
    shares = (counts[way] + 1) / (counts["seen"] + 2)
    return shares.groupby(counts["statement"], sort=False).prod()


def smoothed(counts: pd.DataFrame) -> pd.DataFrame:
    """Return `score`, `low`, `high` and `enough` by statement.

    A raw product puts a statement that seven people saw among the best of hundreds. Here each
    group's share of agreement is drawn towards what that group usually agrees to (a beta prior
    fitted to its votes on all statements by moments: empirical Bayes), and the interval is that
    of the product, normal in its logarithm with the digamma and trigamma moments of the betas.
    Statements are ranked by `low`. `enough` is False under ten votes, or under five in a group
    (all of a smaller group).
    """
    rows = counts.reset_index(drop=True)
    prior = {group: usual(its) for group, its in rows.groupby("group")}
    yes = np.array([prior[group][0] for group in rows["group"]], dtype=np.float64)
    no = np.array([prior[group][1] for group in rows["group"]], dtype=np.float64)
    yes += rows["agree"].to_numpy()
    no += (rows["seen"] - rows["agree"]).to_numpy()
    rows["score"] = np.log(yes / (yes + no))
    rows["middle"] = psi(yes) - psi(yes + no)
    rows["spread"] = polygamma(1, yes) - polygamma(1, yes + no)
    most = rows.groupby("group")["seen"].transform("max")
    rows["few"] = rows["seen"] < np.minimum(FEWEST_IN_GROUP, most)
    by = rows.groupby("statement", sort=False)
    found = by[["score", "middle", "spread", "seen"]].sum()
    reach = WIDE * np.sqrt(found["spread"])
    return pd.DataFrame(
        {
            "score": np.exp(found["score"]).round(6),
            "low": np.exp(found["middle"] - reach).round(6),
            "high": np.exp(found["middle"] + reach).clip(upper=1.0).round(6),
            "enough": (found["seen"] >= FEWEST_VOTES) & ~by["few"].any(),
        }
    )


def usual(counts: pd.DataFrame) -> tuple[float, float]:
    """Return the beta prior of one group: what it agrees to, and how much statements differ."""
    seen = counts["seen"].to_numpy(dtype=np.float64)
    agree = counts["agree"].to_numpy(dtype=np.float64)
    votes = seen.sum()
    mean = (agree.sum() + 1) / (votes + 2)
    asked = seen > 0
    shares = agree[asked] / seen[asked]
    chance = mean * (1 - mean)
    # The variance of shares beyond what counting alone would make.
    beyond = float(np.average((shares - mean) ** 2, weights=seen[asked])) if votes else 0.0
    beyond -= chance * asked.sum() / max(votes, 1)
    weight = chance / beyond - 1 if beyond > 0 else MOST_PRIOR
    weight = float(np.clip(weight, LEAST_PRIOR, MOST_PRIOR))
    return mean * weight, (1 - mean) * weight


def representative(counts: pd.DataFrame) -> pd.DataFrame:
    """Return what sets each group apart, up to five statements each, best first.

    Columns: `group`, `statement`, `way` (agree or disagree), `votes`, `seen`, `share`, `test`,
    `ratio`, `ratio_test`. As Polis (Small et al. 2021): a statement counts where both the group's
    own share (against one half) and its difference from everyone else are significant at 90 %,
    ranked by the product of the four numbers. The statement that it most agrees on comes first;
    a group for which nothing passes shows its best one.
    """
    measured = compared(counts)
    parts = [chosen_for(its) for _, its in measured.groupby("group", sort=True)]
    columns = ["group", "statement", "way", "votes", "seen", "share", "test"]
    columns += ["ratio", "ratio_test"]
    shown = pd.concat(parts, ignore_index=True) if parts else measured.assign(way="", votes=0)
    return shown.reindex(columns=columns)


def compared(counts: pd.DataFrame) -> pd.DataFrame:
    """Return each group's share of agreeing and disagreeing beside everyone else's."""
    rows = counts.reset_index(drop=True)
    everyone = rows.groupby("statement")[["agree", "disagree", "seen"]].transform("sum")
    rest_seen = everyone["seen"] - rows["seen"]
    for way in ("agree", "disagree"):
        rest = everyone[way] - rows[way]
        share = (rows[way] + 1) / (rows["seen"] + 2)
        rows[f"share_{way}"] = share
        rows[f"test_{way}"] = against_half(rows[way], rows["seen"])
        rows[f"ratio_{way}"] = share / ((rest + 1) / (rest_seen + 2))
        rows[f"ratio_test_{way}"] = against_rest(rows[way], rest, rows["seen"], rest_seen)
    return rows


def against_half(votes: pd.Series, seen: pd.Series) -> pd.Series:
    """Return how many standard errors a share lies above one half, one vote added to each."""
    above: pd.Series = 2 * np.sqrt(seen + 1) * ((votes + 1) / (seen + 1) - 0.5)
    return above


def against_rest(
    votes: pd.Series, rest: pd.Series, seen: pd.Series, rest_seen: pd.Series
) -> pd.Series:
    """Return the test of two proportions, one vote added to each count."""
    own, other = (votes + 1) / (seen + 1), (rest + 1) / (rest_seen + 1)
    pooled = (votes + rest + 2) / (seen + rest_seen + 2)
    error = np.sqrt((pooled * (1 - pooled)).clip(lower=0) * (1 / (seen + 1) + 1 / (rest_seen + 1)))
    apart: pd.Series = ((own - other) / error.where(error > 0)).fillna(0.0)
    return apart


def chosen_for(its: pd.DataFrame) -> pd.DataFrame:
    """Return the representative statements of one group."""
    lean = np.where(its["ratio_test_agree"] > its["ratio_test_disagree"], "agree", "disagree")
    rows = told(its, pd.Series(lean, index=its.index))
    passes = pd.Series(False, index=its.index)
    for way in ("agree", "disagree"):
        both = (its[f"ratio_test_{way}"] > SIGNIFICANT) & (its[f"test_{way}"] > SIGNIFICANT)
        passes |= both
    head = best_agreed(its)
    if not passes.any():
        if head is None:
            return rows.loc[[rows["ratio_test"].idxmax()]]
        return told(its.loc[[head]], pd.Series("agree", index=[head]))
    worth = rows["ratio"] * rows["ratio_test"] * rows["share"] * rows["test"]
    worth = worth[passes].drop(index=[head] if head is not None and passes.get(head) else [])
    ranked = worth.round(9).sort_values(ascending=False, kind="stable").index.tolist()
    parts = [told(its.loc[[head]], pd.Series("agree", index=[head]))] if head is not None else []
    shown = pd.concat([*parts, rows.loc[ranked]]).head(MOST_REPRESENTATIVE)
    return shown.sort_values("way", kind="stable")


def best_agreed(its: pd.DataFrame) -> int | None:
    """Return the row of the statement that a group agrees on most, and more than others do.

    Statements are looked at in order: one takes the place of the best so far by all four numbers
    where that one is representative, else by the share alone.
    """
    best: int | None = None
    for place in map(int, its.index):
        row = its.loc[place]
        if row["agree"] == 0 and row["disagree"] == 0:
            continue
        if best is None:
            apart = row["ratio_agree"] > 1.0 and row["share_agree"] > 0.5
            best = place if row["test_agree"] > SIGNIFICANT or apart else None
            continue
        held = its.loc[best]
        names = ["share_agree", "test_agree"]
        if held["ratio_agree"] > 1.0:
            names += ["ratio_agree", "ratio_test_agree"]
        if np.prod([row[name] for name in names]) > np.prod([held[name] for name in names]):
            best = place
    return best


def told(its: pd.DataFrame, way: pd.Series) -> pd.DataFrame:
    """Return the lines in the way (agree or disagree) that is told of each."""
    agree = way == "agree"

    def either(name: str) -> pd.Series:
        return its[f"{name}agree"].where(agree, its[f"{name}disagree"])

    return pd.DataFrame(
        {
            "group": its["group"],
            "statement": its["statement"],
            "way": way,
            "votes": either(""),
            "seen": its["seen"],
            "share": either("share_").round(6),
            "test": either("test_").round(6),
            "ratio": either("ratio_").round(6),
            "ratio_test": either("ratio_test_").round(6),
        }
    )
