"""The worker stores an import whole, and once, whatever interrupts it."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from community_voice.app import create_app
from community_voice.collect.importing import service
from community_voice.collect.importing.work import store_batch
from community_voice.extensions import db
from community_voice.store import Engagement, ImportBatch, Response, Testimony
from community_voice.store.columns import now, today
from community_voice.store.database import begin_writing
from community_voice.store.lease import Cancelled
from community_voice.store.leasing import LEASE, Lease, LeaseLost, Taken
from community_voice.store.migrating import upgrade

ROWS = 5_000
FILE = ("id,comment\n" + "".join(f"{n},noise {n}\n" for n in range(ROWS))).encode()


def queued(session: Session, engagement: Engagement) -> ImportBatch:
    examined = service.examine(["en"], "a.csv", FILE)
    batch = service.keep_draft(session, engagement, "a.csv", FILE, examined, None)
    service.confirm(session, engagement, batch, 1)
    session.commit()
    return batch


@pytest.mark.parametrize(("stop", "kept"), [(Cancelled, False), (LeaseLost, True)])
@pytest.mark.parametrize("stage", ["checking", "storing"])
def test_an_interrupted_import_stores_nothing(
    session: Session, engagement: Engagement, stop: type[Exception], kept: bool, stage: str
) -> None:
    batch = queued(session, engagement)

    def tick(at: str, _done: int, _total: int) -> None:
        if at == stage:
            raise stop

    with pytest.raises(stop):
        store_batch(session, batch, tick)
    session.rollback()
    assert session.scalar(select(func.count(Testimony.id))) == 0
    assert (session.get_one(ImportBatch, batch.id).content is not None) == kept


def test_a_stored_import_keeps_its_day_and_no_time(
    session: Session, engagement: Engagement
) -> None:
    batch = queued(session, engagement)
    assert batch.asked_at.time() != dt.time(), "until then a worker takes what came first"
    batch.state, batch.leased_by, batch.leased_until = "running", "worker", now() + LEASE
    session.commit()
    store_batch(session, batch, lambda *_told: None)
    taken = Taken("import", ImportBatch, batch.id, "worker")
    Lease(db.engine, taken).finish_in(session)
    session.commit()
    session.expire_all()
    assert batch.state == "done"
    for moment in (batch.asked_at, batch.finished_at):
        assert moment is not None
        assert (moment.date(), moment.time()) == (today(), dt.time())


# What the worker does, without the analysis that it loads besides.
WORK = """
import os, wsgi
from sqlalchemy.orm import Session
from community_voice.collect.importing import storing, work
from community_voice.extensions import db
from community_voice.store import ImportBatch
from community_voice.store.leasing import Lease, take_next

send, calls = storing._Rows.send, []
def die_in_the_middle(rows):
    send(rows)
    calls.append(1)
    if len(calls) == 2:
        os._exit(9)
if DIES:
    storing._Rows.send = die_in_the_middle
with wsgi.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
    lease = Lease(db.engine, take_next(db.engine, {"import": ImportBatch}, "worker"))
    lease.watched = session
    work.store_batch(session, session.get_one(ImportBatch, lease.taken.id), lease.tick)
    lease.finish_in(session)
    session.commit()
"""


def test_a_killed_worker_leaves_nothing_half_stored_and_another_finishes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'import.sqlite3'}"
    keys = {"SECRET_KEY": "s", "RECORD_KEY": "r"}
    app = create_app({**keys, "SQLALCHEMY_DATABASE_URI": url})
    with app.app_context():
        upgrade(db.engine)
        begin_writing(db.session())
        engagement = Engagement(slug="river-street", languages=["en"])
        db.session.add(engagement)
        db.session.flush()
        batch_id = queued(db.session(), engagement).id
        db.session.remove()
        run_worker(tmp_path, url, dies=True)
        assert (counted(), state(batch_id)) == (0, "running")
        db.session.execute(update(ImportBatch).values(leased_until=now() - LEASE))
        db.session.commit()
        run_worker(tmp_path, url, dies=False)
        assert (counted(), state(batch_id)) == (ROWS, "done")
        assert db.session.scalar(select(func.count(Testimony.id))) == ROWS
        db.session.remove()
        db.engine.dispose()


def run_worker(folder: Path, url: str, dies: bool) -> None:
    environment = {
        "INSTANCE": str(folder),
        "DATABASE_URL": url,
        "SECRET_KEY": "s",
        "RECORD_KEY": "r",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    ended = subprocess.run(
        [sys.executable, "-c", f"DIES = {dies}\n{WORK}"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == (9 if dies else 0), ended.stderr


def counted() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Response.id))) or 0


def state(batch_id: int) -> str:
    return db.session.get_one(ImportBatch, batch_id).state
