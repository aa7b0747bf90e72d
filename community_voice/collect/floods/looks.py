"""What was held, and what staff look at of it: by standing, reason and words."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from community_voice.answering.eligible import NO_CODE
from community_voice.answering.flood.judge import BURST, NEAR_COPY
from community_voice.answering.late import LATE
from community_voice.store import Engagement, Response, Testimony
from community_voice.store.columns import storable

HELD, LET_IN, SET_ASIDE = LOOKED_AT = ("held", "let_in", "set_aside")
REASONS = (NEAR_COPY, BURST, NO_CODE, LATE)
# More is no search: a database refuses the pattern.
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Look:
    """A filter: one standing, and where given a reason and words that an answer holds."""

    standing: str = HELD
    because: str = ""
    words: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """Return the filter as an address or a form carries it."""
        return {"show": self.standing, "because": self.because, "q": self.words}


@dataclass(frozen=True)
class Standings:
    """How many answers came, and how they stand; nothing is ever taken out of the first."""

    came: int
    counted: int
    let_in: int
    held: int
    set_aside: int

    def __getitem__(self, standing: str) -> int:
        return int(getattr(self, standing))


def read_look(given: dict[str, str]) -> Look:
    """Read a filter from an address or a form; what is none of ours asks for nothing."""
    standing, because = given.get("show", HELD), given.get("because", "")
    words = given.get("q", "").strip()[:LONGEST_WORDS]
    return Look(
        standing if standing in LOOKED_AT else HELD,
        because if because in REASONS else "",
        words if storable(words) else "",
    )


def standings_of(session: Session, engagement: Engagement) -> Standings:
    """Count people's answers to our own forms by how they stand; `counted` holds those let in.

    Comments of a file and voices of a session never come as a flood, and are other units.
    """
    rows = session.execute(
        select(Response.standing, func.count())
        .where(
            Response.engagement_id == engagement.id,
            Response.unit == "people",
            Response.mode.not_in(("import", "session")),
        )
        .group_by(Response.standing)
    )
    found = {str(row[0]): int(row[1]) for row in rows}
    return Standings(
        sum(found.values()),
        found.get("counted", 0) + found.get(LET_IN, 0),
        *(found.get(standing, 0) for standing in (LET_IN, HELD, SET_ASIDE)),
    )


def within(engagement_id: int, look: Look) -> ColumnElement[bool]:
    """Return the condition that keeps what a filter asks for."""
    parts = [Response.engagement_id == engagement_id, Response.standing == look.standing]
    if look.because:
        parts.append(Response.held_because == look.because)
    if look.words:
        holds = select(Testimony.response_id).where(
            Testimony.engagement_id == engagement_id,
            Testimony.text.icontains(look.words, autoescape=True),
        )
        parts.append(Response.id.in_(holds))
    return and_(*parts)
