"""Let held answers in, set them aside, hold them again: acts that can all be taken back.

Nothing is deleted. The log tells how many and on which day, never which answers.
"""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from community_voice.collect.floods.groups import MOST
from community_voice.collect.floods.looks import HELD, LET_IN, LOOKED_AT, Look, within
from community_voice.errors import Conflict, DomainError
from community_voice.staff.audit import record_act
from community_voice.store import Engagement, Response

ONE, GROUP, ALL = WHICH = ("one", "group", "all")
ACTS = {LET_IN: "flood.let_in", "set_aside": "flood.set_aside", HELD: "flood.hold_again"}
AT_ONCE = 500


def chosen(which: str, shown: str) -> list[str] | None:
    """Return the ids that stood on the page; None stands for all of the filter.

    A group is not found anew: what came since is like it, and nobody has looked at it.
    """
    return None if which == ALL else shown.split()[: 1 if which == ONE else MOST]


def move(
    session: Session,
    engagement: Engagement,
    look: Look,
    ids: Sequence[str] | None,
    to: str,
    seen: str | None = None,
) -> int:
    """Give answers of a filter another standing; return how many had not got it yet.

    Raises Conflict where all of a filter is not what was `seen`: more may have come since. The
    caller has told the database that it will write, and commits.
    """
    if ids is None and seen != str(count_of(session, engagement, look)):
        raise Conflict(_("It has changed since this page was shown. Read it again."))
    moved = 0
    for condition in _conditions(ids):
        those = within(engagement.id, look) & condition
        moved += session.scalar(select(func.count(Response.id)).where(those)) or 0
        session.execute(
            update(Response)
            .where(those)
            .values(standing=to)
            .execution_options(synchronize_session=False)
        )
    if moved:
        detail = {"answers": moved, "from": look.standing, "because": look.because}
        record_act(session, ACTS[to], engagement.slug, detail=detail, brings_words=True)
    session.expire_all()
    return moved


def count_of(session: Session, engagement: Engagement, look: Look) -> int:
    """Count the answers of a filter."""
    those = within(engagement.id, look)
    return session.scalar(select(func.count(Response.id)).where(those)) or 0


def refuse_unknown(look: Look, which: str, to: str) -> None:
    """Refuse what is no act of ours."""
    if which not in WHICH or to not in LOOKED_AT or to == look.standing:
        raise DomainError(_("We could not read that. Go back and try again."))


def _conditions(ids: Sequence[str] | None) -> Iterator[ColumnElement[bool]]:
    """Go through the conditions that name what is moved, so many keys at a time."""
    if ids is None:
        yield Response.id.is_not(None)
        return
    for start in range(0, len(ids), AT_ONCE):
        yield Response.id.in_(ids[start : start + AT_ONCE])
