"""Figures of a Release that are no counts of people: how far people agree, and what re-runs say.

Read from results that are kept and numbered, so that the same figures come again later.
"""

from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from analysis.disclosure import Figure
from analysis.summarize import figures_from
from community_voice.store import AnalysisRun, Release
from community_voice.store.agreement import agreement_of, latest_round_id
from community_voice.store.review_state import CodebookState, theme_code

ROUND, MARKS = "agreement_round", "marks"


def round_of(session: Session, release: Release) -> int:
    """Return the round of double coding that a Release reads last; 0 where there was none."""
    frozen: int | None = release.method.get(ROUND)
    if frozen is not None:
        return frozen
    return 0 if release.frozen_on else latest_round_id(session, release.engagement_id) or 0


def figures_of(session: Session, release: Release, state: CodebookState) -> tuple[Figure, ...]:
    """Return what may be told of agreement and re-runs; those of hidden themes are left out later.

    A run says in its results in how many re-runs each of its themes stood, where it was asked to:
    `"fragility": [{"theme": 12, "stands": 47, "runs": 50}, ...]`. A theme into which people
    merged another, or that was merged, is not the one that the run tried.
    """
    rows = agreement_of(session, release.engagement_id, round_of(session, release))
    run = session.get_one(AnalysisRun, release.run_id)
    merged = {theme.merged_into for theme in state.themes.values()}
    stood = [
        {**row, "theme": theme_code(row["theme"])}
        for row in run.results.get("fragility", [])
        if row["theme"] not in merged and state.root(row["theme"]) == row["theme"]
    ]
    agreement, fragility = _frame(rows), _frame(stood)
    return figures_from(agreement, fragility, agreement)


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
