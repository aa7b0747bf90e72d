"""Recordings of a version's texts: which of them still say what the page shows."""

from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from community_voice.instruments.definition import digest
from community_voice.store import SpokenPrompt, Version, VersionWording


class Recorded(NamedTuple):
    """A text that somebody read aloud, by its path and language."""

    path: str
    language: str


def recordings(session: Session, version_id: int) -> dict[Recorded, bool]:
    """Return every recording of a version, and whether it says the words that are shown now.

    Shown are those in its language, and where there are none, those of the source language.
    """
    shown = and_(
        VersionWording.version_id == SpokenPrompt.version_id,
        VersionWording.path == SpokenPrompt.path,
        or_(
            VersionWording.language == SpokenPrompt.language,
            VersionWording.language == Version.source_language,
        ),
    )
    rows = session.execute(
        select(
            *(SpokenPrompt.path, SpokenPrompt.language, SpokenPrompt.text_digest),
            *(VersionWording.text, VersionWording.language == SpokenPrompt.language),
        )
        .join(Version, Version.id == SpokenPrompt.version_id)
        .outerjoin(VersionWording, shown)
        .where(SpokenPrompt.version_id == version_id)
    ).tuples()
    found: dict[Recorded, bool] = {}
    for path, language, said, text, _own in sorted(rows, key=lambda row: bool(row[4])):
        if text or Recorded(path, language) not in found:
            found[Recorded(path, language)] = bool(text) and digest(text) == said
    return found


def heard(session: Session, version_id: int) -> set[Recorded]:
    """Return the texts that residents can hear: recordings of the words that they see."""
    return {key for key, fits in recordings(session, version_id).items() if fits}
