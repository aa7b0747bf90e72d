"""Leased work is done once, whoever is killed, stopped or overtaken."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from community_voice import worker
from community_voice.app import create_app
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.staff.accounts import ANALYST
from community_voice.staff.service import create_account
from community_voice.store import AnalysisRun, Coding, CodingTask, Engagement, Segment, Suggestion
from community_voice.store.columns import now
from community_voice.store.database import begin_writing
from community_voice.store.lease import Tick
from community_voice.store.leasing import GAVE_UP, UNEXPECTED, Lease, LeaseLost, take_next
from community_voice.store.migrating import upgrade
from community_voice.study.coding.codebook import add_theme
from community_voice.study.coding.tasks import ask_to_learn
from community_voice.study.coding.work import do_task
from tests.conftest import KEYS, new_postgresql
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, start_engagement

ROOT = Path(__file__).parents[1]
RUNS = {"analysis": AnalysisRun}


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an app on a database of this test's own: worker and test commit for themselves."""
    address = os.environ.get("TEST_DATABASE_URL", "")
    if address:
        url = make_url(address)
        address = new_postgresql(
            url.set(database=f"{url.database}_worker").render_as_string(hide_password=False)
        )
    address = address or f"sqlite:///{tmp_path / 'own.sqlite3'}"
    app = create_app({**KEYS, "TESTING": True, "SQLALCHEMY_DATABASE_URI": address})
    with app.app_context():
        upgrade(db.engine)
        yield app
        db.engine.dispose()


@pytest.fixture
def talk(own_app: Flask) -> Iterator[Session]:
    """Return a session of this test."""
    with Session(db.engine, expire_on_commit=False) as session:
        yield session


def ask(talk: Session, slug: str = "river-street") -> AnalysisRun:
    speaking = start_engagement(talk, slug)
    for number, text in enumerate(WAITING + LANGUAGE_HELP + SPANISH):
        response = speaking.say(text, language="en")
        speaking.add_words(response, f"{text} {number}", "wish")
    run = speaking.ask_for_run(min_size=3)
    talk.commit()
    return run


def fresh(talk: Session, run: AnalysisRun) -> AnalysisRun:
    talk.rollback()
    talk.refresh(run)
    return run


def work(once: bool = True) -> None:
    worker.run_worker(db.engine, worker.Stopping(), once=once, idle_exit=True)


def start_worker(app: Flask, *command: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        **KEYS,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment)


def start_slow_worker(app: Flask, mark: Path, stage: str) -> subprocess.Popen[bytes]:
    """Start a worker, and return when it is in the middle of a stage."""
    process = start_worker(app, "-m", "tests.slow_worker", str(mark), stage)
    wait_for(lambda: mark.exists() or process.poll() is not None)
    assert process.poll() is None, "the worker ended before it came to that stage"
    return process


def wait_for(happened: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def lapse(talk: Session, run: AnalysisRun) -> None:
    """Let a lease run out without waiting for it."""
    talk.rollback()
    past = now() - dt.timedelta(seconds=1)
    talk.execute(update(AnalysisRun).where(AnalysisRun.id == run.id).values(leased_until=past))
    talk.commit()


def replace_work(monkeypatch: pytest.MonkeyPatch, do: Any) -> None:
    monkeypatch.setitem(worker.WORK, "analysis", (AnalysisRun, do))


@pytest.mark.parametrize("stage", ["encoding", "themes", "storing"])
def test_a_killed_run_is_taken_up_and_gives_the_same_result(
    own_app: Flask, talk: Session, tmp_path: Path, stage: str
) -> None:
    run = ask(talk)
    mark = tmp_path / "mark"
    process = start_slow_worker(own_app, mark, stage)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert fresh(talk, run).state == "running"
    assert take_next(db.engine, RUNS, "early") is None, "the lease still holds"
    lapse(talk, run)
    work()
    assert fresh(talk, run).state == "done"
    assert run.attempts == 2
    killed = run.result_digest
    again = AnalysisRun(engagement_id=run.engagement_id, settings=run.settings)
    talk.add(again)
    talk.commit()
    work()
    assert fresh(talk, again).result_digest == killed
    per_run = dict(
        talk.execute(select(Coding.run_id, func.count()).group_by(Coding.run_id)).tuples().all()
    )
    assert per_run[run.id] == per_run[again.id]
    assert talk.scalar(select(func.count(Segment.id))) == run.results["counts"]["segments"]


def test_a_worker_that_was_overtaken_stores_nothing(
    own_app: Flask, talk: Session, tmp_path: Path
) -> None:
    run = ask(talk)
    mark = tmp_path / "mark"
    slow = start_slow_worker(own_app, mark, "storing")
    slow.send_signal(signal.SIGSTOP)
    lapse(talk, run)
    work()
    finished_at = fresh(talk, run).finished_at
    codings = talk.scalar(select(func.count(Coding.id)))
    talk.rollback()
    slow.send_signal(signal.SIGCONT)
    mark.unlink()
    assert slow.wait(timeout=240) == 0
    assert fresh(talk, run).state == "done"
    assert run.finished_at == finished_at
    assert run.attempts == 2
    assert talk.scalar(select(func.count(Coding.id))) == codings


def test_a_result_is_stored_only_while_the_lease_is_held(
    own_app: Flask, talk: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(talk)

    def overslept(session: Session, row: AnalysisRun, tick: Tick) -> None:
        lapse(talk, run)
        assert take_next(db.engine, RUNS, "other") is not None
        begin_writing(session)
        row.results = {"themes": []}
        session.flush()

    replace_work(monkeypatch, overslept)
    work()
    assert fresh(talk, run).state == "running"
    assert run.leased_by == "other"
    assert run.results == {}


def test_a_worker_that_is_told_to_stop_hands_its_work_back(
    own_app: Flask, talk: Session, tmp_path: Path
) -> None:
    run = ask(talk)
    process = start_slow_worker(own_app, tmp_path / "mark", "encoding")
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert fresh(talk, run).state == "queued"
    assert run.leased_by is None
    assert run.attempts == 0


def test_the_command_does_what_is_there_and_ends(own_app: Flask, talk: Session) -> None:
    run = ask(talk)
    flask = start_worker(own_app, "-m", "flask", "--app", "wsgi", "worker", "--idle-exit")
    assert flask.wait(timeout=240) == 0
    assert fresh(talk, run).state == "done"


def test_two_workers_never_hold_one_run(own_app: Flask, talk: Session) -> None:
    runs = [ask(talk, f"street-{number}") for number in range(3)]
    taken: list[int] = []
    engine = db.engine

    def take(name: str) -> None:
        for _try in range(4):
            try:
                found = take_next(engine, RUNS, name)
            except OperationalError:
                continue
            if found:
                taken.append(found.id)

    workers = [threading.Thread(target=take, args=(f"worker-{n}",)) for n in range(6)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(taken) == sorted(run.id for run in runs)


def test_work_is_taken_in_the_order_it_was_asked_for(own_app: Flask, talk: Session) -> None:
    late, early = ask(talk, "late"), ask(talk, "early")
    early.asked_at = late.asked_at - dt.timedelta(days=1)
    talk.commit()
    first = take_next(db.engine, RUNS, "one")
    assert first is not None
    assert first.id == early.id


def test_a_run_that_nobody_brings_to_an_end_fails_in_plain_words(
    own_app: Flask, talk: Session
) -> None:
    run = ask(talk)
    for _attempt in range(3):
        assert take_next(db.engine, RUNS, "dies") is not None
        lapse(talk, run)
    assert take_next(db.engine, RUNS, "last") is None
    assert fresh(talk, run).state == "failed"
    assert run.problem == GAVE_UP


def test_a_run_that_is_asked_to_stop_is_cancelled(
    own_app: Flask, talk: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(talk)

    def stopped_midway(session: Session, row: AnalysisRun, tick: Tick) -> None:
        with Session(db.engine) as staff:
            begin_writing(staff)
            staff.get_one(AnalysisRun, row.id).cancel_asked = True
            staff.commit()
        tick("encoding", 1, 2)
        raise AssertionError("it went on")

    replace_work(monkeypatch, stopped_midway)
    work()
    assert fresh(talk, run).state == "cancelled"
    assert run.leased_by is None


def test_an_error_never_brings_words_into_the_problem_or_the_log(
    own_app: Flask,
    talk: Session,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run = ask(talk)
    words = "my brother at the shelter"

    def break_down(session: Session, row: AnalysisRun, tick: Tick) -> None:
        raise ValueError(f"could not read {words}")

    replace_work(monkeypatch, break_down)
    work()
    assert fresh(talk, run).state == "failed"
    assert run.problem == UNEXPECTED
    assert "ValueError" in caplog.text
    assert words not in caplog.text


def test_what_a_room_has_to_say_reaches_the_staff(
    own_app: Flask, talk: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(talk)

    def refuse(session: Session, row: AnalysisRun, tick: Tick) -> None:
        raise DomainError("Nobody has said anything yet.")

    replace_work(monkeypatch, refuse)
    work()
    assert fresh(talk, run).problem == "Nobody has said anything yet."


def test_others_write_while_a_run_computes_and_see_its_progress(
    own_app: Flask, talk: Session, tmp_path: Path
) -> None:
    run = ask(talk)
    mark = tmp_path / "mark"
    process = start_slow_worker(own_app, mark, "encoding")
    begin_writing(talk)
    talk.add(Engagement(slug="meanwhile", languages=["en"]))
    talk.commit()
    assert process.poll() is None, "the write had to wait for the run's end"
    assert fresh(talk, run).stage == "encoding"
    assert run.done > 0
    mark.unlink()
    process.wait(timeout=240)
    assert fresh(talk, run).state == "done"


def test_a_lease_is_extended_by_whoever_holds_it_and_by_nobody_else(
    own_app: Flask, talk: Session
) -> None:
    run = ask(talk)
    taken = take_next(db.engine, RUNS, "holder")
    assert taken is not None
    lapse(talk, run)
    Lease(db.engine, taken).extend()
    until = fresh(talk, run).leased_until
    assert until is not None
    assert until > now() + dt.timedelta(seconds=30)
    lapse(talk, run)
    talk.rollback()
    assert take_next(db.engine, RUNS, "other") is not None
    with pytest.raises(LeaseLost):
        Lease(db.engine, taken).extend()


def test_learning_is_done_once_and_an_overtaken_worker_stores_none_of_it(
    own_app: Flask, talk: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(talk)
    work()
    engagement = talk.get_one(Engagement, fresh(talk, run).engagement_id)
    talk.rollback()
    begin_writing(talk)
    account = create_account(talk, "a@example.org", "Ada", ANALYST, "river-lantern-orchard")
    none = {"serious": False, "sensitive": False, "doubt": False}
    add_theme(talk, engagement, account, "Waiting", "The ambulance came late.", none)
    task = ask_to_learn(talk, engagement, account)
    talk.commit()
    taken = {"coding": CodingTask}

    def overtaken(session: Session, row: CodingTask, tick: Tick) -> None:
        past = now() - dt.timedelta(seconds=1)
        talk.execute(update(CodingTask).values(leased_until=past))
        talk.commit()
        assert take_next(db.engine, taken, "other") is not None
        do_task(session, row, lambda stage, done, total: None)

    monkeypatch.setitem(worker.WORK, "coding", (CodingTask, overtaken))
    work()
    assert talk.scalar(select(func.count(Suggestion.id))) == 0
    monkeypatch.setitem(worker.WORK, "coding", (CodingTask, do_task))
    talk.execute(update(CodingTask).values(leased_until=now() - dt.timedelta(seconds=1)))
    talk.commit()
    work()
    talk.refresh(task)
    assert (task.state, task.attempts) == ("done", 3)
    assert task.results["segments"] == run.results["counts"]["segments"]
