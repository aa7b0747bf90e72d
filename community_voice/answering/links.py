"""The links that lead people here, by their code."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.codes import make_code, read_code
from community_voice.answering.state import LINK, Filling
from community_voice.answering.tally import tally
from community_voice.store import EntryLink

LENGTH = 8


def make_link_code() -> str:
    """Return a code for a new link, short enough to type from a poster."""
    return make_code(LENGTH)


def find_link(session: Session, engagement_id: int, code: str) -> EntryLink | None:
    """Return an engagement's link with this code."""
    read = read_code(code, LENGTH)
    if read is None:
        return None
    return session.scalar(
        select(EntryLink).where(EntryLink.engagement_id == engagement_id, EntryLink.code == read)
    )


def count_link(session: Session, engagement_id: int, filling: Filling, what: str) -> None:
    """Count what came through a filling's link, where that is open; written later, apart."""
    link = find_link(session, engagement_id, filling.through.get(LINK, ""))
    if link is not None and link.is_open:
        tally().count(link.id, what)
