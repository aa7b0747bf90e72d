"""What people said of segments when they coded: in one round, or outside of rounds."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.judgement import JudgedTheme, Judgement
from community_voice.store.response import said_by_residents
from community_voice.store.testimony import Segment, Testimony

COLUMNS = ["judgement", "segment", "coder", "offered", "chosen", "stance", "voice", "safety", "at"]


def judgements_frame(
    session: Session, engagement_id: int, round_id: int | None = None
) -> pd.DataFrame:
    """Return `judgement, segment, coder, offered, chosen, stance, voice, safety, at`, a row each.

    Those of one round, or (None) those outside of rounds; ordered by segment and coder.
    `offered` and `chosen` hold theme ids, `safety` its flags, as tuples; `stance` and `voice`
    are "" where nothing was said; `at` is when it was said last.
    """
    same_round = (
        Judgement.round_id.is_(None) if round_id is None else Judgement.round_id == round_id
    )
    rows = session.scalars(
        select(Judgement)
        .join(Segment, Segment.id == Judgement.segment_id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(same_round, Testimony.engagement_id == engagement_id, said_by_residents())
        .order_by(Judgement.segment_id, Judgement.coder_id)
    ).all()
    chosen: dict[int, list[int]] = {row.id: [] for row in rows}
    judged = session.execute(
        select(JudgedTheme.judgement_id, JudgedTheme.theme_id)
        .join(Judgement, Judgement.id == JudgedTheme.judgement_id)
        .where(same_round)
        .order_by(JudgedTheme.judgement_id, JudgedTheme.theme_id)
    )
    for judgement_id, theme_id in judged:
        if judgement_id in chosen:
            chosen[judgement_id].append(theme_id)
    told = [
        (
            row.id,
            row.segment_id,
            row.coder_id,
            tuple(row.offered),
            tuple(chosen[row.id]),
            row.stance,
            row.voice,
            tuple(row.safety),
            row.at,
        )
        for row in rows
    ]
    return pd.DataFrame(told, columns=COLUMNS)
