"""In how many of fifty re-runs a run's themes still are among those told first.

Only counted again, each time without a language or a tenth of the people; nothing is encoded or
discovered anew, so it takes seconds. Counted are people, in the themes and groups that a Release
could tell of them, after what reviewers decided. Which room of a listening session people spoke
in is not recorded with them yet; then it goes into the column `session` here.
"""

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.fragility import MostRaised, fragility
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.frames.labels import GROUP
from community_voice.store.frames.people import people_frame, with_found_language
from community_voice.store.frames.segments import all_segments
from community_voice.store.lease import Tick
from community_voice.store.review_state import (
    CodebookState,
    effective_codings,
    read_codebook,
    theme_code,
)
from community_voice.store.testimony import Testimony
from community_voice.study.runs.encoding import stage
from community_voice.study.runs.findings import Findings
from community_voice.study.runs.report import Placed

RUNS = 50


def standing(
    session: Session, run: AnalysisRun, found: Findings, placed: Placed, tick: Tick
) -> list[dict[str, int]]:
    """Return `theme, stands, runs` of the themes told first; none where no people are counted.

    Read after the run's codings are stored, and before the run is done. Nothing is written.
    """
    state = read_codebook(session, run.engagement_id, run.id, placed.last_act_id)
    people = counted_people(session, run, found)
    codings = raised(session, state, set(placed.theme_of.values()))
    session.commit()
    codings = codings[codings["person"].isin(set(people["person"]))]
    if codings.empty:
        return []
    dimensions = ["language", *(name for name in people.columns if name.startswith(GROUP))]
    ids = {theme_code(key): key for key in state.themes}
    serious = [code for code, key in ids.items() if state.themes[key].serious]
    told = fragility(
        people[["person", "unit", *dimensions]],
        codings,
        MostRaised(dimensions, serious=serious),
        runs=RUNS,
        seed=run.seed,
        progress=stage(tick, "fragility"),
    )
    rows: list[dict[str, Any]] = told.themes_frame().to_dict("records")  # type: ignore[assignment]
    return [
        {"theme": ids[row["theme"]], "stands": int(row["stands"]), "runs": int(row["runs"])}
        for row in rows
    ]


def counted_people(session: Session, run: AnalysisRun, found: Findings) -> pd.DataFrame:
    """Return the people of `people_frame` whose words this run read, or who gave none."""
    people = people_frame(session, run.engagement_id)
    people = with_found_language(people, found.segments)
    spoken = session.execute(
        select(Testimony.id, Testimony.response_id).where(
            Testimony.engagement_id == run.engagement_id,
            Testimony.themed,
            func.trim(Testimony.text) != "",
        )
    )
    read = set(found.segments["testimony"])
    later = {person for testimony, person in spoken if testimony not in read}
    counted = (people["unit"] == "people") & ~people["person"].isin(later)
    return people[counted].reset_index(drop=True)


def raised(session: Session, state: CodebookState, proposed: set[int]) -> pd.DataFrame:
    """Return `person, theme`: who raised which theme that stands, after every act of review.

    proposed: the themes that this run found; its own report of them is not stored yet.
    """
    shown = {
        key: theme_code(key)
        for key, theme in state.themes.items()
        if replace(theme, proposed=key in proposed).shown
    }
    found = effective_codings(state)
    rows = session.execute(select(found.c.segment_id, found.c.theme_id))
    segments = all_segments(session, state.engagement_id)
    speaker = dict(zip(segments["segment"], segments["person"], strict=True))
    pairs = {(speaker[segment], shown[theme]) for segment, theme in rows if theme in shown}
    # What was said in a session without a response is nobody's in particular.
    named = sorted(pair for pair in pairs if pair[0] is not None)
    return pd.DataFrame(named, columns=["person", "theme"])
