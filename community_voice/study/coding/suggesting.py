"""Suggestions on their way into the store: in batches that count only when their task is done."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analysis.coding import Suggestions
from community_voice.store.coding_task import CodingTask, Suggestion
from community_voice.store.lease import Tick
from community_voice.store.testimony import Segment
from community_voice.study.runs.holder import Holder

BATCH = 2000


def theme_rows(found: Suggestions, themes: dict[str, int]) -> pd.DataFrame:
    """Return what is suggested of themes, and what the coder is not sure of."""
    lines = found.to_frame(only_suggested=True)
    return lines.assign(theme_id=lines["theme"].map(themes).astype(object), attribute="", value="")


def attribute_rows(found: Suggestions, attribute: str) -> pd.DataFrame:
    """Return what is suggested of an attribute; one it is unsure of is not worth showing."""
    lines = found.to_frame(only_suggested=True)
    lines = lines[lines["suggested"] & lines["sure"]]
    return lines.assign(theme_id=None, attribute=attribute, value=lines["theme"])


def store_suggestions(session: Session, task: CodingTask, rows: pd.DataFrame, tick: Tick) -> None:
    """Store suggestions by batches in place of earlier ones; the last transaction stays open."""
    holder = Holder(session, task, task.leased_by)
    holder.begin()
    session.execute(delete(Suggestion).where(Suggestion.task_id == task.id))
    for done, batch in _batches(rows):
        holder.begin()
        wanted = batch["row"].unique().tolist()
        alive = set(
            session.scalars(
                select(Segment.id)
                .where(Segment.id.in_(wanted))
                .with_for_update(read=True, key_share=True)
            )
        )
        kept = [row for row in _plain(batch, task.id) if row["segment_id"] in alive]
        if kept:
            session.execute(insert(Suggestion), kept)
        session.commit()
        tick("storing", done, len(rows))
    holder.begin()
    earlier = select(CodingTask.id).where(
        CodingTask.engagement_id == task.engagement_id, CodingTask.id != task.id
    )
    session.execute(delete(Suggestion).where(Suggestion.task_id.in_(earlier)))


def _plain(batch: pd.DataFrame, task_id: int) -> list[dict[str, Any]]:
    columns = ["row", "theme_id", "attribute", "value", "score", "suggested", "sure"]
    return [
        {
            "task_id": task_id,
            "segment_id": int(row),
            "theme_id": None if theme is None or pd.isna(theme) else int(theme),
            "attribute": attribute,
            "value": value,
            "score": float(score),
            "suggested": bool(suggested),
            "sure": bool(sure),
        }
        for row, theme, attribute, value, score, suggested, sure in batch[columns].itertuples(
            index=False, name=None
        )
    ]


def _batches(frame: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    for start in range(0, len(frame), BATCH):
        batch = frame.iloc[start : start + BATCH]
        yield start + len(batch), batch
