"""In how many of fifty re-runs a run's themes still are among those told first.

Each time without a language or a tenth of the people; a few times the themes are found anew from
another seed, in the vectors that the run has. A run by the codebook finds none, and there they
are only counted again. Counted are people, in the themes and groups that a Release could tell
of them, after what reviewers decided; a listening session is left out as a whole, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.fragility import STARTS, MostRaised, fragility, matched
from analysis.fragility.plan import SESSION
from analysis.progress import Progress
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.frames.labels import GROUP
from community_voice.store.frames.people import people_frame, sessions_of, with_found_language
from community_voice.store.frames.segments import all_segments
from community_voice.store.lease import Tick
from community_voice.store.review_state import (
    CodebookState,
    effective_codings,
    read_codebook,
    theme_code,
)
from community_voice.store.testimony import Testimony
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
    shown = shown_themes(state, set(placed.theme_of.values()))
    codings = raised(session, state, shown)
    session.commit()
    codings = codings[codings["person"].isin(set(people["person"]))]
    if codings.empty:
        return []
    dimensions = ["language", *(name for name in people.columns if name.startswith(GROUP))]
    ids = {theme_code(key): key for key in state.themes}
    serious = [code for code, key in ids.items() if state.themes[key].serious]
    progress = Counted(tick)
    anew = FoundAnew(found, placed, state, codings, shown, progress.within)
    told = fragility(
        people[["person", "unit", SESSION, *dimensions]],
        codings,
        MostRaised(dimensions, serious=serious),
        rediscover=anew if found.again else None,
        starts=STARTS,
        runs=RUNS,
        seed=run.seed,
        progress=progress,
    )
    rows: list[dict[str, Any]] = told.themes_frame().to_dict("records")  # type: ignore[assignment]
    return [
        {"theme": ids[row["theme"]], "stands": int(row["stands"]), "runs": int(row["runs"])}
        for row in rows
    ]


class Counted:
    """Tell how many re-runs are made, after each of them and within those that take long."""

    def __init__(self, tick: Tick) -> None:
        """Begin with none."""
        self.tick, self.done = tick, 0

    def __call__(self, done: int, total: int) -> None:
        """Tell that a re-run was made."""
        self.done = done
        self.tick("fragility", done, total)

    def within(self, _done: int, _total: int) -> None:
        """Tell that a re-run is being made."""
        self.tick("fragility", self.done, RUNS)


@dataclass(frozen=True)
class FoundAnew:
    """The run's themes found from another seed, and then reviewed as the run's own were.

    What people said of single segments stands; what they merged or set aside is so again, where
    a theme is the same as one of the run's own by the segments that both share.
    """

    found: Findings
    placed: Placed
    state: CodebookState
    codings: pd.DataFrame = field(repr=False)
    shown: Mapping[int, str]
    progress: Progress

    def __call__(self, left_out: frozenset[str], seed: int) -> pd.DataFrame:
        """Return `row, person, theme` as in `raised`, without some people."""
        again = self.found.again
        assert again is not None
        lines = matched(again.lines(self.found.themes), again(left_out, seed, self.progress))
        lines = lines.assign(
            row=[self.placed.segment_of[int(row)] for row in lines["row"]],
            theme=lines["theme"].map(self.code),
        )
        silent = {*self.state.decided, *self.state.covered}
        read = set(self.placed.segment_of.values())
        people = set(self.codings["person"])
        lines = lines[lines["theme"].notna() & ~lines["row"].isin(silent)]
        said = self.codings["row"].isin(silent) | ~self.codings["row"].isin(read)
        lines = pd.concat([lines, self.codings.loc[said, ["row", "person", "theme"]]])
        return lines[lines["person"].isin(people)].reset_index(drop=True)

    def code(self, theme: str) -> str | None:
        """Return the theme that holds another's segments now, None for one set aside."""
        if theme not in self.placed.theme_of:
            return theme
        return self.shown.get(self.state.root(self.placed.theme_of[theme]))


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
    rooms = {who: str(key) for who, (key, _host) in sessions_of(session, run.engagement_id).items()}
    people[SESSION] = people["person"].map(rooms)
    counted = (people["unit"] == "people") & ~people["person"].isin(later)
    return people[counted].reset_index(drop=True)


def shown_themes(state: CodebookState, proposed: set[int]) -> dict[int, str]:
    """Return the codes of the themes that words are counted by now.

    proposed: the themes that this run found; its own report of them is not stored yet.
    """
    return {
        key: theme_code(key)
        for key, theme in state.themes.items()
        if replace(theme, proposed=key in proposed).shown
    }


def raised(session: Session, state: CodebookState, shown: Mapping[int, str]) -> pd.DataFrame:
    """Return `person, theme, row`: who raised which theme in which segment, after all review."""
    found = effective_codings(state)
    rows = session.execute(select(found.c.segment_id, found.c.theme_id))
    segments = all_segments(session, state.engagement_id)
    speaker = dict(zip(segments["segment"], segments["person"], strict=True))
    lines = {
        (speaker[segment], shown[theme], segment)
        for segment, theme in rows
        # What is held or was set aside since has no speaker here.
        if theme in shown and segment in speaker
    }
    return pd.DataFrame(sorted(lines), columns=["person", "theme", "row"])
