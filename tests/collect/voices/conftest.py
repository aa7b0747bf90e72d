"""Two engagements with recordings that wait, and somebody whose work it is to hear them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.definition import Definition, publish
from community_voice.store import Engagement, Question, Response, VoiceNote

SLUG = "river-street"
SOUND = b"OggS" + b"OpusHead" + bytes(range(256)) * 4
DEFINITION: Definition = {
    "source_language": "en",
    "languages": ["en", "es"],
    "sections": [
        {
            "code": "only",
            "title": {"en": "Your voice"},
            "questions": [
                {
                    "code": "say_it",
                    "type": "voice_note",
                    "label": {"en": "What would help?", "es": "¿Qué ayudaría?"},
                },
                {
                    "code": "your_name",
                    "type": "voice_note",
                    "label": {"en": "What do neighbours call you?"},
                    "settings": {"themed": False},
                },
            ],
        }
    ],
}


@dataclass(frozen=True)
class Waiting:
    """A recording that waits: its key, and the response it belongs to."""

    id: str
    response_id: str


Leave = Callable[..., Waiting]


@pytest.fixture
def leave(session: Session) -> Leave:
    """Return a function that leaves a recording in an engagement."""
    for slug in (SLUG, "hill-road"):
        setup = Setup(slug, {"title": {"en": slug.title()}}, ("en", "es"), "en", "A host")
        version = make_draft(session, make_engagement(session, setup), DEFINITION, "main")
        publish(session, version)
    session.commit()
    count = 0

    def left(slug: str = SLUG, question: str = "say_it", **more: str) -> Waiting:
        nonlocal count
        count += 1
        engagement = session.scalars(select(Engagement).where(Engagement.slug == slug)).one()
        asked = session.scalars(
            select(Question).where(Question.code == question).order_by(Question.id)
        ).all()[0 if slug == SLUG else 1]
        response = Response(
            engagement_id=engagement.id,
            version_id=asked.version_id,
            submission_id=f"a-submission-number-{count}",
            content_digest="d",
            language=more.get("language", "en"),
            consent=more.get("consent", "quoted"),
            mode=more.get("mode", "web"),
        )
        session.add(response)
        session.flush()
        note = VoiceNote(
            response_id=response.id,
            question_id=asked.id,
            language=response.language,
            media_type="audio/ogg",
            sound=SOUND,
            size=len(SOUND),
        )
        session.add(note)
        session.commit()
        return Waiting(note.id, response.id)

    return left
