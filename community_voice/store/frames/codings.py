"""What is said about what, after people's review."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.frames.labels import asked_questions, question_names
from community_voice.store.frames.segments import all_segments, spoken_in_run
from community_voice.store.frames.testimony import question_of
from community_voice.store.listening import Contribution
from community_voice.store.response import Answer, Response
from community_voice.store.review_state import effective_codings, read_codebook, theme_code
from community_voice.store.testimony import Testimony

COLUMNS = [
    "segment",
    "testimony",
    "person",
    "unit",
    "theme",
    "question",
    "start",
    "end",
    "language",
    "score",
    "primary",
    "by",
]


def codings_frame(
    session: Session,
    engagement_id: int,
    run_id: int,
    last_act_id: int | None = None,
    any_standing: bool = False,
) -> pd.DataFrame:
    """Return one row a segment and theme, as it stood after the act `last_act_id`.

    Columns: `segment, testimony, person, unit, theme, question, start, end, language, score,
    primary, by`. `theme` is the code of the theme after merges ("t12"); `by` is "run", or
    "person" where a reviewer decided, which replaces all that the run said of that segment.
    Segments and themes that were set aside are left out, and so is what is held (see
    `all_segments`). Ordered by testimony and start.
    """
    state = read_codebook(session, engagement_id, run_id, last_act_id)
    rows = session.execute(select(*effective_codings(state).c))
    columns = ["segment", "theme", "score", "primary", "by"]
    codings = pd.DataFrame([tuple(row) for row in rows], columns=columns)
    codings["theme"] = [theme_code(theme) for theme in codings["theme"]]
    run = session.get_one(AnalysisRun, run_id)
    segments = spoken_in_run(all_segments(session, engagement_id, any_standing), run)
    frame = codings.merge(segments, on="segment").merge(
        _sources(session, engagement_id), on="testimony"
    )
    frame = frame.sort_values(
        ["testimony", "start", "end", "primary", "theme"], ascending=[True, True, True, False, True]
    )
    return frame[COLUMNS].reset_index(drop=True)


def _sources(session: Session, engagement_id: int) -> pd.DataFrame:
    """Return each testimony's unit and question."""
    names = question_names(asked_questions(session, engagement_id))
    rows = session.execute(
        select(Testimony.id, Response.unit, question_of())
        .join(Response, Response.id == Testimony.response_id)
        .outerjoin(Answer, Answer.id == Testimony.answer_id)
        .outerjoin(Contribution, Contribution.id == Testimony.contribution_id)
        .where(Testimony.engagement_id == engagement_id)
    )
    named = [(key, unit, names.get(question)) for key, unit, question in rows]
    return pd.DataFrame(named, columns=["testimony", "unit", "question"])
