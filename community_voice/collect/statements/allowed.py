"""Whose words a statement may stand in: those of people who allowed that they are shown.

A statement goes before everybody. Words of a person who allowed less may lead staff to a thought;
they are never the statement.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import DomainError
from community_voice.store import Engagement, Segment, Testimony
from community_voice.store.columns import QUOTABLE

# So many words in a row are somebody's own; where no blanks part words, so many letters. Fewer than
# FEW anybody may have said: they are somebody's own only where that is all that was said.
ROW, ROW_OF_LETTERS = 8, 16
FEW, FEW_LETTERS = 5, 10
# Scripts without blanks between words: a letter is a piece.
PIECES = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+"
)
# Letters by name that show nothing.
FILLERS = "\u115f\u1160"
A_BATCH = 2000


@dataclass(frozen=True)
class Passage:
    """A passage to begin a statement with, and whether its person allowed to show the words."""

    testimony_id: str
    text: str
    language: str
    is_allowed: bool

    def __repr__(self) -> str:
        return "<Passage>"


def passage_of(session: Session, engagement: Engagement, segment_id: int) -> Passage | None:
    """Return a passage of this engagement."""
    if not 0 < segment_id < 2**31:
        return None
    found = session.execute(
        select(Testimony, Segment)
        .join(Segment, Segment.testimony_id == Testimony.id)
        .where(Segment.id == segment_id, Testimony.engagement_id == engagement.id)
    ).one_or_none()
    if found is None:
        return None
    said, part = found
    text = said.text[part.start : part.end]
    return Passage(said.id, text, part.language, said.consent in QUOTABLE)


def refusal() -> str:
    """Return why somebody's words cannot be a statement, and what to do."""
    told = _("The person who said this did not allow us to show their words.")
    return f"{told} {_('Write what was said in your own words.')}"


def permit_words(
    session: Session, engagement: Engagement, texts: Iterable[str], known: Collection[str] = ()
) -> str | None:
    """Refuse what stands word for word in words that may not be shown, and in no others.

    Returns the testimony that alone, of those that may be shown, holds a text's words, if any.
    Texts that are `known` already are looked for, and not refused.
    """
    rows = {text: _rows_of(text) for text in texts}
    holders: dict[str, list[str]] = {row: [] for found in rows.values() for row in found}
    new = {row for text, found in rows.items() if text not in known for row in found}
    barred: set[str] = set()
    for key, consent, told in _told(session, engagement) if holders else ():
        for row in [row for row in holders if row in told]:
            if consent in QUOTABLE:
                holders[row].append(key)
            else:
                barred.add(row)
    if any(not holders[row] for row in barred & new):
        raise DomainError(refusal())
    return next((found[0] for found in holders.values() if len(found) == 1), None)


def stands_in(text: str, said: str) -> bool:
    """Say whether a text, or a long row of its words, stands word for word in what was said."""
    told = _plain(said)
    return any(row in told for row in _rows_of(text))


def _told(session: Session, engagement: Engagement) -> Iterator[tuple[str, str, str]]:
    """Go through (id, consent, plain words) of an engagement's testimonies."""
    query = select(Testimony.id, Testimony.consent, Testimony.text).where(
        Testimony.engagement_id == engagement.id
    )
    for key, consent, said in session.execute(query.execution_options(yield_per=A_BATCH)):
        yield key, consent, _plain(said)


def _rows_of(text: str) -> set[str]:
    """Return the rows of a statement's words that are somebody's own, as `_plain` writes them."""
    pieces = _pieces(text)
    are_letters = sum(len(piece) == 1 for piece in pieces) * 2 > len(pieces)
    long, few = (ROW_OF_LETTERS, FEW_LETTERS) if are_letters else (ROW, FEW)
    if len(pieces) < few:
        return {_plain(text)} if pieces else set()
    last = max(1, len(pieces) - long + 1)
    return {f" {' '.join(pieces[at : at + long])} " for at in range(last)}


def _plain(text: str) -> str:
    """Return a text's words parted by blanks, between marks that say where it begins and ends."""
    return f"\n {' '.join(_pieces(text))} \n"


def _pieces(text: str) -> list[str]:
    return PIECES.findall(_without_hidden(unicodedata.normalize("NFKD", text)).casefold())


def _without_hidden(text: str) -> str:
    """Return a text without what looks like nothing between letters, and without their marks."""
    for letter in set(text):
        kind = unicodedata.category(letter)[0]
        if (kind in "CM" and not letter.isspace()) or letter in FILLERS:
            text = text.replace(letter, "")
    return text
