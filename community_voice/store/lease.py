"""Work that a worker takes by lease: one that dies loses its lease, and the work goes on."""

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.store.columns import Moment, Words, now

STATES = ("draft", "queued", "running", "done", "failed", "cancelled")
LIVE_STATES = ("queued", "running", "done")
LIVE = "state IN ('queued', 'running', 'done')"

# Tell how far a piece of work has come: stage, done, total. Raises Cancelled when asked to stop.
Tick = Callable[[str, int, int], None]


class Cancelled(Exception):
    """Somebody asked that this work stop."""


def lease_constraints() -> tuple[Any, ...]:
    """Return the constraints of a leased table."""
    listed = ", ".join(f"'{state}'" for state in STATES)
    return (
        CheckConstraint(f"state IN ({listed})", name="state"),
        CheckConstraint("done >= 0 AND total >= 0", name="progress"),
        CheckConstraint(
            "(state = 'running') = (leased_by IS NOT NULL AND leased_until IS NOT NULL)",
            name="leased",
        ),
    )


class Leased:
    """State, lease and progress of one piece of work.

    Work that brings residents' words ends on a day, and keeps no time of it.
    """

    brings_words: ClassVar[bool] = False

    state: Mapped[str] = mapped_column(String(16), default="queued")
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[dt.datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str] = mapped_column(String(40), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(Words, default="")
    asked_at: Mapped[dt.datetime] = mapped_column(Moment, default=now)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
