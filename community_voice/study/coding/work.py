"""Leased work on codings, as the worker does it: learn and suggest, or compare a round."""

from sqlalchemy.orm import Session

from community_voice.store.coding_task import CodingTask
from community_voice.store.lease import Tick
from community_voice.study.coding.compare import compare
from community_voice.study.coding.learn import learn


def do_task(session: Session, task: CodingTask, tick: Tick) -> None:
    """Do one coding task; leaves the last transaction open."""
    kinds = {"learn": learn, "agree": compare}
    kinds[task.kind](session, task, tick)
