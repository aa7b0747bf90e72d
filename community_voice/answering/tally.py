"""Counts of links and spent codes: added up in memory, written many at once, in sorted order.

Neither the order of rows nor a transaction may tie a link or a code to a response. So nothing of
them is written with one: each waits here until at least eleven of its kind do, until no other of
its kind came for a while, or until the process ends, and is then written in a transaction of its
own. Kinds wait apart: a link that is opened all day holds no spent code back. A crash
loses what waits, never an answer: a few counts are too low then, and a few codes can be used once
more. Every process has a tally of its own and adds to the row, so that none overwrites another's;
a code that waits in one process is not known to be used in the others yet.
"""

import atexit
import contextlib
import threading
from collections import Counter
from collections.abc import Iterable

from flask import Flask, current_app
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from community_voice.extensions import db
from community_voice.store import EntryCode, EntryLink
from community_voice.store.database import begin_writing

ENOUGH = 11
QUIET_SECONDS = 15 * 60.0
OPENED, SENT, SPENT = KINDS = ("opened", "sent", "spent")
NAME = "community_voice_tally"


class Tally:
    """What waits to be counted in one process."""

    def __init__(self, app: Flask) -> None:
        self._app, self._lock, self._writing = app, threading.RLock(), threading.Lock()
        self._counts: dict[str, Counter[int]] = {OPENED: Counter(), SENT: Counter()}
        self._spent: set[str] = set()
        # A code whose answer is being stored -> the submission that it is stored for.
        self._taken: dict[str, str] = {}
        self._timers: dict[str, threading.Timer] = {}
        atexit.register(self.write_quietly)

    def count(self, link_id: int, what: str) -> None:
        """Count a link as opened, or an answer that came through it as sent."""
        with self._lock:
            self._counts[what][link_id] += 1
            self._wait_for_quiet(what)

    def take(self, code_id: str, submission_id: str) -> bool:
        """Set a code aside for one submission; say whether no other has it."""
        with self._lock:
            return (
                code_id not in self._spent
                and self._taken.setdefault(code_id, submission_id) == submission_id
            )

    def give_back(self, code_id: str) -> None:
        """Let a code be used after all: its answer was not stored."""
        with self._lock:
            self._taken.pop(code_id, None)

    def spend(self, code_id: str) -> None:
        """Remember that a code was used; for which answer is forgotten here."""
        with self._lock:
            self._taken.pop(code_id, None)
            self._spent.add(code_id)
            self._wait_for_quiet(SPENT)

    @property
    def is_due(self) -> bool:
        """Say whether enough of a kind wait to be written together."""
        with self._lock:
            sums = [sum(counts.values()) for counts in self._counts.values()]
            return max(*sums, len(self._spent)) >= ENOUGH

    def is_spent(self, code_id: str) -> bool:
        """Say whether a code was used and waits to be marked so."""
        with self._lock:
            return code_id in self._spent

    def write(self, session: Session, also: Iterable[str] = ()) -> None:
        """Write each kind of which enough wait, in a transaction of its own that this commits.

        Those named are written too, however few wait.
        What is being written counts as waiting until it is written, and is written by one alone.
        """
        if not self._writing.acquire(blocking=False):
            return
        try:
            counts, spent = self._due(also)
            begin_writing(session)
            for what, found in sorted(counts.items()):
                _add_up(session, what, found)
            _mark_used(session, spent)
            session.commit()
            with self._lock:
                for what, found in counts.items():
                    self._counts[what].subtract(found)
                    self._counts[what] = +self._counts[what]
                self._spent -= spent
        finally:
            self._writing.release()

    def forget(self) -> None:
        """Lose what waits, as a crash would."""
        with self._lock:
            self._counts = {OPENED: Counter(), SENT: Counter()}
            self._spent, self._taken = set(), {}

    def write_quietly(self, *kinds: str) -> None:
        """Write what waits of some kinds or of all, outside any request, or let it wait on."""
        kinds = kinds or KINDS
        counts, spent = self._due(kinds)
        if not spent and not any(counts.values()):
            return
        # At the end of a process the database may be gone already.
        with (
            contextlib.suppress(SQLAlchemyError),
            self._app.app_context(),
            Session(db.engine) as session,
        ):
            self.write(session, kinds)

    def _due(self, also: Iterable[str]) -> tuple[dict[str, Counter[int]], set[str]]:
        with self._lock:
            counts = {
                what: Counter(found)
                for what, found in self._counts.items()
                if what in also or sum(found.values()) >= ENOUGH
            }
            is_due = SPENT in also or len(self._spent) >= ENOUGH
            return counts, set(self._spent) if is_due else set()

    def _wait_for_quiet(self, kind: str) -> None:
        """Write what waits of a kind when no other of it has come for a while."""
        if kind in self._timers:
            self._timers[kind].cancel()
        self._timers[kind] = threading.Timer(QUIET_SECONDS, self.write_quietly, (kind,))
        self._timers[kind].daemon = True
        self._timers[kind].start()


def tally() -> Tally:
    """Return this process's tally."""
    extensions = current_app.extensions
    if NAME not in extensions:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        extensions.setdefault(NAME, Tally(app))
    found: Tally = extensions[NAME]
    return found


def settle(session: Session) -> None:
    """Write what is due, apart from the answer that was just stored; a failure loses nothing."""
    if not tally().is_due:
        return
    try:
        session.commit()
        tally().write(session)
    except SQLAlchemyError:
        session.rollback()


def _add_up(session: Session, what: str, counts: Counter[int]) -> None:
    column = EntryLink.opened if what == OPENED else EntryLink.sent
    for link_id, number in sorted(counts.items()):
        session.execute(
            update(EntryLink)
            .where(EntryLink.id == link_id)
            .values({column: column + number})
            .execution_options(synchronize_session=False)
        )


def _mark_used(session: Session, spent: Iterable[str]) -> None:
    for code_id in sorted(spent):
        session.execute(
            update(EntryCode)
            .where(EntryCode.id == code_id)
            .values(is_used=True)
            .execution_options(synchronize_session=False)
        )
