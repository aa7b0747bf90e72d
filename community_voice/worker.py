"""`flask worker`: take leased work from the database, one piece at a time, and finish it once.

A worker that is killed loses its lease after a minute and another takes the work up. What a
piece of work stores, and the word that it is done, are one transaction which also asks whether
the lease is still held: however many workers there are, a piece of work is finished once.
"""

import contextlib
import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from community_voice.answering.saved import purge_drafts
from community_voice.collect.importing.work import store_batch
from community_voice.errors import DomainError, traced
from community_voice.extensions import db
from community_voice.release.freezing import freeze
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.coding_task import CodingTask
from community_voice.store.database import begin_writing
from community_voice.store.import_batch import ImportBatch
from community_voice.store.lease import Cancelled, Tick
from community_voice.store.leasing import LEASE, UNEXPECTED, Lease, LeaseLost, Taken, take_next
from community_voice.store.release import Release
from community_voice.study.coding.work import do_task
from community_voice.study.runs.compute import compute

# Does one piece of work: reads through the session, calls tick now and then, and at its end
# commits what it read, calls `begin_writing` and writes everything in one short transaction,
# which it flushes and leaves open. Between, it holds no transaction that writes.
Do = Callable[[Session, Any, Tick], None]

WORK: dict[str, tuple[type[Any], Do]] = {
    "analysis": (AnalysisRun, compute),
    "coding": (CodingTask, do_task),
    "import": (ImportBatch, store_batch),
    "release": (Release, freeze),
}

POLL_SECONDS = 1.0
# How often drafts are looked for whose day has passed; also whenever a worker starts.
TIDY_SECONDS = 6 * 60 * 60.0
HEARTBEAT_SECONDS = LEASE.total_seconds() / 4
logger = logging.getLogger("community_voice.worker")


class HandBack(BaseException):
    """The machine wants this worker to stop: the work goes back to the queue."""


class Stopping:
    """Turns SIGTERM and SIGINT into a HandBack while work is done, else into a quiet end."""

    def __init__(self) -> None:
        self.asked = False
        self._working = False

    def listen(self) -> None:
        """Start to listen; only the main thread of a process may."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Remember that somebody asked, and interrupt the work once."""
        first = not self.asked
        self.asked = True
        if first and self._working:
            raise HandBack

    @contextlib.contextmanager
    def while_working(self) -> Iterator[None]:
        """Let a signal interrupt what is done inside."""
        self._working = True
        try:
            if self.asked:
                raise HandBack
            yield
        finally:
            self._working = False


@click.command("worker")
@click.option("--once", is_flag=True, help="Do one piece of work, if there is one, and end.")
@click.option("--idle-exit", is_flag=True, help="End when there is nothing left to do.")
@with_appcontext
def worker(once: bool, idle_exit: bool) -> None:
    """Do imports, runs, work on codings and releases as they are asked for, until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stopping = Stopping()
    stopping.listen()
    run_worker(db.engine, stopping, once=once, idle_exit=idle_exit)


def run_worker(
    engine: Engine, stopping: Stopping, once: bool = False, idle_exit: bool = False
) -> None:
    """Take and do work until asked to stop."""
    name = worker_name()
    tidied = -TIDY_SECONDS
    while not stopping.asked:
        if time.monotonic() - tidied >= TIDY_SECONDS:
            tidy(engine)
            tidied = time.monotonic()
        try:
            taken = take_next(engine, {kind: model for kind, (model, _do) in WORK.items()}, name)
        except OperationalError as error:
            # Somebody else is writing, or the database is away for a moment.
            logger.warning("the database did not answer: %s", type(error).__name__)
            taken = None
        if taken is not None:
            do_work(engine, taken, stopping)
        if once or (taken is None and idle_exit):
            return
        if taken is None:
            time.sleep(POLL_SECONDS)


def worker_name() -> str:
    """Return a name that no other worker has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(8)}"


def tidy(engine: Engine) -> None:
    """Delete drafts that nobody came back for; a database that does not answer is asked later."""
    try:
        with Session(engine) as session:
            begin_writing(session)
            purge_drafts(session)
            session.commit()
    except OperationalError as error:
        logger.warning("drafts were not looked through: %s", type(error).__name__)


def do_work(engine: Engine, taken: Taken, stopping: Stopping) -> None:
    """Do one piece of work under its lease, and say how it ended."""
    lease = Lease(engine, taken)
    heart = Heart(lease)
    heart.start()
    try:
        with Session(engine, expire_on_commit=False) as session, stopping.while_working():
            finish(session, lease, WORK[taken.kind][1])
    except HandBack:
        lease.hand_back()
        logger.info("%s %s handed back", taken.kind, taken.id)
    except LeaseLost:
        logger.warning("%s %s is another worker's now", taken.kind, taken.id)
    except Cancelled:
        lease.end("cancelled")
    except DomainError as error:
        lease.end("failed", str(error))
    except OperationalError as error:
        logger.warning("%s %s will be tried again: %s", taken.kind, taken.id, traced(error))
        lease.hand_back(counted=True)
    except Exception as error:
        logger.error("%s %s failed: %s", taken.kind, taken.id, traced(error))
        lease.end("failed", UNEXPECTED)
    finally:
        heart.stop()


def finish(session: Session, lease: Lease, do: Do) -> None:
    """Do the work, and store it together with the word that it is done."""
    lease.tick("", 0, 0)
    row = session.get_one(lease.taken.model, lease.taken.id)
    session.commit()
    lease.watched = session
    do(session, row, lease.tick)
    session.flush()
    lease.finish_in(session)
    session.commit()
    logger.info("%s %s done", lease.taken.kind, lease.taken.id)


class Heart:
    """Keeps a lease alive through long steps that cannot tick, as long as the process lives."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """End, without waiting for a beat that is under way."""
        self._ended.set()

    def _beat(self) -> None:
        while not self._ended.wait(HEARTBEAT_SECONDS):
            try:
                self._lease.extend()
            except LeaseLost:
                return
            except OperationalError:
                # A long write holds the database: nobody can take the lease either.
                continue
