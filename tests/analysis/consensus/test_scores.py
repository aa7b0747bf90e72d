"""Scores across groups, computed a second way; and published ones, where the data is at hand."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.consensus import Ballots, consensus, read_polis
from analysis.consensus.scores import counted, group_informed, representative, smoothed

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "testimony" / "bg2050-volunteers"


def ballots(per_group: dict[str, list[tuple[int, int, int]]], rejected: int = -1) -> Ballots:
    """Build ballots from (agree, disagree, pass) of each statement in each group."""
    rows: list[pd.DataFrame] = []
    groups: list[str] = []
    for group, statements in per_group.items():
        size = max(sum(each) for each in statements)
        table = np.full((size, len(statements)), np.nan)
        for place, (agree, disagree, passed) in enumerate(statements):
            cast = [1.0] * agree + [-1.0] * disagree + [0.0] * passed
            table[: len(cast), place] = cast
        rows.append(pd.DataFrame(table))
        groups += [group] * size
    votes = pd.concat(rows, ignore_index=True)
    about = pd.DataFrame({"text": "words", "rejected": votes.columns == rejected}, votes.columns)
    return Ballots(votes, about, pd.Series(groups, index=votes.index))


TWO = {
    "a": [(30, 5, 5), (10, 28, 2), (7, 0, 0), (38, 1, 1)],
    "b": [(3, 16, 1), (15, 2, 3), (1, 0, 0), (18, 1, 1)],
}


def test_group_informed_consensus_is_the_product_of_the_groups_shares() -> None:
    votes = ballots(TWO)
    assert votes.groups is not None
    found = group_informed(counted(votes.votes, votes.groups))
    for place in range(4):
        expected = math.prod(
            (TWO[group][place][0] + 1) / (sum(TWO[group][place]) + 2) for group in "ab"
        )
        assert found[place] == pytest.approx(expected, abs=1e-12)


def test_a_statement_that_few_saw_is_scored_but_not_ranked() -> None:
    result = consensus(ballots(TWO), own_groups=False)
    few = result.statements[result.statements["statement"] == 2]
    assert few["consensus"].tolist() == [pytest.approx((8 / 9) * (2 / 3))]
    assert few["enough"].tolist() == [False] and few["rank"].isna().tolist() == [True]
    assert result.to_frame()["statement"].tolist()[0] == 3


def test_the_smoothed_interval_holds_what_drawing_from_the_betas_gives() -> None:
    votes = ballots(TWO)
    assert votes.groups is not None
    counts = counted(votes.votes, votes.groups)
    found = smoothed(counts)
    random = np.random.default_rng(0)
    from_draws = []
    for _, its in counts.groupby("statement"):
        product = np.ones(20_000)
        for group, agree, seen in its[["group", "agree", "seen"]].to_numpy().tolist():
            yes, no = prior(counts[counts["group"] == group])
            product *= random.beta(yes + agree, no + seen - agree, 20_000)
        from_draws.append(np.quantile(product, [0.025, 0.975]))
    drawn = np.array(from_draws)
    assert np.allclose(found["low"], drawn[:, 0], atol=0.08)
    assert np.allclose(found["high"], np.minimum(drawn[:, 1], 1), atol=0.08)
    assert (found["low"] < found["score"]).all() and (found["score"] < found["high"]).all()


def prior(counts: Any) -> tuple[float, float]:
    """The beta prior by moments, written out a second time."""
    shares = counts["agree"] / counts["seen"]
    mean = (counts["agree"].sum() + 1) / (counts["seen"].sum() + 2)
    spread = ((shares - mean) ** 2 * counts["seen"]).sum() / counts["seen"].sum()
    spread -= mean * (1 - mean) * len(counts) / counts["seen"].sum()
    weight = min(max(mean * (1 - mean) / spread - 1, 2), 50) if spread > 0 else 50
    return mean * weight, (1 - mean) * weight


def test_more_votes_of_the_same_shares_make_a_narrower_interval() -> None:
    small = ballots({"a": [(9, 1, 0), (5, 5, 0)], "b": [(9, 1, 0), (5, 5, 0)]})
    large = ballots({"a": [(90, 10, 0), (50, 50, 0)], "b": [(90, 10, 0), (50, 50, 0)]})
    widths = [
        (row["high"] - row["low"])
        for row in (consensus(each, own_groups=False).statements.iloc[0] for each in (small, large))
    ]
    assert widths[1] < widths[0] / 2


def test_what_sets_a_group_apart_is_tested_against_all_others() -> None:
    votes = ballots(TWO)
    assert votes.groups is not None
    found = representative(counted(votes.votes, votes.groups))
    row = found[(found["group"] == "b") & (found["statement"] == 0)].iloc[0]
    own, rest = (16 + 1) / (20 + 1), (5 + 1) / (40 + 1)
    pooled = (16 + 5 + 2) / (20 + 40 + 2)
    error = math.sqrt(pooled * (1 - pooled) * (1 / 21 + 1 / 41))
    assert row["way"] == "disagree" and row["votes"] == 16
    assert row["ratio_test"] == pytest.approx((own - rest) / error, abs=1e-5)
    assert row["ratio"] == pytest.approx((17 / 22) / (6 / 42), abs=1e-5)
    assert row["test"] == pytest.approx(2 * math.sqrt(21) * (17 / 21 - 0.5), abs=1e-5)


def test_a_rejected_statement_has_no_rank_and_represents_nobody() -> None:
    result = consensus(ballots(TWO, rejected=0), own_groups=False)
    assert result.statements.set_index("statement")["rank"].isna()[0]
    assert 0 not in set(result.representative["statement"])


def test_every_group_is_represented_even_where_nothing_passes() -> None:
    even = {"a": [(5, 5, 0), (6, 4, 0)], "b": [(5, 5, 0), (4, 6, 0)]}
    assert set(consensus(ballots(even), own_groups=False).representative["group"]) == {"a", "b"}


def test_nobody_voting_is_a_result_and_no_groups_is_an_error() -> None:
    votes = ballots(TWO)
    nobody = Ballots(votes.votes.iloc[:0], votes.statements)
    assert consensus(nobody).to_frame()["rank"].isna().all()
    with pytest.raises(ValueError, match="come without groups"):
        consensus(nobody, own_groups=False)


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published votes are not at hand")
def test_the_published_values_come_out_to_nine_places() -> None:
    published = pd.read_csv(PUBLISHED / "comments.csv")["group-informed-consensus"]
    found = consensus(read_polis(PUBLISHED), own_groups=False).statements["consensus"]
    assert np.abs(published.to_numpy() - found.to_numpy()).max() < 1e-9
