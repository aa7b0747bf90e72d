"""What a run says of votes: opinion groups, and each statement across them."""

from typing import Any

import pandas as pd

from analysis.consensus import ballots_of, consensus


def common_ground(votes: pd.DataFrame, seed: int) -> dict[str, Any]:
    """Return what people agree on as plain values; nothing where nobody voted.

    In: the columns of `votes_frame`. Out: `people`, `groups` (letter -> size; who voted on few
    statements is in none), `statements` (best first: `question`, `statement`, `agree`,
    `disagree`, `passed`, `consensus`, `score`, `low`, `high`, `rank`, None where there are too
    few votes) and `representative` (what sets a group apart: `group`, `question`, `statement`,
    `way`, `votes`, `seen`, and `ratio` to everyone else's share).
    """
    if votes.empty:
        return {}
    pairs = sorted(set(zip(votes["question"], votes["statement"], strict=True)))
    place = {pair: number for number, pair in enumerate(pairs)}
    keys = [place[pair] for pair in zip(votes["question"], votes["statement"], strict=True)]
    found = consensus(ballots_of(votes.assign(statement=keys)), seed).to_dict()

    def named(line: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
        question, statement = pairs[line["statement"]]
        told = {name: line[name] for name in columns}
        return {"question": question, "statement": statement, **told}

    scores = ("agree", "disagree", "passed", "consensus", "score", "low", "high", "rank")
    apart = ("group", "way", "votes", "seen", "ratio")
    return {
        "people": int(votes["person"].nunique()),
        "groups": found["groups"],
        "statements": [named(line, scores) for line in found["statements"]],
        "representative": [named(line, apart) for line in found["representative"]],
    }
