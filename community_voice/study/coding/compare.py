"""Compare a closed round: the two coders with each other, and the machine with them."""

from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.agreement import agree, agree_with_machine
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.coding_task import CodingTask, Suggestion
from community_voice.store.database import begin_writing
from community_voice.store.frames.judgements import judgements_frame
from community_voice.store.frames.segments import all_segments, spoken_in_run
from community_voice.store.judgement import CodingRound
from community_voice.store.lease import Tick
from community_voice.store.review_state import read_codebook, theme_code
from community_voice.store.theme import Coding
from community_voice.study.coding.desk import newest_learning
from community_voice.study.coding.sources import segments_of_run


def compare(session: Session, task: CodingTask, tick: Tick) -> None:
    """Measure a round and keep its numbers; leaves the last transaction open."""
    tick("reading", 0, 0)
    coding_round = session.get_one(CodingRound, task.round_id)
    people = people_codings(session, coding_round)
    machine, by_machine = machine_codings(session, coding_round)
    session.commit()
    tick("comparing", 0, 0)
    themes = [theme_code(theme) for theme in coding_round.themes]
    results = measure(people, machine, themes, [theme_code(theme) for theme in by_machine])
    begin_writing(session)
    coding_round = session.get_one(CodingRound, task.round_id)
    session.refresh(coding_round)
    coding_round.results, coding_round.state = results, "compared"
    session.flush()


def measure(
    people: pd.DataFrame, machine: pd.DataFrame, themes: list[str], by_machine: list[str]
) -> dict[str, Any]:
    """Return the numbers of a round as plain values; `by_machine`: what the machine looked at."""
    together = agree(people, themes).to_dict()
    found = {
        "people": together["themes"],
        "people_overall": together["overall"],
        "machine": [],
        "machine_overall": [],
    }
    if by_machine:
        beside = agree_with_machine(people, machine, by_machine).to_dict()
        found |= {"machine": beside["themes"], "machine_overall": beside["overall"]}
    return found


def people_codings(session: Session, coding_round: CodingRound) -> pd.DataFrame:
    """Return `segment, coder, theme, language, person` of what both coders judged.

    One line a theme, and one without theme where a coder said "none of these".
    """
    said = judgements_frame(session, coding_round.engagement_id, coding_round.id)
    both = said.groupby("segment")["coder"].transform("nunique") == len(coding_round.coders)
    said = said[both]
    lines: list[tuple[int, str, str | None]] = []
    for segment, coder, chosen in zip(said["segment"], said["coder"], said["chosen"], strict=True):
        given: list[str | None] = [*map(theme_code, chosen)] or [None]
        lines += [(segment, f"{coder:09d}", theme) for theme in given]
    frame = pd.DataFrame(lines, columns=["segment", "coder", "theme"])
    run = session.get_one(AnalysisRun, coding_round.run_id)
    segments = spoken_in_run(all_segments(session, coding_round.engagement_id), run)
    return frame.merge(segments[["segment", "language", "person"]], on="segment")


def machine_codings(session: Session, coding_round: CodingRound) -> tuple[pd.DataFrame, list[int]]:
    """Return `segment, theme` as the machine gave them, and the themes that it looked at.

    Themes that a run found: as that run gave them, before anybody moved words. Themes of the
    codebook: what the newest learning suggests, which never saw a round's judgements; nothing
    where it looked at the passages of another cut, for not looked at is not "about none".
    """
    state = read_codebook(session, coding_round.engagement_id, coding_round.run_id)
    sample = judgements_frame(session, coding_round.engagement_id, coding_round.id)["segment"]
    keys = [int(key) for key in sample.unique()]
    found = [key for key in coding_round.themes if state.themes[key].proposed]
    rows = session.execute(
        select(Coding.segment_id, Coding.theme_id).where(
            Coding.run_id == coding_round.run_id, Coding.segment_id.in_(keys)
        )
    )
    lines = {(segment, state.root(theme)) for segment, theme in rows if theme is not None}
    learned = newest_learning(session, coding_round.engagement_id)
    if learned is not None and _looked_at(session, learned, keys):
        found += [key for key in coding_round.themes if state.themes[key].slug and key not in found]
        suggested = session.execute(
            select(Suggestion.segment_id, Suggestion.theme_id).where(
                Suggestion.task_id == learned.id,
                Suggestion.segment_id.in_(keys),
                Suggestion.suggested,
            )
        )
        lines |= {(segment, theme) for segment, theme in suggested if theme is not None}
    told: list[tuple[int, str | None]] = [(key, None) for key in keys]
    told += [(key, theme_code(theme)) for key, theme in sorted(lines) if theme in found]
    return pd.DataFrame(told, columns=["segment", "theme"]), found


def _looked_at(session: Session, learned: CodingTask, keys: list[int]) -> bool:
    """Say whether a learning read all of these segments: it reads those of its run."""
    run = session.get_one(AnalysisRun, learned.run_id)
    return set(keys) <= set(segments_of_run(session, run))
