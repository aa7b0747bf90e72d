"""How far two people, and the machine with them, agreed: the results of compared rounds.

Light on purpose, and below every room: the study shows it, and a Release can read it.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.judgement import CodingRound


def agreement_of(
    session: Session, engagement_id: int, up_to_round: int | None = None
) -> list[dict[str, Any]]:
    """Return one plain row a theme and language, of the newest compared round of each theme.

    A round in one language alone tells nothing of all of them, so it is not one of these.
    Keys: `round, theme` (its code, "t12"), `language` ("" for all), `segments, a_yes, b_yes,
    both, alpha, alpha_low, alpha_high, ac1` for the two people, and `precision,
    precision_low, precision_high, recall, recall_low, recall_high, f1, f1_low, f1_high` for the
    machine against them; None where there was too little to say. `up_to_round` gives the same
    rows today and in a year; `latest_round_id` names it.
    """
    rounds = session.scalars(
        select(CodingRound)
        .where(
            CodingRound.engagement_id == engagement_id,
            CodingRound.state == "compared",
            CodingRound.language == "",
        )
        .order_by(CodingRound.id.desc())
    )
    found: list[dict[str, Any]] = []
    told: set[str] = set()
    for coding_round in rounds:
        if up_to_round is not None and coding_round.id > up_to_round:
            continue
        rows = joined_rows(coding_round)
        fresh = [row for row in rows if row["theme"] not in told]
        found += [{"round": coding_round.id, **row} for row in fresh]
        told |= {row["theme"] for row in fresh}
    return found


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
