"""Questions read aloud: recordings that somebody made of a version's texts."""

from io import BytesIO

from flask import Response, send_file
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import NotFound
from community_voice.instruments.read_aloud import heard
from community_voice.store import SpokenPrompt, Version
from community_voice.store.columns import storable

LABEL, QUESTION = ".label", "question."


def spoken_questions(session: Session, version_id: int, tag: str) -> dict[str, str]:
    """Return the questions that are read aloud in a language, as shown: code -> path."""
    return {
        path.removeprefix(QUESTION).removesuffix(LABEL): path
        for path, language in heard(session, version_id)
        if language == tag
        and path.startswith(QUESTION)
        and path.endswith(LABEL)
        and path.count(".") == 2
    }


def send_sound(session: Session, version: Version | None, path: str, tag: str) -> Response:
    """Return a recording; in parts too, which some browsers need before they play anything."""
    found = None
    if version is not None and storable(path + tag):
        found = session.scalars(
            select(SpokenPrompt).where(
                SpokenPrompt.version_id == version.id,
                SpokenPrompt.path == path,
                SpokenPrompt.language == tag,
            )
        ).one_or_none()
    if found is None or not found.media_type.startswith("audio/"):
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return send_file(
        BytesIO(found.sound), mimetype=found.media_type, etag=found.digest, conditional=True
    )
