"""An engagement with a finished run and a codebook of three themes, for tests of coding."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from community_voice.staff.accounts import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import Account, AnalysisRun, CodingTask
from community_voice.store.lease import Tick
from community_voice.study.coding.codebook import add_theme
from community_voice.study.coding.work import do_task
from tests.conftest import PASSWORD
from tests.study.speaking import Speaking

THEMES = {
    "wait": ("Waiting for help", "The ambulance or police came late, hours of waiting."),
    "language": ("Language help", "No interpreter, nobody spoke the person's language."),
    "rides": ("Rides", "Being driven somewhere, transport, taxi, bus."),
}


def silent(_stage: str, _done: int, _total: int) -> None:
    """Report nothing."""


@pytest.fixture
def second(session: Session) -> Account:
    """Return one more account that may code."""
    return create_account(session, "second@example.org", "Min Seo", ANALYST, PASSWORD)


@pytest.fixture
def themes(
    session: Session, run: AnalysisRun, speaking: Speaking, analyst: Account
) -> dict[str, int]:
    """Return the codebook's themes by a short name."""
    none = {"serious": False, "sensitive": False, "doubt": False}
    return {
        key: add_theme(session, speaking.engagement, analyst, name, definition, none).id
        for key, (name, definition) in THEMES.items()
    }


@pytest.fixture
def do(session: Session) -> Callable[[CodingTask], CodingTask]:
    """Return what does a coding task in this session, as the worker would."""

    def done(task: CodingTask, tick: Tick = silent) -> CodingTask:
        do_task(session, task, tick)
        task.state = "done"
        session.flush()
        return task

    return done
