"""What changed in a source since its translation was made, word by word."""

import difflib
import re
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.translate.room import Room
from community_voice.instruments.definition import digest
from community_voice.instruments.wording_state import Text
from community_voice.store import Version, VersionWording

# (same, gone or new; words)
Difference = list[tuple[str, str]]
SAME, GONE, NEW = "same", "gone", "new"
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def older_sources(session: Session, room: Room, texts: Iterable[Text]) -> Mapping[str, str]:
    """Return the source that each stale text was made of, where a version still holds it."""
    wanted = {text.path: text.made_of for text in texts if text.made_of}
    if not wanted:
        return {}
    rows = session.scalars(
        select(VersionWording)
        .join(Version, Version.id == VersionWording.version_id)
        .where(
            Version.survey_id == room.survey.id,
            VersionWording.language == Version.source_language,
            VersionWording.path.in_(wanted),
        )
        .order_by(Version.number)
    )
    return {row.path: row.text for row in rows if digest(row.text) == wanted[row.path]}


def difference(old: str, new: str) -> Difference:
    """Return what is the same, gone and new between two texts, in reading order."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    found: Difference = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            found.append((SAME, "".join(before[start:end])))
            continue
        if start < end:
            found.append((GONE, "".join(before[start:end])))
        if begin < stop:
            found.append((NEW, "".join(after[begin:stop])))
    return found
