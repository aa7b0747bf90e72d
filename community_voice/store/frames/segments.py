"""The segments that a run coded, with the language that it found in each."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.response import said_by_residents
from community_voice.store.testimony import Segment, Testimony
from community_voice.store.theme import Coding

COLUMNS = ["segment", "testimony", "person", "start", "end", "language"]


def segments_frame(
    session: Session, engagement_id: int, run_id: int, any_standing: bool = False
) -> pd.DataFrame:
    """Return `segment, testimony, person, start, end, language`: every segment of a run.

    Also those that fitted no theme. A segment's row keeps the language that the first run
    found; where this run found another one, its own report says so, and that is used.
    """
    run = session.get_one(AnalysisRun, run_id)
    coded = session.scalars(select(Coding.segment_id).where(Coding.run_id == run_id).distinct())
    ids = {*coded, *run.results.get("unthemed", [])}
    frame = all_segments(session, engagement_id, any_standing)
    frame = frame[frame["segment"].isin(ids)].reset_index(drop=True)
    return spoken_in_run(frame, run)


def all_segments(session: Session, engagement_id: int, any_standing: bool = False) -> pd.DataFrame:
    """Return the same columns for every segment of an engagement, whatever made it.

    Without words that are held or were set aside since, unless they are asked for.
    """
    rows = session.execute(
        select(
            Segment.id,
            Segment.testimony_id,
            Testimony.response_id,
            Segment.start,
            Segment.end,
            Segment.language,
        )
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(Testimony.engagement_id == engagement_id, said_by_residents(any_standing))
        .order_by(Segment.testimony_id, Segment.start, Segment.end)
    )
    return pd.DataFrame([tuple(row) for row in rows], columns=COLUMNS)


def spoken_in_run(frame: pd.DataFrame, run: AnalysisRun) -> pd.DataFrame:
    """Put in the languages that this run found where an earlier one had found another."""
    otherwise = {int(key): tag for key, tag in run.results.get("spoken_otherwise", {}).items()}
    if not otherwise:
        return frame
    found = frame["segment"].map(otherwise)
    return frame.assign(language=found.where(found.notna(), frame["language"]))
