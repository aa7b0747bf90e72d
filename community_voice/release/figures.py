"""Figures of a Release that are no counts of people: how far people agree, and what re-runs say.

Read from results that are kept and numbered, so that the same figures come again later.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.disclosure import THRESHOLD, Figure
from analysis.summarize import figures_from
from community_voice.store import AnalysisRun, Release, Response
from community_voice.store.agreement import agreement_of, latest_round_id
from community_voice.store.response import by_residents
from community_voice.store.review_state import CodebookState, theme_code

ROUND, MARKS, HELD = "agreement_round", "marks", "held"
HELD_KEY = f"{HELD}|answers"


def round_of(session: Session, release: Release) -> int:
    """Return the round of double coding that a Release reads last; 0 where there was none."""
    frozen: int | None = release.method.get(ROUND)
    if frozen is not None:
        return frozen
    return 0 if release.frozen_on else latest_round_id(session, release.engagement_id) or 0


def figures_of(
    session: Session, release: Release, state: CodebookState, up_to: int
) -> tuple[Figure, ...]:
    """Return what may be told of agreement and re-runs; those of hidden themes are left out later.

    `up_to` is the last round that is read (`round_of`), asked for once.

    A run says in its results in how many re-runs each of its themes stood, where it was asked to:
    `"fragility": [{"theme": 12, "stands": 47, "runs": 50}, ...]`. A theme into which people
    merged another, or that was merged, is not the one that the run tried.

    Agreement on a theme is of the newest round up to the Release's that has figures of it: a
    newer one about too few takes nothing away. Agreement of two people may come from any round
    of the engagement, that of the program from rounds that were laid beside the Release's run.
    """
    run = session.get_one(AnalysisRun, release.run_id)
    merged = {theme.merged_into for theme in state.themes.values()}
    stood = [
        {**row, "theme": theme_code(row["theme"])}
        for row in run.results.get("fragility", [])
        if row["theme"] not in merged and state.root(row["theme"]) == row["theme"]
    ]
    return (
        *_of_people(session, release, up_to),
        *figures_from(fragility=_frame(stood)),
        *_of_machine(session, release, state, up_to),
        Figure(HELD_KEY, str(held := held_of(session, release)), held),
    )


def held_of(session: Session, release: Release) -> int:
    """Return how many answers waited for a person to look when a Release froze.

    Staff let them in later: then the number that was frozen and sealed stands.
    """
    frozen: int | None = release.method.get(HELD)
    if frozen is not None or release.frozen_on:
        return frozen or 0
    held = select(func.count(Response.id)).where(
        Response.engagement_id == release.engagement_id,
        by_residents(any_standing=True),
        Response.standing == HELD,
    )
    return session.scalar(held) or 0


def held_in(figures: Iterable[Figure]) -> int:
    """Return the number held that figures tell: people let answers in while a Release is made."""
    return next(each.n for each in figures if each.key == HELD_KEY)


def late_figures(session: Session, people: pd.DataFrame) -> list[Figure]:
    """Return how many of the people came late, where neither they nor the others are few."""
    counted = set(people.loc[people["unit"] == "people", "person"])
    late = set(session.scalars(select(Response.id).where(Response.is_late))) & counted
    if len(late) < THRESHOLD or len(counted - late) < THRESHOLD:
        return []
    return [Figure("people|late", str(len(late)), len(late))]


def _of_people(session: Session, release: Release, up_to: int) -> list[Figure]:
    """Return how far two people agreed, whatever the run that their passages were drawn from."""
    rounds = agreement_of(session, release.engagement_id, up_to)
    return _newest([figures_from(agreement=_frame(rows)) for rows in rounds])


def _of_machine(
    session: Session, release: Release, state: CodebookState, up_to: int
) -> list[Figure]:
    """Return how far this run agreed with people, on the themes that it found itself.

    What another run gave, or what a learning suggests, is not what the Release counts.
    """
    rounds = agreement_of(session, release.engagement_id, up_to, release.run_id)
    found = {theme.code for theme in state.themes.values() if theme.proposed}
    own = [[row for row in rows if row["theme"] in found] for rows in rounds]
    return _newest([figures_from(machine=_frame(rows)) for rows in own])


def _newest(rounds: Iterable[Iterable[Figure]]) -> list[Figure]:
    """Return the figures of each theme from the first (newest) round that has any of it."""
    told: dict[str, list[Figure]] = {}
    for figures in rounds:
        fresh: dict[str, list[Figure]] = {}
        for figure in figures:
            fresh.setdefault(figure.key.split("|")[1], []).append(figure)
        told = fresh | told
    return sorted((each for its in told.values() for each in its), key=lambda each: each.key)


def marks_of(release: Release, state: CodebookState) -> dict[str, list[str]]:
    """Return what people marked of each theme, as it stood when the Release froze."""
    if MARKS in release.method or release.frozen_on:
        frozen: dict[str, list[str]] = release.method.get(MARKS, {})
        return frozen
    found = {
        theme.code: [name for name in ("serious", "sensitive", "doubt") if getattr(theme, name)]
        for theme in state.themes.values()
    }
    return {code: marks for code, marks in found.items() if marks}


def kept(figures: tuple[Figure, ...]) -> list[list[Any]]:
    """Return figures as they are kept with a Release."""
    return [[each.key, each.text, each.n] for each in figures]


def frozen_figures(release: Release) -> tuple[Figure, ...]:
    """Return the figures that were kept with a Release."""
    return tuple(Figure(key, text, n) for key, text, n in release.method.get("figures", []))


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame | None:
    return pd.DataFrame(rows) if rows else None
