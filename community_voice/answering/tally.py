"""Counts of links and spent codes: added up in memory, written many at once, in sorted order.

Neither the order of rows, nor a transaction, nor its moment may tie a link or a code to a
response. So nothing of them is written with one, nor because one came: whoever sends ten through
a link of their own, or of somebody else's, would see when the next one comes. What waits is
written outside any request, at a moment drawn by lot when the first of its kind came, or when the
process ends; in a transaction of its own. A crash loses what waits, never an answer: a few counts
are too low then, and a few codes can be used once more. Every process has a tally of its own and
adds to the row, so that none overwrites another's; a code that waits in one process is not known
to be used in the others yet.
"""

import atexit
import contextlib
import secrets
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

# So many came by one link or sheet before its number is told.
ENOUGH = 11
SOONEST_SECONDS, LATEST_SECONDS = 15 * 60, 90 * 60
# At the end of a process what waits must not be lost because another kind is being written.
PATIENCE_SECONDS = 5
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
            self._write_later(what)

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
            self._write_later(SPENT)

    def is_spent(self, code_id: str) -> bool:
        """Say whether a code was used and waits to be marked so."""
        with self._lock:
            return code_id in self._spent

    def write(self, session: Session, kinds: Iterable[str] = KINDS) -> None:
        """Write what waits of some kinds, in a transaction of its own that this commits.

        What is being written counts as waiting until it is written, and is written by one alone.
        """
        if not self._writing.acquire(timeout=PATIENCE_SECONDS):
            return
        try:
            counts, spent = self._waiting(kinds)
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
        counts, spent = self._waiting(kinds)
        if not spent and not any(counts.values()):
            return
        # At the end of a process the database may be gone already.
        with (
            contextlib.suppress(SQLAlchemyError),
            self._app.app_context(),
            Session(db.engine) as session,
        ):
            self.write(session, kinds)

    def _waiting(self, kinds: Iterable[str]) -> tuple[dict[str, Counter[int]], set[str]]:
        with self._lock:
            counts = {what: Counter(self._counts[what]) for what in self._counts if what in kinds}
            return counts, set(self._spent) if SPENT in kinds else set()

    def _write_later(self, kind: str) -> None:
        """Write what waits of a kind at a moment that no request chooses."""
        if kind in self._timers:
            return
        seconds = SOONEST_SECONDS + secrets.randbelow(LATEST_SECONDS - SOONEST_SECONDS)
        self._timers[kind] = threading.Timer(seconds, self._write_now, (kind,))
        self._timers[kind].daemon = True
        self._timers[kind].start()

    def _write_now(self, kind: str) -> None:
        try:
            self.write_quietly(kind)
        finally:
            with self._lock:
                del self._timers[kind]
                counts, spent = self._waiting((kind,))
                # What came meanwhile, or could not be written, waits for the next time.
                if spent or any(counts.values()):
                    self._write_later(kind)


def tally() -> Tally:
    """Return this process's tally."""
    extensions = current_app.extensions
    if NAME not in extensions:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        extensions.setdefault(NAME, Tally(app))
    found: Tally = extensions[NAME]
    return found


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
