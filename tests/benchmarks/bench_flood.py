"""A flood of near-copies from changing addresses, beside fifty people behind one address.

Five thousand near-copies of a letter in two languages (names, order and letters changed, parts
left out) come in ten simulated minutes, each from an address of its own, and fifty people with
words of their own send in the same minutes from one library's address. All of it goes through the
service that stores a resident's answer, on a database of its own. It must count all fifty, hold at
least 99 % of the flood, and delete nothing. With --data, real comments are judged as if all of them
had come within one hour: how many would be held, beside how many are copies of another.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from community_voice.answering.course import Course
from community_voice.answering.flood.judge import Judge, gist_of
from community_voice.answering.flood.limit import LIMITS, SENDING, Counts
from community_voice.answering.flood.sending import EXTENSION, judge_sending
from community_voice.answering.flood.sketch import plain
from community_voice.answering.instrument import Instrument, load_instrument
from community_voice.answering.recording import Manner, record_response
from community_voice.answering.state import Filling, begin
from community_voice.app import create_app
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.demo.making import typed_answers
from community_voice.extensions import db
from community_voice.store import Response, Testimony
from community_voice.store.database import begin_writing
from community_voice.store.migrating import upgrade
from tests.answering.flood.crowd import STORY, mixed, near_copies, people

LIBRARY = "203.0.113.7"
BUDGET_MS = 2.0


class Clock:
    """A clock that the benchmark sets, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Bench:
    """One engagement, its judge and its counts of addresses, all on one clock."""

    def __init__(self, app: Flask) -> None:
        self.clock = Clock()
        self.judge, self.counts = Judge(self.clock), Counts(self.clock)
        app.extensions[EXTENSION] = self.judge
        template = load_template("when-you-need-help")
        session = db.session()
        begin_writing(session)
        setup = Setup(slug="bench", wordings=template["texts"])
        engagement = make_engagement(session, setup, is_open=True)
        self.engagement_id = engagement.id
        self.version_id = make_survey(session, engagement, template).id
        session.commit()
        self.instruments = {tag: self._load(tag) for tag in template["languages"]}
        self.judging, self.storing = 0.0, 0.0

    def _load(self, tag: str) -> Instrument:
        found = load_instrument(db.session(), self.engagement_id, self.version_id, tag)
        assert found is not None
        return found

    def send(self, address: str, language: str, filling: Filling) -> str | None:
        """Send one answer as the residents' page does; return its id, None where it must wait."""
        if self.counts.is_too_much(SENDING, address, LIMITS[SENDING]):
            return None
        instrument = self.instruments[language]
        # The page that sends has it made already, to check the answers.
        course = Course(instrument, filling.answers)
        began = time.thread_time()
        manner = Manner(hold=judge_sending(course, filling))
        self.judging += time.thread_time() - began
        began = time.thread_time()
        session = db.session()
        session.rollback()
        begin_writing(session)
        stored = record_response(session, instrument, filling, language, manner=manner)
        key = stored.id
        session.commit()
        self.storing += time.thread_time() - began
        return key


def flood(bench: Bench, count: int) -> tuple[list[str | None], list[str | None]]:
    """Send everything in order; return the ids of people's answers, and of the flood's."""
    copies, persons = list(near_copies(count)), people()
    theirs: list[str | None] = []
    others: list[str | None] = []
    for second, is_person, which in mixed(count):
        bench.clock.now = second
        if is_person:
            person = persons[which]
            language = person["language"]
            answers = typed_answers(bench.instruments[language], person)
            filling = begin(bench.version_id).with_answers(answers)
            theirs.append(bench.send(LIBRARY, language, filling))
        else:
            language, text = copies[which]
            filling = begin(bench.version_id).with_answers({STORY: {"": [text]}})
            address = f"198.51.{which // 250 % 250}.{which % 250}"
            others.append(bench.send(address, language, filling))
    return theirs, others


def report(bench: Bench, theirs: list[str | None], others: list[str | None]) -> bool:
    """Print what became of all, and say whether the promise holds."""
    session = db.session()
    rows = session.execute(select(Response.id, Response.standing, Response.held_because))
    standing = {key: (how, why) for key, how, why in rows}
    words = len(session.scalars(select(Testimony.id)).all())
    came = len(theirs) + len(others)
    counted = sum(standing.get(key or "", ("", ""))[0] == "counted" for key in theirs)
    held = [standing[key] for key in others if key and standing[key][0] == "held"]
    share = len(held) / len(others)
    print(f"people behind one address: {len(theirs)} sent, {counted} counted")
    reasons = dict(Counter(why for _how, why in held))
    print(f"near-copies: {len(others)} sent, {len(held)} held ({share:.2%}), {reasons}")
    print(f"stored: {len(standing)} of {came} answers and {words} texts; deleted: 0")
    judging, storing = 1000 * bench.judging / came, 1000 * bench.storing / came
    print(
        f"judging took {judging:.2f} ms of computing an answer, "
        f"{bench.judging / bench.storing:.2f} of what storing it took ({storing:.2f} ms)"
    )
    kept = len(standing) == came
    return counted == len(theirs) and share >= 0.99 and kept and judging < BUDGET_MS


def look_at(folder: Path) -> None:
    """Judge real comments as if each file had come within one hour."""
    for path in sorted(folder.glob("*/comments.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts = [row["comment-body"] or "" for row in csv.DictReader(file)]
        judge = Judge(lambda: 0.0)
        held = sum(bool(judge.judge(1, str(n), gist_of([text]))) for n, text in enumerate(texts))
        copies = len(texts) - len({plain(text) for text in texts})
        print(f"{path.parent.name}: {len(texts)} comments, {held} held ({copies} exact copies)")


def main() -> int:
    """Flood, report, and look at real comments where there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="near-copies")
    parser.add_argument("--data", type=Path, help="a folder of NAME/comments.csv")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-flood-") as folder:
        keys = {"SECRET_KEY": "bench", "RECORD_KEY": "bench"}
        address = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        app = create_app({**keys, "SQLALCHEMY_DATABASE_URI": address})
        with app.app_context():
            upgrade(db.engine)
            bench = Bench(app)
            holds = report(bench, *flood(bench, options.count))
            db.session.remove()
            db.engine.dispose()
    if options.data:
        look_at(options.data)
    print("the promise holds" if holds else "THE PROMISE DOES NOT HOLD")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
