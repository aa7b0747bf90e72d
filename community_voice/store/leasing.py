"""Taking, keeping and ending a lease, each in a short transaction of its own."""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Engine, and_, or_, select, update
from sqlalchemy.orm import Session

from community_voice.store.columns import midnight, now
from community_voice.store.database import WRITING, begin_writing
from community_voice.store.lease import Cancelled

LEASE = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 3
# Progress is written at most this often, so that ticking a million rows costs nothing.
TICK_SECONDS = 1.0
# Said to staff, and translated where they are shown. An error's own words may quote a resident,
# so they are never kept.
GAVE_UP = "This work was started three times and did not come to an end. Ask for it again."
UNEXPECTED = "Something went wrong on our side. Ask for it again; if it happens again, tell us."


class LeaseLost(Exception):
    """Another worker has this work now, or somebody ended it."""


@dataclass(frozen=True)
class Taken:
    """One piece of work that this worker holds."""

    kind: str
    model: type[Any]
    id: int
    worker: str


def free(model: type[Any], moment: dt.datetime) -> ColumnElement[bool]:
    """Return the condition for work that nobody holds: queued, or its lease ran out."""
    lapsed = and_(model.state == "running", model.leased_until < moment)
    return or_(model.state == "queued", lapsed)


def take_next(engine: Engine, models: Mapping[str, type[Any]], worker: str) -> Taken | None:
    """Take the piece of work that was asked for first; None where there is nothing to take."""
    with Session(engine) as session:
        waiting = _waiting(session, models)
    for _asked, kind, row_id in waiting:
        taken = Taken(kind, models[kind], row_id, worker)
        with Session(engine) as session:
            begin_writing(session)
            held = _take(session, taken)
            session.commit()
        if held:
            return taken
    return None


def _waiting(session: Session, models: Mapping[str, type[Any]]) -> list[tuple[Any, str, int]]:
    """Look before writing: an idle worker must not hold up those who write."""
    moment = now()
    found = []
    for kind, model in models.items():
        rows = session.execute(
            select(model.asked_at, model.id)
            .where(free(model, moment))
            .order_by(model.asked_at, model.id)
            .limit(5)
        )
        found += [(asked_at, kind, row_id) for asked_at, row_id in rows]
    return sorted(found)


def _take(session: Session, taken: Taken) -> bool:
    """Take the row if it is still free; give it up for good after too many tries."""
    model, moment = taken.model, now()
    mine = and_(model.id == taken.id, free(model, moment))
    gave_up = _changed(
        session,
        update(model)
        .where(mine, model.attempts >= MOST_ATTEMPTS)
        .values(state="failed", problem=GAVE_UP, finished_at=moment, **NOBODY),
    )
    if gave_up:
        return False
    return _changed(
        session,
        update(model)
        .where(mine)
        .values(
            state="running",
            leased_by=taken.worker,
            leased_until=moment + LEASE,
            attempts=model.attempts + 1,
            stage="",
            done=0,
            total=0,
            problem="",
        ),
    )


class Lease:
    """A held lease: tells progress, notices cancelling, and ends with one conditional change."""

    def __init__(self, engine: Engine, taken: Taken) -> None:
        self.taken = taken
        self.watched: Session | None = None
        self._engine = engine
        self._told_at = float("-inf")
        self._told_stage: str | None = None

    def tick(self, stage: str, done: int, total: int) -> None:
        """Record progress and extend the lease; Cancelled or LeaseLost end the work."""
        soon = time.monotonic() - self._told_at < TICK_SECONDS
        if (soon and stage == self._told_stage) or self._is_writing():
            return
        self._told_at, self._told_stage = time.monotonic(), stage
        self.extend(stage=stage[:40], done=done, total=max(total, done))

    def extend(self, **progress: Any) -> None:
        """Extend the lease in a transaction of its own."""
        model = self.taken.model
        with Session(self._engine) as session:
            begin_writing(session)
            row = session.execute(
                # On PostgreSQL the work's own transaction may hold the row: then leave it.
                select(model.leased_by, model.cancel_asked)
                .where(model.id == self.taken.id)
                .with_for_update(skip_locked=True, key_share=True)
            ).first()
            if row is None:
                return
            if row.leased_by != self.taken.worker:
                raise LeaseLost
            until = {"leased_until": now() + LEASE}
            _changed(session, update(model).where(self._held()).values(**progress, **until))
            session.commit()
        if row.cancel_asked and progress:
            raise Cancelled

    def finish_in(self, session: Session) -> None:
        """Mark the work done in the transaction that stores it, if the lease is still held."""
        ended = midnight(now()) if self.taken.model.brings_words else now()
        done = {"state": "done", "finished_at": ended, "cancel_asked": False, "problem": ""}
        held = update(self.taken.model).where(self._held()).values(**done, **NOBODY)
        if not _changed(session, held):
            session.rollback()
            raise LeaseLost

    def end(self, state: str, problem: str = "") -> None:
        """End the work without a result, if the lease is still held."""
        self._let_go(state=state, problem=problem, finished_at=now())

    def hand_back(self, counted: bool = False) -> None:
        """Put the work back into the queue; a machine that stops is not the work's fault."""
        attempts = self.taken.model.attempts
        self._let_go(state="queued", attempts=attempts if counted else attempts - 1)

    def _let_go(self, **values: Any) -> None:
        with Session(self._engine) as session:
            begin_writing(session)
            _changed(
                session, update(self.taken.model).where(self._held()).values(**values, **NOBODY)
            )
            session.commit()

    def _held(self) -> ColumnElement[bool]:
        model = self.taken.model
        held: ColumnElement[bool] = and_(
            model.id == self.taken.id,
            model.state == "running",
            model.leased_by == self.taken.worker,
        )
        return held

    def _is_writing(self) -> bool:
        """Say whether the work itself is writing: SQLite has one writer, and it would wait."""
        session = self.watched
        if session is None or not session.in_transaction():
            return False
        options = session.connection().get_execution_options()
        return bool(options.get(WRITING)) and session.get_bind().dialect.name == "sqlite"


NOBODY: dict[str, Any] = {"leased_by": None, "leased_until": None}


def _changed(session: Session, statement: Any) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount == 1
