"""Writes a run's findings: batches that mean nothing yet, then one short transaction that does.

Segments and codings go in by batches, so that a large run never keeps others from writing.
Codings count only when their run is done, and each batch first asks whether this worker still
holds the run; so a killed or overtaken run leaves nothing that anybody reads.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analysis.themes.model import OTHER
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.lease import Tick
from community_voice.store.response import Response
from community_voice.store.review_state import latest_act_id, read_codebook
from community_voice.store.testimony import Segment, Testimony
from community_voice.store.theme import Coding, Theme, codebook_of
from community_voice.study.runs.coded import CODEBOOK
from community_voice.study.runs.findings import Findings
from community_voice.study.runs.fragility import standing
from community_voice.study.runs.holder import Holder
from community_voice.study.runs.matching import Span, match, worked_themes
from community_voice.study.runs.report import Placed, report

BATCH = 2000


def store(session: Session, run: AnalysisRun, found: Findings, tick: Tick) -> bool:
    """Store everything; False where words were withdrawn or themes reviewed meanwhile.

    When it returns True the last transaction is open, for the worker to finish the run in.
    """
    holder = Holder(session, run, run.leased_by)
    forget_earlier_try(holder)
    segment_of = store_segments(holder, found, tick)
    if segment_of is None:
        return False
    placed = place_themes(holder, found, segment_of)
    store_codings(holder, found, placed, tick)
    stood = standing(session, run, found, placed, tick)
    holder.begin()
    if _changed_meanwhile(session, run, found, placed):
        session.rollback()
        return False
    run.versions = found.versions
    run.input_digest, run.result_digest = found.input_digest, found.result_digest
    run.results = report(found, placed, stood)
    session.flush()
    return True


def forget_earlier_try(holder: Holder) -> None:
    """Delete what a killed try of this run left: nobody has read it."""
    holder.begin()
    run_id, session = holder.work.id, holder.session
    session.execute(delete(Coding).where(Coding.run_id == run_id))
    session.execute(delete(Theme).where(Theme.proposed_by_run_id == run_id))
    session.commit()


def store_segments(holder: Holder, found: Findings, tick: Tick) -> dict[int, int] | None:
    """Return each row's segment, making those that are new; None where words are gone."""
    segment_of: dict[int, int] = {}
    for done, batch in _batches(found.segments):
        holder.begin()
        testimonies = batch["testimony"].unique().tolist()
        alive = set(
            holder.session.scalars(select(Testimony.id).where(Testimony.id.in_(testimonies)))
        )
        if len(alive) < len(testimonies):
            holder.session.rollback()
            return None
        holder.session.execute(_insert_segments(holder), _segment_rows(batch))
        rows = holder.session.execute(
            select(Segment.testimony_id, Segment.start, Segment.end, Segment.id).where(
                Segment.testimony_id.in_(testimonies)
            )
        )
        ids: dict[Span, int] = {(key, start, end): row for key, start, end, row in rows}
        holder.session.commit()
        for row, span in zip(batch["row"], _spans(batch), strict=True):
            segment_of[int(row)] = ids[span]
        tick("storing", done, 2 * len(found.segments))
    return segment_of


def place_themes(holder: Holder, found: Findings, segment_of: dict[int, int]) -> Placed:
    """Find or make the Theme of every theme that was found."""
    holder.begin()
    session, run = holder.session, holder.work
    state = read_codebook(session, run.engagement_id)
    if found.themes.settings.get("method") == CODEBOOK:
        theme_of = {theme.slug: theme.id for theme in state.themes.values() if theme.slug}
    else:
        theme_of = match(_spans_by_theme(found), worked_themes(session, state))
    codebook = codebook_of(session, run.engagement_id)
    for theme in found.themes.themes:
        if theme.id not in theme_of:
            row = Theme(
                codebook_id=codebook.id,
                proposed_by_run_id=run.id,
                label=theme.label,
                keywords={tag: list(words) for tag, words in theme.keywords.items()},
                central=[segment_of[int(quote)] for quote in theme.quotes],
            )
            session.add(row)
            session.flush()
            theme_of[theme.id] = row.id
    otherwise = _spoken_otherwise(session, found, segment_of)
    session.commit()
    return Placed(segment_of, theme_of, state.last_act_id, otherwise)


def store_codings(holder: Holder, found: Findings, placed: Placed, tick: Tick) -> None:
    """Store which segment is about which theme; two themes that went to one count once."""
    lines = found.themes.assignments
    lines = lines[lines["theme"] != OTHER]
    lines = lines.assign(
        segment_id=[placed.segment_of[int(row)] for row in lines["row"]],
        theme_id=[placed.theme_of[code] for code in lines["theme"]],
    )
    lines = lines.sort_values(["row", "primary"], ascending=[True, False], kind="stable")
    lines = lines.drop_duplicates(["segment_id", "theme_id"])
    columns = ["segment_id", "theme_id", "score", "primary"]
    for done, batch in _batches(lines):
        holder.begin()
        rows = [
            {"segment_id": int(segment), "theme_id": int(theme), "run_id": holder.work.id}
            | {"score": float(score), "primary": bool(primary)}
            for segment, theme, score, primary in batch[columns].itertuples(index=False, name=None)
        ]
        holder.session.execute(_insert(holder.session, Coding), rows)
        holder.session.commit()
        tick("storing", len(lines) + done, 2 * len(lines))


def _changed_meanwhile(session: Session, run: AnalysisRun, found: Findings, placed: Placed) -> bool:
    """Say whether words or votes were withdrawn or themes reviewed since they were read."""
    if latest_act_id(session, run.engagement_id) != placed.last_act_id:
        return True
    alive = set(
        session.scalars(
            select(Testimony.id).where(
                Testimony.engagement_id == run.engagement_id, Testimony.themed
            )
        )
    )
    here = select(Response.id).where(Response.engagement_id == run.engagement_id)
    return not (
        set(found.segments["testimony"]) <= alive and found.voters <= set(session.scalars(here))
    )


def _spoken_otherwise(
    session: Session, found: Findings, segment_of: dict[int, int]
) -> dict[str, str]:
    """Return the segments whose row keeps another language, from an earlier run."""
    kept: dict[int, str] = {}
    ids = list(segment_of.values())
    for start in range(0, len(ids), BATCH):
        rows = session.execute(
            select(Segment.id, Segment.language).where(Segment.id.in_(ids[start : start + BATCH]))
        )
        kept.update(rows.tuples().all())
    heard = zip(found.segments["row"], found.segments["language"], strict=True)
    return {
        str(segment_of[int(row)]): tag for row, tag in heard if kept[segment_of[int(row)]] != tag
    }


def _spans_by_theme(found: Findings) -> dict[str, list[Span]]:
    lines = found.themes.assignments
    lines = lines[lines["primary"] & (lines["theme"] != OTHER)]
    lines = lines[["row", "theme"]].merge(
        found.segments[["row", "testimony", "start", "end"]], on="row"
    )
    return {str(code): list(_spans(held)) for code, held in lines.groupby("theme")}


def _spans(frame: pd.DataFrame) -> Iterator[Span]:
    for key, start, end in frame[["testimony", "start", "end"]].itertuples(index=False, name=None):
        yield str(key), int(start), int(end)


def _segment_rows(batch: pd.DataFrame) -> Sequence[dict[str, Any]]:
    columns = ["testimony", "start", "end", "language", "text_key", "tone"]
    return [
        {"testimony_id": key, "start": int(start), "end": int(end), "language": language}
        | {"text_key": text_key, "tone": None if pd.isna(tone) else float(tone)}
        for key, start, end, language, text_key, tone in batch[columns].itertuples(
            index=False, name=None
        )
    ]


def _batches(frame: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    for start in range(0, len(frame), BATCH):
        batch = frame.iloc[start : start + BATCH]
        yield start + len(batch), batch


def _insert_segments(holder: Holder) -> Any:
    """Return an insert that leaves segments alone which are there, but for a tone asked for now."""
    run = holder.work
    if not (isinstance(run, AnalysisRun) and run.settings.get("tone")):
        return _insert(holder.session, Segment)
    insert = _inserting(holder.session)
    statement: Any = insert(Segment)
    return statement.on_conflict_do_update(
        index_elements=["testimony_id", "start", "end"], set_={"tone": statement.excluded.tone}
    )


def _insert(session: Session, model: type[Segment] | type[Coding]) -> Any:
    """Return an insert that leaves rows alone which are there already."""
    statement: Any = _inserting(session)(model)
    return statement.on_conflict_do_nothing()


def _inserting(session: Session) -> Any:
    dialect = session.get_bind().dialect.name
    return postgresql.insert if dialect == "postgresql" else sqlite.insert
