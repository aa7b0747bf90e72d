"""Agreement that a Release prints is of the run it counts, and of rounds that tell something."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from community_voice.release.figures import figures_of, round_of
from community_voice.store import Account, AnalysisRun, Release
from community_voice.store.columns import now
from community_voice.store.judgement import CodingRound
from community_voice.store.review_state import read_codebook, theme_code
from tests.release.ready import Ready, make_ready


@pytest.fixture
def ready(session: Session) -> Ready:
    made = make_ready(session)
    session.add(Account(email="b@example.org", name="B", fs_uniquifier="b" * 32))
    session.flush()
    return made


def compared(ready: Ready, run: AnalysisRun, share: float, **row: Any) -> CodingRound:
    """Keep a compared round of two themes: alpha and F1 are the share."""
    told = {"language": "", "segments": 100, "a_yes": 40, "b_yes": 42, "alpha": share} | row
    themes = [theme_code(ready.themes[name].id) for name in ("wait", "words")]
    second = ready.session.query(Account).filter_by(email="b@example.org").one()
    made = CodingRound(
        engagement_id=ready.speaking.engagement.id,
        run_id=run.id,
        seed=1,
        size=100,
        themes=[],
        first_coder_id=ready.reader.id,
        second_coder_id=second.id,
        state="compared",
        closed_at=now(),
        results={
            "people": [{**told, "theme": theme} for theme in themes],
            "machine": [{"language": "", "theme": theme, "f1": share} for theme in themes],
        },
    )
    ready.session.add(made)
    ready.session.flush()
    return made


def told_of(ready: Ready, theme: str, release: Release | None = None) -> dict[str, str]:
    """Return alpha and F1 of a theme, as the Release would print them."""
    release = release or ready.ask()
    state = read_codebook(ready.session, release.engagement_id, release.run_id)
    code = theme_code(ready.themes[theme].id)
    up_to = round_of(ready.session, release)
    figures = {each.key: each.text for each in figures_of(ready.session, release, state, up_to)}
    keys = {"alpha": f"agreement|{code}|alpha", "f": f"machine|{code}|f"}
    return {name: figures[key] for name, key in keys.items() if key in figures}


def another_run(ready: Ready) -> AnalysisRun:
    """Make a later run of the same engagement."""
    run = AnalysisRun(
        engagement_id=ready.speaking.engagement.id, state="done", seed=8, versions={"tfidf": "1"}
    )
    ready.session.add(run)
    ready.session.flush()
    return run


def test_the_program_is_told_of_as_it_was_in_the_run_that_is_counted(ready: Ready) -> None:
    compared(ready, ready.run, 0.5)
    compared(ready, another_run(ready), 0.9)
    assert told_of(ready, "wait") == {"alpha": "0.90", "f": "0.50"}


def test_what_people_agreed_on_is_told_beside_a_run_that_nobody_looked_at(ready: Ready) -> None:
    compared(ready, another_run(ready), 0.9)
    assert told_of(ready, "wait") == {"alpha": "0.90"}


def test_a_theme_that_the_run_did_not_find_says_nothing_of_it(ready: Ready) -> None:
    compared(ready, ready.run, 0.5)
    entries = [e for e in ready.run.results["themes"] if e["theme"] != ready.themes["words"].id]
    ready.run.results = {**ready.run.results, "themes": entries}
    ready.session.flush()
    release = ready.ask()
    assert told_of(ready, "words", release) == {"alpha": "0.50"}
    assert told_of(ready, "wait", release) == {"alpha": "0.50", "f": "0.50"}


@pytest.mark.parametrize(
    "few",
    [
        {"segments": 15, "a_yes": 5, "b_yes": 5, "alpha": None, "note": "too few"},
        {"a_yes": 10},
        {"persons": 10, "persons_least": 4},
    ],
)
def test_a_newer_round_about_few_takes_nothing_away(ready: Ready, few: dict[str, Any]) -> None:
    compared(ready, ready.run, 0.5)
    compared(ready, ready.run, 0.9, **few)
    assert told_of(ready, "wait") == {"alpha": "0.50", "f": "0.50"}


def test_a_frozen_release_reads_the_same_rounds_later(ready: Ready) -> None:
    compared(ready, ready.run, 0.5)
    release = ready.freeze().release
    compared(ready, ready.run, 0.9)
    assert told_of(ready, "wait", release) == {"alpha": "0.50", "f": "0.50"}
