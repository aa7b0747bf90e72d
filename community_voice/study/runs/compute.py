"""An analysis run from its first row to its last, as the worker does it."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.errors import DomainError
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.lease import Tick
from community_voice.study.runs.findings import find
from community_voice.study.runs.storing import store

MOST_ROUNDS = 4


def compute(session: Session, run: AnalysisRun, tick: Tick) -> None:
    """Find an engagement's themes and store them; leaves the last transaction open.

    Somebody may withdraw their words or review themes while it computes: then it starts over,
    which is quick, because vectors are kept.
    """
    for _round in range(MOST_ROUNDS):
        if store(session, run, find(session, run, tick), tick):
            return
    raise DomainError(
        _("People changed answers or themes again and again while this ran. Ask for it again.")
    )
