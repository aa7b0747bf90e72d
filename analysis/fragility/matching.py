"""Which theme found again is which theme found before."""

from __future__ import annotations

import pandas as pd

# Hennig 2007, "Cluster-wise assessment of cluster stability", CSDA 52:258-271: a cluster whose
# best match shares half of their rows or less is dissolved. Above it, a match is unique where
# every row has one theme.
SAME = 0.5
UNKNOWN = "(new) "


def matched(before: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    """Return `again` with the names of `before` for themes that are the same.

    Both: `row`, `theme`, one line each. Only rows that are in both count: a theme is the same
    where more than half of the rows of either, taken together, are in both (Jaccard). What is
    the same as nothing before keeps its own name behind "(new) ".
    """
    shared = set(before["row"]) & set(again["row"])
    old = before.loc[before["row"].isin(shared), ["row", "theme"]].drop_duplicates()
    new = again.loc[again["row"].isin(shared), ["row", "theme"]].drop_duplicates()
    both = old.merge(new, on="row", suffixes=("", "_again"))
    pairs = both.groupby(["theme", "theme_again"]).size().rename("both").reset_index()
    size, size_again = old["theme"].value_counts(), new["theme"].value_counts()
    sizes = pairs["theme"].map(size.to_dict()) + pairs["theme_again"].map(size_again.to_dict())
    pairs["alike"] = pairs["both"] / (sizes - pairs["both"])
    pairs = pairs[pairs["alike"] > SAME]
    pairs = pairs.sort_values(["alike", "theme", "theme_again"], ascending=[False, True, True])
    pairs = pairs.drop_duplicates("theme").drop_duplicates("theme_again")
    names = dict(zip(pairs["theme_again"], pairs["theme"], strict=True))
    return again.assign(theme=[names.get(t, f"{UNKNOWN}{t}") for t in again["theme"].tolist()])
