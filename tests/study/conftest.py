"""A finished run over what some people said, for tests of review."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from community_voice.store import AnalysisRun
from community_voice.study.runs import fragility
from community_voice.study.runs.compute import compute
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, Speaking, start_engagement

# A run re-runs itself fifty times to see what stands; few tests look at that.
FEW = 4


@pytest.fixture(autouse=True)
def few_reruns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs re-run themselves a few times only, where a test does not look at that."""
    monkeypatch.setattr(fragility, "RUNS", FEW)


@pytest.fixture
def speaking(session: Session) -> Speaking:
    """Return an engagement in which sixteen people spoke of two subjects, in two languages."""
    speaking = start_engagement(session)
    speaking.say_all(WAITING + LANGUAGE_HELP, consent="quoted", groups={"age": "old"})
    speaking.say_all(SPANISH, language="es")
    return speaking


@pytest.fixture
def run(session: Session, speaking: Speaking) -> AnalysisRun:
    """Return a run that is done."""
    return run_now(session, speaking)


def run_now(session: Session, speaking: Speaking, **settings: Any) -> AnalysisRun:
    """Do a run in this session, as the worker would."""
    run = speaking.ask_for_run(min_size=3, **settings)
    compute(session, run, lambda stage, done, total: None)
    run.state = "done"
    session.flush()
    return run
