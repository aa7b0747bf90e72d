"""How far two people, and the machine with them, agreed: the results of compared rounds.

Light on purpose, and below every room: the study shows it, and a Release can read it.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.judgement import CodingRound


def agreement_of(
    session: Session,
    engagement_id: int,
    up_to_round: int | None = None,
    run_id: int | None = None,
) -> list[list[dict[str, Any]]]:
    """Return one plain row a theme and language, of each compared round, the newest round first.

    A round in one language alone tells nothing of all of them, so it is not one of these.
    Keys: `round, theme` (its code, "t12"), `language` ("" for all), `segments, a_yes, b_yes,
    both, alpha, alpha_low, alpha_high, ac1, persons, persons_least` for the two people, and
    `precision, precision_low, precision_high, recall, recall_low, recall_high, f1, f1_low,
    f1_high` for the machine against them; None where there was too little to say.
    `up_to_round` gives the same rows today and in a year; `latest_round_id` names it. With
    `run_id` only rounds that the machine of this run was laid beside.
    """
    asked = select(CodingRound).where(
        CodingRound.engagement_id == engagement_id,
        CodingRound.state == "compared",
        CodingRound.language == "",
    )
    if up_to_round is not None:
        asked = asked.where(CodingRound.id <= up_to_round)
    if run_id is not None:
        asked = asked.where(CodingRound.run_id == run_id)
    return [
        [{"round": each.id, **row} for row in joined_rows(each)]
        for each in session.scalars(asked.order_by(CodingRound.id.desc()))
    ]


def latest_round_id(session: Session, engagement_id: int) -> int | None:
    """Return the newest compared round: what a Release notes so that it can be recomputed."""
    return session.scalars(
        select(CodingRound.id)
        .where(CodingRound.engagement_id == engagement_id, CodingRound.state == "compared")
        .order_by(CodingRound.id.desc())
        .limit(1)
    ).first()


MACHINE = ("precision", "recall", "f1")


def joined_rows(coding_round: CodingRound) -> list[dict[str, Any]]:
    """Return a round's rows on people, each with what was measured of the machine beside it."""
    parts = [f"{name}{end}" for name in MACHINE for end in ("", "_low", "_high")]
    machine = {
        (row["theme"], row["language"]): row for row in coding_round.results.get("machine", [])
    }
    found = []
    for row in coding_round.results.get("people", []):
        beside = machine.get((row["theme"], row["language"]), {})
        found.append({**row, **{name: beside.get(name) for name in parts}})
    return found
