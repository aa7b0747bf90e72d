"""Asking the worker to learn from people's codings, and stopping it. Light: no computing here."""

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import Account, CodingTask, Engagement, Judgement, Segment, Testimony
from community_voice.store.columns import now
from community_voice.store.review_state import read_codebook
from community_voice.study.coding.sources import newest_run

UNFINISHED = ("queued", "running")


def ask_to_learn(session: Session, engagement: Engagement, account: Account) -> CodingTask:
    """Queue learning over the newest run; one at a time in an engagement."""
    session.scalar(select(Engagement.id).where(Engagement.id == engagement.id).with_for_update())
    last = last_learning(session, engagement.id)
    if last is not None and last.state in UNFINISHED:
        raise Conflict(_("It is learning already. Wait for it, or stop it first."))
    run = newest_run(session, engagement.id)
    if run is None:
        raise Conflict(_("Find themes first: a run cuts what people said into passages."))
    if not read_codebook(session, engagement.id, run.id).adopted:
        raise Conflict(_("There is no codebook yet. Adopt one first."))
    task = CodingTask(
        engagement_id=engagement.id, kind="learn", run_id=run.id, asked_by_id=account.id
    )
    session.add(task)
    session.flush()
    record_act(session, "coding.learn", engagement.slug, actor=account, detail={"task": task.id})
    return task


def cancel_task(session: Session, engagement: Engagement, account: Account, task_id: int) -> None:
    """Ask the worker to stop; work that nobody took yet ends at once."""
    task = session.scalar(
        select(CodingTask)
        .where(CodingTask.id == task_id, CodingTask.engagement_id == engagement.id)
        .with_for_update()
    )
    if task is None:
        raise NotFound(_("There is no such work."))
    if task.state not in UNFINISHED:
        raise Conflict(_("This work has already ended."))
    if task.state == "queued":
        task.state, task.finished_at = "cancelled", now()
    else:
        task.cancel_asked = True
    session.flush()
    record_act(session, "coding.cancel", engagement.slug, actor=account, detail={"task": task.id})


def last_learning(session: Session, engagement_id: int) -> CodingTask | None:
    """Return the newest learning, whatever became of it."""
    return session.scalars(
        select(CodingTask)
        .where(CodingTask.engagement_id == engagement_id, CodingTask.kind == "learn")
        .order_by(CodingTask.id.desc())
        .limit(1)
    ).first()


def judged_outside_rounds(session: Session, engagement_id: int) -> int:
    """Count the judgements that there are to learn from."""
    return (
        session.scalar(
            select(func.count(Judgement.id))
            .join(Segment, Segment.id == Judgement.segment_id)
            .join(Testimony, Testimony.id == Segment.testimony_id)
            .where(Judgement.round_id.is_(None), Testimony.engagement_id == engagement_id)
        )
        or 0
    )
