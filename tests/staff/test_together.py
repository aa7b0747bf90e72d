"""Several at once: the log stays one chain, and the brake counts every try."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from community_voice.extensions import db
from community_voice.staff.audit import record_act, verify_chain
from community_voice.staff.brake import FREE_TRIES, take_a_try
from community_voice.store import SignInBrake
from community_voice.store.database import begin_writing


def test_the_log_stays_one_chain(busy_app: Flask) -> None:
    def write(number: int) -> None:
        with busy_app.app_context():
            for turn in range(5):
                begin_writing(db.session())
                record_act(db.session(), "act", f"{number}.{turn}")
                db.session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    report = verify_chain(db.session())
    assert (report.entries, report.reason) == (40, "")


def test_tries_at_once_are_all_counted(busy_app: Flask) -> None:
    def guess(_number: int) -> bool:
        with busy_app.app_context():
            return not take_a_try(db.session(), "ada@example.org")

    with ThreadPoolExecutor(8) as pool:
        let_through = sum(pool.map(guess, range(30)))
    assert let_through == FREE_TRIES
    assert db.session.scalars(select(SignInBrake.tries)).one() == FREE_TRIES
