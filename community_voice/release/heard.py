"""What was said in listening sessions, and what was read back: for the figures of a Release."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.frames.people import sessions_of
from community_voice.store.listening import SENT, HeardCard, ListeningSession

PASSAGES = ["session", "person", "unit", "question", "segment"]
CARDS = ["session", "right", "wrong"]


def passages_of(
    session: Session, engagement_id: int, segments: pd.DataFrame, testimony: pd.DataFrame
) -> pd.DataFrame:
    """Return `session, person, unit, question, segment`: each passage of a session that was read.

    segments: those that the run read; testimony: that of the people whom a Release counts.
    """
    rooms = {who: key for who, (key, _host) in sessions_of(session, engagement_id).items()}
    said = testimony[testimony["person"].isin(rooms)][["testimony", "unit", "question"]]
    rows = segments.merge(said, on="testimony")
    return rows.assign(session=rows["person"].map(rooms))[PASSAGES]


def cards_of(session: Session, passages: pd.DataFrame) -> pd.DataFrame:
    """Return `session, right, wrong`: the cards that were read back in these sessions."""
    keys = [int(key) for key in passages["session"].unique()]
    rows = session.execute(
        select(HeardCard.session_id, HeardCard.said_right, HeardCard.said_wrong)
        .join(ListeningSession, ListeningSession.id == HeardCard.session_id)
        .where(
            HeardCard.session_id.in_(keys),
            HeardCard.read_on.is_not(None),
            ListeningSession.state == SENT,
        )
        .order_by(HeardCard.session_id, HeardCard.position)
    )
    return pd.DataFrame([tuple(row) for row in rows], columns=CARDS).astype(
        {"right": int, "wrong": int}
    )
