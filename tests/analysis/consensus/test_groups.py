"""People who vote alike are found together."""

import numpy as np
import pandas as pd

from analysis.consensus import Ballots, opinion_groups
from analysis.consensus.groups import projected


def planted(sizes: tuple[int, ...], statements: int = 30, asked: float = 0.6) -> Ballots:
    """Camps that hold opposite views on most statements, each person asked only some."""
    random = np.random.default_rng(3)
    views = random.choice([-1.0, 1.0], size=(len(sizes), statements))
    rows = []
    for camp, size in enumerate(sizes):
        for _ in range(size):
            votes = views[camp] * random.choice([1, 1, 1, 1, 0, -1], size=statements)
            votes[random.random(statements) > asked] = np.nan
            rows.append(votes)
    table = pd.DataFrame(rows, index=[f"p{n}" for n in range(len(rows))])
    about = pd.DataFrame({"text": "", "rejected": False}, index=table.columns)
    return Ballots(table, about)


def test_planted_camps_come_out_with_the_largest_named_first() -> None:
    sizes = (40, 25, 15)
    found = opinion_groups(planted(sizes)).groups
    camps = np.repeat([0, 1, 2], sizes)
    for letter, camp in zip("ABC", (0, 1, 2), strict=True):
        assert (found[camps == camp] == letter).mean() > 0.85


def test_the_same_votes_give_the_same_groups_whatever_the_order_of_statements() -> None:
    ballots = planted((30, 20))
    turned = Ballots(ballots.votes.iloc[:, ::-1], ballots.statements.iloc[::-1])
    first, second = opinion_groups(ballots), opinion_groups(turned)
    assert first.groups.equals(second.groups)
    assert opinion_groups(ballots).places.equals(first.places)


def test_a_rejected_statement_moves_nobody() -> None:
    ballots = planted((30, 20))
    spam = pd.Series(np.tile([1.0, -1.0], 25), index=ballots.votes.index, name=99)
    about = pd.concat([ballots.statements, pd.DataFrame({"text": "", "rejected": True}, [99])])
    noisy = Ballots(ballots.votes.assign(**{"99": spam}).rename(columns={"99": 99}), about)
    assert opinion_groups(noisy).places.equals(opinion_groups(ballots).places)


def test_who_voted_on_few_statements_is_in_no_group() -> None:
    ballots = planted((30, 20), asked=1.0)
    votes = ballots.votes.copy()
    votes.iloc[0, 6:] = np.nan
    found = opinion_groups(Ballots(votes, ballots.statements)).groups
    assert pd.isna(found.iloc[0]) and found.iloc[1:].notna().all()


def test_a_missing_vote_counts_as_the_mean_and_moves_a_person_outwards() -> None:
    votes = planted((12, 12), statements=8, asked=1.0).votes
    votes.iloc[0, 4:] = np.nan
    filled = votes.fillna(votes.mean())
    centered = (filled - filled.mean()).to_numpy()
    _, _, directions = np.linalg.svd(centered, full_matrices=False)
    expected = centered[0] @ directions[:2].T * np.sqrt(8 / 4)
    assert np.allclose(np.abs(projected(votes)[0]), np.abs(expected), atol=1e-5)


def test_nobody_one_person_and_people_who_all_agree_need_no_groups() -> None:
    ballots = planted((20, 20))
    nobody = Ballots(ballots.votes.iloc[:0], ballots.statements)
    assert opinion_groups(nobody).groups.empty
    one = Ballots(ballots.votes.iloc[:1], ballots.statements)
    assert opinion_groups(one).groups.tolist() == ["A"]
    alike = Ballots(ballots.votes * 0 + 1, ballots.statements)
    assert opinion_groups(alike).groups.dropna().nunique() == 1
